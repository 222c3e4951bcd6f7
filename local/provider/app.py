"""The fake provider's HTTP routes."""

import asyncio
import re
from collections import Counter
from typing import Any

import orjson
from aiohttp import web

from local.provider.images import images
from local.provider.recordings import Recording, RecordingError, Recordings
from local.provider.replies import ENCODERS, Reply, embeddings
from local.provider.scripts import Answer, Script, ScriptError, Scripts
from local.provider.sender import close_now, send, until_client_leaves
from local.provider.slices import Slices
from local.provider.words import count_tokens, exactly, prompt_of, reply_words

MAX_BODY_BYTES = 64 * 1024 * 1024
# About a fast reader's pace: a stream that can be seen to stream.
WORD_DELAY_MS = 30.0

MARK = re.compile(rb"(recording|script):([0-9a-f]{16})")

# The end of a path says the API; what is before it may tell routes apart in a test.
API_OF_PATH = {
    "/chat/completions": "chat_completions",
    "/completions": "completions",
    "/responses": "responses",
    "/messages": "messages",
    "/embeddings": "embeddings",
    "/images/generations": "images",
}

ANTHROPIC_ERRORS = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    529: "overloaded_error",
}


class Provider:
    """State of one provider process. Everything is bounded, nothing is kept on disk."""

    def __init__(self) -> None:
        self.recordings = Recordings()
        self.scripts = Scripts()
        self.counts: Counter[str] = Counter()
        self.open = 0

    def app(self) -> web.Application:
        app = web.Application(client_max_size=MAX_BODY_BYTES)
        app.add_routes(
            [
                web.get("/health", self.health),
                web.get("/stats", self.stats),
                web.post("/recordings", self.add_recording),
                web.get("/recordings/{id}/sent", self.recording_sent),
                web.post("/scripts", self.add_script),
                web.get("/scripts/{id}", self.show_script),
                web.get("/scripts/{id}/sent", self.script_sent),
                *(web.post(f"/{{route:.*}}{path}", self.generate) for path in API_OF_PATH),
            ]
        )
        return app

    async def health(self, request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def stats(self, request: web.Request) -> web.Response:
        """How many requests came, by API, and how many are being answered now."""
        return web.json_response(
            {"requests": self.counts.total(), "by_api": dict(self.counts), "open": self.open}
        )

    async def add_recording(self, request: web.Request) -> web.Response:
        """`?family=…`, body: one payload per line; `&kind=body`: a whole JSON reply."""
        family = request.query.get("family", "")
        body = await request.read()
        try:
            if request.query.get("kind") == "body":
                recording = self.recordings.add_body(family, body)
            else:
                recording = self.recordings.add(family, body)
        except RecordingError as error:
            return web.json_response({"error": str(error)}, status=400)
        return web.json_response({"id": recording.id}, status=201)

    async def recording_sent(self, request: web.Request) -> web.Response:
        """The exact bytes of the last reply made from it."""
        recording = self.recordings.get(request.match_info["id"])
        if recording is None:
            return web.json_response({"error": "no such recording"}, status=404)
        return web.Response(body=recording.sent, content_type="application/octet-stream")

    async def add_script(self, request: web.Request) -> web.Response:
        try:
            script = self.scripts.add(orjson.loads(await request.read()))
        except (orjson.JSONDecodeError, ScriptError) as error:
            return web.json_response({"error": str(error)}, status=400)
        return web.json_response({"id": script.id}, status=201)

    async def show_script(self, request: web.Request) -> web.Response:
        script = self.scripts.get(request.match_info["id"])
        if script is None:
            return web.json_response({"error": "no such script"}, status=404)
        return web.json_response(script.as_json())

    async def script_sent(self, request: web.Request) -> web.Response:
        script = self.scripts.get(request.match_info["id"])
        if script is None:
            return web.json_response({"error": "no such script"}, status=404)
        return web.Response(body=script.sent, content_type="application/octet-stream")

    async def generate(self, request: web.Request) -> web.StreamResponse:
        raw = await request.read()
        api = next(name for path, name in API_OF_PATH.items() if request.path.endswith(path))
        self.counts[api] += 1
        marks = {kind.decode(): value.decode() for kind, value in MARK.findall(raw)}
        script = self.scripts.get(marks.get("script", ""))
        answer = script.next_answer() if script else Answer()
        recording = self.recordings.get(answer.recording or marks.get("recording", ""))
        self.open += 1
        if script:
            script.open += 1
            script.requests.append(_remembered(request, raw))
        try:
            return await self._answer(request, api, raw, answer, script, recording)
        finally:
            self.open -= 1
            if script:
                script.open -= 1

    async def _answer(
        self,
        request: web.Request,
        api: str,
        raw: bytes,
        answer: Answer,
        script: Script | None,
        recording: Recording | None,
    ) -> web.StreamResponse:
        await asyncio.sleep(answer.delay_before_headers_ms / 1000)
        if answer.close_before_headers:
            close_now(request)
            return web.Response()
        if answer.hang_after_events == 0:
            await until_client_leaves(request)
            if script:
                script.disconnected += 1
            return web.Response()
        status, content_type, events = _reply(api, raw, answer, recording)
        headers = {"content-type": answer.content_type or content_type, **answer.headers}
        headers.setdefault("request-id", f"req_demo_{self.counts.total()}")
        headers.setdefault("x-request-id", headers["request-id"])
        response = web.StreamResponse(status=status, headers=headers)
        delay_ms = answer.delay_between_chunks_ms
        if delay_ms is None:
            # The demo takes its time; recordings and scripted replies come at once.
            delay_ms = 0 if script or recording else WORD_DELAY_MS
        sent, stayed = await send(request, response, events, answer, delay_ms)
        if recording:
            recording.sent = sent
        if script:
            script.sent = sent
            script.finished += stayed
            script.disconnected += not stayed
        return response


def _reply(
    api: str, raw: bytes, answer: Answer, recording: Recording | None
) -> tuple[int, str, list[bytes]]:
    """Status, content type and the pieces of the body."""
    if answer.body is not None:
        return answer.status, "application/json", [answer.body.encode()]
    if answer.status >= 400:
        return _refusal(api, answer.status, "scripted by a test")
    if recording is not None:
        return answer.status, recording.content_type, recording.events
    try:
        body = orjson.loads(raw)
        if not isinstance(body, dict) or not isinstance(body.get("model"), str):
            raise ValueError("model must be a text")
        return answer.status, *_demo(api, body, answer)
    except ValueError as error:
        return _refusal(api, 400, str(error))


def _demo(api: str, body: dict[str, Any], answer: Answer) -> tuple[str, list[bytes]]:
    if api == "images":
        return "application/json", [orjson.dumps(images(body))]
    prompt = prompt_of(body)
    limit = _limit(body)
    said = exactly(answer.words) if answer.words is not None else reply_words(prompt, None)
    words = said if limit is None else said[:limit]
    usage: Slices | None = Slices(input=count_tokens(prompt), output=len(words))
    if isinstance(answer.usage, Slices):
        usage = answer.usage
    elif answer.usage == "none":
        usage = None
    if api == "embeddings":
        return "application/json", [orjson.dumps(embeddings(body["model"], body, usage))]
    options = body.get("stream_options")
    reply = Reply(
        model=body["model"],
        words=words,
        usage=usage,
        stopped_by_limit=len(words) < len(said),
        wants_usage_chunk=isinstance(options, dict) and bool(options.get("include_usage")),
    )
    streamed, whole = ENCODERS[api]
    if body.get("stream"):
        return "text/event-stream; charset=utf-8", streamed(reply)
    return "application/json", [orjson.dumps(whole(reply))]


def _limit(body: dict[str, Any]) -> int | None:
    for name in ("max_completion_tokens", "max_output_tokens", "max_tokens"):
        value = body.get(name)
        if value is not None:
            if not isinstance(value, int) or value < 1:
                raise ValueError(f"{name} must be a positive whole number")
            return value
    return None


def _refusal(api: str, status: int, message: str) -> tuple[int, str, list[bytes]]:
    body: dict[str, Any]
    if api == "messages":
        kind = ANTHROPIC_ERRORS.get(status, "api_error")
        body = {"type": "error", "error": {"type": kind, "message": message}}
    else:
        kind = "server_error" if status >= 500 else "invalid_request_error"
        body = {"error": {"message": message, "type": kind, "param": None, "code": None}}
    return status, "application/json", [orjson.dumps(body)]


def _remembered(request: web.Request, raw: bytes) -> dict[str, Any]:
    return {
        "path": request.path,
        "headers": {name.lower(): value for name, value in request.headers.items()},
        # Enough to check what the service changed; never a whole upload.
        "body": raw[:100_000].decode(errors="replace"),
    }
