"""What the signed-in user has and has used. Amounts are whole microcredits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from florin_client.reading import Members, time_of


@dataclass(frozen=True)
class Balance:
    """An account. available: what may be spent now, posted - held + overdraft_limit; below zero
    it is debt. plan: its id. open_generations: that run now."""

    account_id: str
    status: str
    plan: str
    posted: int
    held: int
    available: int
    debt: int
    overdraft_limit: int
    open_generations: int

    @classmethod
    def of(cls, members: Members) -> Balance:
        return cls(
            account_id=members["account_id"],
            status=members["status"],
            plan=members["plan"],
            posted=int(members["posted"]),
            held=int(members["held"]),
            available=int(members["available"]),
            debt=int(members["debt"]),
            overdraft_limit=int(members["overdraft_limit"]),
            open_generations=int(members["open_generations"]),
        )


@dataclass(frozen=True)
class Me:
    """The user, their profile and their account."""

    user_id: str
    is_anonymous: bool
    display_name: str | None
    locale: str | None
    time_zone: str
    app_data: Mapping[str, Any]
    balance: Balance

    @classmethod
    def of(cls, members: Members) -> Me:
        profile = members["profile"]
        return cls(
            user_id=members["user_id"],
            is_anonymous=members["is_anonymous"],
            display_name=profile["display_name"],
            locale=profile["locale"],
            time_zone=profile["time_zone"],
            app_data=profile["app_data"],
            balance=Balance.of(members["account"]),
        )


@dataclass(frozen=True)
class Entitlement:
    """A model or a feature beyond the plan. valid_until: None is for good."""

    kind: str
    key: str
    source: str
    valid_from: datetime
    valid_until: datetime | None
    is_valid: bool

    @classmethod
    def of(cls, members: Members) -> Entitlement:
        return cls(
            kind=members["kind"],
            key=members["key"],
            source=members["source"],
            valid_from=datetime.fromisoformat(members["valid_from"]),
            valid_until=time_of(members["valid_until"]),
            is_valid=members["is_valid"],
        )

    @classmethod
    def all_of(cls, members: Members) -> list[Entitlement]:
        return [cls.of(each) for each in members["entitlements"]]


@dataclass(frozen=True)
class Limit:
    """One limit of the plan's or of a model's. limit_source: as a refusal names it. resets_at:
    None is as soon as something ends."""

    limit_source: str
    model: str | None
    limit: int
    used: int
    remaining: int
    resets_at: datetime | None

    @classmethod
    def of(cls, members: Members) -> Limit:
        return cls(
            limit_source=members["limit_source"],
            model=members.get("model"),
            limit=int(members["limit"]),
            used=int(members["used"]),
            remaining=int(members["remaining"]),
            resets_at=time_of(members["resets_at"]),
        )

    @classmethod
    def all_of(cls, members: Members) -> list[Limit]:
        return [cls.of(each) for each in members["limits"]]


@dataclass(frozen=True)
class UsageOfModel:
    """What one model was used and charged in a period. usage: counts by slice."""

    model: str
    generations: int
    usage: Mapping[str, int]
    charged: int

    @classmethod
    def of(cls, members: Members) -> UsageOfModel:
        facts = {"model", "generations", "charged"}
        return cls(
            model=members["model"],
            generations=int(members["generations"]),
            usage={name: int(count) for name, count in members.items() if name not in facts},
            charged=int(members["charged"]),
        )


@dataclass(frozen=True)
class CurrentUsage:
    """The account's calendar month so far, in UTC."""

    period_start: datetime
    period_end: datetime
    generations: int
    usage: Mapping[str, int]
    charged: int
    by_model: tuple[UsageOfModel, ...]
    balance: Balance

    @classmethod
    def of(cls, members: Members) -> CurrentUsage:
        return cls(
            period_start=datetime.fromisoformat(members["period_start"]),
            period_end=datetime.fromisoformat(members["period_end"]),
            generations=int(members["generations"]),
            usage=members["usage"],
            charged=int(members["charged_microcredits"]),
            by_model=tuple(UsageOfModel.of(each) for each in members["by_model"]),
            balance=Balance.of(members["balance"]),
        )
