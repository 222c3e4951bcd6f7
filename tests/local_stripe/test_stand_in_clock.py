"""The stand-in's clock: what falls due happens at its own second, in order, once."""

import json
import time

import pytest

from local.stripe import clock as clocks
from local.stripe.clock import Clock
from local.testbed.receiver import Receiver
from local.testbed.stripe import Shop


def test_actions_run_in_order_at_their_own_second() -> None:
    clock = Clock()
    clock.freeze()
    start = clock.now()
    seen: list[tuple[str, int]] = []

    def note(name: str) -> None:
        seen.append((name, clock.now() - start))

    clock.at(start + 20, lambda: note("second"))
    clock.at(start + 10, lambda: clock.at(start + 15, lambda: note("booked by the first")))
    clock.at(start + 20, lambda: note("third"))
    clock.at(start + 31, lambda: note("later"))
    clock.advance(30)
    assert seen == [("booked by the first", 15), ("second", 20), ("third", 20)]
    assert clock.now() == start + 30
    clock.advance(30)
    assert seen[-1] == ("later", 31)


def test_clock_stands_still_and_runs_on_from_there() -> None:
    clock = Clock()
    clock.freeze()
    clock.jump(1_000_000)
    assert clock.now() == 1_000_000
    clock.resume()
    assert 1_000_000 <= clock.now() <= 1_000_002
    assert not clock.is_frozen


def test_jump_runs_nothing_until_the_clock_catches_up() -> None:
    clock = Clock()
    seen: list[int] = []
    clock.at(clock.now() + 50, lambda: seen.append(1))
    clock.jump(clock.now() + 100)
    assert seen == []
    clock.catch_up()
    assert seen == [1]


def test_agenda_that_never_ends_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clocks, "MAX_STEPS", 100)
    clock = Clock()

    def again() -> None:
        clock.at(clock.now(), again)

    clock.at(clock.now(), again)
    with pytest.raises(OverflowError):
        clock.advance(1)


def test_what_falls_due_happens_without_any_request(
    shop: Shop, receiver: Receiver, endpoint: str
) -> None:
    shop.session("price_pack", "payment")
    shop.control.jump(shop.control.now() + 25 * 3600)
    end = time.monotonic() + 10
    while not receiver.requests:
        assert time.monotonic() < end
        time.sleep(0.05)
    assert json.loads(receiver.requests[0].body)["type"] == "checkout.session.expired"


def test_history_can_be_lived_from_the_past(shop: Shop) -> None:
    now = shop.control.now()
    shop.control.jump(now - 95 * 86_400)
    subscription = shop.subscribe()
    shop.control.advance_to(now)
    invoices = shop.client.v1.invoices.list({"subscription": subscription.id}).data
    assert len(invoices) == 4
    assert max(invoice.created for invoice in invoices) <= now
