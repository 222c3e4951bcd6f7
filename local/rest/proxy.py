"""The gateway's side of /rest/v1: exchanges the token, passes the request on, answers the reply.

Errors have PostgREST's form: `code`, `message`, `details`, `hint`.
"""

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.rest.settings import ApiSettings
from local.rest.tokens import Exchange, TokenError

METHODS = ("GET", "HEAD", "POST", "PATCH", "PUT", "DELETE")
READING = frozenset({"GET", "HEAD"})
# Arguments of functions; there is no table to load into.
MAX_BODY_BYTES = 1024 * 1024
# max_rows of the widest view several times over.
MAX_REPLY_BYTES = 32 * 1024 * 1024
# The roles' statement_timeout is 8 s; waiting for a connection comes before it.
TIMEOUT = httpx.Timeout(20.0, connect=2.0)
# As many as a browser and a few tests open; the server's own pool is smaller still.
LIMITS = httpx.Limits(max_connections=50, max_keepalive_connections=10)

# Of one connection (RFC 9110, 7.6.1), or replaced by ours; what browsers are told is the gateway's.
NOT_SENT_ON = frozenset(
    {
        *("apikey", "authorization", "connection", "content-length", "cookie", "host"),
        *("keep-alive", "te", "trailer", "transfer-encoding", "upgrade"),
    }
)
NOT_ANSWERED = frozenset(
    {
        *("connection", "content-encoding", "date", "keep-alive", "server", "transfer-encoding"),
        *("trailer", "vary"),
    }
)
# What a browser may read of an answer beside its body.
EXPOSED_HEADERS = ("Content-Location", "Content-Profile", "Content-Range", "Preference-Applied")

NOT_THERE = (
    "Nothing serves /rest/v1 here: set-up could not install its npm packages. With npm's registry "
    "in reach: rm .venv/.florin-* and start again. A postgrest on PATH will do as well."
)


class RestProxy:
    """`url` is where a table's name is appended; None: nothing is there, and 503 says so."""

    def __init__(self, url: str | None, exchange: Exchange, settings: ApiSettings) -> None:
        self.url = url
        self.exchange = exchange
        self.settings = settings
        # The environment's proxies are not for this machine's own ports.
        self._http = httpx.AsyncClient(timeout=TIMEOUT, limits=LIMITS, trust_env=False)

    def routes(self) -> list[Route]:
        return [Route("/{path:path}", self.answer, methods=list(METHODS))]

    async def close(self) -> None:
        await self._http.aclose()

    async def answer(self, request: Request) -> Response:
        if self.url is None:
            return refusal(503, "florin_no_rest", "the Data API is not installed", NOT_THERE)
        api_key = request.headers.get("apikey") or request.query_params.get("apikey", "")
        try:
            token = self.exchange.token(api_key, request.headers.get("authorization", ""))
        except TokenError as error:
            challenge = {"www-authenticate": f'Bearer error="invalid_token", code="{error.code}"'}
            headers = challenge if error.status == 401 else None
            return refusal(error.status, error.code, str(error), headers=headers)
        body = await read_bounded(request)
        if body is None:
            return refusal(413, "florin_body_too_large", f"at most {MAX_BODY_BYTES} bytes")
        try:
            return await self._pass_on(request, self.url, token, body)
        except httpx.TimeoutException:
            return refusal(504, "florin_rest_timeout", "the Data API did not answer in time")
        except httpx.HTTPError:
            hint = "Its log is logs/rest.log in the state folder."
            return refusal(503, "florin_rest_away", "the Data API cannot be reached", hint)

    async def _pass_on(self, request: Request, url: str, token: str, body: bytes) -> Response:
        sent = self._http.build_request(
            request.method,
            f"{url}/{request.path_params['path']}",
            params=[(n, v) for n, v in request.query_params.multi_items() if n != "apikey"],
            headers=self._headers(request, token),
            content=body,
        )
        reply = await self._http.send(sent, stream=True)
        try:
            read = bytearray()
            async for chunk in reply.aiter_bytes():
                read += chunk
                if len(read) > MAX_REPLY_BYTES:
                    hint = "Ask for fewer rows or columns."
                    return refusal(502, "florin_reply_too_large", "the reply is too large", hint)
        finally:
            await reply.aclose()
        headers = {n: v for n, v in reply.headers.items() if passes_back(n, request.method)}
        return Response(bytes(read), reply.status_code, headers)

    def _headers(self, request: Request, token: str) -> dict[str, str]:
        headers = {n: v for n, v in request.headers.items() if n not in NOT_SENT_ON}
        headers["authorization"] = f"Bearer {token}"
        # Compressing for the way across the loopback would only take time.
        headers["accept-encoding"] = "identity"
        profile = "accept-profile" if request.method in READING else "content-profile"
        headers.setdefault(profile, self.settings.schemas[0])
        return headers


def passes_back(name: str, method: str) -> bool:
    """Whether a header of the reply is the client's: HEAD's length is that of the other body."""
    if name == "content-length":
        return method == "HEAD"
    return name not in NOT_ANSWERED and not name.startswith("access-control-")


async def read_bounded(request: Request) -> bytes | None:
    """The body; None when it is longer than allowed."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            return None
    return bytes(body)


def refusal(
    status: int,
    code: str,
    message: str,
    hint: str | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    body = {"code": code, "message": message, "details": None, "hint": hint}
    return JSONResponse(body, status, headers)
