"""The stand-in App Store as a part of the local stack: what it sells, and when it is there."""

import stat
from pathlib import Path

import pytest
from cryptography import x509

from local.app_store.part import IDENTITY, AppStorePart, products_of
from local.testbed.app_store import running_app_store
from local.testbed.databases import Database
from local.testbed.receiver import running_receiver


def test_it_sells_what_the_catalogue_has_for_it(common_db: Database) -> None:
    rows = (
        common_db.kept_connection()
        .execute(
            "select store_product_id, price_minor_units, currency "
            "from catalog.products where store = 'apple'"
        )
        .fetchall()
    )
    with running_app_store() as store, running_receiver() as receiver:
        part = AppStorePart()
        part.url = store.url
        part.open_shop(common_db.dsn(), receiver.url)
        sold = store.call("list_products")["products"]
        store.buy("somebody", rows[0][0])
        store.await_delivery()
        assert [request.path for request in receiver.requests] == ["/webhooks/apple"]
    assert {(each["product_id"], each["price"], each["currency"]) for each in sold} == {
        (product_id, cents * 10, currency) for product_id, cents, currency in rows
    }
    assert {each["kind"] for each in sold} == {"consumable", "non_consumable", "auto_renewable"}


def test_dearest_plan_is_the_best_level(common_db: Database) -> None:
    plans = [each for each in products_of(common_db.dsn()) if each["kind"] == "auto_renewable"]
    assert [each["level"] for each in plans] == [1, 2]
    assert plans[0]["price"] > plans[1]["price"]
    assert {each["group"] for each in plans} == {"plans"}


def test_service_is_given_the_root_and_the_keys(tmp_path: Path) -> None:
    with running_app_store() as store:
        part = AppStorePart()
        part.url = store.url
        environment = part.environment(tmp_path)
        assert environment["FLORIN_APPLE_API_URL"] == store.url
        root_pem = store.settings["root_pem"]
    assert set(environment) == {*IDENTITY, "FLORIN_APPLE_ONLINE_CHECKS"}
    root = Path(environment["FLORIN_APPLE_ROOT_CERTIFICATES"])
    assert root.read_text() == root_pem and not root.stat().st_mode & stat.S_IWOTH
    assert len(x509.load_pem_x509_certificates(root.read_bytes())) == 1
    for name in ("FLORIN_APPLE_PRIVATE_KEY", "FLORIN_DEVICECHECK_PRIVATE_KEY"):
        assert environment[name].startswith("-----BEGIN PRIVATE KEY-----")


@pytest.mark.parametrize("name", IDENTITY)
def test_anything_of_a_real_app_leaves_it_out(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    part = AppStorePart()
    for other in IDENTITY:
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setenv(name, "")
    # How purchases are treated is nobody's identity.
    monkeypatch.setenv("FLORIN_APPLE_TRANSFER_PURCHASES", "on")
    assert not part.has_real_keys()
    monkeypatch.setenv(name, "mine")
    assert part.has_real_keys()
