"""scripts/server: the stack stays up until Ctrl-C."""

import sys
import time

from local.stack import Interrupted, StackError, keep_stack, say_on_stderr
from local.state import StackInfo

WATCH_EVERY_S = 0.2

TEXT = """
  Florin is up. Ctrl-C stops it.

  Service          {service_url}
  Supabase URL     {supabase_url}
  Publishable key  {publishable_key}
  Secret key       {secret_key}
  Database         {database_url}
  Demo provider    {provider_url}
{stand_ins}  Logs             {state_dir}/logs

  Sign in anonymously, and keep the token:

TOKEN=$(curl -sS -X POST '{supabase_url}/auth/v1/signup' \\
  -H 'apikey: {publishable_key}' -H 'content-type: application/json' -d '{{}}' \\
  | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')

  What the new user may spend:

curl -sS '{service_url}/v1/me' -H "authorization: Bearer $TOKEN"

  The same from the Data API, as a dashboard reads it:

curl -sS '{supabase_url}/rest/v1/balance' \\
  -H 'apikey: {publishable_key}' -H "authorization: Bearer $TOKEN"

  Stream one generation; the last line is its charge:

curl -sSN '{service_url}/v1/chat/completions' -H "authorization: Bearer $TOKEN" \\
  -H 'content-type: application/json' -d '{{"model":"demo","stream":true,
  "messages":[{{"role":"user","content":"Tell me about florins."}}]}}'
"""


def describe(info: StackInfo) -> str:
    stand_ins = "".join(
        f"  {f'Stand-in: {store}':<16} {url}\n" for store, url in info.stand_ins.items()
    )
    return TEXT.format(**{**vars(info), "stand_ins": stand_ins})


def main() -> int:
    try:
        with keep_stack(say_on_stderr) as (info, stack):
            print(describe(info), flush=True)
            while True:
                stack.check()
                time.sleep(WATCH_EVERY_S)
    except Interrupted:
        return 0
    except StackError as error:
        say_on_stderr(str(error))
        return 1


if __name__ == "__main__":
    sys.exit(main())
