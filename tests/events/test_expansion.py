"""One row of the outbox for a message tells everything that follows from its charge."""

from typing import Any

import pytest
from events.outbox_steps import Outbox, kinds_of

from local.testbed.plans import change_plans

pytestmark = pytest.mark.every_postgres


@pytest.fixture
def told(outbox: Outbox) -> Any:
    """`told(charged=…, available=…)`: the events of one message, on a plan with a threshold."""
    user_id = outbox.db.add_user()
    service = outbox.db.connect("florin_service")
    row = service.execute("select api.open_account(%s, true)", [user_id]).fetchone()
    assert row is not None
    outbox.account = row[0]
    change_plans(outbox.owner, low_balance=1000)
    outbox.add_sink()
    outbox.owner.execute("delete from audit.outbox")

    def tell(**payload: Any) -> list[Any]:
        outbox.emit("model_message_sent", generation_id="g", model="demo", **payload)
        batch = outbox.read()
        outbox.record(batch, len(batch["events"]) - 1)
        return list(batch["events"])

    return tell


def kinds(events: list[Any]) -> list[str]:
    return kinds_of({"events": events})


@pytest.mark.parametrize(
    ("charged", "available", "also"),
    [
        (0, 5000, []),
        (10, 5000, ["charged"]),
        (10, 1000, ["charged"]),
        (1, 999, ["charged", "low_balance"]),
        (10, 989, ["charged"]),
        (10, 990, ["charged", "low_balance"]),
        (10, 1, ["charged"]),
        (10, 0, ["charged", "exhausted"]),
        (10, -10, ["charged"]),
        (10, -9, ["charged", "exhausted"]),
        (2000, 0, ["charged", "low_balance", "exhausted"]),
        (0, 0, []),
    ],
)
def test_a_charge_that_crosses_a_line_says_so(
    told: Any, charged: int, available: int, also: list[str]
) -> None:
    assert kinds(told(charged=charged, available=available)) == ["model_message_sent", *also]


def test_a_trial_message_is_told(told: Any) -> None:
    assert kinds(told(charged=0, available=0, access="trial")) == [
        "model_message_sent",
        "model_trial_message_used",
    ]


def test_each_event_has_its_own_lasting_id(told: Any, outbox: Outbox) -> None:
    events = told(charged=2000, available=0)
    row = outbox.rows("select id from audit.outbox order by id desc limit 1")[0]["id"]
    assert [event["id"] for event in events] == [f"{row}-{event['kind']}" for event in events]


def test_the_parts_of_one_message_are_told_one_after_the_other(outbox: Outbox) -> None:
    outbox.add_sink()
    outbox.emit("model_message_sent", charged=5, available=-1)
    batch = outbox.read()
    assert kinds_of(batch) == ["model_message_sent", "charged", "exhausted"]
    outbox.record(batch, 0, "HTTP 500")
    outbox.change_sink("next_attempt_at = now()")
    assert kinds_of(outbox.read()) == ["charged", "exhausted"]


def test_a_plan_without_a_threshold_never_tells_of_a_low_balance(told: Any, outbox: Outbox) -> None:
    change_plans(outbox.owner, low_balance=0)
    assert kinds(told(charged=2000, available=-5)) == [
        "model_message_sent",
        "charged",
        "exhausted",
    ]
