"""The way in: `async with florin_client.connect(…) as florin`."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx

from florin_client.account import Balance, CurrentUsage, Entitlement, Limit, Me
from florin_client.following import Patience
from florin_client.generations import Generation, GenerationStream, Message, body_of
from florin_client.jobs import Jobs
from florin_client.models import Catalogue, Model, TrialStatus
from florin_client.purchases import Purchases
from florin_client.reading import read
from florin_client.realtime import AccountTopic
from florin_client.retries import Retries
from florin_client.service import Service
from florin_client.session import Session
from supabase import AsyncClient, AsyncClientOptions

if TYPE_CHECKING:
    from supabase_auth import AsyncSupportedStorage

CONNECT_TIMEOUT_S = 5.0


class Florin:
    """A project as its signed-in user; made by `connect`.

    Methods raise the errors of `florin_client.errors`. Times are aware, amounts whole
    microcredits. `supabase` is the project's own client, with the same session, its schema `api`.
    """

    def __init__(self, service: Service, patience: Patience) -> None:
        self._service = service
        self._catalogue = Catalogue(service)
        self._accounts: tuple[str, str] | None = None
        self.session = service.session
        self.supabase = service.session.supabase
        self.topic = AccountTopic(service.session, self.account_id)
        self.jobs = Jobs(service, self.topic, patience)
        self.purchases = Purchases(service)

    async def account_id(self) -> str:
        """Of the account that is acted for. Asked once for each user."""
        if self._service.account_id is not None:
            return self._service.account_id
        user_id = await self.session.user_id()
        if self._accounts is None or self._accounts[0] != user_id:
            self._accounts = (user_id, (await self.balance()).account_id)
        return self._accounts[1]

    async def me(self) -> Me:
        """The user, their profile and account. The first call opens the account."""
        return read(Me.of, (await self._service.call("GET", "/v1/me")).members())

    async def balance(self) -> Balance:
        return (await self.me()).balance

    async def entitlements(self) -> list[Entitlement]:
        """What the account may use beyond its plan."""
        answer = await self._service.call("GET", "/v1/me/entitlements")
        return read(Entitlement.all_of, answer.members())

    async def limits(self) -> list[Limit]:
        """Every limit: what is left of it, and when it is whole again."""
        return read(Limit.all_of, (await self._service.call("GET", "/v1/limits")).members())

    async def usage(self) -> CurrentUsage:
        """This calendar month, by model."""
        answer = await self._service.call("GET", "/v1/usage/current")
        return read(CurrentUsage.of, answer.members())

    async def models(self) -> tuple[Model, ...]:
        """The models that are enabled, as this user may use them."""
        return await self._catalogue.models()

    async def trial_status(self, model: str) -> TrialStatus:
        """Whether a message to this model would be taken now, and why not."""
        answer = await self._service.call("GET", f"/v1/models/{quote(model)}/trial-status")
        return read(TrialStatus.of, answer.members())

    def generate(
        self,
        prompt: str | Sequence[Message],
        *,
        model: str,
        system: str | None = None,
        max_output_tokens: int | None = None,
        temperature: float | None = None,
        top_p: float | None = None,
        stop: Sequence[str] | None = None,
        on_disconnect: str | None = None,
        metadata: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
    ) -> GenerationStream:
        """A chat model's reply to a prompt, or to messages. Nothing is sent until it is read:
        `async for event in …`, or `await ….reply()`.

        on_disconnect: `continue` (it runs on and is charged in full, the usual) or `cancel` (it is
        ended, and charged as far as it came). idempotency_key: made up where none is given; the
        same key with the same arguments is the same generation for 24 hours.
        """
        options = {
            "system": system,
            "max_output_tokens": max_output_tokens,
            "temperature": temperature,
            "top_p": top_p,
            "stop": None if stop is None else list(stop),
            "on_disconnect": on_disconnect,
            "metadata": metadata,
        }
        key = idempotency_key or str(uuid.uuid4())
        return GenerationStream(self._service, body_of(prompt, model, options), key)

    async def generation(self, generation_id: str) -> Generation:
        """The state and charge of a generation or job."""
        answer = await self._service.call("GET", f"/v1/generations/{quote(generation_id, safe='')}")
        return read(Generation.of, answer.members())


@contextlib.asynccontextmanager
async def connect(
    url: str,
    publishable_key: str,
    *,
    service_url: str,
    storage: AsyncSupportedStorage | None = None,
    account_id: str | None = None,
    http: httpx.AsyncClient | None = None,
    retries: Retries = Retries(),  # noqa: B008 -- a constant
    patience: Patience = Patience(),  # noqa: B008 -- a constant
    timeout_s: float = 30.0,
) -> AsyncIterator[Florin]:
    """Signs in, anonymously where no session is stored, and lets go of everything at the end.

    url, publishable_key: of the Supabase project. service_url: of Florin's service. storage: where
    the session outlives this block, as a `SessionFile`; else it is forgotten, and an anonymous
    user with it. account_id: to act for another account than the user's own. http: a client to
    use, which stays the caller's. timeout_s: of each try of a call that does not stream.

    Raises AuthRefused, Unreachable.
    """
    async with contextlib.AsyncExitStack() as end:
        if http is None:
            limits = httpx.Timeout(timeout_s, connect=CONNECT_TIMEOUT_S)
            http = await end.enter_async_context(httpx.AsyncClient(timeout=limits))
        options = AsyncClientOptions(
            schema="api",
            httpx_client=http,
            # Session refreshes before anything is sent, and the topic while it is joined: a timer
            # would race with both.
            auto_refresh_token=False,
            # The topic comes back by itself, with pauses of its own.
            realtime={"auto_reconnect": False},
        )
        if storage is not None:
            options.storage = storage
        session = Session(AsyncClient(url, publishable_key, options), retries)
        await session.begin()
        service = Service(service_url, session, http, retries, timeout_s, account_id)
        florin = Florin(service, patience)
        end.push_async_callback(florin.topic.close)
        yield florin
