"""The real service in front of a provider that may send anything, and the books behind it."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import orjson
from fuzz.raw_provider import Plan, RawProvider

from local.testbed.identity import User
from local.testbed.services import Service

# Every silence and every endless stream is over long before; a busy machine has room.
ANSWERED_WITHIN_S = 30.0
# Below this nobody could pay for the next.
LEAST_CREDITS = 19_000_000

ASKED: dict[str, tuple[str, dict[str, Any]]] = {
    "chat_completions": ("/v1/chat/completions", {"model": "demo"}),
    "completions": ("/v1/completions", {"model": "demo"}),
    "responses": ("/v1/responses", {"model": "demo"}),
    "messages": ("/v1/messages", {"model": "demo-claude", "max_tokens": 500}),
    "embeddings": ("/v1/embeddings", {"model": "demo-embedding"}),
    "generations:chat_completions": ("/v1/generations", {"model": "demo"}),
    "generations:messages": ("/v1/generations", {"model": "demo-claude"}),
    "generations:responses": ("/v1/generations", {"model": "replay-responses"}),
}

# Of a generation whose provider failed, and which nothing of ours did.
KNOWN_CODES = {
    *("provider_failed", "provider_overloaded", "provider_timeout", "provider_auth_failed"),
    *("provider_refused", "provider_broke_off", "provider_error", "provider_garbage"),
    *("provider_idle", "credits_exhausted", "generation_timeout"),
}
OUTCOMES = {"completed", "provider_failed", "credits_exhausted", "invalid", "timed_out"}


class World:
    """One service, one connection to it and one to the books."""

    def __init__(self, service: Service, provider: RawProvider) -> None:
        self.service = service
        self.provider = provider
        self.http = httpx.Client(
            base_url=service.base_url, timeout=ANSWERED_WITHIN_S, trust_env=False
        )
        self.books = service.db.kept_connection()
        self.user: User = service.new_user()
        self._log_read = 0

    def ask(self, asked: str, plan: Plan, *, stream: bool, key: bool) -> dict[str, Any]:
        """What became of it, once everything that must be so was seen to be so."""
        reply = self._post(self.user, asked, plan, stream, key)
        try:
            return {**self._check(reply), "reply": reply.content}
        except AssertionError:
            # What is wrong with this account must not be found again by the next example.
            self.user = self.service.new_user()
            raise

    def ask_at_once(self, asked: str, plans: list[Plan]) -> list[dict[str, Any]]:
        """The same for streams of users of their own, whose providers take their time."""
        users = [self.service.new_user() for _ in plans]
        with ThreadPoolExecutor(len(plans)) as pool:
            told = [
                pool.submit(self._post, user, asked, plan, True, True)
                for user, plan in zip(users, plans, strict=True)
            ]
            replies = [each.result() for each in told]
        return [self._check(reply) for reply in replies]

    def _post(self, user: User, asked: str, plan: Plan, stream: bool, key: bool) -> httpx.Response:
        path, members = ASKED[asked]
        prompt = self.provider.mark(plan)
        body = {**members, **_prompted(asked, prompt), **({"stream": True} if stream else {})}
        headers = {**user.headers, "content-type": "application/json"}
        if key:
            headers["idempotency-key"] = str(uuid4())
        begun = time.monotonic()
        reply = self.http.post(path, content=orjson.dumps(body), headers=headers)
        assert time.monotonic() - begun < ANSWERED_WITHIN_S
        return reply

    def _check(self, reply: httpx.Response) -> dict[str, Any]:
        generation_id = reply.headers.get("florin-generation-id")
        assert generation_id, (reply.status_code, reply.content)
        facts = self._facts(generation_id)
        assert facts["status"] in OUTCOMES, facts
        assert facts["error"] is None or facts["error"]["code"] in KNOWN_CODES, facts
        # Nothing is kept, nothing is owed, and no more was taken than is said.
        assert facts["held"] == 0, facts
        assert facts["posted"] >= 0 == facts["debt"], facts
        assert 0 <= facts["charged"] == facts["spent"], facts
        if facts["usage_source"] == "none":
            assert facts["charged"] == 0, facts
        status = reply.status_code
        assert status == facts["http_status"], (status, facts)
        if status >= 500:
            assert status in (502, 503, 504), (status, reply.content)
            assert facts["charged"] == 0, facts
        assert b'"internal"' not in reply.content
        self._check_log()
        assert self.books.execute("select * from ledger.verify()").fetchall() == []
        if facts["posted"] < LEAST_CREDITS:
            self.user = self.service.new_user()
        return facts

    def _facts(self, generation_id: str) -> dict[str, Any]:
        """Of the generation and its account, when it has ended. It ends before its client is told,
        but for a client who was told that the books are away."""
        deadline = time.monotonic() + ANSWERED_WITHIN_S
        while True:
            row = self.books.execute(
                """
                select jsonb_build_object(
                  'status', g.status, 'charged', g.charged, 'usage_source', g.usage_source,
                  'http_status', g.http_status, 'error', g.error, 'held', a.held,
                  'output', g.output, 'posted', a.posted, 'debt', a.debt, 'spent', coalesce((
                    select -sum(e.amount) from ledger.entries as e
                    where e.account_id = g.account_id and e.hold_id = g.id and e.contra = 'revenue'
                  ), 0)
                )
                from generation.generations as g
                join ledger.accounts as a on a.id = g.account_id
                where g.id = %s
                """,
                [generation_id],
            ).fetchone()
            assert row is not None
            facts: dict[str, Any] = row[0]
            if facts["status"] != "running":
                return facts
            assert time.monotonic() < deadline, facts
            time.sleep(0.02)

    def _check_log(self) -> None:
        """The service says that providers fail, and never that it did."""
        log = self.service.log()
        new, self._log_read = log[self._log_read :], len(log)
        errors = [line for line in new.splitlines() if '"level":"error"' in line]
        assert errors == [], errors
        assert "Traceback" not in new

    def close(self) -> None:
        self.http.close()


def _prompted(asked: str, prompt: str) -> dict[str, Any]:
    if asked in ("responses", "embeddings"):
        return {"input": prompt}
    if asked == "completions":
        return {"prompt": prompt, "max_tokens": 500}
    return {"messages": [{"role": "user", "content": prompt}]}
