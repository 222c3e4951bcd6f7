"""Everything at once on a few accounts: the service's calls and the workers', all concurrent."""

import random
import uuid

import psycopg
import pytest
from generation.steps import Caller, World, line
from keys.steps import Key, new_key
from ledger.races import race, states

pytestmark = pytest.mark.every_postgres

RUNNERS = 16
STEPS = 40
REFUSALS = {"FLBAL", "FLHLD", "FLOPN", "FLKEY", "FLMEM", "FLLIM", "FLLCK", "FLBUD", "FLKYU"}


class Runner:
    """A replica of the service with random requests; its leases run out now and then."""

    def __init__(
        self,
        connection: psycopg.Connection,
        number: int,
        callers: list[tuple[Caller, list[Key]]],
        models: list[str],
    ) -> None:
        self.connection = connection
        self.random = random.Random(number)
        self.callers = callers
        self.models = models
        self.open: list[tuple[Caller, uuid.UUID]] = []

    def step(self) -> None:
        if not self.open or self.random.random() < 0.4:
            self.begin()
            return
        caller, generation_id = self.random.choice(self.open)
        self.random.choice([self.finish, self.finish, self.progress, self.extend])(
            caller, generation_id
        )

    def begin(self) -> None:
        caller, keys = self.random.choice(self.callers)
        begun = caller.begin(
            self.random.choice(self.models),
            key_id=self.random.choice([None, *(key.id for key in keys)]),
            key=self.random.choice([None, *"abcdefgh"]),
            stream=self.random.random() < 0.8,
            max_output=self.random.randint(1, 400),
            hold_seconds=self.random.choice([0, 60]),
            service=self.connection,
        )
        if begun["status"] == "started":
            self.open.append((caller, uuid.UUID(begun["generation_id"])))

    def finish(self, caller: Caller, generation_id: uuid.UUID) -> None:
        # Sometimes left on the list: a finish is repeated when its answer was lost.
        if self.random.random() < 0.7:
            self.open.remove((caller, generation_id))
        usage = [line(10, self.random.randint(0, 600))] if self.random.random() < 0.8 else []
        retryable = self.random.random() < 0.5
        caller.finish(generation_id, *usage, retryable=retryable, service=self.connection)

    def progress(self, caller: Caller, generation_id: uuid.UUID) -> None:
        self.connection.execute(
            "select api.record_progress(%s, %s, %s, %s)",
            [
                *(caller.account.id, generation_id),
                *(f'[{{"output": {self.random.randint(0, 300)}}}]', self.random.choice([0, 60])),
            ],
        )

    def extend(self, caller: Caller, generation_id: uuid.UUID) -> None:
        self.connection.execute(
            "select api.extend_hold(%s, %s, %s, %s)",
            [
                *(caller.account.id, generation_id),
                *(self.random.randint(0, 800), self.random.choice([0, 60])),
            ],
        )


def work(runner: Runner) -> None:
    for _ in range(STEPS):
        try:
            runner.step()
        except psycopg.Error as error:
            if error.sqlstate not in REFUSALS:
                raise


def sweep(connection: psycopg.Connection) -> None:
    for _ in range(STEPS):
        for function in ("sweep_generations", "refresh_buckets", "clean_idempotency_keys"):
            connection.execute(f"select api.{function}(4)")


def devices(world: World, callers: list[Caller], model: str) -> None:
    """Each account is used on two devices, of which its neighbour has one."""
    for number, caller in enumerate(callers):
        for device in {number, (number + 1) % len(callers)}:
            world.ledger.connection.execute(
                "insert into access.devices (account_id, device_key, source) "
                "values (%s, %s, 'devicecheck')",
                [caller.account.id, f"{model} {device}"],
            )


@pytest.mark.parametrize("accounts", [1, 5])
def test_service_and_workers_hammering_the_same_accounts(quiet_world: World, accounts: int) -> None:
    """Never overspent but by late charges, every generation charged once, no deadlock; and no
    limit is passed: the day's messages, the trial's, the key's budget."""
    price = {"request": 3, "output": 1_000_000, "input": 1_000_000}
    plain = quiet_world.model(max_output_tokens=400, **price)
    daily = quiet_world.model(max_output_tokens=400, messages_per_day=30, **price)
    tried = quiet_world.model(
        max_output_tokens=400, messages_per_day=40, tier="premium", trial_messages=20, **price
    )
    callers = [
        quiet_world.caller(credits=20_000, max_open=12, per_minute=600, tiers=("free",))
        for _ in range(accounts)
    ]
    devices(quiet_world, callers, tried)
    with_keys = [
        (caller, [new_key(caller, budget=3000), new_key(caller, per_minute=50)])
        for caller in callers
    ]
    for caller in callers:
        caller.account.grant(5000, ref="soon", ends_in="300 milliseconds")

    def run(connection: psycopg.Connection, number: int) -> None:
        if number < 3:
            connection.execute("set role florin_worker")
            sweep(connection)
        else:
            connection.execute("set role florin_service")
            work(Runner(connection, number, with_keys, [plain, daily, tried]))

    assert states(race(quiet_world.db, RUNNERS, run, role="supabase_admin")) == []
    for caller in callers:
        caller.die()
    while quiet_world.sweep():
        pass

    for caller, keys in with_keys:
        check_account(quiet_world, caller)
        check_keys(quiet_world, keys)
        assert all(messages <= 30 for messages in caller.messages(daily))
        assert (caller.trials(tried) or 0) <= 20


def check_account(world: World, caller: Caller) -> None:
    """Charged is what was booked, and nothing is open."""
    charged = world.ledger.row(
        "select coalesce(sum(charged), 0) as charged, "
        "count(*) filter (where status = 'running') as running, "
        "coalesce(sum(charged) filter (where access = 'trial'), 0) as tried "
        "from generation.generations where account_id = %s",
        caller.account.id,
    )
    assert charged["running"] == charged["tried"] == 0
    # A correction downwards comes back as a reversal.
    booked = sum(
        row["amount"]
        for row in world.ledger.rows(
            "select amount from ledger.entries where account_id = %s "
            "and (kind in ('settle', 'late_settle') or ref like 'reversal:%%')",
            caller.account.id,
        )
    )
    assert -booked == charged["charged"]
    assert caller.account.facts["open_generations"] == caller.account.facts["held"] == 0


def check_keys(world: World, keys: list[Key]) -> None:
    """A key has spent what its generations were charged, and reserves nothing any more."""
    for key in keys:
        spent = world.ledger.value(
            "select coalesce(sum(charged), 0)::bigint from generation.generations "
            "where account_id = %s and key_id = %s",
            *(key.caller.account.id, key.id),
        )
        assert key.money == (spent, 0)
