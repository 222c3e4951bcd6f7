"""A service and workers over lines that can be held, a scripted provider, and Storage."""

from __future__ import annotations

import itertools
import signal
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
from crashes.world import Point
from jobs_run.scripted_fal import ScriptedFal

from local.child import Child
from local.testbed.gate import Gate
from local.testbed.identity import User
from local.testbed.services import Service

TIMEOUT_S = 30.0
WAIT_S = 20.0
# Of demo-image: one credit an image.
PRICE = 1_000_000

_numbers = itertools.count(1)


class Customer:
    """A user with credits, who asks for pictures."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.user: User = world.service.new_user(is_anonymous=False)
        self.http = httpx.Client(
            base_url=world.service.base_url,
            headers=self.user.headers,
            timeout=TIMEOUT_S,
            trust_env=False,
        )
        reply = self.http.get("/v1/me")
        reply.raise_for_status()
        self.account = UUID(reply.json()["account"]["account_id"])
        self.had = self.posted()

    def post(self, body: Any, **headers: str) -> httpx.Response:
        return self.http.post("/v1/jobs", json=body, headers=headers)

    def order(self, prompt: str | None = None, **more: Any) -> dict[str, Any]:
        """A job for one image; the prompt is its own unless given."""
        asked = {"model": "demo-image", "prompt": prompt or new_prompt(), **more}
        reply = self.post(asked)
        assert reply.status_code == 201, reply.text
        job: dict[str, Any] = reply.json()
        return job

    def job(self, job_id: str) -> dict[str, Any]:
        reply = self.http.get(f"/v1/jobs/{job_id}")
        assert reply.status_code == 200, reply.text
        job: dict[str, Any] = reply.json()
        return job

    def cancel(self, job_id: str) -> dict[str, Any]:
        reply = self.http.post(f"/v1/jobs/{job_id}/cancel")
        assert reply.status_code == 200, reply.text
        job: dict[str, Any] = reply.json()
        return job

    def wait_for(
        self, job_id: str, so: Callable[[dict[str, Any]], Any], wait_s: float = WAIT_S
    ) -> dict[str, Any]:
        """The job, when it is so."""
        deadline = time.monotonic() + wait_s
        while True:
            job = self.job(job_id)
            if so(job):
                return job
            assert time.monotonic() < deadline, job
            time.sleep(0.05)

    def end(self, job_id: str, status: str = "succeeded") -> dict[str, Any]:
        """The job, ended like that, and stored if it succeeded."""
        job = self.wait_for(
            job_id,
            lambda job: job["finished_at"] and (job["stored"] or job["status"] != "succeeded"),
        )
        assert job["status"] == status, job
        return job

    def posted(self) -> int:
        return int(
            self.world.rows(
                "select posted from ledger.accounts where id = %(account)s", account=self.account
            )[0][0]
        )

    def spent(self) -> int:
        return self.had - self.posted()

    def held(self) -> int:
        return int(
            self.world.rows(
                "select held from ledger.accounts where id = %(account)s", account=self.account
            )[0][0]
        )


class World:
    """Everything."""

    def __init__(self, service: Service, fal: ScriptedFal, gates: dict[str, Gate]) -> None:
        self.service = service
        self.fal = fal
        self.gates = gates
        self._connection = service.db.kept_connection()
        self._workers: list[Child] = []
        self._customers: list[Customer] = []
        service.start()

    def reconnect(self) -> None:
        """After a restart of Postgres."""
        self._connection = self.service.db.kept_connection()

    def customer(self) -> Customer:
        self._customers.append(Customer(self))
        return self._customers[-1]

    def work(self, count: int = 1) -> None:
        """There are so many workers from now on."""
        while len(self._workers) < count:
            self._workers.append(self.service.start_worker())

    def kill(self) -> None:
        """There are none any more, and they had no time to prepare."""
        for worker in self._workers:
            worker.stop(signal.SIGKILL)
        self._workers.clear()

    def stop(self, deadline_s: float = 10.0) -> None:
        for worker in self._workers:
            worker.stop(signal.SIGTERM, deadline_s)
        self._workers.clear()

    def worker_dies(self, point: Point, begin: Callable[[], Any]) -> Any:
        """While it does what follows of `begin`, whose value is returned."""
        gate = self.gates[point.line]
        gate.hold(*point.marks, when=point.when)
        try:
            begun = begin()
            gate.wait()
        finally:
            self.kill()
            gate.let_go()
        self.until(lambda: not self.busy())
        return begun

    def take_over(self) -> None:
        """Another worker is there, which has noticed that the others are dead."""
        self.rows("delete from queue.procrastinate_workers returning 1")
        self.work()

    def age(self, job_id: str, seconds: int) -> None:
        """The job was about to be submitted so much earlier, and its step is due."""
        self.rows(
            "update generation.jobs set submit_started_at = submit_started_at - "
            "make_interval(secs => %(seconds)s) where id = %(id)s returning 1",
            seconds=seconds,
            id=job_id,
        )
        self.due(job_id)

    def due(self, job_id: str) -> None:
        """The job's next step is due now."""
        self.rows(
            "update generation.jobs set next_at = now() where id = %(id)s "
            "and (leased_until is null or leased_until <= now()) returning 1",
            id=job_id,
        )
        self.rows(
            "update queue.procrastinate_jobs set scheduled_at = now() "
            "where status = 'todo' and args ->> 'job_id' = %(id)s returning 1",
            id=job_id,
        )

    def row(self, job_id: str, *columns: str) -> tuple[Any, ...]:
        """Columns of the job that no user sees."""
        return self.rows(
            f"select {', '.join(columns)} from generation.jobs where id = %(id)s",  # noqa: S608
            id=job_id,
        )[0]

    def busy(self) -> bool:
        """Whether Postgres still does something for workers."""
        return (
            self.rows(
                "select 1 from pg_stat_activity where datname = current_database() "
                "and usename = 'florin_worker' and state <> 'idle'"
            )
            != []
        )

    def until(self, so: Callable[[], Any], wait_s: float = WAIT_S) -> None:
        deadline = time.monotonic() + wait_s
        while not so():
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        return self._connection.execute(query, values).fetchall()  # type: ignore[arg-type]

    def set_aside(self) -> None:
        """What other tests left is no work any more. A worker does whatever is due, so it might be
        held at a point, and killed there, with a job of theirs while it goes on with this one's."""
        self.until(lambda: not self.busy())
        self.rows(
            "update generation.jobs set next_at = 'infinity' where next_at is not null returning 1"
        )
        self.rows("delete from queue.procrastinate_jobs returning 1")
        self.rows("delete from queue.procrastinate_workers returning 1")

    def check(self) -> None:
        """The books are sound, and no step is left of a job that has ended."""
        assert self.rows("select * from ledger.verify()") == []
        assert (
            self.rows(
                "select j.id from generation.jobs as j join generation.generations as g "
                "on g.account_id = j.account_id and g.id = j.id "
                "where j.finished_at is not null and g.status = 'running'"
            )
            == []
        )

    def close(self) -> None:
        self.kill()
        for customer in self._customers:
            customer.http.close()


def new_prompt() -> str:
    return f"a lighthouse, number {next(_numbers)}"
