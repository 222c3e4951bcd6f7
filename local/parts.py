"""The stack's processes, each with the environment variables that production would give it."""

import contextlib
import os
import socket
import sys
import time
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

import httpx

from local.child import Child, ChildError
from local.postgres import HOST, free_port

START_DEADLINE_S = 30.0
PROBE_TIMEOUT_S = 2.0
# Somebody may take a port between our look and the part's bind.
PORT_ATTEMPTS = 5
# The service itself gives streams FLORIN_SHUTDOWN_DEADLINE_S (25 s) and settles the rest.
SERVICE_STOP_DEADLINE_S = 45.0

# A shell may have these set for a hosted project, or for psql; here they would be wrong.
NOT_INHERITED = ("PG", "PYTHON", "SUPABASE_", "FLORIN_JWT", "FLORIN_JWKS", "FLORIN_HOST")


def inherited_environment() -> dict[str, str]:
    """The caller's environment, so that provider keys and FLORIN_ settings reach the parts."""
    return {name: value for name, value in os.environ.items() if not name.startswith(NOT_INHERITED)}


def bare_environment() -> dict[str, str]:
    """Nothing of the caller's: what tests want."""
    return {"PATH": os.defpath, "LANG": "C.UTF-8"}


def port_or_free(wanted: int) -> int:
    """`wanted` when nobody listens there, else any free port."""
    with socket.socket() as probe:
        probe.settimeout(PROBE_TIMEOUT_S)
        # Binding alone is not enough: some systems let a second one bind.
        if probe.connect_ex((HOST, wanted)) == 0:
            return free_port()
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, wanted))
        except OSError:
            return free_port()
    return wanted


def start_provider(log_file: Path, port: int = 0) -> tuple[Child, str]:
    """The fake provider and its URL."""
    command = [sys.executable, "-m", "local.provider", "--port", str(port)]
    child = Child("provider", command, log_file=log_file, environment=bare_environment())
    return child, _listening_url(child)


def start_stripe(log_file: Path, port: int = 0, secret_key: str = "") -> tuple[Child, str]:
    """The stand-in for Stripe and its URL. Without `secret_key` every test key is good."""
    command = [sys.executable, "-m", "local.stripe", "--port", str(port)]
    if secret_key:
        command += ["--secret-key", secret_key]
    child = Child("stripe", command, log_file=log_file, environment=bare_environment())
    return child, _listening_url(child)


def provider_environment(url: str) -> dict[str, str]:
    """Where the seed's `demo*` and `replay-*` are. The OpenAI family's URLs end in /v1."""
    return {
        "FLORIN_PROVIDER_DEMO_BASE_URL": f"{url}/v1",
        "FLORIN_PROVIDER_DEMO_ANTHROPIC_BASE_URL": url,
        "FLORIN_PROVIDER_REPLAY_OPENAI_BASE_URL": f"{url}/v1",
        "FLORIN_PROVIDER_REPLAY_ANTHROPIC_BASE_URL": url,
    }


def realtime_environment(database_url: str) -> dict[str, str]:
    """The variable by which the gateway serves /realtime/v1; `database_url` is realtime_login's."""
    return {"FLORIN_GATEWAY_REALTIME_DATABASE_URL": database_url}


def start_app_store(log_file: Path, port: int = 0) -> tuple[Child, str]:
    """The stand-in for the App Store and DeviceCheck, and its URL."""
    command = [sys.executable, "-m", "local.app_store", "--port", str(port)]
    child = Child("app store", command, log_file=log_file, environment=bare_environment())
    return child, _listening_url(child)


def start_fal(log_file: Path, port: int = 0, key: str = "") -> tuple[Child, str]:
    """The stand-in for fal.ai and its URL. Without `key` every one is good."""
    command = [sys.executable, "-m", "local.fal", "--port", str(port)]
    if key:
        command += ["--key", key]
    child = Child("fal", command, log_file=log_file, environment=bare_environment())
    return child, _listening_url(child)


def start_gateway(
    log_file: Path,
    state_dir: Path,
    database_url: str,
    port: int = 0,
    services: Mapping[str, str] | None = None,
) -> tuple[Child, str]:
    """The gateway and the project's URL. `database_url` is supabase_auth_admin's; `services` are
    the variables by which it finds what serves /rest/v1 and /realtime/v1."""
    environment = {
        **bare_environment(),
        **(services or {}),
        "FLORIN_GATEWAY_DATABASE_URL": database_url,
        "FLORIN_GATEWAY_PORT": str(port),
        "FLORIN_STATE_DIR": str(state_dir.resolve()),
    }
    command = [sys.executable, "-m", "local.gateway"]
    child = Child("gateway", command, log_file=log_file, environment=environment)
    return child, _listening_url(child)


def start_service(log_file: Path, environment: Mapping[str, str], port: int) -> tuple[Child, str]:
    """The service and its URL; not yet ready: see `await_ready`."""
    command = [sys.executable, "-m", "functions_py"]
    given = {**environment, "FLORIN_PORT": str(port), "FLORIN_HOST": HOST}
    child = Child("service", command, log_file=log_file, environment=given)
    return child, f"http://{HOST}:{port}"


def start_worker(log_file: Path, environment: Mapping[str, str]) -> Child:
    command = [sys.executable, "-m", "workers"]
    return Child("worker", command, log_file=log_file, environment=environment)


def await_ready(
    child: Child,
    url: str,
    deadline_s: float = START_DEADLINE_S,
    ready: Collection[int] = (200,),
) -> None:
    """Returns when `url` answers with one of these statuses. Raises ChildError when the child ends
    or takes too long."""
    end = time.monotonic() + deadline_s
    said = "no answer"
    with httpx.Client(timeout=PROBE_TIMEOUT_S, trust_env=False) as http:
        while time.monotonic() < end:
            child.check_running()
            with contextlib.suppress(httpx.TransportError):
                reply = http.get(url)
                if reply.status_code in ready:
                    return
                said = f"{reply.status_code} {reply.text[:500]}"
            time.sleep(0.02)
    raise ChildError(
        f"{child.name} is not ready after {deadline_s:.0f} s: {url} says {said}. "
        f"Its last lines:\n{child.last_lines()}"
    )


def on_some_port(
    start: Callable[[int], tuple[Child, str]],
    path: str,
    preferred: int = 0,
    demanded: bool = False,
    ready: Collection[int] = (200,),
) -> tuple[Child, str]:
    """Starts a part and waits until `path` answers with one of the statuses of `ready`.

    On the preferred port when it is free, else, unless that one is demanded, on any. Raises
    ChildError.
    """
    for attempt in range(PORT_ATTEMPTS):
        if demanded:
            port = preferred
        else:
            port = port_or_free(preferred) if preferred and attempt == 0 else free_port()
        child: Child | None = None
        try:
            child, url = start(port)
            await_ready(child, url + path, ready=ready)
        except BaseException as error:
            if child is not None:
                child.stop(deadline_s=2)
            if isinstance(error, ChildError) and "in use" in str(error) and not demanded:
                continue
            raise
        return child, url
    raise ChildError("no free port found")


def _listening_url(child: Child) -> str:
    try:
        found = child.await_line(r"listening on (\d+)", START_DEADLINE_S)
    except BaseException:
        child.stop(deadline_s=2)
        raise
    return f"http://{HOST}:{found.group(1)}"
