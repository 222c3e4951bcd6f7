"""Everything that can be set, read once from the environment. Each limit says why it is there.

Nothing here is ever printed: secrets are left out of repr, and no error repeats a value.
"""

from __future__ import annotations

import os
import re
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key

KIB = 1024
MIB = 1024 * KIB

# A route's key_env comes from a table. Only names of this form are read, so that no row can send
# the service's own secrets (a database URL, SUPABASE_SERVICE_ROLE_KEY) to a provider.
_PROVIDER_KEY_NAME = re.compile(
    r"(?!SUPABASE_|STRIPE_|FLORIN_(?!PROVIDER_))[A-Z][A-Z0-9_]*_(KEY|TOKEN)"
)


class SettingsError(Exception):
    """A setting is missing or out of range; the message names the variable, not its value."""


def _setting(
    variable: str, default: Any, minimum: float | None = None, maximum: float | None = None
) -> Any:
    """A field read from `variable`; numbers are refused outside [minimum, maximum]."""
    return field(
        default=default,
        metadata={"variable": variable, "minimum": minimum, "maximum": maximum},
    )


def _secret(variable: str) -> Any:
    return field(default="", repr=False, metadata={"variable": variable})


def _default_replica_id() -> str:
    # The random part tells a restarted process from its predecessor on the same host.
    return f"{socket.gethostname()[:40]}-{secrets.token_hex(4)}"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The service's and the workers' configuration. Durations are seconds, sizes bytes."""

    # --- where things are -------------------------------------------------------------------

    # The service logs in as florin_service, the workers as florin_worker. A transaction pooler
    # (Supavisor 6543) will do for the service; the workers need a direct connection.
    database_url: str = _secret("FLORIN_DATABASE_URL")
    worker_database_url: str = _secret("FLORIN_WORKER_DATABASE_URL")

    # The issuer and the key set are derived from it unless given themselves.
    supabase_url: str = _setting("SUPABASE_URL", "")
    jwt_issuer: str = _setting("FLORIN_JWT_ISSUER", "")
    jwks_url: str = _setting("FLORIN_JWKS_URL", "")
    jwt_audience: str = _setting("FLORIN_JWT_AUDIENCE", "authenticated")
    # Projects that have not moved to signing keys yet; HS256 is refused while this is empty.
    jwt_secret: str = _secret("SUPABASE_JWT_SECRET")
    # A key that was revoked goes on working for at most this long; a round trip is saved as long.
    api_key_cache_s: float = _setting("FLORIN_API_KEY_CACHE_S", 10.0, 0, 30)

    # Loopback unless told otherwise: exposing a service that spends money is a decision.
    host: str = _setting("FLORIN_HOST", "127.0.0.1")
    port: int = _setting("FLORIN_PORT", 8787, 0, 65535)
    replica_id: str = _setting("FLORIN_REPLICA_ID", "")
    log_level: str = _setting("FLORIN_LOG_LEVEL", "info")
    # /metrics tells amounts charged: with a token set, only its bearer reads it.
    metrics_token: str = _secret("FLORIN_METRICS_TOKEN")

    # --- the database ------------------------------------------------------------------------

    # Two warm connections answer the first requests after a quiet time without a handshake.
    db_pool_min: int = _setting("FLORIN_DB_POOL_MIN", 2, 0, 500)
    # A call takes a millisecond or two, so ten carry thousands of calls a second; Supabase's
    # smallest pooler gives fifteen to everybody together.
    db_pool_max: int = _setting("FLORIN_DB_POOL_MAX", 10, 1, 500)
    # What ten connections clear in about a second. Who comes after that is told to come back.
    db_queue_max: int = _setting("FLORIN_DB_QUEUE_MAX", 1000, 1, 100_000)
    # Waiting longer than this for a connection, the client is better served by a 503.
    db_pool_timeout_s: float = _setting("FLORIN_DB_POOL_TIMEOUT_S", 2.0, 0.05, 60)
    # A thousand times the usual duration of a call: whatever takes longer has gone wrong.
    db_call_timeout_s: float = _setting("FLORIN_DB_CALL_TIMEOUT_S", 5.0, 0.1, 120)
    # Connecting through TLS across a region takes tenths of a second.
    db_connect_timeout_s: float = _setting("FLORIN_DB_CONNECT_TIMEOUT_S", 5.0, 1, 60)
    # Settling is retried this long before the sweeper is left to do it.
    db_settle_deadline_s: float = _setting("FLORIN_DB_SETTLE_DEADLINE_S", 20.0, 1, 300)
    # Off works everywhere, Supavisor's transaction mode included; on a direct connection `on`
    # saves the server parsing each call.
    db_prepared_statements: bool = _setting("FLORIN_DB_PREPARED_STATEMENTS", False)

    # --- what clients may send ---------------------------------------------------------------

    # Anthropic's own limit on a Messages request, the largest of the families served.
    max_body_bytes: int = _setting("FLORIN_MAX_BODY_BYTES", 32 * MIB, KIB, 512 * MIB)
    # Anthropic's own limit on one image, decoded.
    max_image_bytes: int = _setting("FLORIN_MAX_IMAGE_BYTES", 5 * MIB, KIB, 64 * MIB)
    # A phone on a bad network sends 32 MiB in less; a slow-loris holds a buffer no longer.
    body_timeout_s: float = _setting("FLORIN_BODY_TIMEOUT_S", 60.0, 0.1, 600)
    # Requests served at once by one process; 150 KiB each makes 300 MiB.
    max_open_requests: int = _setting("FLORIN_MAX_OPEN_REQUESTS", 2000, 1, 100_000)

    # A client that settles its own holds decides what it pays: only where the app means that.
    credits_for_users: bool = _setting("FLORIN_CREDITS_FOR_USERS", False)

    # --- providers ---------------------------------------------------------------------------

    # A provider that does not take the connection by then is down: try the next route.
    connect_timeout_s: float = _setting("FLORIN_CONNECT_TIMEOUT_S", 5.0, 0.1, 60)
    # Long prompts and reasoning models think for a minute or more before the first event.
    first_byte_timeout_s: float = _setting("FLORIN_FIRST_BYTE_TIMEOUT_S", 120.0, 0.1, 3600)
    # Between chunks; providers ping every 10 to 30 s or send reasoning, so this is silence.
    chunk_idle_timeout_s: float = _setting("FLORIN_CHUNK_IDLE_TIMEOUT_S", 120.0, 0.1, 3600)
    # The longest generations providers allow end well within half an hour.
    total_timeout_s: float = _setting("FLORIN_TOTAL_TIMEOUT_S", 1800.0, 0.5, 14_400)
    # A reply that is not streamed is held in memory until it is whole.
    max_reply_bytes: int = _setting("FLORIN_MAX_REPLY_BYTES", 32 * MIB, KIB, 512 * MIB)

    # --- streams -----------------------------------------------------------------------------

    # Proxies and phones drop a silent connection after 30 to 60 s.
    heartbeat_s: float = _setting("FLORIN_HEARTBEAT_S", 15.0, 0.05, 300)
    # What one generation may keep for readers that come back: the longest replies known
    # (128k tokens, one event each) fit; beyond it the oldest events go.
    transcript_max_bytes: int = _setting("FLORIN_TRANSCRIPT_MAX_BYTES", 32 * MIB, KIB, 512 * MIB)
    # All transcripts of the process together: a quarter of a 1 GiB container.
    transcripts_max_bytes: int = _setting(
        "FLORIN_TRANSCRIPTS_MAX_BYTES", 256 * MIB, KIB, 64 * 1024 * MIB
    )
    # A finished generation stays in memory this long for a client that lost its connection.
    transcript_keep_s: float = _setting("FLORIN_TRANSCRIPT_KEEP_S", 60.0, 0, 3600)
    # Replies kept in Postgres for the replay of their key; larger ones are charged, not kept.
    stored_reply_max_bytes: int = _setting("FLORIN_STORED_REPLY_MAX_BYTES", 1 * MIB, 0, 4 * MIB)
    # A hold outlives its process by at most this; progress renews it long before.
    hold_seconds: int = _setting("FLORIN_HOLD_SECONDS", 300, 5, 86_400)
    # Four chances to renew within the hold's life, and one small write a minute per stream.
    progress_interval_s: float = _setting("FLORIN_PROGRESS_INTERVAL_S", 60.0, 0.1, 3600)
    # A load balancer that asks once a second must see /health/ready fail before the door closes.
    shutdown_notice_s: float = _setting("FLORIN_SHUTDOWN_NOTICE_S", 1.0, 0, 300)
    # Kubernetes and Fly kill 30 s after SIGTERM: streams get most of it, settling the rest.
    shutdown_deadline_s: float = _setting("FLORIN_SHUTDOWN_DEADLINE_S", 25.0, 0, 3600)

    # --- jobs --------------------------------------------------------------------------------

    # Steps done side by side by one worker: most wait for a provider's or Storage's answer.
    jobs_concurrency: int = _setting("FLORIN_JOBS_CONCURRENCY", 20, 1, 500)
    # A provider is asked for a job no more often than this, and the queue looked at for what is
    # due. An image takes seconds, and its user waits.
    jobs_poll_s: float = _setting("FLORIN_JOBS_POLL_S", 1.0, 0.05, 60)
    # Requests that wait for a job to change (`Prefer: wait`), in one process.
    max_waiting_requests: int = _setting("FLORIN_MAX_WAITING_REQUESTS", 500, 1, 100_000)

    # --- devices -----------------------------------------------------------------------------

    # Apple's id of the team: it signs for DeviceCheck, and is half of the app's id.
    apple_team_id: str = _setting("FLORIN_APPLE_TEAM_ID", "")
    # production, or development for builds that Xcode installs: Apple keeps the two apart.
    device_environment: str = _setting("FLORIN_DEVICE_ENVIRONMENT", "production")
    # A key of Apple's developer site that is enabled for DeviceCheck.
    devicecheck_key_id: str = _setting("FLORIN_DEVICECHECK_KEY_ID", "")
    # Its PEM; line feeds may be written as \n.
    devicecheck_private_key: str = _secret("FLORIN_DEVICECHECK_PRIVATE_KEY")
    # Apple's own host of the environment unless given: for a stand-in.
    devicecheck_url: str = _setting("FLORIN_DEVICECHECK_URL", "")
    # Four requests fit in the 20 s that a turn lasts.
    devicecheck_timeout_s: float = _setting("FLORIN_DEVICECHECK_TIMEOUT_S", 4.0, 0.05, 4.5)
    # On: what asks for a device is refused without an assertion of an attested key.
    app_attest_required: bool = _setting("FLORIN_APP_ATTEST_REQUIRED", False)
    # Another root than Apple's, for tests. Taken in the development environment alone.
    app_attest_root_file: str = _setting("FLORIN_APP_ATTEST_ROOT_FILE", "")

    # --- images and video --------------------------------------------------------------------

    # Where the internet reaches the service: providers post their verdicts to it. Empty: they are
    # asked only.
    public_url: str = _setting("FLORIN_PUBLIC_URL", "")
    # The project's secret key (sb_secret_…, or the service role's token): results go to Storage.
    supabase_secret_key: str = _secret("SUPABASE_SECRET_KEY")
    # A private bucket, made on first use.
    results_bucket: str = _setting("FLORIN_RESULTS_BUCKET", "results")
    # One file of a result: minutes of video in the best quality sold today.
    max_result_bytes: int = _setting("FLORIN_MAX_RESULT_BYTES", 512 * MIB, KIB, 5 * 1024 * MIB)
    # One file from the provider to Storage: 512 MiB at 1 MiB/s, the slowest worth waiting for.
    result_timeout_s: float = _setting("FLORIN_RESULT_TIMEOUT_S", 600.0, 0.1, 3600)
    # Queues and Storage answer in tenths of a second; a lease of a job lasts longer than this.
    media_timeout_s: float = _setting("FLORIN_MEDIA_TIMEOUT_S", 20.0, 0.1, 120)
    # Providers without a queue keep the connection until the image is there, for up to minutes.
    media_submit_timeout_s: float = _setting("FLORIN_MEDIA_SUBMIT_TIMEOUT_S", 240.0, 0.1, 900)
    # A provider's answer must not lead us into our own network. On for a local stack.
    media_private_addresses: bool = _setting("FLORIN_MEDIA_PRIVATE_ADDRESSES", False)

    fal_key: str = _secret("FLORIN_FAL_KEY")
    fal_base_url: str = _setting("FLORIN_FAL_BASE_URL", "https://queue.fal.run")
    # The history of requests is in another API than the queue.
    fal_api_url: str = _setting("FLORIN_FAL_API_URL", "https://api.fal.ai/v1")
    fal_webhook_jwks_url: str = _setting(
        "FLORIN_FAL_WEBHOOK_JWKS_URL", "https://rest.fal.ai/.well-known/jwks.json"
    )
    # The history is sorted by end: what still waits in the queue may be missing from it. Only after
    # this time does a missing request count as never taken.
    fal_history_after_s: float = _setting("FLORIN_FAL_HISTORY_AFTER_S", 3600.0, 1, 86_400)

    # --- stores ------------------------------------------------------------------------------

    # Largest notification a store may send. Stripe's stay far below 256 KiB, Apple's below 64.
    max_webhook_bytes: int = _setting("FLORIN_MAX_WEBHOOK_BYTES", 1 * MIB, KIB, 16 * MIB)

    # A restricted key will do: docs/operations.md lists what it must be allowed.
    stripe_secret_key: str = _secret("STRIPE_SECRET_KEY")
    # Apart by spaces: one per endpoint, and two per endpoint while one is changed over.
    stripe_webhook_secrets: str = _secret("STRIPE_WEBHOOK_SECRETS")
    stripe_api_base: str = _setting("STRIPE_API_BASE", "https://api.stripe.com")
    # Stripe answers most requests within a second or two; creating a checkout takes the longest.
    stripe_timeout_s: float = _setting("FLORIN_STRIPE_TIMEOUT_S", 20.0, 0.1, 80)
    # The event name of the meter in Stripe that overage is reported to, in whole credits.
    stripe_meter: str = _setting("FLORIN_STRIPE_METER", "florin_overage")
    # Where a buyer is sent afterwards, unless the request says.
    checkout_success_url: str = _setting("FLORIN_CHECKOUT_SUCCESS_URL", "")
    checkout_cancel_url: str = _setting("FLORIN_CHECKOUT_CANCEL_URL", "")
    portal_return_url: str = _setting("FLORIN_PORTAL_RETURN_URL", "")

    # --- events ------------------------------------------------------------------------------

    # With a key the worker delivers events to this PostHog project; without one, none.
    posthog_key: str = _secret("FLORIN_POSTHOG_KEY")
    # PostHog's European cloud is https://eu.i.posthog.com.
    posthog_host: str = _setting("FLORIN_POSTHOG_HOST", "https://us.i.posthog.com")
    # Standard Webhooks advises 15 to 30 s, with a lease of 90 s for a batch in mind.
    sink_timeout_s: float = _setting("FLORIN_SINK_TIMEOUT_S", 15.0, 0.1, 30)
    # A webhook's row must not lead the worker into its own network. On for a local stack.
    webhook_private_addresses: bool = _setting("FLORIN_WEBHOOK_PRIVATE_ADDRESSES", False)

    # --- the App Store -----------------------------------------------------------------------

    # The app's bundle id; without one there is no App Store, and no device attests a key. Its
    # numeric Apple id is what tells production's notifications to be this app's.
    apple_bundle_id: str = _setting("FLORIN_APPLE_BUNDLE_ID", "")
    apple_app_id: int = _setting("FLORIN_APPLE_APP_ID", 0, 0, 10**15)
    # TestFlight and App Review buy in the sandbox, with the same build as production.
    apple_environments: str = _setting("FLORIN_APPLE_ENVIRONMENTS", "production,sandbox")
    # An in-app purchase key of App Store Connect: its id, the team's issuer id, the .p8's text.
    apple_key_id: str = _setting("FLORIN_APPLE_KEY_ID", "")
    apple_issuer_id: str = _setting("FLORIN_APPLE_ISSUER_ID", "")
    apple_private_key: str = _secret("FLORIN_APPLE_PRIVATE_KEY")
    # Whether Apple's responder is asked if a certificate was withdrawn, every 15 minutes.
    apple_online_checks: bool = _setting("FLORIN_APPLE_ONLINE_CHECKS", True)
    # Verifying takes 2 ms, the responder tenths of a second; Apple waits longer for our answer.
    apple_verify_timeout_s: float = _setting("FLORIN_APPLE_VERIFY_TIMEOUT_S", 10.0, 0.1, 60)
    # Apple answers within a second; a client waits for a restore.
    apple_api_timeout_s: float = _setting("FLORIN_APPLE_API_TIMEOUT_S", 10.0, 0.1, 60)
    # For a stand-in only, and only together: the root it signs by, and where it is.
    apple_root_certificates: str = _setting("FLORIN_APPLE_ROOT_CERTIFICATES", "")
    apple_api_url: str = _setting("FLORIN_APPLE_API_URL", "")
    # On: a purchase of a known user goes to whoever restores it last. Off: it stays.
    apple_transfer_purchases: bool = _setting("FLORIN_APPLE_TRANSFER_PURCHASES", False)
    # What Apple is told we wish when it asks about a refund: decline, grant_full or
    # grant_prorated; empty says nothing.
    apple_refund_preference: str = _setting("FLORIN_APPLE_REFUND_PREFERENCE", "")

    # The environment, for what rows name: provider keys and base URLs, webhook secrets.
    env: Mapping[str, str] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        base = self.supabase_url.rstrip("/")
        issuer = self.jwt_issuer or (f"{base}/auth/v1" if base else "")
        derived = {
            "supabase_url": base,
            "public_url": self.public_url.rstrip("/"),
            "fal_base_url": self.fal_base_url.rstrip("/"),
            "fal_api_url": self.fal_api_url.rstrip("/"),
            "jwt_issuer": issuer,
            "jwks_url": self.jwks_url or (f"{issuer}/.well-known/jwks.json" if issuer else ""),
            "replica_id": self.replica_id or _default_replica_id(),
            # Where a variable cannot hold lines, they are written as \n.
            "devicecheck_private_key": self.devicecheck_private_key.replace("\\n", "\n"),
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)
        self._check_devices()
        for item in fields(self):
            _check_range(item.metadata, getattr(self, item.name))
        if self.db_pool_min > self.db_pool_max:
            raise SettingsError("FLORIN_DB_POOL_MIN is larger than FLORIN_DB_POOL_MAX")

    def _check_devices(self) -> None:
        if self.device_environment not in ("production", "development"):
            raise SettingsError("FLORIN_DEVICE_ENVIRONMENT must be production or development")
        if self.app_attest_root_file and self.device_environment != "development":
            raise SettingsError("FLORIN_APP_ATTEST_ROOT_FILE is for the development environment")
        if self.devicecheck_private_key and not _is_p256(self.devicecheck_private_key):
            raise SettingsError("FLORIN_DEVICECHECK_PRIVATE_KEY must be the PEM of a P-256 key")

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Settings:
        """Reads every setting from `env` (the process's own by default).

        Raises SettingsError, naming the variable, where one is no number or out of range.
        """
        env = dict(os.environ if env is None else env)
        values: dict[str, Any] = {"env": env}
        for item in fields(cls):
            variable = item.metadata.get("variable")
            if variable is not None and env.get(variable, "") != "":
                values[item.name] = _parse(variable, env[variable], type(item.default))
        return cls(**values)

    def require(self, *names: str) -> Settings:
        """Self, when every named setting is given; SettingsError naming the first that is not."""
        for item in fields(self):
            if item.name in names and not getattr(self, item.name):
                raise SettingsError(f"{item.metadata['variable']} is not set")
        return self

    def provider_base_url(self, name: str, row_value: str | None) -> str:
        """The base URL of provider `name`: FLORIN_PROVIDER_<NAME>_BASE_URL, else the row's.

        Raises SettingsError where neither is given.
        """
        variable = f"FLORIN_PROVIDER_{re.sub(r'[^A-Z0-9]', '_', name.upper())}_BASE_URL"
        url = (self.env.get(variable) or row_value or "").rstrip("/")
        if not url.startswith(("http://", "https://")):
            raise SettingsError(
                f"{variable} is not set, nor has the provider a base URL of its own"
            )
        return url

    def provider_key(self, key_env: str | None) -> str | None:
        """The secret in the variable a catalogue row names; None where it names none.

        Raises SettingsError where the name is not that of a provider key, or it is not set.
        """
        if not key_env:
            return None
        if _PROVIDER_KEY_NAME.fullmatch(key_env) is None:
            # Not repeated: whoever mistook the column may have put the key itself there.
            raise SettingsError("the provider's `key_env` is not the name of a provider's key")
        if not self.env.get(key_env):
            raise SettingsError(f"{key_env} is not set")
        return self.env[key_env]


def _parse(variable: str, text: str, kind: type) -> Any:
    if kind is bool:
        if text.lower() in ("1", "on", "true", "yes"):
            return True
        if text.lower() in ("0", "off", "false", "no"):
            return False
        raise SettingsError(f"{variable} must be on or off")
    if kind is str:
        return text
    try:
        return kind(text)
    except ValueError:
        raise SettingsError(f"{variable} must be a number") from None


def _is_p256(pem: str) -> bool:
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return False
    return isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1)


def _check_range(metadata: Mapping[str, Any], value: Any) -> None:
    minimum, maximum = metadata.get("minimum"), metadata.get("maximum")
    # `not (a <= b)` rather than `a > b`: NaN is refused too.
    if minimum is not None and not (minimum <= value <= maximum):
        raise SettingsError(f"{metadata['variable']} must be from {minimum} to {maximum}")
