"""`python -m local.fal --port 0`: prints the port it listens on, then serves."""

import argparse
import socket

import uvicorn

from local.fal.app import create_app
from local.postgres import HOST

BACKLOG = 4096


def main() -> None:
    parser = argparse.ArgumentParser(description="The local stack's stand-in for fal.ai.")
    parser.add_argument("--port", type=int, default=0, help="0 chooses a free one")
    parser.add_argument("--key", help="the one key that is good; else every one is")
    given = parser.parse_args()
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((HOST, given.port))
    # From here on clients wait instead of being refused.
    listener.listen(BACKLOG)
    port = listener.getsockname()[1]
    app = create_app(f"http://{HOST}:{port}", given.key)
    config = uvicorn.Config(app, access_log=False, log_level="warning", timeout_graceful_shutdown=1)
    print(f"listening on {port}", flush=True)
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
