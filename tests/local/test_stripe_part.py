"""The stand-in as a part of the local stack: what it sells, and when it is there."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.postgres import free_port
from local.stripe.part import StripePart, prices_of
from local.testbed.databases import Database
from local.testbed.receiver import running_receiver
from local.testbed.stripe import client_of, running_stripe

DEADLINE_S = 60


@pytest.fixture
def state_dir() -> Iterator[Path]:
    # Not pytest's tmp_path, which is closed to the user that Postgres may run as.
    with tempfile.TemporaryDirectory(prefix="florin-stack-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


def test_it_sells_what_the_catalogue_has_for_it(db: Database) -> None:
    rows = (
        db.kept_connection()
        .execute(
            "select store_product_id, kind, price_minor_units, lower(currency) "
            "from catalog.products where store = 'stripe'"
        )
        .fetchall()
    )
    assert {kind for _, kind, _, _ in rows} == {"credit_pack", "model_unlock", "subscription"}
    with running_stripe() as control, running_receiver() as receiver:
        part = StripePart()
        part.url = control.url
        part.open_shop(db.dsn(), receiver.url)
        # Twice is as good as once.
        control.seed(prices_of(db.dsn()))
        prices = client_of(control, part.secret_key).v1.prices.list({"limit": 100}).data
        client_of(control, part.secret_key).v1.customers.create({})
        control.await_idle()
        assert [request.path for request in receiver.requests] == ["/webhooks/stripe"]
    sold = {
        (
            price.id,
            "subscription" if price.recurring and price.recurring.interval == "month" else "once",
            price.unit_amount,
            price.currency,
        )
        for price in prices
    }
    assert sold == {
        (price_id, kind if kind == "subscription" else "once", amount, currency)
        for price_id, kind, amount, currency in rows
    }


def test_every_start_has_keys_of_its_own(tmp_path: Path) -> None:
    first, second = (StripePart().environment(tmp_path) for _ in range(2))
    assert first["STRIPE_SECRET_KEY"] != second["STRIPE_SECRET_KEY"]
    assert set(first) == {
        "STRIPE_SECRET_KEY",
        "STRIPE_API_BASE",
        "STRIPE_WEBHOOK_SECRETS",
    }


@pytest.mark.parametrize(("key", "real"), [("", False), ("sk_test_mine", True)])
def test_empty_key_is_none(monkeypatch: pytest.MonkeyPatch, key: str, real: bool) -> None:
    monkeypatch.setenv("STRIPE_SECRET_KEY", key)
    assert StripePart().has_real_keys() is real


def test_demo_of_a_purchase_pays_in_the_stand_in_only(state_dir: Path) -> None:
    ports = ("FLORIN_PORT", "FLORIN_GATEWAY_PORT", "FLORIN_DATABASE_PORT")
    ended = subprocess.run(
        [sys.executable, "-m", "local.demo", "--purchase", "stripe"],
        env={
            "PATH": os.environ["PATH"],
            "FLORIN_STATE_DIR": str(state_dir),
            "STRIPE_SECRET_KEY": "sk_test_mine",
            "STRIPE_WEBHOOK_SECRETS": "whsec_mine",
            # Nobody may be asked by a test.
            "STRIPE_API_BASE": f"http://127.0.0.1:{free_port()}",
            **{name: str(free_port()) for name in ports},
        },
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
    )
    assert ended.returncode == 1
    assert "STRIPE_SECRET_KEY" in ended.stderr
    assert not (state_dir / "logs" / "stripe.log").exists()
