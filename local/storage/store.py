"""Buckets and objects on disk, known in memory: one process writes them."""

import hashlib
import json
import os
import secrets
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from local.storage.errors import exists, invalid, no_bucket, no_object

MAX_NAME_CHARACTERS = 1024
MAX_BUCKETS, MAX_OBJECTS = 100, 100_000


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True)
class Bucket:
    id: str
    name: str
    public: bool = False
    file_size_limit: int | None = None
    allowed_mime_types: list[str] | None = None
    created_at: str = field(default_factory=now)
    updated_at: str = field(default_factory=now)

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "owner": "", "type": "STANDARD"}


@dataclass(frozen=True)
class Object:
    """`name` is the path within the bucket; `file` the name of its content on disk."""

    name: str
    file: str
    size: int
    content_type: str
    cache_control: str
    etag: str
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    created_at: str = field(default_factory=now)
    updated_at: str = field(default_factory=now)


class Store:
    """Everything below `folder`, which is made on first use."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.buckets: dict[str, Bucket] = {}
        self._objects: dict[str, dict[str, Object]] = {}
        self._load()

    def bucket(self, bucket_id: str) -> Bucket:
        """Raises StorageError."""
        try:
            return self.buckets[bucket_id]
        except KeyError:
            raise no_bucket() from None

    def create(self, bucket: Bucket) -> None:
        if bucket.id in self.buckets:
            raise exists()
        if len(self.buckets) >= MAX_BUCKETS or not 0 < len(bucket.id) <= 100:
            raise invalid("no such bucket can be made")
        self._save_bucket(bucket)
        self._objects[bucket.id] = {}

    def change(self, bucket_id: str, **changed: Any) -> None:
        self._save_bucket(replace(self.bucket(bucket_id), **changed, updated_at=now()))

    def delete(self, bucket_id: str) -> None:
        self.bucket(bucket_id)
        if self._objects[bucket_id]:
            raise invalid("The bucket you tried to delete is not empty")
        (self._home(bucket_id) / "bucket.json").unlink()
        del self.buckets[bucket_id], self._objects[bucket_id]

    def object(self, bucket_id: str, name: str) -> Object:
        self.bucket(bucket_id)
        try:
            return self._objects[bucket_id][name]
        except KeyError:
            raise no_object() from None

    def objects(self, bucket_id: str) -> Iterator[Object]:
        self.bucket(bucket_id)
        yield from self._objects[bucket_id].values()

    def new_file(self, bucket_id: str) -> Path:
        """Where a content may be written before it becomes an object."""
        self.bucket(bucket_id)
        return self._home(bucket_id) / f"{secrets.token_hex(16)}.bin"

    def put(self, bucket_id: str, made: Object, *, upsert: bool) -> Object:
        """From here on the object is this one. What it was before is removed."""
        objects = self._objects[self.bucket(bucket_id).id]
        before = objects.get(made.name)
        if before is not None and not upsert:
            raise exists()
        if before is None and len(objects) >= MAX_OBJECTS:
            raise invalid("there are too many objects")
        if before is not None:
            made = replace(made, id=before.id, created_at=before.created_at)
        _write(self._card(bucket_id, made.name), asdict(made))
        objects[made.name] = made
        if before is not None:
            self.content(bucket_id, before).unlink(missing_ok=True)
        return made

    def remove(self, bucket_id: str, name: str) -> Object:
        found = self.object(bucket_id, name)
        del self._objects[bucket_id][name]
        self._card(bucket_id, name).unlink(missing_ok=True)
        self.content(bucket_id, found).unlink(missing_ok=True)
        return found

    def content(self, bucket_id: str, found: Object) -> Path:
        return self._home(bucket_id) / found.file

    def _home(self, bucket_id: str) -> Path:
        return self.folder / _hash(bucket_id)

    def _card(self, bucket_id: str, name: str) -> Path:
        return self._home(bucket_id) / f"{_hash(name)}.json"

    def _save_bucket(self, bucket: Bucket) -> None:
        home = self._home(bucket.id)
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(home / "bucket.json", asdict(bucket))
        self.buckets[bucket.id] = bucket

    def _load(self) -> None:
        for file in sorted(self.folder.glob("*/bucket.json")):
            bucket = Bucket(**json.loads(file.read_text()))
            self.buckets[bucket.id] = bucket
            cards = [card for card in file.parent.glob("*.json") if card.name != "bucket.json"]
            found = [Object(**json.loads(card.read_text())) for card in cards]
            self._objects[bucket.id] = {each.name: each for each in found}
            # An upload that was broken off by the end of the process.
            known = {each.file for each in found}
            for content in file.parent.glob("*.bin"):
                if content.name not in known:
                    content.unlink()


def check_name(name: str) -> str:
    """Raises StorageError for what no object may be called."""
    parts = name.split("/")
    if not 0 < len(name) <= MAX_NAME_CHARACTERS or "" in parts or ".." in parts or "." in parts:
        raise invalid("Invalid key")
    return name


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _write(file: Path, value: dict[str, Any]) -> None:
    fresh = file.with_suffix(f".{secrets.token_hex(4)}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        json.dump(value, out)
    fresh.replace(file)
