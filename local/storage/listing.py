"""What is shown of objects: a list of a folder, and the facts of one."""

from collections.abc import Iterable
from typing import Any

from local.storage.errors import invalid
from local.storage.store import Object

MAX_LIMIT = 1000
_SORTED_BY = ("name", "updated_at", "created_at", "last_accessed_at")


def listed(objects: Iterable[Object], given: dict[str, Any]) -> list[dict[str, Any]]:
    """Of the folder `prefix`: its objects, and its folders as rows without an id."""
    folder = str(given.get("prefix") or "").strip("/")
    before = f"{folder}/" if folder else ""
    search = str(given.get("search") or "")
    sort = given.get("sortBy") or {}
    column = sort.get("column") or "name"
    if column not in _SORTED_BY:
        raise invalid("the column to sort by does not exist")
    rows: dict[str, dict[str, Any]] = {}
    for found in objects:
        if not found.name.startswith(before):
            continue
        name, _, deeper = found.name[len(before) :].partition("/")
        if search in name:
            rows.setdefault(name, _folder(name) if deeper else {**as_row(found), "name": name})
    ordered = sorted(
        rows.values(),
        key=lambda row: (str(row[column] or ""), row["name"]),
        reverse=sort.get("order") == "desc",
    )
    limit = min(int(given.get("limit") or 100), MAX_LIMIT)
    offset = int(given.get("offset") or 0)
    return ordered[offset : offset + limit]


def as_row(found: Object) -> dict[str, Any]:
    return {
        "name": found.name,
        "id": found.id,
        "updated_at": found.updated_at,
        "created_at": found.created_at,
        "last_accessed_at": found.updated_at,
        "metadata": {
            "eTag": found.etag,
            "size": found.size,
            "mimetype": found.content_type,
            "cacheControl": found.cache_control,
            "lastModified": found.updated_at,
            "contentLength": found.size,
            "httpStatusCode": 200,
        },
    }


def info_of(bucket_id: str, found: Object) -> dict[str, Any]:
    return {
        "id": found.id,
        "name": found.name,
        "bucket_id": bucket_id,
        "version": found.file.removesuffix(".bin"),
        "size": found.size,
        "content_type": found.content_type,
        "cache_control": found.cache_control,
        "etag": found.etag,
        "metadata": {},
        "last_modified": found.updated_at,
        "created_at": found.created_at,
    }


def _folder(name: str) -> dict[str, Any]:
    unknown = ("id", "updated_at", "created_at", "last_accessed_at", "metadata")
    return {"name": name, **dict.fromkeys(unknown)}
