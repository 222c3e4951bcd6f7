"""What admins are shown of models, accounts and revenue is what counting one by one gives."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from admin.history import brute_force, busy_days, live_through
from admin.office import Office, set_email
from generation.steps import Caller, line
from ledger.steps import Row, refused

pytestmark = pytest.mark.every_postgres

DOLLARS = Decimal("0.01")


@pytest.fixture(params=["rolled up", "behind"])
def history(request: pytest.FixtureRequest, own_office: Office) -> Office:
    """Days of usage, of which all but today are summed up; or the last one before is not yet."""
    busy_days(own_office, days=4)
    own_office.begin_history()
    own_office.roll_up()
    if request.param == "behind":
        mark_again(own_office, back=1)
    return own_office


def mark_again(office: Office, back: int) -> None:
    """As between the end of a day and its sum: marked, and its sums not there yet."""
    day = today() - timedelta(days=back)
    office.world.ledger.connection.execute(
        "with gone as (delete from generation.daily_usage where day = %s returning *) "
        "insert into generation.due_roll_ups select distinct account_id, day from gone",
        [day],
    )


def today() -> date:
    return datetime.now(UTC).date()


def total(rows: list[Row], name: str) -> int:
    return sum(int(row[name]) for row in rows)


@pytest.mark.parametrize("days", [1, 2, 7, 30])
def test_models_are_reported_as_counted(history: Office, days: int) -> None:
    rows = [row for row in brute_force(history) if row["day"] > today() - timedelta(days=days)]
    reported = {
        row["model_id"]: row
        for row in history.call("admin_model_usage", days=days, dollars_per_credit=DOLLARS)
    }
    models = {row["model_id"] for row in rows}
    assert models and models < set(reported)
    for model, report in reported.items():
        of_it = [row for row in rows if row["model_id"] == model]
        for name in ("generations", "failed", "charged", "uncollected", "trial_messages"):
            assert report[name] == total(of_it, name)
        assert report["cost_micro_dollars"] == total(of_it, "cost_micro_dollars")
        users = len({row["account_id"] for row in of_it})
        assert report["users"] == users
        if users:
            average = total(of_it, "generations") / users
            assert float(report["generations_per_user"]) == pytest.approx(average, abs=0.005)
        else:
            assert report["generations_per_user"] is None
        margin = round(report["charged"] * DOLLARS) - report["cost_micro_dollars"]
        assert abs(report["margin_micro_dollars"] - margin) <= 1


def test_without_a_price_of_credits_there_is_no_margin(history: Office) -> None:
    assert {row["margin_micro_dollars"] for row in history.call("admin_model_usage")} == {None}


def test_revenue_is_reported_as_counted(history: Office) -> None:
    start = today() - timedelta(days=2)
    rows = [row for row in brute_force(history) if row["day"] >= start]
    reported = history.call("admin_revenue", **{"from": start, "to": today()})
    assert {(r["day"], r["model_id"]) for r in reported} == {
        (r["day"], r["model_id"]) for r in rows
    }
    for report in reported:
        of_it = [
            row
            for row in rows
            if (row["day"], row["model_id"]) == (report["day"], report["model_id"])
        ]
        for name in ("generations", "charged", "uncollected", "cost_micro_dollars"):
            assert report[name] == total(of_it, name)


def test_top_accounts_are_those_charged_most(history: Office) -> None:
    charged: dict[Any, int] = {}
    for row in brute_force(history):
        charged[row["account_id"]] = charged.get(row["account_id"], 0) + row["charged"]
    best = sorted(charged, key=lambda account: (-charged[account], account))
    reported = history.call("admin_top_accounts", days=30, limit=2)
    assert [row["account_id"] for row in reported] == best[:2]
    assert [row["charged"] for row in reported] == [charged[account] for account in best[:2]]
    assert all(row["user_id"] for row in reported)


def test_top_account_is_named_by_its_owners_address(own_office: Office) -> None:
    caller, model = own_office.world.caller(credits=1000), own_office.world.model()
    set_email(own_office, caller.user_id, "owner@example.test")
    caller.finish(caller.start(model), line(10))
    (report,) = own_office.call("admin_top_accounts", days=1)
    assert (report["email"], report["user_id"]) == ("owner@example.test", caller.user_id)


def test_days_are_bounded(office: Office) -> None:
    for days in (0, 367, None):
        for function in ("admin_model_usage", "admin_top_accounts"):
            with refused("FLARG", argument="p_days"):
                office.call(function, days=days)
    for start, end in (("2026-01-02", "2026-01-01"), ("2025-01-01", "2026-12-31"), (None, None)):
        for function in ("admin_revenue", "admin_export_usage"):
            with refused("FLARG", argument="p_to"):
                office.call(function, **{"from": start, "to": end})


def report_of(office: Office, model: str, days: int = 30) -> Row:
    (row,) = (r for r in office.call("admin_model_usage", days=days) if r["model_id"] == model)
    return row


def premium(office: Office) -> str:
    model = office.world.model()
    office.call("admin_save_models", models=[{"id": model, "tier": "premium", "trial_messages": 3}])
    return model


def entitle(office: Office, caller: Caller, model: str, source: str) -> None:
    office.world.ledger.row(
        "select * from access.grant_entitlement(%s, 'model', %s, %s, %s, null, null)",
        *(caller.account.id, model, source, source),
    )


def test_users_with_access_have_it_by_plan_or_entitlement_and_count_once(
    own_office: Office,
) -> None:
    model = premium(own_office)
    free = [own_office.world.caller(tiers=["free"]) for _ in range(4)]
    paid = own_office.world.caller(tiers=["free", "premium"])
    assert report_of(own_office, model)["users_with_access"] == 1
    entitle(own_office, free[0], model, "purchase")
    entitle(own_office, free[0], model, "admin_grant")
    entitle(own_office, paid, model, "purchase")
    entitle(own_office, free[1], model, "promo")
    assert report_of(own_office, model)["users_with_access"] == 3
    own_office.world.ledger.connection.execute(
        "update access.entitlements set revoked_at = now() where source = 'promo'"
    )
    assert report_of(own_office, model)["users_with_access"] == 2
    everybody = own_office.world.ledger.value("select count(*) from access.account_plans")
    assert report_of(own_office, own_office.world.model())["users_with_access"] == everybody


def test_trials_convert_by_purchase_or_plan(own_office: Office) -> None:
    model = premium(own_office)
    callers = [own_office.world.caller(tiers=["free"]) for _ in range(4)]
    execute = own_office.world.ledger.connection.execute
    for caller, used, began in zip(callers, (1, 3, 2, 0), ("0", "0", "9 days", "0"), strict=True):
        execute(
            "insert into access.trials (account_id, model_id, used, started_at) "
            "values (%s, %s, %s, now() - %s::interval)",
            [caller.account.id, model, used, began],
        )
    before = report_of(own_office, model, days=7)
    assert (before["trial_users"], before["trial_users_converted"]) == (2, 0)
    entitle(own_office, callers[0], model, "purchase")
    # An admin's gift is no conversion.
    entitle(own_office, callers[1], model, "admin_grant")
    week, month = (report_of(own_office, model, days=days) for days in (7, 30))
    assert (week["trial_users"], week["trial_users_converted"]) == (2, 1)
    assert float(week["trial_conversion"]) == 0.5
    assert (month["trial_users"], month["trial_users_converted"]) == (3, 1)
    own_office.call("admin_change_plan", user=str(callers[2].user_id), plan_id="pro", when="now")
    assert report_of(own_office, model)["trial_users_converted"] == 2
    assert report_of(own_office, own_office.world.model())["trial_conversion"] is None


def exported(office: Office, start: date, end: date) -> list[dict[str, str]]:
    text = office.one("admin_export_usage", **{"from": start, "to": end})
    assert text.endswith("\r\n")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_export_is_what_was_counted(history: Office) -> None:
    rows = exported(history, today() - timedelta(days=30), today())
    assert rows == [
        {name: str(value) for name, value in row.items()}
        for row in sorted(
            brute_force(history), key=lambda r: (r["day"], r["account_id"], r["model_id"])
        )
    ]
    (entry,) = history.log(action="admin_export_usage")
    assert entry["after"]["rows"] == len(rows)


@pytest.mark.parametrize(
    ("model", "field"),
    [
        ("plain-1.5", "plain-1.5"),
        ('say "hi", there', 'say "hi", there'),
        ("two\r\nlines", "two\r\nlines"),
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("@cf/meta/llama", "'@cf/meta/llama"),
        ("+1", "'+1"),
        ("-1,2", "'-1,2"),
        ("\t=1", "'\t=1"),
    ],
)
def test_export_quotes_and_defuses_names(own_office: Office, model: str, field: str) -> None:
    own_office.world.model(model)
    caller = own_office.world.caller(credits=1000)
    caller.finish(caller.start(model), line(10))
    live_through(own_office, caller, "1 day")
    own_office.begin_history()
    own_office.roll_up()
    (row,) = exported(own_office, today() - timedelta(days=1), today())
    assert (row["model_id"], row["charged"]) == (field, "10")


def test_empty_export_is_a_header(own_office: Office) -> None:
    text = own_office.one("admin_export_usage", **{"from": "2020-01-01", "to": "2020-01-02"})
    assert text.split(",")[:3] == ["account_id", "day", "model_id"]
    assert text.count("\r\n") == 1
