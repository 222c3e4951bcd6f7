"""Figures and words that documents repeat are those of the code."""

from datetime import timedelta
from typing import Any

import pytest
from documents import ROOT, table_rows, tracked_text
from functions_py import (
    app_attest,
    auth,
    credit_requests,
    event_stream,
    http_protocol,
    idempotency,
    sse,
    welcome,
)
from functions_py.families import prompt_size, request, texts
from functions_py.routes import devices
from functions_py.settings import KIB, MIB, Settings
from functions_py.translate import images, limits, stop_reasons
from functions_py.translate import request as unified
from openapi_spec_validator.readers import read_from_filename

from workers.tasks import TASKS

API = ROOT / "docs" / "api.md"
OPERATIONS = ROOT / "docs" / "operations.md"
SCHEMAS: dict[str, Any] = read_from_filename(str(ROOT / "docs" / "openapi.yaml"))[0]["components"][
    "schemas"
]
DEFAULTS = Settings()
OF_ONE_REQUEST = limits.RequestLimits()


def told(what: str) -> str:
    """The limit in the row of docs/api.md that begins with `what`."""
    (limit,) = [row[1] for row in table_rows(API, "what", "limit") if row[0].startswith(what)]
    return limit


@pytest.mark.parametrize(
    ("what", "figures"),
    [
        (
            "request head",
            (f"{http_protocol.MAX_HEAD_BYTES // KIB} KiB", http_protocol.HEAD_TIMEOUT_S),
        ),
        ("request body", (f"{DEFAULTS.max_body_bytes // MIB} MiB", DEFAULTS.body_timeout_s)),
        ("access token", (auth.MAX_TOKEN_CHARACTERS,)),
        ("`Idempotency-Key`", (idempotency.MAX_KEY_CHARACTERS,)),
        ("`model`", (request.MAX_MODEL_CHARS,)),
        ("output tokens", (f"{request.MAX_OUTPUT_TOKENS:,}",)),
        ("choices", (request.MAX_CHOICES,)),
        ("texts in one request", (texts.MAX_TEXTS,)),
        ("one image", (f"{DEFAULTS.max_image_bytes // MIB} MiB",)),
        (
            "on `/v1/generations`: messages",
            (OF_ONE_REQUEST.max_messages, OF_ONE_REQUEST.max_parts, OF_ONE_REQUEST.max_images),
        ),
        ("stop sequences", (limits.MAX_STOP_SEQUENCES, limits.MAX_STOP_SEQUENCE_CHARS)),
        ("image links", (limits.MAX_URL_CHARS, prompt_size.MAX_URL_CHARS)),
        (
            "`metadata`",
            (
                limits.MAX_METADATA_PAIRS,
                limits.MAX_METADATA_KEY_CHARS,
                limits.MAX_METADATA_VALUE_CHARS,
            ),
        ),
        (
            "one amount; the life of a hold",
            (
                f"10^{len(str(credit_requests.MAX_AMOUNT)) - 1}",
                f"{credit_requests.MAX_LIFE_S:,} s",
                credit_requests.MAX_REF_CHARS,
            ),
        ),
        (
            "a device token; an attestation; an assertion",
            (
                devices.MAX_TOKEN_CHARS,
                f"{app_attest.MAX_ATTESTATION_BYTES // KIB} KiB",
                f"{app_attest.MAX_ASSERTION_BYTES // KIB} KiB",
            ),
        ),
        ("device checks waiting", (welcome.MAX_WAITING, welcome.WAIT_S)),
        ("requests served by one process", (DEFAULTS.max_open_requests,)),
        ("requests waiting", (DEFAULTS.db_queue_max, DEFAULTS.db_pool_timeout_s)),
        ("connecting to a provider", (DEFAULTS.connect_timeout_s,)),
        ("a provider's first byte", (DEFAULTS.first_byte_timeout_s,)),
        ("silence between", (DEFAULTS.chunk_idle_timeout_s,)),
        ("one generation altogether", (f"{DEFAULTS.total_timeout_s / 60:g} minutes",)),
        ("one event of a provider", (f"{sse.DEFAULT_MAX_EVENT_BYTES // MIB} MiB",)),
        ("a whole reply", (f"{DEFAULTS.max_reply_bytes // MIB} MiB",)),
        (
            "a transcript in memory",
            (
                f"{DEFAULTS.transcript_max_bytes // MIB} MiB",
                f"{DEFAULTS.transcripts_max_bytes // MIB} MiB",
            ),
        ),
        ("a stored reply", (f"{DEFAULTS.stored_reply_max_bytes // MIB} MiB",)),
    ],
)
def test_a_limit_is_told_as_it_is(what: str, figures: tuple[Any, ...]) -> None:
    at = 0
    for figure in figures:
        text = f"{figure:g} s" if isinstance(figure, float) else str(figure)
        at = told(what).find(text, at)
        assert at >= 0, (told(what), text)
        at += len(text)


def test_the_lifetime_of_keys_and_replies_is_one_everywhere() -> None:
    lifetime = timedelta(hours=24)
    hours = f"{lifetime.total_seconds() / 3600:g} hours"
    assert told("an Idempotency-Key and its reply") == hours
    source = tracked_text("sql/rpc/deploy/generation")
    assert source.count(f"interval '{hours}'") >= 4


def test_heartbeats_come_as_told() -> None:
    text = " ".join(API.read_text(encoding="utf-8").split())
    assert f"Heartbeats come after {DEFAULTS.heartbeat_s:g} s of silence" in text
    assert f"the first one after {event_stream.HEADERS_AFTER_S:g} s" in text


def test_the_workers_tasks_are_told_as_they_run() -> None:
    rows = {row[0].strip("`"): row[1:3] for row in table_rows(OPERATIONS, "task", "every")}
    assert rows == {t.name: [f"{t.interval_s:g} s", str(t.limit)] for t in TASKS}


def test_the_unified_request_is_described_as_it_is_checked() -> None:
    asked = SCHEMAS["GenerationRequest"]
    assert set(asked["properties"]) == unified._MEMBERS
    assert asked["properties"]["messages"]["maxItems"] == OF_ONE_REQUEST.max_messages
    assert asked["properties"]["stop"]["maxItems"] == limits.MAX_STOP_SEQUENCES
    assert asked["properties"]["stop"]["items"]["maxLength"] == limits.MAX_STOP_SEQUENCE_CHARS
    assert asked["properties"]["metadata"]["maxProperties"] == limits.MAX_METADATA_PAIRS
    assert SCHEMAS["OutputTokens"]["maximum"] == request.MAX_OUTPUT_TOKENS
    message = SCHEMAS["Message"]["properties"]
    assert tuple(message["role"]["enum"]) == unified.ROLES
    assert message["content"]["oneOf"][1]["maxItems"] == OF_ONE_REQUEST.max_parts
    inline, linked = SCHEMAS["ImagePart"]["properties"]["source"]["oneOf"]
    assert tuple(inline["properties"]["media_type"]["enum"]) == images.MEDIA_TYPES
    assert linked["properties"]["url"]["maxLength"] == limits.MAX_URL_CHARS


def test_stop_reasons_are_described_as_they_are() -> None:
    assert set(SCHEMAS["StopReason"]["enum"]) == stop_reasons.ALL
    text = API.read_text(encoding="utf-8")
    assert {reason for reason in stop_reasons.ALL if f"`{reason}`" not in text} == set()


@pytest.mark.parametrize(
    ("schema", "member", "kind"),
    [
        ("Generation", "status", "generation.generation_status"),
        ("Account", "status", "ledger.account_status"),
        ("CreditHold", "status", "ledger.hold_status"),
        ("UsageSource", None, "ledger.usage_source"),
        ("OnDisconnect", None, "catalog.on_disconnect"),
    ],
)
def test_states_are_described_as_the_database_has_them(
    schema: str, member: str | None, kind: str
) -> None:
    described = SCHEMAS[schema] if member is None else SCHEMAS[schema]["properties"][member]
    source = tracked_text("sql/rpc/deploy")
    _, _, rest = source.partition(f"create type {kind} as enum (")
    values = [value.strip(" '\n") for value in rest.partition(")")[0].split(",")]
    assert described["enum"] == values


def test_violations_are_told_as_verify_names_them() -> None:
    rows = {row[0].strip("`") for row in table_rows(OPERATIONS, "violation")}
    source = tracked_text("sql/rpc/deploy/ledger")
    named = {name for name in rows if f"'{name}'" in source}
    assert named == rows
    assert len(rows) == 11
