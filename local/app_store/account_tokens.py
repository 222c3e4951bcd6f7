"""Set App Account Token: writes the app's account into purchases that carry none, or another."""

import uuid
from typing import Any

from local.app_store import api_errors
from local.app_store.api_errors import ApiError
from local.app_store.records import Transaction
from local.app_store.store import Store


def set_account_token(store: Store, original: Transaction, token: Any) -> None:
    """The whole chain has it from now on. Raises ApiError."""
    try:
        account = str(uuid.UUID(token))
    except (ValueError, TypeError, AttributeError):
        raise ApiError(api_errors.INVALID_ACCOUNT_TOKEN, "The token must be a UUID.") from None
    if original.is_family_shared:
        raise ApiError(api_errors.FAMILY_NOT_SUPPORTED, "Only whoever paid has a token.")
    if original.transaction_id != original.original_transaction_id:
        raise ApiError(api_errors.NOT_AN_ORIGINAL_ID, "Name the original transaction.")
    for each in store.transactions_of(original.customer):
        if each.original_transaction_id == original.transaction_id:
            each.account_token = account
