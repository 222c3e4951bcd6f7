"""The routes of /storage/v1. Paths and shapes: https://supabase.github.io/storage/."""

from pathlib import Path
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.api_keys import ApiKeys
from local.auth.keys import SigningKeys
from local.storage import uploads
from local.storage.access import Access
from local.storage.errors import StorageError, exists, invalid, no_object, not_allowed
from local.storage.listing import as_row, info_of, listed
from local.storage.sending import ContentResponse
from local.storage.store import Bucket, Object, Store, check_name

# The largest the platform takes in one request.
MAX_OBJECT_BYTES = 5 * 1024**3
MAX_BODY_BYTES = 1024 * 1024
MAX_PATHS = 1000
NOT_SIGNED = "Either the object does not exist or you do not have access to it"


class StorageRoutes:
    def __init__(self, folder: Path, api_keys: ApiKeys, signing_keys: SigningKeys) -> None:
        self.store = Store(folder)
        self.access = Access(api_keys, signing_keys)

    def routes(self) -> list[Route]:
        """Below /storage/v1. Those that say what is meant come before those that take any path."""
        one = "/object/{bucket}/{name:path}"
        return [
            Route("/bucket", self.list_buckets, methods=["GET"]),
            Route("/bucket", self.create_bucket, methods=["POST"]),
            Route("/bucket/{bucket}", self.read_bucket, methods=["GET"]),
            Route("/bucket/{bucket}", self.change_bucket, methods=["PUT"]),
            Route("/bucket/{bucket}", self.delete_bucket, methods=["DELETE"]),
            Route("/bucket/{bucket}/empty", self.empty_bucket, methods=["POST"]),
            Route("/object/list/{bucket}", self.list_objects, methods=["POST"]),
            Route("/object/info/{bucket}/{name:path}", self.info, methods=["GET"]),
            Route("/object/sign/{bucket}", self.sign_many, methods=["POST"]),
            Route("/object/sign/{bucket}/{name:path}", self.sign, methods=["POST"]),
            Route("/object/sign/{bucket}/{name:path}", self.download_signed, methods=["GET"]),
            Route("/object/public/{bucket}/{name:path}", self.download_public, methods=["GET"]),
            Route("/object/authenticated/{bucket}/{name:path}", self.download, methods=["GET"]),
            Route("/object/{bucket}", self.remove_many, methods=["DELETE"]),
            Route(one, self.upload, methods=["POST", "PUT"]),
            Route(one, self.download, methods=["GET"]),
            Route(one, self.remove, methods=["DELETE"]),
        ]

    async def list_buckets(self, request: Request) -> Response:
        seen = self.store.buckets.values() if self.access.is_service(request) else []
        return JSONResponse([bucket.as_json() for bucket in seen])

    async def create_bucket(self, request: Request) -> Response:
        self._require_service(request)
        given = await _object(request)
        name = given.get("name")
        if not isinstance(name, str):
            raise invalid("a bucket has a name")
        bucket = Bucket(id=str(given.get("id") or name), name=name, **_limits(given))
        self.store.create(bucket)
        return JSONResponse({"name": bucket.id})

    async def read_bucket(self, request: Request) -> Response:
        self._require_reader(request)
        return JSONResponse(self.store.bucket(request.path_params["bucket"]).as_json())

    async def change_bucket(self, request: Request) -> Response:
        self._require_service(request)
        self.store.change(request.path_params["bucket"], **_limits(await _object(request)))
        return JSONResponse({"message": "Successfully updated"})

    async def delete_bucket(self, request: Request) -> Response:
        self._require_service(request)
        self.store.delete(request.path_params["bucket"])
        return JSONResponse({"message": "Successfully deleted"})

    async def empty_bucket(self, request: Request) -> Response:
        self._require_service(request)
        bucket = request.path_params["bucket"]
        for found in list(self.store.objects(bucket)):
            self.store.remove(bucket, found.name)
        return JSONResponse({"message": "Successfully emptied"})

    async def upload(self, request: Request) -> Response:
        """POST writes a new object, or over one with `x-upsert: true`; PUT always writes over."""
        self._require_service(request)
        bucket = self.store.bucket(request.path_params["bucket"])
        name = check_name(request.path_params["name"])
        upsert = request.method == "PUT" or request.headers.get("x-upsert") == "true"
        if not upsert and any(found.name == name for found in self.store.objects(bucket.id)):
            raise exists()
        file = self.store.new_file(bucket.id)
        try:
            came = await uploads.receive(request, file, bucket.file_size_limit or MAX_OBJECT_BYTES)
            if not _takes(bucket, came.content_type):
                raise StorageError(415, "invalid_mime_type", "mime type is not supported")
            age = came.fields.get("cacheControl") or request.headers.get("cache-control") or ""
            made = Object(
                name=name,
                file=file.name,
                size=came.size,
                content_type=came.content_type,
                cache_control=f"max-age={age}" if age.isdigit() else age or "no-cache",
                etag=came.etag,
            )
            made = self.store.put(bucket.id, made, upsert=upsert)
        except BaseException:
            file.unlink(missing_ok=True)
            raise
        return JSONResponse({"Id": made.id, "Key": f"{bucket.id}/{made.name}"})

    async def download(self, request: Request) -> Response:
        self._require_reader(request)
        return self._send(request)

    async def download_public(self, request: Request) -> Response:
        bucket = self.store.buckets.get(request.path_params["bucket"])
        if bucket is None or not bucket.public:
            raise StorageError(404, "Bucket not found", "Bucket not found")
        return self._send(request)

    async def download_signed(self, request: Request) -> Response:
        bucket, name = request.path_params["bucket"], request.path_params["name"]
        self.access.check_signed(bucket, name, request.query_params.get("token", ""))
        return self._send(request)

    async def info(self, request: Request) -> Response:
        self._require_reader(request)
        bucket, name = request.path_params["bucket"], request.path_params["name"]
        return JSONResponse(info_of(bucket, self.store.object(bucket, name)))

    async def list_objects(self, request: Request) -> Response:
        if not self.access.is_service(request):
            return JSONResponse([])
        bucket = request.path_params["bucket"]
        objects = list(self.store.objects(bucket)) if bucket in self.store.buckets else []
        return JSONResponse(listed(objects, await _object(request)))

    async def sign(self, request: Request) -> Response:
        self._require_reader(request)
        bucket, name = request.path_params["bucket"], request.path_params["name"]
        self.store.object(bucket, name)
        lifetime_s = _lifetime_s(await _object(request))
        return JSONResponse({"signedURL": self._signed(bucket, name, lifetime_s)})

    async def sign_many(self, request: Request) -> Response:
        self._require_reader(request)
        bucket, given = request.path_params["bucket"], await _object(request)
        paths, lifetime_s = _paths(given.get("paths")), _lifetime_s(given)
        known = {found.name for found in self.store.objects(bucket)}
        return JSONResponse(
            [
                {"error": None, "path": path, "signedURL": self._signed(bucket, path, lifetime_s)}
                if path in known
                else {"error": NOT_SIGNED, "path": path, "signedURL": None}
                for path in paths
            ]
        )

    async def remove(self, request: Request) -> Response:
        self._require_reader(request)
        self.store.remove(request.path_params["bucket"], request.path_params["name"])
        return JSONResponse({"message": "Successfully deleted"})

    async def remove_many(self, request: Request) -> Response:
        bucket, given = request.path_params["bucket"], await _object(request)
        paths = _paths(given.get("prefixes"))
        if not self.access.is_service(request) or bucket not in self.store.buckets:
            return JSONResponse([])
        known = {found.name for found in self.store.objects(bucket)}
        removed = [
            self.store.remove(bucket, path) for path in dict.fromkeys(paths) if path in known
        ]
        return JSONResponse([{**as_row(found), "bucket_id": bucket} for found in removed])

    def _send(self, request: Request) -> Response:
        bucket, name = request.path_params["bucket"], request.path_params["name"]
        found = self.store.object(bucket, name)
        headers = {"cache-control": found.cache_control, "etag": found.etag}
        wanted = request.query_params.get("download")
        return ContentResponse(
            self.store.content(bucket, found),
            media_type=found.content_type,
            headers=headers,
            filename=None if wanted is None else wanted or name.rpartition("/")[2],
        )

    def _signed(self, bucket: str, name: str, lifetime_s: int) -> str:
        return f"/object/sign/{bucket}/{name}?token={self.access.sign(bucket, name, lifetime_s)}"

    def _require_service(self, request: Request) -> None:
        if not self.access.is_service(request):
            raise not_allowed()

    def _require_reader(self, request: Request) -> None:
        """Whom no policy lets in, sees nothing."""
        if not self.access.is_service(request):
            raise no_object()


async def _object(request: Request) -> dict[str, Any]:
    read = bytearray()
    async for chunk in request.stream():
        read += chunk
        if len(read) > MAX_BODY_BYTES:
            raise invalid("the body is too long")
    try:
        value = orjson.loads(bytes(read) or b"{}")
    except orjson.JSONDecodeError:
        raise invalid("the body is no JSON") from None
    if not isinstance(value, dict):
        raise invalid("the body is no object")
    return value


def _limits(given: dict[str, Any]) -> dict[str, Any]:
    """What a bucket's options set; numbers may come as text."""
    limits: dict[str, Any] = {}
    if "public" in given:
        limits["public"] = given["public"] is True
    if given.get("file_size_limit") is not None:
        if not str(given["file_size_limit"]).isdigit():
            raise invalid("file_size_limit is a number of bytes")
        limits["file_size_limit"] = int(given["file_size_limit"])
    if given.get("allowed_mime_types") is not None:
        limits["allowed_mime_types"] = [str(each) for each in given["allowed_mime_types"]]
    return limits


def _takes(bucket: Bucket, content_type: str) -> bool:
    if not bucket.allowed_mime_types:
        return True
    kind = content_type.partition(";")[0].strip()
    wild = f"{kind.partition('/')[0]}/*"
    return any(allowed in ("*", "*/*", kind, wild) for allowed in bucket.allowed_mime_types)


def _lifetime_s(given: dict[str, Any]) -> int:
    if not str(given.get("expiresIn", "")).isdigit():
        raise invalid("expiresIn must be a number of seconds")
    return int(given["expiresIn"])


def _paths(given: Any) -> list[str]:
    if not isinstance(given, list) or not given or len(given) > MAX_PATHS:
        raise invalid("a list of paths is wanted")
    return [str(path) for path in given]
