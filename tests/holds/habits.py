"""What the tests of hold sizes do: a past for an account, and the worker that learns from it."""

import uuid
from collections.abc import Iterable

from generation.steps import Caller, World, line
from ledger.steps import Row

from local.testbed.databases import Database

CREDITS = 10**12
STEP = 1000
MOST = 8000


class Habits:
    """A world whose models write up to 8,000 tokens and are held for in steps of 1,000."""

    def __init__(self, db: Database) -> None:
        self.world = World(db)

    def model(self) -> str:
        """1 µc a token; no input is asked for, so that a hold is its output."""
        return self.world.model(max_output_tokens=MOST, step=STEP)

    def caller(self, credits: int = CREDITS) -> Caller:
        return self.world.caller(credits=credits, max_open=1000)

    def live(
        self, caller: Caller, model: str, outputs: Iterable[int], *, days_ago: int = 2
    ) -> None:
        """Replies of these lengths, so many days ago."""
        done: list[uuid.UUID] = []
        for output in outputs:
            generation_id = caller.start(model, input=0)
            caller.finish(generation_id, line(0, output))
            done.append(generation_id)
        self.move(caller, done, days_ago)

    def move(self, caller: Caller, generations: list[uuid.UUID], days_ago: int) -> None:
        self.world.ledger.connection.execute(
            "update generation.generations set "
            "created_at = created_at - make_interval(days => %(by)s), "
            "finished_at = finished_at - make_interval(days => %(by)s), "
            "hold_expires_at = hold_expires_at - make_interval(days => %(by)s) "
            "where account_id = %(account)s and id = any(%(ids)s)",
            {"by": days_ago, "account": caller.account.id, "ids": generations},
        )

    def learn(self, limit: int = 100) -> None:
        """What the worker does, from the first day on."""
        self.world.ledger.connection.execute(
            "update generation.roll_up_progress set marked_until = "
            "(select date_trunc('day', min(created_at), 'UTC') from generation.generations)"
        )
        statement = "select api.roll_up_usage(%s)"
        while self.world.worker.execute(statement, [limit]).fetchone() == (limit,):
            pass

    def figures(self, caller: Caller) -> Row:
        """What was learned of an account, by model."""
        found: Row | None = self.world.ledger.value(
            "select usual_outputs from access.account_plans where account_id = %s",
            caller.account.id,
        )
        return found or {}

    def usual(self, model: str) -> int | None:
        """What was learned of a model."""
        found: int | None = self.world.ledger.value(
            "select usual_output_tokens from catalog.offers where model_id = %s and api = 'any'",
            model,
        )
        return found

    def held(self, caller: Caller, model: str, max_output: int | None = None) -> int:
        """What a stream of this caller holds at first; it ends at once."""
        begun = caller.begin(model, input=0, max_output=max_output)
        caller.finish(uuid.UUID(begun["generation_id"]), line(0, 1))
        # A service of before covers one step, and never more than is held.
        assert min(begun["step_tokens"], begun["max_output_tokens"]) <= begun["hold"]
        return int(begun["hold"])
