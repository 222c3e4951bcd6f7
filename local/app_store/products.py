"""What an app sells: the part of App Store Connect that purchases depend on."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from local.app_store.periods import add_period

# The values of `type` in a transaction.
KINDS = {
    "consumable": "Consumable",
    "non_consumable": "Non-Consumable",
    "non_renewing": "Non-Renewing Subscription",
    "auto_renewable": "Auto-Renewable Subscription",
}


@dataclass(frozen=True)
class Offer:
    """type: 1 introductory, 2 promotional, 3 offer code, 4 win-back. price: milliunits a period,
    0 where discount_type is FREE_TRIAL."""

    type: int
    discount_type: str
    period: str
    price: int = 0
    identifier: str | None = None


@dataclass(frozen=True)
class Product:
    """price: milliunits of the currency. group, level (1 is the best) and period: of
    auto-renewables alone. trial_period: of its introductory free trial."""

    product_id: str
    kind: str
    price: int
    currency: str = "USD"
    group: str | None = None
    level: int = 1
    period: str | None = None
    trial_period: str | None = None
    is_family_shareable: bool = False

    @property
    def is_renewable(self) -> bool:
        return self.kind == "auto_renewable"

    @classmethod
    def parse(cls, given: Mapping[str, Any]) -> "Product":
        """Raises ValueError."""
        unknown = set(given) - {item.name for item in fields(cls)}
        if unknown:
            raise ValueError(f"a product has no {', '.join(sorted(unknown))}")
        if given.get("kind") not in KINDS:
            raise ValueError(f"kind is one of {', '.join(KINDS)}")
        product = cls(**given)
        if product.is_renewable:
            if product.group is None or product.period is None:
                raise ValueError("an auto-renewable needs a group and a period")
            for period in (product.period, product.trial_period or "P1W"):
                add_period(0, period)
        return product
