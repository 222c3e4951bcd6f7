"""What the tests of jobs do: models priced by the unit, the service's and the worker's calls."""

import hashlib
import json
import uuid
from collections.abc import Mapping
from typing import Any

import psycopg
from accounts.steps import Accounts
from generation.steps import Caller
from ledger.steps import Row
from psycopg import sql
from psycopg.types.json import Jsonb

SECOND = 2_000_000
RESULTS = [{"url": "https://fal.test/1.mp4", "path": None, "content_type": "video/mp4"}]


def call(connection: psycopg.Connection, function: str, *arguments: Any) -> Any:
    """Calls api.<function>; its one value."""
    statement = sql.SQL("select api.{}({})").format(
        sql.Identifier(function), sql.SQL(", ").join([sql.Placeholder()] * len(arguments))
    )
    given = [Jsonb(a) if isinstance(a, dict | list) else a for a in arguments]
    row = connection.execute(statement, given).fetchone()
    assert row is not None
    return row[0]


class Jobs(Accounts):
    """A world with models that make images and video."""

    def media_model(
        self,
        prices: Mapping[str, int] | None = None,
        *,
        kind: str = "video",
        request: int = 0,
        tier: str = "free",
        trial_messages: int = 0,
        messages_per_day: int | None = None,
        timeout_s: int = 3600,
        options: tuple[str, ...] = (),
        provider: str = "fal",
    ) -> str:
        """A model served by jobs. `prices` are µc per unit by resolution; none: SECOND."""
        model = f"{kind}-{uuid.uuid4()}"
        execute = self.ledger.connection.execute
        execute(
            "insert into catalog.models (id, display_name, kind, max_output_tokens, tier, "
            "trial_messages, messages_per_day, job_timeout_s, job_options) "
            "values (%s, %s, %s, 0, %s, %s, %s, %s, %s)",
            [
                *(model, model, kind, tier, trial_messages, messages_per_day, timeout_s),
                list(options),
            ],
        )
        price_id = self.price(model, request=request)
        for resolution, microcredits in ({"": SECOND} if prices is None else prices).items():
            self.unit_price(price_id, kind, resolution, microcredits)
        self.route(model, 1, f"upstream/{model}", ["jobs"], provider)
        return model

    def unit_price(self, price_id: int, kind: str, resolution: str, microcredits: int) -> None:
        self.ledger.connection.execute(
            "insert into catalog.unit_prices (price_id, unit, resolution, microcredits) "
            "values (%s, %s, %s, %s)",
            [price_id, {"image": "image", "video": "second"}[kind], resolution, microcredits],
        )

    def patron(self, credits: int = 1_000_000_000, **plan: Any) -> "Patron":
        """A caller who asks for jobs."""
        caller = self.caller(credits=credits, **plan)
        return Patron(self, caller.account, caller.user_id)

    def queue(self, job_id: uuid.UUID) -> list[Row]:
        """The job's waiting entries in the queue."""
        return self.ledger.rows(
            "select queue_name, task_name, args, scheduled_at from queue.procrastinate_jobs "
            "where queueing_lock = %s and status = 'todo'",
            f"job:{job_id}",
        )

    def messages(self, account_id: uuid.UUID) -> list[Row]:
        """What was broadcast on the account's topic, in order."""
        return self.ledger.rows(
            "select event, private, extension, payload from realtime.messages "
            "where topic = %s order by inserted_at, (payload -> 'record' ->> 'version')::integer",
            f"account:{account_id}",
        )

    def events(self, account_id: uuid.UUID, kind: str) -> list[Row]:
        return self.ledger.rows(
            "select payload from audit.outbox where account_id = %s and kind = %s order by id",
            *(account_id, kind),
        )


class Patron(Caller):
    """A caller with jobs: as the service asks for them, and as a worker does them."""

    world: Jobs

    def ask(
        self,
        model: str,
        *,
        job_id: uuid.UUID | None = None,
        user_id: uuid.UUID | None = None,
        key: str | None = None,
        key_id: uuid.UUID | None = None,
        service: psycopg.Connection | None = None,
        **given: Any,
    ) -> Row:
        """api.begin_job, of five seconds of video unless told otherwise."""
        body = {"model": model, "prompt": "a fox"} | (given or {"seconds": 5})
        answer: Row = call(
            service or self.world.service,
            "begin_job",
            *(self.account.id, user_id or self.user_id, job_id or uuid.uuid4(), body, key),
            hashlib.sha256(json.dumps(body).encode()).digest(),
            key_id,
        )
        return answer

    def new_job(self, model: str, **given: Any) -> "Job":
        """A job that must begin."""
        begun = self.ask(model, **given)
        assert begun["status"] == "started", begun
        return Job(self, uuid.UUID(begun["job"]["id"]))

    @property
    def held(self) -> int:
        return int(self.account.facts["held"])

    @property
    def posted(self) -> int:
        return int(self.account.facts["posted"])


class Job:
    """One job. `on` may be another connection, of the worker or the service."""

    def __init__(self, patron: Patron, id: uuid.UUID) -> None:
        self.patron = patron
        self.world = patron.world
        self.id = id

    def _do(self, function: str, *arguments: Any, on: psycopg.Connection | None = None) -> Any:
        return call(on or self.world.worker, function, self.patron.account.id, self.id, *arguments)

    def claim(
        self, lease_s: int | None = 60, *, worker: str = "w", on: psycopg.Connection | None = None
    ) -> Row | None:
        if on is None:
            # The queue has handed it out.
            self.world.ledger.connection.execute(
                "delete from queue.procrastinate_jobs where queueing_lock = %s and status = 'todo' "
                "and coalesce(scheduled_at <= now(), true)",
                [f"job:{self.id}"],
            )
        found: Row | None = self._do("claim_job", worker, lease_s, on=on)
        return found

    def lease(self) -> uuid.UUID:
        """Claims it, which must succeed; the lease."""
        claimed = self.claim()
        assert claimed is not None
        return uuid.UUID(claimed["lease"])

    def start(self, lease: uuid.UUID, on: psycopg.Connection | None = None) -> bool:
        return bool(self._do("start_submission", lease, on=on))

    @property
    def number(self) -> str:
        """What its provider calls it: another for each job, as providers see to."""
        return f"req-{self.id}"

    def record(
        self,
        lease: uuid.UUID,
        number: str,
        next_s: float | None = 0.0,
        on: psycopg.Connection | None = None,
    ) -> bool:
        return bool(self._do("record_submission", lease, number, next_s, on=on))

    def submit(self, number: str | None = None) -> str:
        """A step: claimed, submitted, recorded."""
        number = number or self.number
        lease = self.lease()
        assert self.start(lease)
        assert self.record(lease, number)
        return number

    def progress(
        self,
        status: str | None = "running",
        percent: int | None = None,
        next_s: float | None = None,
        on: psycopg.Connection | None = None,
    ) -> bool:
        return bool(self._do("record_job_progress", status, percent, next_s, on=on))

    def finish(
        self,
        outcome: str | None = "succeeded",
        results: object = None,
        error: object = None,
        source: str = "worker",
        on: psycopg.Connection | None = None,
    ) -> Row:
        if results is None and outcome == "succeeded":
            results = RESULTS
        given = [None if value is None else Jsonb(value) for value in (results, error)]
        answer: Row = self._do("finish_job", outcome, *given, source, on=on)
        return answer

    def store(
        self, lease: uuid.UUID, results: list[Row], on: psycopg.Connection | None = None
    ) -> bool:
        return bool(self._do("record_results", lease, results, on=on))

    def postpone(
        self,
        lease: uuid.UUID,
        next_s: float | None = 0.0,
        problem: str | None = None,
        *,
        not_sent: bool = False,
    ) -> bool:
        return bool(self._do("postpone_job", lease, next_s, problem, not_sent))

    def _ask(self, function: str, user_id: uuid.UUID | None, on: psycopg.Connection | None) -> Any:
        return call(
            on or self.world.service,
            function,
            *(self.patron.account.id, user_id or self.patron.user_id, self.id),
        )

    def read(self, user_id: uuid.UUID | None = None) -> Row | None:
        found: Row | None = self._ask("read_job", user_id, None)
        return found

    def cancel(self, user_id: uuid.UUID | None = None, on: psycopg.Connection | None = None) -> Row:
        job: Row = self._ask("cancel_job", user_id, on)
        return job

    def delete(
        self, user_id: uuid.UUID | None = None, on: psycopg.Connection | None = None
    ) -> bool:
        return bool(self._ask("delete_job", user_id, on))

    def lose_worker(self) -> None:
        """Time passes until the lease has run out."""
        self.set(leased_until="now() - interval '1 second'", next_at="now() - interval '1 second'")

    def set(self, **columns: str) -> None:
        """Changes the row behind everybody's back; values are SQL."""
        assigned = ", ".join(f"{column} = {value}" for column, value in columns.items())
        self.world.ledger.connection.execute(
            f"update generation.jobs set {assigned} where account_id = %s and id = %s",
            [self.patron.account.id, self.id],
        )

    @property
    def row(self) -> Row:
        return self.world.ledger.row(
            "select *, status::text as state, next_at <= now() as is_due, "
            "extract(epoch from next_at - now())::float as next_s "
            "from generation.jobs where account_id = %s and id = %s",
            *(self.patron.account.id, self.id),
        )

    @property
    def state(self) -> str:
        return str(self.row["state"])

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for one of its account's slots."""
        return self.row["enqueued_at"] is None
