"""The worker's part of a job's life, step by step, as a test wants it."""

import json
from typing import Any

from client_project import Project
from florin_client import Florin, Job

FILM = {"url": "https://files.example/film.mp4", "path": None, "content_type": "video/mp4"}


class Hand:
    """Does to one job what the worker does, through the worker's own functions."""

    def __init__(self, project: Project, account_id: str, job_id: str) -> None:
        self._connection = project.db.kept_connection("florin_worker")
        self._ids = [account_id, job_id]

    @classmethod
    async def of(cls, project: Project, florin: Florin, job: Job) -> "Hand":
        return cls(project, await florin.account_id(), job.id)

    def submit(self) -> None:
        lease = self._claim()
        self._call("select api.start_submission(%s, %s, %s)", lease)
        request_id = f"request-{self._ids[1]}"
        self._call("select api.record_submission(%s, %s, %s, %s, 60)", lease, request_id)

    def progress(self, percent: int) -> None:
        self._call("select api.record_job_progress(%s, %s, 'running', %s, 60)", percent)

    def finish(self, outcome: str = "succeeded", **error: str) -> None:
        results = json.dumps([FILM]) if outcome == "succeeded" else None
        given = [outcome, results, json.dumps(error) if error else None]
        self._call("select api.finish_job(%s, %s, %s, %s, %s, 'asked')", *given)

    def store(self) -> None:
        stored = {**FILM, "path": f"{self._ids[0]}/{self._ids[1]}/0.mp4", "bytes": 7}
        lease = self._claim()
        self._call("select api.record_results(%s, %s, %s, %s)", lease, json.dumps([stored]))

    def _claim(self) -> Any:
        claimed = self._call("select api.claim_job(%s, %s, 'a hand', 60)")
        return claimed["lease"]

    def _call(self, query: str, *values: object) -> Any:
        row = self._connection.execute(query, [*self._ids, *values]).fetchone()  # type: ignore[arg-type]
        assert row is not None and row[0] is not False, query
        return row[0]
