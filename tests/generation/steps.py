"""What the tests of generations do: a catalogue of their own, and the service's calls."""

import hashlib
import uuid
from collections.abc import Sequence
from typing import Any

import psycopg
from ledger.steps import Account, Ledger, Row
from psycopg.types.json import Jsonb

from local.testbed.databases import Database

SLICES = ("input", "cache_read", "cache_write", "output", "web_search")

BEGIN = f"select api.begin_generation({', '.join(['%s'] * 16)})"
FINISH = "select api.finish_generation(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"


def line(
    input: int = 0,
    output: int = 0,
    *,
    cache_read: int = 0,
    cache_write: int = 0,
    web_search: int = 0,
    model: str | None = None,
) -> Row:
    """One usage line, as the service sends it."""
    return {
        "model": model,
        "input": input,
        "cache_read": cache_read,
        "cache_write": cache_write,
        "output": output,
        "web_search": web_search,
    }


class World:
    """A database with a provider, where tests make models, plans and accounts of their own."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.ledger = Ledger(db)
        self.service = db.kept_connection("florin_service")
        self.worker = db.kept_connection("florin_worker")
        self.ledger.connection.execute(
            "insert into catalog.providers (id, display_name, family, base_url, key_env) values "
            "('acme', 'Acme', 'openai', 'https://acme.test/v1', 'ACME_KEY') on conflict do nothing"
        )

    def model(
        self,
        name: str | None = None,
        *,
        apis: Sequence[str] = ("chat_completions",),
        provider_model: str | None = None,
        max_output_tokens: int = 1000,
        step: int = 100,
        tier: str = "free",
        trial_messages: int = 0,
        messages_per_day: int | None = None,
        **price: int,
    ) -> str:
        """A served model. Prices in µc per million tokens, `request` and `web_search` per unit;
        none given is 1 credit per million tokens of any kind: 1 µc a token."""
        name = name or f"model-{uuid.uuid4()}"
        execute = self.ledger.connection.execute
        execute(
            "insert into catalog.models (id, display_name, max_output_tokens, hold_step_tokens, "
            "tier, trial_messages, messages_per_day) values (%s, %s, %s, %s, %s, %s, %s)",
            [
                *(name, name, max_output_tokens, step),
                *(tier, trial_messages, messages_per_day),
            ],
        )
        self.price(name, **(price or dict.fromkeys(SLICES[:4], 1_000_000)))
        self.route(name, 1, provider_model or name, apis)
        return name

    def price(self, model: str, *, starts_in: str = "-1 day", **price: int) -> int:
        """A price version; its number."""
        columns = (*SLICES, "request")
        values = [price.pop(column, 0) for column in columns]
        assert not price, f"no such price: {price}"
        return int(
            self.ledger.value(
                f"insert into catalog.prices (model_id, effective_at, {', '.join(columns)}) "
                "values (%s, now() + %s::interval, %s, %s, %s, %s, %s, %s) returning id",
                *(model, starts_in, *values),
            )
        )

    def route(
        self,
        model: str,
        position: int,
        provider_model: str,
        apis: Sequence[str] = ("chat_completions",),
        provider: str = "acme",
    ) -> int:
        return int(
            self.ledger.value(
                "insert into catalog.routes (model_id, position, provider_id, provider_model, "
                "apis) values (%s, %s, %s, %s, %s) returning id",
                *(model, position, provider, provider_model, list(apis)),
            )
        )

    def caller(
        self,
        credits: int = 0,
        *,
        overdraft: int = 0,
        max_open: int = 100,
        refuse_in_debt: bool = True,
        on_disconnect: str = "continue",
        per_minute: int | None = None,
        tiers: Sequence[str] = ("free", "premium"),
        max_running_jobs: int = 4,
        max_open_jobs: int = 100,
    ) -> "Caller":
        """A user with an account on a plan of its own."""
        plan = f"plan-{uuid.uuid4()}"
        execute = self.ledger.connection.execute
        execute(
            "insert into catalog.plans (id, display_name) values (%s, %s)",
            [plan, plan],
        )
        version = self.ledger.value(
            "insert into catalog.plan_versions (plan_id, overage_policy, overage_cap, "
            "refuse_in_debt, max_open_generations, on_disconnect, requests_per_minute, tiers, "
            "max_running_jobs, max_open_jobs) "
            "values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) returning id",
            *(plan, "bill" if overdraft else "block", overdraft, refuse_in_debt, max_open),
            *(on_disconnect, per_minute, list(tiers), max_running_jobs, max_open_jobs),
        )
        account = self.ledger.open(credits, overdraft)
        caller = Caller(self, account, self.user())
        execute(
            "insert into access.members (account_id, user_id, is_personal) values (%s, %s, true)",
            [account.id, caller.user_id],
        )
        execute(
            "insert into access.account_plans (account_id, plan_version_id) values (%s, %s)",
            [account.id, version],
        )
        return caller

    def user(self) -> uuid.UUID:
        """As Database.add_user, on a connection that lasts."""
        user_id = uuid.uuid4()
        self.db.kept_connection("supabase_admin").execute(
            "insert into auth.users (id, aud, role, created_at, updated_at) "
            "values (%s, 'authenticated', 'authenticated', now(), now())",
            [user_id],
        )
        return user_id

    def sweep(self, limit: int = 100) -> int:
        row = self.worker.execute("select api.sweep_generations(%s)", [limit]).fetchone()
        assert row is not None
        return int(row[0])


class Caller:
    """One user's requests, as the service makes them. `service` may be another connection."""

    def __init__(self, world: World, account: Account, user_id: uuid.UUID) -> None:
        self.world = world
        self.account = account
        self.user_id = user_id

    def begin(
        self,
        model: str | None,
        *,
        generation_id: uuid.UUID | None = None,
        user_id: uuid.UUID | None = None,
        api: str | None = "chat_completions",
        stream: bool = True,
        input: int = 10,
        max_output: int | None = None,
        key: str | None = None,
        body: str | None = "{}",
        on_disconnect: str | None = None,
        hold_seconds: int = 60,
        replica: str = "replica-1",
        choices: int = 1,
        persona: str | None = None,
        key_id: uuid.UUID | None = None,
        service: psycopg.Connection | None = None,
    ) -> Row:
        row = (service or self.world.service).execute(
            BEGIN,
            [
                *(self.account.id, user_id or self.user_id, generation_id or uuid.uuid4()),
                *(model, api, stream, input, max_output),
                *(key, None if body is None else hashlib.sha256(body.encode()).digest()),
                *(on_disconnect, hold_seconds, replica, choices, persona, key_id),
            ],
        )
        return self._only(row)

    def start(self, model: str | None, **given: Any) -> uuid.UUID:
        """Begins one that must start; its id."""
        begun = self.begin(model, **given)
        assert begun["status"] == "started", begun
        return uuid.UUID(begun["generation_id"])

    def finish(
        self,
        generation_id: uuid.UUID,
        *usage: Row,
        outcome: str = "completed",
        source: str = "provider",
        attempts: Sequence[Row] = (),
        status: int = 200,
        error: Row | None = None,
        reply: bytes | None = None,
        retryable: bool = False,
        service: psycopg.Connection | None = None,
    ) -> Row:
        row = (service or self.world.service).execute(
            FINISH,
            [
                *(self.account.id, generation_id, outcome, Jsonb(list(usage)), source),
                *(Jsonb(list(attempts)), status, Jsonb(error) if error else None),
                *(reply, "application/json" if reply else None, retryable),
            ],
        )
        return self._only(row)

    def extend(
        self,
        generation_id: uuid.UUID,
        amount: int,
        hold_seconds: int = 60,
        service: psycopg.Connection | None = None,
    ) -> int:
        row = (service or self.world.service).execute(
            "select api.extend_hold(%s, %s, %s, %s)",
            [self.account.id, generation_id, amount, hold_seconds],
        )
        return int(self._only(row))

    def progress(self, generation_id: uuid.UUID, *usage: Row, hold_seconds: int = 60) -> bool:
        row = self.world.service.execute(
            "select api.record_progress(%s, %s, %s, %s)",
            [self.account.id, generation_id, Jsonb(list(usage)), hold_seconds],
        )
        return bool(self._only(row))

    def read(self, generation_id: uuid.UUID) -> Row | None:
        row = self.world.service.execute(
            "select api.read_generation(%s, %s, %s)",
            [self.account.id, self.user_id, generation_id],
        ).fetchone()
        return row[0] if row else None

    def messages(self, model: str) -> list[int]:
        """The counts of the account's days with this model, oldest first."""
        rows = self.world.ledger.rows(
            "select messages from access.daily_usage where account_id = %s and model_id = %s "
            "order by day",
            *(self.account.id, model),
        )
        return [row["messages"] for row in rows]

    def trials(self, model: str) -> int | None:
        """Messages used of the model's trial; None where it never began."""
        rows = self.world.ledger.rows(
            "select used from access.trials where account_id = %s and model_id = %s",
            *(self.account.id, model),
        )
        return rows[0]["used"] if rows else None

    def wait(self, seconds: float) -> None:
        """What so many seconds without a request do to the account's pace."""
        self.world.ledger.connection.execute(
            "update ledger.accounts set paced_until = paced_until - make_interval(secs => %s) "
            "where id = %s",
            [seconds, self.account.id],
        )

    def die(self) -> None:
        """The service goes silent: every lease of this account runs out."""
        self.world.ledger.connection.execute(
            "update generation.generations set hold_expires_at = now() - interval '1 second' "
            "where account_id = %s and finished_at is null",
            [self.account.id],
        )

    def row_of(self, generation_id: uuid.UUID) -> Row:
        """The generation as it is stored; `state` is its status as text."""
        return self.world.ledger.row(
            "select *, status::text as state from generation.generations "
            "where account_id = %s and id = %s",
            *(self.account.id, generation_id),
        )

    def count(self) -> int:
        """How many generations the account has."""
        return int(
            self.world.ledger.value(
                "select count(*) from generation.generations where account_id = %s",
                self.account.id,
            )
        )

    @staticmethod
    def _only(cursor: psycopg.Cursor) -> Any:
        row = cursor.fetchone()
        assert row is not None
        return row[0]
