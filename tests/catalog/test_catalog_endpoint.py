"""GET /v1/catalog and /v1/models/{id}/trial-status: the answer, and when it is another one."""

import uuid
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from catalog.shopper import Shopper, edit, premium, unlock
from functions_py.entity_tag import entity_tag
from generation.steps import World

from local.testbed.identity import User
from local.testbed.services import Service

TIMEOUT_S = 30.0
CATALOG = "/v1/catalog"


class Client:
    """A shopper of the running service's database, with a token."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.world = World(service.db)
        self.shopper = Shopper(self.world)
        self.user = User(self.shopper.user_id, service.token(self.shopper.user_id))

    def get(self, path: str = CATALOG, **headers: str) -> httpx.Response:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return httpx.get(
            self.service.base_url + path,
            headers={**self.user.headers, **given},
            timeout=TIMEOUT_S,
            trust_env=False,
        )

    def tag(self) -> str:
        return self.get().headers["etag"]


@pytest.fixture
def client(shared_service: Service) -> Client:
    return Client(shared_service)


def test_answer_is_the_catalogue_with_its_tag_and_how_to_keep_it(client: Client) -> None:
    reply = client.get()
    assert reply.status_code == 200
    assert reply.json() == client.shopper.catalog()
    assert reply.headers["content-type"] == "application/json"
    assert reply.headers["etag"] == entity_tag(reply.content)
    assert reply.headers["cache-control"] == "private, max-age=0, must-revalidate"
    assert reply.headers["vary"] == "Authorization, X-Api-Key"


@pytest.mark.parametrize("said", ["{}", "W/{}", '"other", {}', "*"])
def test_answer_that_the_client_has_is_304_without_a_body(client: Client, said: str) -> None:
    full = client.get()
    reply = client.get(if_none_match=said.format(full.headers["etag"]))
    assert (reply.status_code, reply.content) == (304, b"")
    for header in ("etag", "cache-control", "vary"):
        assert reply.headers[header] == full.headers[header]
    assert "content-type" not in reply.headers


def test_answer_that_the_client_has_not_is_whole(client: Client) -> None:
    reply = client.get(if_none_match='"other"')
    assert (reply.status_code, reply.json()) == (200, client.shopper.catalog())


def test_head_is_the_same_without_a_body(client: Client) -> None:
    url = client.service.base_url + CATALOG
    reply = httpx.head(url, headers=client.user.headers, timeout=TIMEOUT_S, trust_env=False)
    assert (reply.status_code, reply.content) == (200, b"")
    assert reply.headers["etag"] == client.tag()


# --- the tag changes exactly when the answer would ----------------------------------------------

CHANGES: dict[str, Callable[[Client, str], Any]] = {
    "model edited": lambda c, model: edit(c.world, model, description="New."),
    "model disabled": lambda c, model: edit(c.world, model, enabled=False),
    "model added": lambda c, _: c.world.model(),
    "route added": lambda c, model: c.world.route(model, 2, model, ("messages",)),
    "price version begun": lambda c, model: c.world.price(model, starts_in="0", input=5),
    "product added": lambda c, model: unlock(c.world, model),
    "default saved": lambda c, _: c.shopper.prefer("demo"),
    "override saved": lambda c, _: c.shopper.prefer(None, {"tutor": "demo"}),
    "message counted": lambda c, model: c.shopper.sent(model, 1),
    "entitlement granted": lambda c, model: c.shopper.entitle(model, "admin_grant"),
    "trial message used": lambda c, model: c.shopper.tried(model, 1),
    "moved to another time zone": lambda c, _: c.shopper.lives_in("Pacific/Kiritimati"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_tag_changes_with(client: Client, change: str) -> None:
    model = edit(client.world, premium(client.world, trial=3), messages_per_day=9)
    before = client.get()
    CHANGES[change](client, model)
    after = client.get(if_none_match=before.headers["etag"])
    assert after.status_code == 200
    assert after.headers["etag"] != before.headers["etag"]
    assert after.json() != before.json()


def test_tag_changes_with_revocation_and_comes_back(client: Client) -> None:
    model = premium(client.world)
    locked = client.tag()
    client.shopper.entitle(model)
    entitled = client.tag()
    client.shopper.revoke(model)
    assert client.tag() == locked != entitled


def test_tag_changes_when_an_entitlement_runs_out(client: Client) -> None:
    model = premium(client.world)
    locked = client.tag()
    client.shopper.entitle(model, ends_in="1 hour")
    entitled = client.tag()
    client.world.ledger.connection.execute(
        "update access.entitlements set valid_until = now() - interval '1 second' "
        "where account_id = %s",
        [client.shopper.account_id],
    )
    assert client.tag() == locked != entitled


def test_tag_stays_where_nothing_changed(client: Client) -> None:
    client.shopper.prefer("demo", {"b": "demo", "a": "demo"})
    first = client.get()
    for _ in range(3):
        assert client.get(if_none_match=first.headers["etag"]).status_code == 304
    # Reading, asking, and saving what is saved are no changes.
    for function in ("list_models", "trial_status", "model_usage"):
        client.shopper.call(function, *(["demo"] if function != "list_models" else []))
    client.shopper.prefer("demo", {"a": "demo", "b": "demo"})
    client.shopper.call("record_model_event", "model_selected", "demo")
    assert client.tag() == first.headers["etag"]


def test_tag_stays_where_another_account_acted(client: Client) -> None:
    model = edit(client.world, premium(client.world, trial=3), messages_per_day=9)
    before = client.tag()
    other = Client(client.service)
    other.shopper.entitle(model)
    other.shopper.sent(model, 2)
    other.shopper.tried(model, 2)
    other.shopper.prefer("demo")
    other.shopper.call("record_model_event", "model_purchase_initiated", model)
    assert client.tag() == before


def test_tag_stays_with_what_the_answer_does_not_tell(client: Client) -> None:
    model = edit(client.world, client.world.model(), messages_per_day=9)
    before = client.tag()
    # Yesterday's use, a price to come, how much a stream holds at a time.
    client.shopper.sent(model, 5, day="-1 day")
    client.world.price(model, starts_in="1 day", input=5)
    edit(client.world, model, hold_step_tokens=7)
    assert client.tag() == before


def test_two_users_have_two_answers_only_where_they_differ(client: Client) -> None:
    other = Client(client.service)
    assert other.tag() == client.tag()
    other.shopper.prefer("demo")
    assert other.tag() != client.tag()


# --- trial status -------------------------------------------------------------------------------


def test_trial_status_is_what_the_database_says(client: Client) -> None:
    model = premium(client.world, trial=2)
    client.shopper.tried(model, 2)
    reply = client.get(f"/v1/models/{model}/trial-status")
    assert reply.status_code == 200
    assert reply.json() == client.shopper.call("trial_status", model)
    assert reply.json()["limit_source"] == "trial_messages"


def test_ids_with_slashes_have_a_trial_status(client: Client) -> None:
    model = client.world.model(f"vendor/{uuid.uuid4()}")
    reply = client.get(f"/v1/models/{model}/trial-status")
    assert (reply.status_code, reply.json()["model"]) == (200, model)


@pytest.mark.parametrize("headers", [{}, {"anthropic_version": "2023-06-01"}])
def test_unknown_model_is_404_as_a_problem(client: Client, headers: dict[str, str]) -> None:
    reply = client.get("/v1/models/none/trial-status", **headers)
    assert (reply.status_code, reply.json()["code"]) == (404, "model_not_found")
    assert reply.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", [CATALOG, "/v1/models/demo/trial-status"])
def test_without_credentials_there_is_nothing(shared_service: Service, path: str) -> None:
    reply = httpx.get(shared_service.base_url + path, timeout=TIMEOUT_S, trust_env=False)
    assert (reply.status_code, reply.json()["code"]) == (401, "credentials_missing")
    assert "etag" not in reply.headers
