"""One stand-in for the whole run, emptied before every test; reached by the real client."""

from collections.abc import Iterator

import pytest
import stripe

from local.stripe.control import StripeControl
from local.testbed.receiver import Receiver, running_receiver
from local.testbed.stripe import (
    PRICES,
    SECRET_KEY,
    WEBHOOK_SECRET,
    Shop,
    client_of,
    running_stripe,
)


@pytest.fixture(scope="session")
def stripe_process() -> Iterator[StripeControl]:
    with running_stripe(SECRET_KEY) as control:
        yield control


@pytest.fixture
def control(stripe_process: StripeControl) -> StripeControl:
    """The handle; nothing but PRICES is there."""
    stripe_process.reset()
    stripe_process.seed(PRICES)
    return stripe_process


@pytest.fixture
def client(control: StripeControl) -> stripe.StripeClient:
    return client_of(control)


@pytest.fixture
def shop(client: stripe.StripeClient, control: StripeControl) -> Shop:
    return Shop(client, control)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with running_receiver() as running:
        yield running


@pytest.fixture
def endpoint(control: StripeControl, receiver: Receiver) -> str:
    """The receiver as an endpoint: honest, in order, quick to try again."""
    return control.add_endpoint(receiver.url, [WEBHOOK_SECRET], retry_delays_s=[0.01] * 5)
