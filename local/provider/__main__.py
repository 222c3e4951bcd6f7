"""`python -m local.provider --port 0`: prints the port it listens on, then serves."""

import argparse
import asyncio
import signal

from aiohttp import web

from local.postgres import HOST
from local.provider.app import Provider


async def serve(port: int) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    runner = web.AppRunner(Provider().app(), access_log=None, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, HOST, port, backlog=4096)
    await site.start()
    print(f"listening on {runner.addresses[0][1]}", flush=True)
    try:
        await stopped.wait()
    finally:
        await runner.cleanup()


def main() -> None:
    parser = argparse.ArgumentParser(description="The fake AI provider of the local stack.")
    parser.add_argument("--port", type=int, default=0, help="0 chooses a free one")
    asyncio.run(serve(parser.parse_args().port))


if __name__ == "__main__":
    main()
