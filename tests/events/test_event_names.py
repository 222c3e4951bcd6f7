"""Nothing is told under a name that docs/events.md does not know, and what money does is told."""

from events.event_names import emitted, implied, registered
from events.outbox_steps import Outbox
from ledger.steps import Ledger

# Names that are chosen among some: variable → what it may be, by its function's own rule.
CHOSEN = {
    # access.record_my_model_event
    "p_kind": {"model_selected", "model_purchase_initiated", "model_trial_expired_prompt"},
    # catalog.tell_of_model
    "v_kind": {"admin_model_created", "admin_model_enabled", "admin_model_disabled"},
}


def test_every_emitted_name_is_registered() -> None:
    names = {name for names in emitted().values() for name in names}
    literal = {name.strip("'") for name in names if name.startswith("'")}
    assert literal
    assert {name for name in names if not name.startswith("'")} == set(CHOSEN)
    assert literal.union(*CHOSEN.values()) - registered() == set()


def test_every_implied_name_is_registered() -> None:
    assert implied() == {"charged", "low_balance", "exhausted", "model_trial_message_used"}
    assert implied() - registered() == set()


def test_every_event_the_product_promises_is_registered() -> None:
    assert registered() == {
        *("granted", "refunded", "refund_reversed", "charged", "low_balance", "exhausted"),
        *("balance_changed", "purchase_unmapped", "store_event_failed"),
        *("overage_given_up", "overage_differs", "overage_meter_failed"),
        *("job_finished", "job_parked"),
        *("model_message_sent", "model_selected", "model_preference_saved"),
        *("job_finished", "job_parked"),
        *("model_purchase_initiated", "model_purchase_completed"),
        *("model_trial_started", "model_trial_message_used", "model_trial_expired_prompt"),
        *("model_rate_limit_hit", "admin_model_created", "admin_model_enabled"),
        *("admin_model_disabled", "admin_model_access_granted"),
    }


def told(outbox: Outbox, account: object) -> list[tuple[str, dict[str, object]]]:
    rows = outbox.rows(
        "select kind, payload from audit.outbox where account_id = %s order by id", account
    )
    return [(row["kind"], row["payload"]) for row in rows]


def test_a_grant_is_told_the_first_time_only(outbox: Outbox) -> None:
    account = Ledger(outbox.db).open()
    for _ in range(2):
        account.grant(500, ref="welcome")
    payload = {"source": "promo", "source_ref": "welcome", "amount": 500}
    assert told(outbox, account.id) == [("granted", payload)]


def test_a_clawback_is_told_the_first_time_only(outbox: Outbox) -> None:
    account = Ledger(outbox.db).open()
    account.grant(500, ref="welcome")
    for _ in range(2):
        account.claw_back(200, of="welcome", ref="refund 1")
    payload = {"source": "promo", "source_ref": "welcome", "amount": 200, "ref": "refund 1"}
    assert told(outbox, account.id)[1:] == [("refunded", payload)]


def test_a_refused_grant_tells_nothing(outbox: Outbox) -> None:
    account = Ledger(outbox.db).open()
    connection = outbox.db.connect(autocommit=False)
    connection.execute("select ledger.grant_credits(%s, 'promo', 'welcome', 500)", [account.id])
    connection.rollback()
    assert told(outbox, account.id) == []
