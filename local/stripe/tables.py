"""One table per kind of object: by id, in the order of making, bounded."""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any

from local.stripe.errors import missing

# Enough for a storm of thousands of events; the oldest go.
MAX_ROWS = 50_000

# Keys that begin with an underscore are the stand-in's own notes and never leave it.
Object = dict[str, Any]


class Table:
    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._rows: OrderedDict[str, Object] = OrderedDict()

    def add(self, row: Object) -> Object:
        self._rows[row["id"]] = row
        if len(self._rows) > MAX_ROWS:
            self._rows.popitem(last=False)
        return row

    def find(self, object_id: str | None) -> Object | None:
        return self._rows.get(object_id) if object_id else None

    def get(self, object_id: str, param: str = "id") -> Object:
        """Raises StripeFault resource_missing."""
        row = self._rows.get(object_id)
        if row is None:
            raise missing(self.kind, object_id, param)
        return row

    def newest_first(self) -> Iterator[Object]:
        return iter(reversed(self._rows.values()))

    def where(self, matches: Callable[[Object], bool]) -> list[Object]:
        """Oldest first."""
        return [row for row in self._rows.values() if matches(row)]

    def __len__(self) -> int:
        return len(self._rows)
