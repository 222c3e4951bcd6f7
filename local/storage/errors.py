"""Refusals of the Storage API: 400 (413, 500) on the wire, with the real status in the body.

Source: https://supabase.com/docs/guides/storage/debugging/error-codes, and what hosted projects
answer to the `supabase` client.
"""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response


class StorageError(Exception):
    def __init__(self, status: int, error: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.error = error


def no_bucket() -> StorageError:
    return StorageError(404, "Bucket not found", "Bucket not found")


def no_object() -> StorageError:
    return StorageError(404, "not_found", "Object not found")


def exists() -> StorageError:
    return StorageError(409, "Duplicate", "The resource already exists")


def not_allowed() -> StorageError:
    return StorageError(403, "Unauthorized", "new row violates row-level security policy")


def too_large() -> StorageError:
    return StorageError(413, "Payload too large", "The object exceeded the maximum allowed size")


def invalid(what: str) -> StorageError:
    return StorageError(400, "InvalidRequest", what)


async def render_storage_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, StorageError)  # noqa: S101 -- registered for this class only
    body = {"statusCode": str(error.status), "error": error.error, "message": str(error)}
    return JSONResponse(body, 413 if error.status == 413 else 400)
