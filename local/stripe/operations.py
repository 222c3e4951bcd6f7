"""How an object's file says what it serves."""

from collections.abc import Callable
from dataclasses import dataclass

from local.stripe.tables import Object
from local.stripe.world import Call, World


@dataclass(frozen=True)
class Operation:
    """`serve` is one transaction; it raises StripeFault to refuse."""

    method: str
    path: str
    serve: Callable[[World, Call], Object]


def get(path: str, serve: Callable[[World, Call], Object]) -> Operation:
    return Operation("GET", path, serve)


def post(path: str, serve: Callable[[World, Call], Object]) -> Operation:
    return Operation("POST", path, serve)


def delete(path: str, serve: Callable[[World, Call], Object]) -> Operation:
    return Operation("DELETE", path, serve)
