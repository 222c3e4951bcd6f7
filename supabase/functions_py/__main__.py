"""`python -m functions_py`: the service, configured by the environment."""

from __future__ import annotations

import sys

from functions_py import logs
from functions_py.server import Server
from functions_py.settings import Settings, SettingsError
from functions_py.stores.apple_settings import AppleSettings


def main() -> int:
    """Serves until SIGTERM or SIGINT. Exit code 2: a setting is missing or wrong."""
    try:
        settings = Settings.from_env().require("database_url")
        if not settings.jwt_issuer or not settings.jwks_url:
            raise SettingsError("SUPABASE_URL is not set")
        AppleSettings.read(settings)
    except SettingsError as error:
        print(f"florin: {error}", file=sys.stderr)
        return 2
    logs.configure(settings.log_level)
    Server(settings).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
