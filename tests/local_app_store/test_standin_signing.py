"""What the stand-in signs passes Apple's own library at its strictest, and nothing else does."""

import base64
import time
from collections.abc import Iterator
from typing import Any

import pytest
from appstoreserverlibrary.models.Environment import Environment
from appstoreserverlibrary.signed_data_verifier import (
    SignedDataVerifier,
    VerificationException,
    VerificationStatus,
)

from local.app_store import ocsp
from local.app_store.signing import Signer
from local.testbed.receiver import Receiver, running_receiver

BUNDLE = "com.example.florin"
APP_ID = 1234567890


def verifier(signer: Signer, *, online: bool = False) -> SignedDataVerifier:
    root = [signer.root_der]
    return SignedDataVerifier(root, online, Environment.PRODUCTION, BUNDLE, APP_ID)


def now_ms() -> int:
    return int(time.time() * 1000)


def transaction(**more: Any) -> dict[str, Any]:
    given = {"bundleId": BUNDLE, "environment": "Production", "transactionId": "2000000000000001"}
    return {**given, "signedDate": now_ms(), **more}


@pytest.fixture(scope="module")
def signer() -> Signer:
    return Signer.create()


def test_each_kind_of_payload_is_accepted_in_production(signer: Signer) -> None:
    strict = verifier(signer)
    signed = signer.sign(transaction())
    decoded = strict.verify_and_decode_signed_transaction(signed)
    assert decoded.transactionId == "2000000000000001"
    renewal = {"environment": "Production", "autoRenewStatus": 1, "signedDate": now_ms()}
    assert strict.verify_and_decode_renewal_info(signer.sign(renewal)).rawAutoRenewStatus == 1
    data = {"environment": "Production", "bundleId": BUNDLE, "appAppleId": APP_ID}
    notification = {"notificationType": "TEST", "data": data, "signedDate": now_ms()}
    told = strict.verify_and_decode_notification(signer.sign(notification))
    assert told.rawNotificationType == "TEST"
    app = {"receiptType": "Production", "bundleId": BUNDLE, "appAppleId": APP_ID}
    bought = strict.verify_and_decode_app_transaction(
        signer.sign({**app, "receiptCreationDate": now_ms()})
    )
    assert bought.appAppleId == APP_ID


def test_what_another_stand_in_signed_is_refused(signer: Signer) -> None:
    with pytest.raises(VerificationException):
        verifier(signer).verify_and_decode_signed_transaction(Signer.create().sign(transaction()))


def test_changed_payload_is_refused(signer: Signer) -> None:
    header, _, signature = signer.sign(transaction()).split(".")
    _, other, _ = signer.sign(transaction(quantity=100)).split(".")
    with pytest.raises(VerificationException):
        verifier(signer).verify_and_decode_signed_transaction(f"{header}.{other}.{signature}")


def test_chain_of_three_goes_leaf_first(signer: Signer) -> None:
    assert len(signer.x5c) == 3
    assert base64.b64decode(signer.x5c[2]) == signer.root_der


@pytest.fixture
def responder() -> Iterator[Receiver]:
    with running_receiver() as receiver:
        yield receiver


@pytest.mark.parametrize("is_revoked", [False, True])
def test_online_checks_ask_for_both_certificates(responder: Receiver, is_revoked: bool) -> None:
    signer = Signer.create(f"{responder.url}/ocsp")
    responder.answer = lambda request: (
        200,
        {"content-type": "application/ocsp-response"},
        ocsp.answer(signer.chain, request.body, is_revoked=is_revoked),
    )
    asking = verifier(signer, online=True)
    if is_revoked:
        with pytest.raises(VerificationException) as refused:
            asking.verify_and_decode_signed_transaction(signer.sign(transaction()))
        assert refused.value.status != VerificationStatus.RETRYABLE_VERIFICATION_FAILURE
    else:
        asking.verify_and_decode_signed_transaction(signer.sign(transaction()))
        assert [request.path for request in responder.requests] == ["/ocsp", "/ocsp"]


def test_responder_that_is_down_is_worth_a_retry(responder: Receiver) -> None:
    signer = Signer.create(f"{responder.url}/ocsp")
    responder.always(503)
    with pytest.raises(VerificationException) as failed:
        verifier(signer, online=True).verify_and_decode_signed_transaction(
            signer.sign(transaction())
        )
    assert failed.value.status == VerificationStatus.RETRYABLE_VERIFICATION_FAILURE
