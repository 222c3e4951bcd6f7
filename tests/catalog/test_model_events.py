"""api.record_model_event: what only the app sees, bounded."""

import json

import psycopg
import pytest
from catalog.shopper import Shopper, edit
from generation.steps import World
from ledger.races import race, states
from ledger.steps import refused

pytestmark = pytest.mark.every_postgres

KINDS = ("model_selected", "model_purchase_initiated", "model_trial_expired_prompt")
LIMIT = 60


@pytest.fixture
def shopper(world: World) -> Shopper:
    return Shopper(world)


def count_so_far(shopper: Shopper, events: int, minute: str) -> None:
    """As if that many events had come in the minute that is so far from this one."""
    shopper.world.ledger.connection.execute(
        "insert into access.event_counts (account_id, minute, events) "
        "values (%s, date_trunc('minute', now() + %s::interval), %s) "
        "on conflict (account_id) do update set minute = excluded.minute, events = excluded.events",
        [shopper.account_id, minute, events],
    )


@pytest.mark.parametrize("kind", KINDS)
def test_event_goes_to_the_outbox(world: World, shopper: Shopper, kind: str) -> None:
    model = world.model()
    assert shopper.call("record_model_event", kind, model) == ""
    user_id = str(shopper.user_id)
    assert shopper.events() == [(kind, {"user_id": user_id, "model": model, "source": "app"})]


def test_every_call_is_an_event(world: World, shopper: Shopper) -> None:
    model = world.model()
    for _ in range(3):
        shopper.call("record_model_event", KINDS[0], model)
    assert len(shopper.events()) == 3


@pytest.mark.parametrize(
    "kind",
    ["model_purchase_completed", "model_preference_saved", "granted", "", "MODEL_SELECTED", None],
)
def test_kinds_that_are_facts_of_others_are_refused(shopper: Shopper, kind: str | None) -> None:
    with refused("FLARG", argument="kind"):
        shopper.call("record_model_event", kind, "demo")
    assert shopper.events() == []


def test_event_of_no_model_is_refused(world: World, shopper: Shopper) -> None:
    disabled = edit(world, world.model(), enabled=False)
    for model in ("no-such-model", disabled, None):
        with refused("FLMOD", model=model):
            shopper.call("record_model_event", KINDS[0], model)


def test_sixty_first_event_of_a_minute_is_refused(shopper: Shopper) -> None:
    # Of a minute to come, so that this test may cross one.
    count_so_far(shopper, LIMIT - 1, "1 hour")
    shopper.call("record_model_event", KINDS[0], "demo")
    with refused("FLLIM", limit_source="events_per_minute", limit=LIMIT, remaining=0):
        shopper.call("record_model_event", KINDS[0], "demo")
    assert len(shopper.events()) == 1


def test_refusal_says_when_the_next_may_come(shopper: Shopper) -> None:
    count_so_far(shopper, LIMIT, "1 hour")
    with pytest.raises(psycopg.Error) as caught:
        shopper.call("record_model_event", KINDS[0], "demo")
    detail = json.loads(caught.value.diag.message_detail or "{}")
    assert 1 <= detail["retry_after_s"] <= 60
    assert detail["resets_at"] is not None


def test_next_minute_begins_anew(world: World, shopper: Shopper) -> None:
    count_so_far(shopper, LIMIT, "-1 minute")
    shopper.call("record_model_event", KINDS[0], "demo")
    events = world.ledger.value(
        "select events from access.event_counts where account_id = %s", shopper.account_id
    )
    assert events == 1


def test_one_account_s_events_are_not_another_s(world: World, shopper: Shopper) -> None:
    count_so_far(shopper, LIMIT, "1 hour")
    other = Shopper(world)
    other.call("record_model_event", KINDS[0], "demo")
    assert len(other.events()) == 1


def test_events_at_once_stay_within_the_bound(world: World, shopper: Shopper) -> None:
    count_so_far(shopper, LIMIT - 3, "1 hour")
    claims = json.dumps({"sub": str(shopper.user_id), "role": "authenticated"})

    def record(connection: psycopg.Connection, number: int) -> None:
        with connection.transaction():
            connection.execute("select set_config('request.jwt.claims', %s, true)", [claims])
            connection.execute("set local role authenticated")
            connection.execute("select api.record_model_event(%s, 'demo')", [KINDS[0]])

    results = race(world.db, 8, record, role="authenticator")
    assert states(results) == ["FLLIM"] * 5
    assert len(shopper.events()) == 3


def test_nobody_signed_in_records_nothing(world: World) -> None:
    record = f"select api.record_model_event('{KINDS[0]}', 'demo')"
    with refused("FLMEM"):
        world.db.connect("authenticated").execute(record)
    for role in ("anon", "service_role", "florin_service"):
        with refused("42501"):
            world.db.connect(role).execute(record)
