"""The stand-in's HTTP routes: /queue stands for queue.fal.run, /api for api.fal.ai."""

import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.fal.history import page_of
from local.fal.operations import OPERATIONS
from local.fal.outputs import file_of, is_video
from local.fal.requests import COMPLETED, IN_QUEUE, FalRequest
from local.fal.world import FalError, World
from local.faults import Fault

_CANCEL_STATUS = {"OK": 200, "CANCELLATION_REQUESTED": 202, "ALREADY_COMPLETED": 400}
_APP = "/queue/{owner}/{alias}/requests/{id}"


def create_app(base_url: str, key: str | None = None) -> Starlette:
    """`key`: the one that is good; else any is."""
    world = World(base_url)
    routes = FalRoutes(world, key)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await world.webhooks.close()

    app = Starlette(routes=routes.routes(), lifespan=lifespan)
    app.state.world = world
    return app


class FalRoutes:
    def __init__(self, world: World, key: str | None) -> None:
        self.world = world
        self.key = key

    def routes(self) -> list[Route]:
        return [
            Route("/health", self.health),
            Route("/_control/{operation}", self.control, methods=["POST"]),
            self._route("keys", "/.well-known/jwks.json", self.key_set, "GET"),
            self._route("file", "/files/{id}/{name}", self.file, "GET"),
            self._route("history", "/api/v1/models/requests/by-endpoint", self.history, "GET"),
            self._route("status", f"{_APP}/status", self.status, "GET"),
            self._route("cancel", f"{_APP}/cancel", self.cancel, "PUT"),
            self._route("result", _APP, self.result, "GET"),
            self._route("submit", "/queue/{endpoint:path}", self.submit, "POST"),
        ]

    async def health(self, request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def submit(self, request: Request) -> Response:
        self.world.calls["submit"] += 1
        if (refusal := self._refused(request)) is not None:
            return refusal
        try:
            given = orjson.loads(await request.body())
        except orjson.JSONDecodeError:
            return JSONResponse({"detail": "Invalid JSON"}, 400)
        endpoint = request.path_params["endpoint"]
        if "/" not in endpoint:
            return JSONResponse({"detail": f"Path {endpoint} not found"}, 404)
        webhook = request.query_params.get("fal_webhook")
        made = self.world.submit(endpoint, given, webhook)
        base = self._url_of(made)
        return JSONResponse(
            {
                "request_id": made.id,
                "gateway_request_id": made.id,
                "status": IN_QUEUE,
                "queue_position": 0,
                "response_url": base,
                "status_url": f"{base}/status",
                "cancel_url": f"{base}/cancel",
            },
            headers={"x-fal-request-id": made.id},
        )

    async def status(self, request: Request) -> Response:
        self.world.calls["status"] += 1
        if (refusal := self._refused(request)) is not None:
            return refusal
        found = self._found(request)
        if found is None:
            return _not_found()
        found.asked += 1
        base = self._url_of(found)
        told: dict[str, Any] = {
            "status": found.state,
            "request_id": found.id,
            "response_url": base,
            "status_url": f"{base}/status",
            "cancel_url": f"{base}/cancel",
            "logs": found.logs() if request.query_params.get("logs") in ("1", "true") else None,
        }
        if found.state == IN_QUEUE:
            told["queue_position"] = 0
        if found.state == COMPLETED:
            told["metrics"] = {"inference_time": found.plan.run_s}
            if found.is_canceled:
                told |= {"error": "Request was cancelled", "error_type": "client_cancelled"}
        return JSONResponse(told, 200 if found.state == COMPLETED else 202)

    async def result(self, request: Request) -> Response:
        self.world.calls["result"] += 1
        if (refusal := self._refused(request)) is not None:
            return refusal
        found = self._found(request)
        if found is None:
            return _not_found()
        if not found.has_ended:
            return JSONResponse({"detail": "Request is still in progress"}, 400)
        headers = {"x-fal-request-id": found.id}
        return JSONResponse(found.output, found.status_code or 200, headers)

    async def cancel(self, request: Request) -> Response:
        self.world.calls["cancel"] += 1
        if (refusal := self._refused(request)) is not None:
            return refusal
        found = self._found(request)
        if found is None:
            return JSONResponse({"status": "NOT_FOUND"}, 404)
        answer = self.world.cancel(found)
        return JSONResponse({"status": answer}, _CANCEL_STATUS[answer])

    async def history(self, request: Request) -> Response:
        self.world.calls["history"] += 1
        if (refusal := self._refused(request)) is not None:
            return refusal
        try:
            page = page_of(self.world.requests.values(), dict(request.query_params))
        except ValueError as error:
            wrong = {"type": "validation_error", "message": str(error)}
            return JSONResponse({"error": wrong}, 400)
        return JSONResponse(page)

    async def file(self, request: Request) -> Response:
        """Without any key, as a CDN's."""
        found = self.world.requests.get(request.path_params["id"])
        number = request.path_params["name"].partition(".")[0]
        if found is None or not number.isdigit():
            return Response(status_code=404)
        kind = "video/mp4" if is_video(found) else "image/png"
        return Response(file_of(found, int(number)), media_type=kind)

    async def key_set(self, request: Request) -> Response:
        return JSONResponse(self.world.webhooks.key_set())

    async def control(self, request: Request) -> Response:
        """Body: the operation's arguments."""
        operation = OPERATIONS.get(request.path_params["operation"])
        if operation is None:
            return JSONResponse({"error": "there is no such operation"}, 404)
        try:
            given: dict[str, Any] = orjson.loads(await request.body() or b"{}")
            answer = operation(self.world, **given)
            if inspect.isawaitable(answer):
                answer = await answer
        except (FalError, ValueError, TypeError) as error:
            return JSONResponse({"error": str(error)}, 400)
        return Response(orjson.dumps(answer), media_type="application/json")

    def _route(
        self,
        endpoint: str,
        path: str,
        handle: Callable[[Request], Awaitable[Response]],
        method: str,
    ) -> Route:
        async def answer(request: Request) -> Response:
            return await self.world.faults.around(endpoint, request, handle, _of_fault)

        return Route(path, answer, methods=[method])

    def _refused(self, request: Request) -> Response | None:
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        if scheme != "Key" or not key or (self.key is not None and key != self.key):
            return JSONResponse({"detail": "Cannot access application. Authentication"}, 401)
        return None

    def _found(self, request: Request) -> FalRequest | None:
        """By its id, and only below its own app."""
        found = self.world.requests.get(request.path_params["id"])
        app = f"{request.path_params['owner']}/{request.path_params['alias']}"
        if found is None or found.is_forgotten:
            return None
        if not f"{found.endpoint}/".startswith(f"{app}/"):
            return None
        return found

    def _url_of(self, made: FalRequest) -> str:
        app = "/".join(made.endpoint.split("/")[:2])
        return f"{self.world.base_url}/queue/{app}/requests/{made.id}"


def _of_fault(fault: Fault) -> Response:
    headers = {} if fault.retry_after is None else {"retry-after": fault.retry_after}
    if fault.text:
        return Response(fault.text, fault.status, headers, "text/html")
    return JSONResponse({"detail": "scripted"}, fault.status, headers)


def _not_found() -> Response:
    return JSONResponse({"detail": "Request not found"}, 404)
