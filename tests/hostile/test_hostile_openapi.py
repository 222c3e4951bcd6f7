"""Requests that nobody wrote, made from docs/openapi.yaml, get documented answers and no other."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import schemathesis
from hostile.world import Caller, World
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import CheckFunction
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

FILE = Path(__file__).resolve().parents[2] / "docs" / "openapi.yaml"
KINDS = ("user", "user", "anonymous", "key", "nobody")
CHECKS: list[CheckFunction] = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# Models that a body can name, by the path that serves them.
MODELS = {
    "/v1/messages": ["demo-claude"],
    "/v1/embeddings": ["demo-embedding"],
    "/v1/jobs": ["demo-image", "demo-video"],
}
PRODUCTS = ["credits-1000-stripe", "plan-pro-stripe"]

schema = schemathesis.openapi.from_path(FILE)
OPERATIONS = {
    f"{operation.method.upper()} {operation.path}": operation
    for operation in (result.ok() for result in schema.get_all_operations())
}
# The others have few requests that differ.
VARIED = [
    name
    for name, operation in OPERATIONS.items()
    if not operation.path.startswith(("/health/", "/metrics"))
]


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_generated_requests_get_documented_answers(world: World, name: str, cases: int) -> None:
    operation = OPERATIONS[name]
    count = -(-cases // len(VARIED))
    strategy = st.one_of(
        operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
        operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
    )
    told: Counter[int] = Counter()

    @seed(6)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    @given(case=strategy, kind=st.sampled_from(KINDS), aim=st.integers(0, 11))
    def send(case: Case, kind: str, aim: int) -> None:
        caller = world.caller(kind)
        if aim % 3:
            aimed_at_something(case, caller, aim)
        told[answer_of(world, case, caller)] += 1
        if case.method.upper() == "DELETE":
            world.drop_caller(kind)

    send()
    assert told.total() >= (count // 2 if name in VARIED else 1)


def aimed_at_something(case: Case, caller: Caller, aim: int) -> None:
    """Names things that exist, so that the request gets beyond its first look-up."""
    if case.path_parameters and isinstance(case.path_parameters.get("id"), str):
        known = caller.known.get(case.operation.path.partition("{")[0], [])
        if known:
            case.path_parameters["id"] = known[aim % len(known)]
    if isinstance(case.body, dict):
        if isinstance(case.body.get("model"), str) or case.operation.path in MODELS:
            models = MODELS.get(case.operation.path, ["demo"])
            case.body["model"] = models[aim % len(models)]
        if isinstance(case.body.get("product"), str):
            case.body["product"] = PRODUCTS[aim % len(PRODUCTS)]


def needs_credentials(case: Case) -> bool:
    return "security" not in case.operation.definition.raw


def answer_of(world: World, case: Case, caller: Caller) -> int:
    """Sends it and checks what comes back; its status."""
    arguments = case.as_transport_kwargs(base_url=world.service.base_url)
    response = case.call(
        base_url=world.service.base_url, headers=dict(caller.headers), timeout=60.0
    )
    said = (
        f"{case.method} {case.formatted_path} → {response.status_code} {response.content[:300]!r}"
    )
    assert response.status_code < 500, f"{said} {arguments}"
    if not caller.headers and needs_credentials(case):
        assert response.status_code == 401, said
    case.validate_response(response, checks=CHECKS)
    return response.status_code
