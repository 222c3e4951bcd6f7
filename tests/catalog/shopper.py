"""One user who looks at the catalogue and chooses, and what others do to their account."""

import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from generation.steps import Caller, World
from ledger.steps import Row
from psycopg import sql


def edit(world: World, model: str, **changes: object) -> str:
    """As an admin edits a model; its id again."""
    assignments = sql.SQL(", ").join(
        sql.SQL("{} = {}").format(sql.Identifier(column), sql.Literal(value))
        for column, value in changes.items()
    )
    world.ledger.connection.execute(
        sql.SQL("update catalog.models set {} where id = {}").format(
            assignments, sql.Literal(model)
        )
    )
    return model


def premium(world: World, *, trial: int = 0, apis: Sequence[str] = ("chat_completions",)) -> str:
    """A model that the free tier does not include."""
    return edit(world, world.model(apis=apis), tier="premium", trial_messages=trial)


def unlock(world: World, model: str, store: str = "apple", price: int = 499) -> Row:
    """A product that unlocks the model; as clients see it."""
    name = f"{store}.{model}"
    world.ledger.connection.execute(
        "insert into catalog.products (id, kind, store, store_product_id, model_id, "
        "price_minor_units) values (%s, 'model_unlock', %s, %s, %s, %s)",
        [name, store, name, model, price],
    )
    return {
        "store": store,
        "store_product_id": name,
        "price_minor_units": price,
        "currency": "USD",
    }


class Shopper:
    """A user on a plan with the tier `free`, unless told otherwise."""

    def __init__(self, world: World, *, tiers: Sequence[str] = ("free",), **given: Any) -> None:
        self.world = world
        self.caller: Caller = world.caller(tiers=tiers, **given)
        self.account_id = self.caller.account.id
        self.user_id = self.caller.user_id
        self._connection: psycopg.Connection | None = None

    # --- what the user does ------------------------------------------------------------------

    @property
    def connection(self) -> psycopg.Connection:
        """As PostgREST has it after a sign-in."""
        if self._connection is None:
            self._connection = self.world.db.connect(
                "authenticated", claims={"sub": str(self.user_id)}
            )
        return self._connection

    def call(self, function: str, *arguments: Any) -> Any:
        """api.<function>, called by the user."""
        places = ", ".join(["%s"] * len(arguments))
        row = self.connection.execute(f"select api.{function}({places})", arguments).fetchone()
        assert row is not None
        return row[0]

    def prefer(self, default: str | None, overrides: Mapping[str, Any] | None = None) -> Row:
        saved = self.call(
            "set_model_preferences", default, None if overrides is None else json.dumps(overrides)
        )
        assert isinstance(saved, dict)
        return saved

    # --- what the service asks ---------------------------------------------------------------

    def catalog(self) -> Row:
        row = self.world.service.execute(
            "select api.read_catalog(%s, %s)", [self.account_id, self.user_id]
        ).fetchone()
        assert row is not None
        assert isinstance(row[0], dict)
        return row[0]

    def sees(self, model: str) -> Row:
        """The model in the catalogue."""
        (found,) = [one for one in self.catalog()["models"] if one["id"] == model]
        assert isinstance(found, dict)
        return found

    def choose(self, persona: str | None = None, api: str | None = "chat_completions") -> Row:
        return self.world.ledger.row(
            "select * from access.choose_model(%s, %s, %s, %s)",
            *(self.account_id, self.user_id, persona, api),
        )

    # --- what happens to the account ---------------------------------------------------------

    def saved(self, default: str | None, overrides: Mapping[str, str] | None = None) -> None:
        """The preferences as rows, unchecked: as they were when they were still allowed."""
        self._execute(
            "insert into access.profiles (account_id, user_id, default_model_id, "
            "persona_overrides) values (%s, %s, %s, %s)",
            *(self.account_id, self.user_id, default, json.dumps(overrides or {})),
        )

    def lives_in(self, time_zone: str) -> None:
        self._execute(
            "insert into access.profiles (account_id, user_id, time_zone) values (%s, %s, %s) "
            "on conflict (account_id, user_id) do update set time_zone = excluded.time_zone",
            *(self.account_id, self.user_id, time_zone),
        )

    def entitle(
        self,
        model: str,
        source: str = "purchase",
        *,
        starts_in: str = "-1 hour",
        ends_in: str | None = None,
    ) -> None:
        self._execute(
            "insert into access.entitlements (account_id, kind, key, source, source_ref, "
            "valid_from, valid_until) values (%s, 'model', %s, %s, 'ref', "
            "now() + %s::interval, now() + %s::interval)",
            *(self.account_id, model, source, starts_in, ends_in),
        )

    def revoke(self, model: str) -> None:
        self._execute(
            "update access.entitlements set revoked_at = now() where account_id = %s and key = %s",
            *(self.account_id, model),
        )

    def tried(self, model: str, used: int) -> None:
        self._execute(
            "insert into access.trials (account_id, model_id, used) values (%s, %s, %s) "
            "on conflict (account_id, model_id) do update set used = excluded.used",
            *(self.account_id, model, used),
        )

    def has_device(self, device: str) -> None:
        """Proven to be used by them."""
        self._execute(
            "insert into access.devices (account_id, device_key, source) "
            "values (%s, %s, 'devicecheck')",
            *(self.account_id, device),
        )

    def has_device_that_had(self, model: str) -> None:
        """A device of theirs, on which another account had the model's trial."""
        device = str(uuid.uuid4())
        self.has_device(device)
        self._execute(
            "insert into access.device_trials (device_key, model_id, account_id) "
            "values (%s, %s, %s)",
            *(device, model, uuid.uuid4()),
        )

    def sent(self, model: str, messages: int, day: str = "0", time_zone: str = "UTC") -> None:
        """Messages counted on the day that is so far from today."""
        self._execute(
            "insert into access.daily_usage (account_id, day, model_id, messages) "
            "values (%s, (now() at time zone %s + %s::interval)::date, %s, %s) "
            "on conflict (account_id, day, model_id) do update set messages = excluded.messages",
            *(self.account_id, time_zone, day, model, messages),
        )

    def events(self) -> list[tuple[str, Row]]:
        """Kind and payload of the account's events, in order."""
        rows = self.world.ledger.rows(
            "select kind, payload from audit.outbox where account_id = %s order by id",
            self.account_id,
        )
        return [(row["kind"], row["payload"]) for row in rows]

    def _execute(self, query: str, *parameters: Any) -> None:
        self.world.ledger.connection.execute(query, parameters)
