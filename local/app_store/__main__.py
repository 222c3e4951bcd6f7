"""`python -m local.app_store --port 0`: prints the port it listens on, then serves."""

import argparse
import socket

import uvicorn

from local.app_store.app import create_app
from local.app_store.claims import App
from local.postgres import HOST

BACKLOG = 4096
# The example app of the seed.
BUNDLE_ID, APP_ID = "com.example.florin", 1234567890


def main() -> None:
    parser = argparse.ArgumentParser(description="A stand-in for the App Store and DeviceCheck.")
    parser.add_argument("--port", type=int, default=0, help="0 chooses a free one")
    parser.add_argument("--bundle-id", default=BUNDLE_ID)
    parser.add_argument("--app-id", type=int, default=APP_ID, help="the app's numeric Apple id")
    arguments = parser.parse_args()
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((HOST, arguments.port))
    # From here on clients wait instead of being refused.
    listener.listen(BACKLOG)
    port = listener.getsockname()[1]
    app = create_app(App(arguments.bundle_id, arguments.app_id), f"http://{HOST}:{port}")
    config = uvicorn.Config(app, access_log=False, log_level="warning", timeout_graceful_shutdown=1)
    print(f"listening on {port}", flush=True)
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
