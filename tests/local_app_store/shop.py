"""What the example app sells, and Apple's library pointed at the stand-in."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import jwt
from appstoreserverlibrary.api_client import AsyncAppStoreServerAPIClient
from appstoreserverlibrary.models.Environment import Environment
from appstoreserverlibrary.models.JWSRenewalInfoDecodedPayload import JWSRenewalInfoDecodedPayload
from appstoreserverlibrary.models.JWSTransactionDecodedPayload import JWSTransactionDecodedPayload
from appstoreserverlibrary.models.ResponseBodyV2DecodedPayload import ResponseBodyV2DecodedPayload
from appstoreserverlibrary.signed_data_verifier import SignedDataVerifier
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from local.app_store.control import AppStore
from local.testbed.receiver import Received

PACK, UNLOCK = "app.pack", "app.unlock"
BASIC, PRO, YEARLY = "app.basic", "app.pro", "app.pro.yearly"

PRODUCTS: tuple[dict[str, Any], ...] = (
    {"product_id": PACK, "kind": "consumable", "price": 9990},
    {"product_id": UNLOCK, "kind": "non_consumable", "price": 4990, "is_family_shareable": True},
    {
        "product_id": BASIC,
        "kind": "auto_renewable",
        "price": 4990,
        "group": "plans",
        "level": 2,
        "period": "P1M",
    },
    {
        "product_id": PRO,
        "kind": "auto_renewable",
        "price": 19990,
        "group": "plans",
        "level": 1,
        "period": "P1M",
        "is_family_shareable": True,
    },
    {
        "product_id": YEARLY,
        "kind": "auto_renewable",
        "price": 199990,
        "group": "years",
        "period": "P1Y",
        "trial_period": "P1W",
    },
)


def claims_of(signed: str) -> dict[str, Any]:
    """Without a look at the signature."""
    claims: dict[str, Any] = jwt.decode(signed, options={"verify_signature": False})
    return claims


def payload_of(request: Received) -> dict[str, Any]:
    """What a webhook was sent, decoded, with the nested parts decoded as well."""
    claims = claims_of(json.loads(request.body)["signedPayload"])
    for name in ("signedTransactionInfo", "signedRenewalInfo"):
        if name in claims.get("data", {}):
            claims["data"][name] = claims_of(claims["data"][name])
    return claims


class StoreClient:
    """Apple's library at its strictest, with the stand-in's root and keys."""

    def __init__(self, store: AppStore, *, online: bool = False) -> None:
        self.store = store
        self.settings = store.settings
        self.environment = Environment(store.environment)
        root = x509.load_pem_x509_certificate(self.settings["root_pem"].encode())
        self.verifier = SignedDataVerifier(
            [root.public_bytes(Encoding.DER)],
            online,
            self.environment,
            self.settings["bundle_id"],
            self.settings["app_id"],
        )

    @asynccontextmanager
    async def api(self, **changes: str) -> AsyncIterator[AsyncAppStoreServerAPIClient]:
        given = {
            "key_id": self.settings["store_key_id"],
            "issuer_id": self.settings["store_issuer_id"],
            "bundle_id": self.settings["bundle_id"],
            **changes,
        }
        client = AsyncAppStoreServerAPIClient(
            given.get("key", self.settings["store_private_key"]).encode(),
            given["key_id"],
            given["issuer_id"],
            given["bundle_id"],
            self.environment,
        )
        client._base_url = self.store.api_url
        try:
            yield client
        finally:
            await client.async_close()

    def transaction(self, signed: str | None) -> JWSTransactionDecodedPayload:
        assert signed is not None
        return self.verifier.verify_and_decode_signed_transaction(signed)

    def renewal(self, signed: str | None) -> JWSRenewalInfoDecodedPayload:
        assert signed is not None
        return self.verifier.verify_and_decode_renewal_info(signed)

    def notification(self, signed: str | None) -> ResponseBodyV2DecodedPayload:
        assert signed is not None
        return self.verifier.verify_and_decode_notification(signed)
