"""Challenges, attested keys and assertions in Postgres: works, replays, races, refuses."""

import hashlib
import os
import uuid
from typing import Any

import psycopg
import pytest
from accounts.steps import Accounts
from generation.steps import Caller
from ledger.races import race, states
from ledger.steps import refused

from local.testbed.databases import Database

pytestmark = pytest.mark.every_postgres

RUNNERS = 12


class Keys(Accounts):
    """What the service does for devices. `service` may be another connection."""

    def challenge(self, caller: Caller, service: psycopg.Connection | None = None) -> bytes:
        """The hash of a new one."""
        challenge_hash = os.urandom(32)
        self._call("open_device_challenge", caller, caller.user_id, challenge_hash, service=service)
        return challenge_hash

    def listed(self, caller: Caller, key_id: bytes) -> set[bytes]:
        found = self._call("list_device_challenges", caller, caller.user_id, key_id)
        return {bytes.fromhex(text) for text in found}

    def save(
        self,
        caller: Caller,
        key: bytes,
        challenge_hash: bytes,
        environment: str = "production",
        service: psycopg.Connection | None = None,
    ) -> bool:
        return bool(
            self._call(
                "save_attested_key",
                caller,
                caller.user_id,
                environment,
                key_id(key),
                key,
                b"receipt",
                challenge_hash,
                service=service,
            )
        )

    def attested(self, caller: Caller) -> bytes:
        """A new key of the caller's device."""
        key = os.urandom(65)
        assert self.save(caller, key, self.challenge(caller))
        return key

    def find(self, caller: Caller, key: bytes, environment: str = "production") -> str | None:
        found: str | None = self._call(
            "find_attested_key", caller, caller.user_id, environment, key_id(key)
        )
        return found

    def use(
        self,
        caller: Caller,
        key: bytes,
        counter: int,
        environment: str = "production",
        service: psycopg.Connection | None = None,
    ) -> None:
        self._call(
            "use_assertion",
            caller,
            caller.user_id,
            environment,
            key_id(key),
            counter,
            service=service,
        )

    def counter(self, key: bytes) -> int:
        return int(
            self.ledger.value(
                "select counter from access.attested_keys where key_id = %s", key_id(key)
            )
        )

    def devices(self, caller: Caller) -> list[tuple[str, str]]:
        rows = self.ledger.rows(
            "select device_key, source from access.devices where account_id = %s "
            "order by device_key",
            caller.account.id,
        )
        return [(row["device_key"], row["source"]) for row in rows]

    def expire(self, caller: Caller) -> None:
        self.ledger.connection.execute(
            "update access.device_challenges set expires_at = now() where account_id = %s",
            [caller.account.id],
        )

    def _call(
        self,
        function: str,
        caller: Caller,
        *arguments: Any,
        service: psycopg.Connection | None = None,
    ) -> Any:
        marks = ", ".join(["%s"] * (len(arguments) + 1))
        return self.only(
            (service or self.service).execute(
                f"select api.{function}({marks})", [caller.account.id, *arguments]
            )
        )


def key_id(key: bytes) -> bytes:
    return hashlib.sha256(key).digest()


def known(key: bytes, environment: str = "production") -> tuple[str, str]:
    return (f"app_attest:{environment}:{key_id(key).hex()}", "app_attest")


@pytest.fixture
def keys(common_db: Database) -> Keys:
    return Keys(common_db)


# --- works ----------------------------------------------------------------------------------------


def test_attested_key_is_found_and_its_device_known(keys: Keys) -> None:
    caller = keys.sign_in(is_anonymous=True)
    key = keys.attested(caller)
    assert keys.find(caller, key) == key.hex()
    assert keys.find(caller, key, "development") is None
    assert keys.devices(caller) == [known(key)]
    assert keys.counter(key) == 0


def test_whoever_signs_by_it_is_known_on_the_device(keys: Keys) -> None:
    first, second = keys.sign_in(), keys.sign_in()
    key = keys.attested(first)
    keys.use(second, key, 1)
    assert keys.devices(second) == keys.devices(first) == [known(key)]


def test_environments_are_told_apart(keys: Keys) -> None:
    caller, key = keys.sign_in(), os.urandom(65)
    assert keys.save(caller, key, keys.challenge(caller), "development")
    with refused("FLCTR"):
        keys.use(caller, key, 1)
    keys.use(caller, key, 1, "development")
    assert keys.devices(caller) == [known(key, "development")]


def test_five_challenges_are_open_and_a_new_one_takes_the_oldests_place(keys: Keys) -> None:
    caller = keys.sign_in()
    made = [keys.challenge(caller) for _ in range(7)]
    assert keys.listed(caller, bytes(32)) == set(made[2:])
    keys.expire(caller)
    assert keys.listed(caller, bytes(32)) == set()
    last = keys.challenge(caller)
    assert keys.listed(caller, bytes(32)) == {last}
    assert keys.count("access.device_challenges", caller) == 1


def test_counter_rises_by_any_step(keys: Keys) -> None:
    caller = keys.sign_in()
    key = keys.attested(caller)
    for counter in (1, 2, 900, 2**32 - 1):
        keys.use(caller, key, counter)
    assert keys.counter(key) == 2**32 - 1


# --- replays --------------------------------------------------------------------------------------


def test_same_attestation_again_changes_nothing(keys: Keys) -> None:
    caller, key = keys.sign_in(), os.urandom(65)
    challenge_hash = keys.challenge(caller)
    assert keys.save(caller, key, challenge_hash)
    keys.use(caller, key, 5)
    assert keys.listed(caller, key_id(key)) == {challenge_hash}
    assert not keys.save(caller, key, challenge_hash)
    assert keys.counter(key) == 5
    keys.expire(caller)
    with refused("FLCHA"):
        keys.save(caller, key, challenge_hash)


def test_same_challenge_again_keeps_its_time(keys: Keys) -> None:
    caller, challenge_hash = keys.sign_in(), os.urandom(32)
    times = {
        keys._call("open_device_challenge", caller, caller.user_id, challenge_hash)
        for _ in range(2)
    }
    assert len(times) == 1


# --- races ----------------------------------------------------------------------------------------


def test_one_assertion_sent_many_times_at_once_is_used_once(keys: Keys) -> None:
    caller = keys.sign_in()
    key = keys.attested(caller)
    results = race(
        keys.db,
        RUNNERS,
        lambda service, _: keys.use(caller, key, 1, service=service),
        role="florin_service",
    )
    assert states(results) == ["FLCTR"] * (RUNNERS - 1)
    assert keys.counter(key) == 1


def test_counters_at_once_only_rise(keys: Keys) -> None:
    caller = keys.sign_in()
    key = keys.attested(caller)
    results = race(
        keys.db,
        RUNNERS,
        lambda service, number: keys.use(caller, key, number + 1, service=service),
        role="florin_service",
    )
    assert set(states(results)) <= {"FLCTR"}
    assert keys.counter(key) == RUNNERS


def test_challenges_at_once_stay_five(keys: Keys) -> None:
    caller = keys.sign_in()
    results = race(
        keys.db,
        RUNNERS,
        lambda service, _: keys.challenge(caller, service),
        role="florin_service",
    )
    assert states(results) == []
    assert len(keys.listed(caller, bytes(32)) & set(results)) == 5


def test_one_challenge_answered_by_many_keys_at_once_serves_one(keys: Keys) -> None:
    caller = keys.sign_in()
    challenge_hash = keys.challenge(caller)
    made = [os.urandom(65) for _ in range(RUNNERS)]
    results = race(
        keys.db,
        RUNNERS,
        lambda service, number: keys.save(caller, made[number], challenge_hash, service=service),
        role="florin_service",
    )
    assert states(results) == ["FLCHA"] * (RUNNERS - 1)
    assert len(keys.devices(caller)) == 1


# --- refuses --------------------------------------------------------------------------------------


def test_challenge_serves_one_key_of_one_account_for_a_while(keys: Keys) -> None:
    caller, other = keys.sign_in(), keys.sign_in()
    challenge_hash = keys.challenge(caller)
    assert keys.listed(other, bytes(32)) == set()
    with refused("FLCHA"):
        keys.save(other, os.urandom(65), challenge_hash)
    assert keys.save(caller, os.urandom(65), challenge_hash)
    assert keys.listed(caller, bytes(32)) == set()
    with refused("FLCHA"):
        keys.save(caller, os.urandom(65), challenge_hash)
    late = keys.challenge(caller)
    keys.expire(caller)
    with refused("FLCHA"):
        keys.save(caller, os.urandom(65), late)
    with refused("FLCHA"):
        keys.save(caller, os.urandom(65), os.urandom(32))


def test_counter_that_has_not_risen_is_refused(keys: Keys) -> None:
    caller = keys.sign_in()
    key = keys.attested(caller)
    with refused("FLCTR", counter=0):
        keys.use(caller, key, 0)
    keys.use(caller, key, 7)
    for counter in (7, 6, 1):
        with refused("FLCTR", counter=counter):
            keys.use(caller, key, counter)
    with refused("FLCTR"):
        keys.use(caller, os.urandom(65), 1)


def test_others_do_nothing_for_an_account(keys: Keys) -> None:
    caller, stranger = keys.sign_in(), keys.sign_in()
    key = keys.attested(caller)
    challenge_hash = keys.challenge(caller)
    foreign = Caller(keys, caller.account, stranger.user_id)
    for step in (
        lambda: keys.challenge(foreign),
        lambda: keys.listed(foreign, bytes(32)),
        lambda: keys.save(foreign, os.urandom(65), challenge_hash),
        lambda: keys.find(foreign, key),
        lambda: keys.use(foreign, key, 1),
    ):
        with refused("FLMEM"):
            step()


def test_suspended_account_gets_no_challenge(keys: Keys) -> None:
    caller = keys.sign_in()
    keys.ledger.connection.execute(
        "update ledger.accounts set status = 'suspended' where id = %s", [caller.account.id]
    )
    with refused("FLACC"):
        keys.challenge(caller)


# --- what it is worth -----------------------------------------------------------------------------


def test_device_has_a_models_trial_once_whoever_signs_in(keys: Keys) -> None:
    model = keys.model(tier="premium", trial_messages=3)
    first, second, third = (keys.caller(tiers=("free",)) for _ in range(3))
    key = keys.attested(first)
    assert first.begin(model)["access"] == "trial"
    keys.use(second, key, 1)
    with refused("FLLCK"):
        second.begin(model)
    # Another device is another matter.
    keys.attested(third)
    assert third.begin(model)["access"] == "trial"


def test_merge_takes_devices_along_and_a_new_account_there_gets_no_trial(keys: Keys) -> None:
    model = keys.model(tier="premium", trial_messages=3)
    into, gone = keys.sign_in(), keys.sign_in(is_anonymous=True)
    key = keys.attested(gone)
    assert gone.begin(model, generation_id=(begun := uuid.uuid4()))["access"] == "trial"
    gone.finish(begun)
    keys.merge(into, gone)
    assert keys.devices(into) == [known(key)]
    new = keys.caller(tiers=("free",))
    keys.use(new, key, 1)
    with refused("FLLCK"):
        new.begin(model)
