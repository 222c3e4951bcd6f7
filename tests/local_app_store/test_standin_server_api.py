"""The stand-in's Server API, called by Apple's own client over HTTP."""

import time
import uuid
from collections.abc import Callable

import httpx
import pytest
from appstoreserverlibrary.api_client import (
    APIError,
    APIException,
    GetTransactionHistoryVersion,
)
from appstoreserverlibrary.models.ConsumptionRequest import ConsumptionRequest
from appstoreserverlibrary.models.DeliveryStatus import DeliveryStatus
from appstoreserverlibrary.models.NotificationHistoryRequest import NotificationHistoryRequest
from appstoreserverlibrary.models.Status import Status
from appstoreserverlibrary.models.TransactionHistoryRequest import (
    Order,
    ProductType,
    TransactionHistoryRequest,
)
from appstoreserverlibrary.models.UpdateAppAccountTokenRequest import UpdateAppAccountTokenRequest
from shop import BASIC, PACK, PRO, UNLOCK, StoreClient

from local.app_store.control import AppStore
from local.app_store.keys import CallerKey
from local.testbed.receiver import Receiver

ClientOf = Callable[[AppStore], StoreClient]
V2 = GetTransactionHistoryVersion.V2


async def test_transaction_is_verified_as_production(
    app_store: AppStore, client_of: ClientOf, customer: str
) -> None:
    account = str(uuid.uuid4())
    bought = app_store.buy(customer, PACK, account_token=account, quantity=3)
    client = client_of(app_store)
    async with client.api() as api:
        reply = await api.get_transaction_info(bought.transaction_id)
    read = client.transaction(reply.signedTransactionInfo)
    assert (read.productId, read.quantity, read.price, read.currency) == (PACK, 3, 9990, "USD")
    assert read.appAccountToken == account
    submitted = client.transaction(bought.signed_transaction)
    assert submitted.transactionId == read.transactionId == bought.transaction_id


async def test_online_checks_pass_too(app_store: AppStore, customer: str) -> None:
    bought = app_store.buy(customer, PACK)
    read = StoreClient(app_store, online=True).transaction(bought.signed_transaction)
    assert read.transactionId == bought.transaction_id


async def test_sandbox_knows_nothing_of_production(
    app_store: AppStore, client_of: ClientOf, customer: str
) -> None:
    bought = app_store.sandbox.buy(customer, PACK)
    async with client_of(app_store).api() as api:
        with pytest.raises(APIException) as refused:
            await api.get_transaction_info(bought.transaction_id)
    assert refused.value.api_error == APIError.TRANSACTION_ID_NOT_FOUND
    sandbox = client_of(app_store.sandbox)
    async with sandbox.api() as api:
        reply = await api.get_transaction_info(bought.transaction_id)
    assert sandbox.transaction(reply.signedTransactionInfo).transactionId == bought.transaction_id


async def test_history_is_paged_by_twenty_and_goes_on_from_its_last_revision(
    app_store: AppStore, client_of: ClientOf, customer: str
) -> None:
    bought = [app_store.buy(customer, PACK).transaction_id for _ in range(45)]
    client, seen, sizes, revision = client_of(app_store), [], [], None
    async with client.api() as api:
        while True:
            reply = await api.get_transaction_history(
                bought[7], revision, TransactionHistoryRequest(sort=Order.ASCENDING), V2
            )
            signed = reply.signedTransactions or []
            sizes.append(len(signed))
            seen += [client.transaction(each).transactionId for each in signed]
            revision = reply.revision
            if not reply.hasMore:
                break
        later = app_store.buy(customer, PACK)
        more = await api.get_transaction_history(
            bought[7], revision, TransactionHistoryRequest(sort=Order.ASCENDING), V2
        )
    assert sizes == [20, 20, 5]
    assert seen == bought
    assert [client.transaction(each).transactionId for each in more.signedTransactions or []] == [
        later.transaction_id
    ]


async def test_history_is_filtered_and_its_revision_is_for_its_query(
    app_store: AppStore, client_of: ClientOf, customer: str
) -> None:
    pack = app_store.buy(customer, PACK)
    unlock = app_store.buy(customer, UNLOCK)
    app_store.refund(unlock.transaction_id)
    client = client_of(app_store)
    async with client.api() as api:

        async def found(**query: object) -> list[str | None]:
            request = TransactionHistoryRequest(**query)  # type: ignore[arg-type]
            reply = await api.get_transaction_history(pack.transaction_id, None, request, V2)
            return [
                client.transaction(each).transactionId for each in reply.signedTransactions or []
            ]

        assert await found(productIds=[PACK]) == [pack.transaction_id]
        assert await found(productTypes=[ProductType.NON_CONSUMABLE]) == [unlock.transaction_id]
        assert await found(revoked=True) == [unlock.transaction_id]
        assert await found(sort=Order.DESCENDING) == [unlock.transaction_id, pack.transaction_id]
        reply = await api.get_transaction_history(
            pack.transaction_id, None, TransactionHistoryRequest(), V2
        )
        with pytest.raises(APIException) as refused:
            await api.get_transaction_history(
                pack.transaction_id,
                reply.revision,
                TransactionHistoryRequest(productIds=[PACK]),
                V2,
            )
    assert refused.value.api_error == APIError.INVALID_REQUEST_REVISION


async def test_statuses_and_refunds_of_a_customer(
    app_store: AppStore, client_of: ClientOf, customer: str
) -> None:
    first = app_store.buy(customer, BASIC)
    pack = app_store.buy(customer, PACK)
    app_store.refund(pack.transaction_id, percentage=25_000)
    client = client_of(app_store)
    async with client.api() as api:
        statuses = await api.get_all_subscription_statuses(pack.transaction_id)
        expired = await api.get_all_subscription_statuses(pack.transaction_id, [Status.EXPIRED])
        refunds = await api.get_refund_history(first.transaction_id, None)
    (group,) = statuses.data or []
    (item,) = group.lastTransactions or []
    assert (group.subscriptionGroupIdentifier, item.status) == ("plans", Status.ACTIVE)
    assert client.transaction(item.signedTransactionInfo).productId == BASIC
    assert client.renewal(item.signedRenewalInfo).autoRenewProductId == BASIC
    assert expired.data == []
    (signed,) = refunds.signedTransactions or []
    refunded = client.transaction(signed)
    assert refunded.rawRevocationType == "REFUND_PRORATED"
    assert (refunded.transactionId, refunded.revocationPercentage) == (pack.transaction_id, 25_000)
    assert refunds.hasMore is False


async def test_consumption_is_kept_for_the_test_to_read(
    own_store: AppStore, client_of: ClientOf, customer: str
) -> None:
    bought = own_store.buy(customer, PACK)
    async with client_of(own_store).api() as api:
        answer = ConsumptionRequest(
            customerConsented=True,
            sampleContentProvided=False,
            deliveryStatus=DeliveryStatus.DELIVERED,
            consumptionPercentage=40_000,
        )
        await api.send_consumption_information(bought.transaction_id, answer)
        answer.customerConsented = False
        with pytest.raises(APIException) as refused:
            await api.send_consumption_information(bought.transaction_id, answer)
    assert refused.value.api_error == APIError.INVALID_CUSTOMER_CONSENTED
    assert own_store.consumption == [
        {
            "transaction_id": bought.transaction_id,
            "customerConsented": True,
            "sampleContentProvided": False,
            "deliveryStatus": "DELIVERED",
            "consumptionPercentage": 40_000,
        }
    ]


async def test_account_token_is_written_into_the_whole_chain(
    own_store: AppStore, client_of: ClientOf, customer: str
) -> None:
    first = own_store.buy(customer, BASIC, offer_code="SPRING")
    account = str(uuid.uuid4())
    client = client_of(own_store)
    async with client.api() as api:
        await api.set_app_account_token(
            first.transaction_id, UpdateAppAccountTokenRequest(appAccountToken=account)
        )
        for bad, error in (
            ((first.transaction_id, "me"), APIError.INVALID_APP_ACCOUNT_TOKEN_UUID_ERROR),
            (("99", account), APIError.TRANSACTION_ID_NOT_FOUND),
        ):
            with pytest.raises(APIException) as refused:
                await api.set_app_account_token(
                    bad[0], UpdateAppAccountTokenRequest(appAccountToken=bad[1])
                )
            assert refused.value.api_error == error
    own_store.advance(days=32)
    renewed = own_store.subscription(first.transaction_id)
    assert first.claims.get("appAccountToken") is None
    assert client.transaction(renewed["signed_transaction"]).appAccountToken == account
    assert renewed["transaction_id"] != first.transaction_id


async def test_order_is_looked_up(app_store: AppStore, client_of: ClientOf, customer: str) -> None:
    bought = app_store.buy(customer, PACK)
    client = client_of(app_store)
    async with client.api() as api:
        found = await api.look_up_order_id(bought.order_id)
        nothing = await api.look_up_order_id("MNOSUCHORDER")
    (signed,) = found.signedTransactions or []
    assert client.transaction(signed).transactionId == bought.transaction_id
    assert (found.rawStatus, nothing.rawStatus) == (0, 1)


async def test_app_transaction_is_verified(
    app_store: AppStore, client_of: ClientOf, customer: str
) -> None:
    bought = app_store.buy(customer, PACK)
    client = client_of(app_store)
    async with client.api() as api:
        reply = await api.get_app_transaction_info(bought.transaction_id)
    assert reply.signedAppTransactionInfo is not None
    read = client.verifier.verify_and_decode_app_transaction(reply.signedAppTransactionInfo)
    assert read.appTransactionId == bought.claims["appTransactionId"]


async def test_notification_history_is_a_window_in_pages(
    own_store: AppStore, client_of: ClientOf, customer: str
) -> None:
    bought = [own_store.buy(customer, PACK).transaction_id for _ in range(23)]
    own_store.buy(f"{customer}-2", BASIC)
    client, told, token = client_of(own_store), [], None
    now_ms = int(time.time() * 1000)
    window = NotificationHistoryRequest(startDate=now_ms - 60_000, endDate=now_ms + 60_000)
    window.transactionId = bought[0]
    async with client.api() as api:
        sizes = []
        while True:
            reply = await api.get_notification_history(token, window)
            items = reply.notificationHistory or []
            sizes.append(len(items))
            for item in items:
                payload = client.notification(item.signedPayload)
                assert payload.rawNotificationType == "ONE_TIME_CHARGE"
                assert payload.data is not None
                told.append(client.transaction(payload.data.signedTransactionInfo).transactionId)
            token = reply.paginationToken
            if not reply.hasMore:
                break
        before = NotificationHistoryRequest(startDate=now_ms - 60_000, endDate=now_ms - 50_000)
        assert (await api.get_notification_history(None, before)).notificationHistory == []
        old = NotificationHistoryRequest(startDate=now_ms - 181 * 86_400_000, endDate=now_ms)
        with pytest.raises(APIException) as refused:
            await api.get_notification_history(None, old)
    assert sizes == [20, 3] and told == bought
    assert refused.value.api_error == APIError.START_DATE_TOO_FAR_IN_PAST


async def test_test_notification_arrives_and_its_result_is_shown(
    own_store: AppStore, client_of: ClientOf, webhook: Receiver
) -> None:
    client = client_of(own_store)
    async with client.api() as api:
        asked = await api.request_test_notification()
        webhook.await_requests(1)
        own_store.await_delivery()
        assert asked.testNotificationToken is not None
        status = await api.get_test_notification_status(asked.testNotificationToken)
    told = client.notification(status.signedPayload)
    assert told.rawNotificationType == "TEST"
    assert [attempt.rawSendAttemptResult for attempt in status.sendAttempts or []] == ["SUCCESS"]


async def test_caller_needs_the_key_its_id_its_issuer_and_the_app(
    app_store: AppStore, client_of: ClientOf, customer: str
) -> None:
    bought = app_store.buy(customer, PACK)
    client = client_of(app_store)
    for wrong in (
        {"key": CallerKey.create("x").pem},
        {"key_id": "OTHERKEY01"},
        {"issuer_id": str(uuid.uuid4())},
        {"bundle_id": "com.example.other"},
    ):
        async with client.api(**wrong) as api:
            with pytest.raises(APIException) as refused:
                await api.get_transaction_info(bought.transaction_id)
        assert refused.value.http_status_code == 401


def test_caller_without_a_token_is_refused(app_store: AppStore, customer: str) -> None:
    bought = app_store.buy(customer, PACK)
    url = f"{app_store.api_url}/inApps/v1/transactions/{bought.transaction_id}"
    assert httpx.get(url, trust_env=False).status_code == 401


@pytest.mark.parametrize("code", [4040010, 4040002, 4290000, 5000001])
async def test_error_is_given_once_and_then_the_answer(
    app_store: AppStore, client_of: ClientOf, customer: str, code: int
) -> None:
    bought = app_store.buy(customer, PACK)
    app_store.fail("transaction", code=code)
    client = client_of(app_store)
    async with client.api() as api:
        with pytest.raises(APIException) as refused:
            await api.get_transaction_info(bought.transaction_id)
        assert refused.value.raw_api_error == code
        assert refused.value.http_status_code == code // 10_000
        reply = await api.get_transaction_info(bought.transaction_id)
    assert client.transaction(reply.signedTransactionInfo).productId == PACK


async def test_answer_can_be_lost_after_the_call_was_done(
    app_store: AppStore, client_of: ClientOf, customer: str
) -> None:
    bought = app_store.buy(customer, PRO)
    account = str(uuid.uuid4())
    app_store.fail("account_token", loses_answer=True, is_done_first=True)
    async with client_of(app_store).api() as api:
        with pytest.raises(httpx.RemoteProtocolError):
            await api.set_app_account_token(
                bought.transaction_id, UpdateAppAccountTokenRequest(appAccountToken=account)
            )
    assert app_store.transaction(bought.transaction_id).claims["appAccountToken"] == account
