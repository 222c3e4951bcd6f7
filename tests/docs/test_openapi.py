"""docs/openapi.yaml is valid, complete, and true of a running service."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from documents import ROOT
from functions_py import new_api_key
from functions_py.app import ROUTES
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from openapi_spec_validator.readers import read_from_filename
from starlette.routing import Route

from local.testbed.provider import ProviderControl
from local.testbed.services import Service, User

FILE = ROOT / "docs" / "openapi.yaml"
SPEC: dict[str, Any] = dict(read_from_filename(str(FILE))[0])
TIMEOUT_S = 30.0
ASK = {"messages": [{"role": "user", "content": "Hi"}]}


def check(value: Any, schema: str | dict[str, Any]) -> None:
    """Raises where `value` is not what the schema, or the component of that name, says."""
    given = {"$ref": f"#/components/schemas/{schema}"} if isinstance(schema, str) else schema
    checker = Draft202012Validator({**given, "components": SPEC["components"]})
    errors = [
        f"{'/'.join(map(str, e.absolute_path))}: {e.message}" for e in checker.iter_errors(value)
    ]
    assert errors == []


def served() -> set[tuple[str, str]]:
    """(path, method) of every route; HEAD comes with GET by itself."""
    return {
        (route.path.replace(":path}", "}"), method.lower())
        for route in ROUTES
        if isinstance(route, Route)
        for method in route.methods or ()
        if method != "HEAD"
    }


def described() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in SPEC["paths"].items():
        for method in ("get", "put", "post", "delete", "patch"):
            if method in item:
                yield path, method, item[method]


def test_the_file_is_valid_openapi() -> None:
    validate(SPEC)
    assert SPEC["openapi"].startswith("3.1.")


def test_every_route_is_described_and_every_description_is_a_route() -> None:
    assert all(isinstance(route, Route) for route in ROUTES)
    assert {(path, method) for path, method, _ in described()} == served()


def test_operations_have_names_of_their_own() -> None:
    names = [operation["operationId"] for _, _, operation in described()]
    assert len(names) == len(set(names))


def test_every_component_is_used() -> None:
    text = json.dumps(SPEC)
    unused = [
        f"{kind}/{name}"
        for kind, components in SPEC["components"].items()
        if kind != "securitySchemes"
        for name in components
        if f'"#/components/{kind}/{name}"' not in text
    ]
    assert unused == []


def test_examples_are_what_their_schemas_say() -> None:
    found = list(examples(SPEC))
    assert len(found) >= 4
    for example, schema in found:
        check(example, schema)


def examples(node: Any) -> Iterator[tuple[Any, dict[str, Any]]]:
    if isinstance(node, dict):
        if "example" in node and "schema" in node:
            yield node["example"], node["schema"]
        for value in node.values():
            yield from examples(value)
    elif isinstance(node, list):
        for value in node:
            yield from examples(value)


# --- a running service ----------------------------------------------------------------------------


@pytest.fixture
def user(shared_service: Service) -> User:
    return shared_service.new_user()


@pytest.fixture
def call(shared_service: Service, user: User) -> Callable[..., httpx.Response]:
    """`call("get", "/v1/me", {...body}, header=value)` as a user of the test's own."""

    def send(method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return httpx.request(
            method,
            shared_service.base_url + path,
            json=body,
            headers={**user.headers, **given},
            timeout=TIMEOUT_S,
            trust_env=False,
        )

    return send


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("/v1/me", "Me"),
        ("/v1/me/entitlements", "Entitlements"),
        ("/v1/limits", "Limits"),
        ("/v1/usage", "UsageReport"),
        ("/v1/usage?group_by=day_model", "UsageReport"),
        ("/v1/usage/current", "CurrentUsage"),
        ("/v1/models", "OpenAIModelList"),
        ("/v1/models/demo", "OpenAIModel"),
        ("/v1/catalog", "Catalog"),
        ("/v1/models/demo/trial-status", "TrialStatus"),
        ("/v1/models/claude-opus-4-5/trial-status", "TrialStatus"),
        ("/health/live", "Live"),
        ("/health/ready", "Ready"),
    ],
)
def test_what_is_read_is_as_described(
    call: Callable[..., httpx.Response], path: str, schema: str
) -> None:
    call("post", "/v1/generations", {**ASK, "model": "demo", "stream": False})
    check(call("get", path).json(), schema)


@pytest.mark.parametrize(
    ("path", "schema"),
    [("/v1/models", "AnthropicModelList"), ("/v1/models/demo", "AnthropicModel")],
)
def test_models_are_as_described_for_anthropics_clients(
    call: Callable[..., httpx.Response], path: str, schema: str
) -> None:
    check(call("get", path, anthropic_version="2023-06-01").json(), schema)


def test_api_keys_are_as_described(shared_service: Service) -> None:
    headers = shared_service.new_user(is_anonymous=False).headers
    asked = {"name": "test", "budget": 5, "budget_period": "day", "expires_at": None}
    check(asked, "NewApiKey")
    with httpx.Client(
        base_url=shared_service.base_url, headers=headers, timeout=TIMEOUT_S, trust_env=False
    ) as http:
        made = http.post("/v1/api-keys", json=asked).json()
        check(made, "CreatedApiKey")
        (listed,) = http.get("/v1/api-keys").json()["data"]
        check(listed, "ApiKey")
        check(http.delete(f"/v1/api-keys/{made['id']}").json(), "ApiKey")
    assert set(SPEC["components"]["schemas"]["NewApiKey"]["properties"]) == new_api_key._MEMBERS


@pytest.mark.parametrize("model", ["demo", "demo-claude"])
def test_a_stream_is_as_described(call: Callable[..., httpx.Response], model: str) -> None:
    reply = call("post", "/v1/generations", {**ASK, "model": model, "max_output_tokens": 3})
    assert reply.headers["content-type"].startswith("text/event-stream")
    data = [line[6:] for line in reply.text.splitlines() if line.startswith("data: ")]
    for event in map(json.loads, data):
        check(event, "GenerationEvent")
    generation_id = reply.headers["florin-generation-id"]
    check(call("get", f"/v1/generations/{generation_id}").json(), "Generation")


@pytest.mark.parametrize("path", ["/v1/generations", "/v1/chat/completions"])
def test_a_stream_that_breaks_off_is_as_described(
    call: Callable[..., httpx.Response], provider: ProviderControl, path: str
) -> None:
    mark = provider.script({"words": 50, "close_after_bytes": 4000})
    body = {"model": "demo", "stream": True, "messages": [{"role": "user", "content": mark}]}
    reply = call("post", path, body)
    assert reply.status_code == 200
    data = [json.loads(line[6:]) for line in reply.text.splitlines() if line.startswith("data: ")]
    if path == "/v1/generations":
        for event in data:
            check(event, "GenerationEvent")
        assert [event["type"] for event in data[-2:]] == ["error", "usage"]
        check(data[-2], "ErrorEvent")
    else:
        check(data[-1], "OpenAIError")
        check(data[-1]["error"], "Charge")
    generation_id = reply.headers["florin-generation-id"]
    check(call("get", f"/v1/generations/{generation_id}").json(), "Generation")


def test_a_whole_reply_is_as_described(call: Callable[..., httpx.Response]) -> None:
    body = {**ASK, "model": "demo", "stream": False, "max_output_tokens": 3}
    reply = call("post", "/v1/generations", body)
    check(reply.json(), "GenerationReply")
    described = SPEC["components"]["responses"]["NativeReply"]["headers"]
    assert set(described) <= set(reply.headers)


@pytest.mark.parametrize(
    ("path", "model", "asked"),
    [
        ("/v1/chat/completions", "demo", ASK),
        ("/v1/completions", "demo", {"prompt": "Hi"}),
        ("/v1/responses", "demo", {"input": "Hi"}),
        ("/v1/embeddings", "demo-embedding", {"input": "Hi"}),
        ("/v1/messages", "demo-claude", {**ASK, "max_tokens": 3}),
    ],
)
def test_native_requests_are_as_described(
    call: Callable[..., httpx.Response], path: str, model: str, asked: dict[str, Any]
) -> None:
    body = {**asked, "model": model}
    content = SPEC["paths"][path]["post"]["requestBody"]["content"]
    check(body, content["application/json"]["schema"])
    reply = call("post", path, body)
    assert reply.status_code == 200
    assert {"florin-charged-microcredits", "florin-available-microcredits"} <= set(reply.headers)


def test_holds_of_the_app_are_as_described(start_service: Callable[..., Service]) -> None:
    service = start_service(FLORIN_CREDITS_FOR_USERS="on")
    headers = {**service.new_user().headers, "idempotency-key": "k"}
    holds = "/v1/credits/holds"
    with httpx.Client(
        base_url=service.base_url, headers=headers, timeout=TIMEOUT_S, trust_env=False
    ) as http:
        placed = http.post(holds, json={"amount_microcredits": 5, "expires_in_s": 60, "ref": None})
        one = f"{holds}/{placed.json()['id']}"
        http.post(f"{one}/extend", json={"amount_microcredits": None}).raise_for_status()
        settled = http.post(f"{one}/settle", json={"amount_microcredits": 4})
    assert (placed.status_code, settled.status_code) == (201, 200)
    for reply in (placed, settled):
        check(reply.json(), "CreditHold")
        assert "florin-available-microcredits" in reply.headers


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "schema"),
    [
        ("post", "/v1/generations", {**ASK, "model": "none"}, 404, "Problem"),
        ("post", "/v1/generations", {**ASK, "model": "demo", "top_k": 1}, 400, "Problem"),
        ("post", "/v1/chat/completions", {**ASK, "model": "none"}, 404, "OpenAIError"),
        ("post", "/v1/messages", {**ASK, "model": "none"}, 404, "AnthropicError"),
        ("get", "/v1/models/none", None, 404, "OpenAIError"),
        ("get", "/v1/generations/none", None, 404, "Problem"),
    ],
)
def test_errors_are_as_described(
    call: Callable[..., httpx.Response],
    method: str,
    path: str,
    body: Any,
    status: int,
    schema: str,
) -> None:
    reply = call(method, path, body)
    assert reply.status_code == status
    check(reply.json(), schema)


def test_a_request_beyond_the_balance_is_as_described(
    call: Callable[..., httpx.Response],
) -> None:
    # Input enough for a hundred times an anonymous user's credits.
    asked = [{"role": "user", "content": "x" * 4_000_000}]
    reply = call("post", "/v1/generations", {**ASK, "messages": asked, "stream": False})
    assert reply.status_code == 402
    content = SPEC["components"]["responses"]["OutOfCredits"]["content"]
    check(reply.json(), content["application/problem+json"]["schema"])


def test_without_credentials_nothing_but_operations_is_answered(shared_service: Service) -> None:
    for path, method, operation in described():
        url = shared_service.base_url + path.replace("{id}", "demo")
        with httpx.Client(timeout=TIMEOUT_S, trust_env=False) as http:
            status = http.request(method, url).status_code
        expected_401 = "security" not in operation
        assert (status == 401) == expected_401, path


def test_jobs_are_as_described(call: Callable[..., httpx.Response]) -> None:
    made = call("post", "/v1/jobs", {"model": "demo-image", "prompt": "A lighthouse"})
    assert made.status_code == 201
    check(made.json(), "Job")
    canceled = call("post", f"{made.headers['location']}/cancel")
    check(canceled.json(), "Job")
    check(call("get", made.headers["location"]).json(), "Job")
    check(call("get", "/v1/jobs").json(), "JobPage")
    assert call("delete", made.headers["location"]).status_code == 204
