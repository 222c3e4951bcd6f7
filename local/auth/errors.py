"""Refusals of the auth API: a status and a code that clients may rely on."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

# From this version on errors read {"code": "...", "message": "..."}.
API_VERSION_HEADER = "x-supabase-api-version"
NEW_ERRORS = "2024-01-01"


class AuthError(Exception):
    def __init__(self, status: int, code: str, message: str, **extra: Any) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.extra = extra


async def render_auth_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, AuthError)  # noqa: S101 -- registered for this class only
    if request.headers.get(API_VERSION_HEADER, "") >= NEW_ERRORS:
        body = {"code": error.code, "message": str(error), **error.extra}
        headers = {API_VERSION_HEADER: NEW_ERRORS}
    else:
        body = {
            "code": error.status,
            "error_code": error.code,
            "msg": str(error),
            **error.extra,
        }
        headers = {}
    return JSONResponse(body, error.status, {**headers, "cache-control": "no-store"})
