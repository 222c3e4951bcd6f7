"""`python -m local.stripe --port 0`: prints the port it listens on, then serves."""

import argparse
import socket

import uvicorn

from local.postgres import HOST
from local.stripe.app import create_app

BACKLOG = 1024


def main() -> None:
    parser = argparse.ArgumentParser(description="The local stack's stand-in for Stripe.")
    parser.add_argument("--port", type=int, default=0, help="0 chooses a free one")
    parser.add_argument("--secret-key", help="the one key that is good; else every test key is")
    given = parser.parse_args()
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((HOST, given.port))
    # From here on clients wait instead of being refused.
    listener.listen(BACKLOG)
    port = listener.getsockname()[1]
    config = uvicorn.Config(
        create_app(f"http://{HOST}:{port}", secret_key=given.secret_key),
        access_log=False,
        # The Date header tells the stand-in's time.
        date_header=False,
        server_header=False,
        log_level="warning",
        timeout_graceful_shutdown=2,
    )
    print(f"listening on {port}", flush=True)
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
