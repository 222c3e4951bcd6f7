"""GET /v1/models and /v1/models/{id}: what can be asked for, in the asking SDK's own shape."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from functions_py.errors import FlorinError
from functions_py.shapes import speaks_anthropic


async def list_models(request: Request) -> Response:
    """All models. Anthropic's page has everything on it: catalogues are short."""
    await request.state.authenticator.authenticate(request)
    models = await request.state.served_models.all()
    if not speaks_anthropic(request.headers):
        return _json({"object": "list", "data": [_openai(model) for model in models]})
    return _json(
        {
            "data": [_anthropic(model) for model in models],
            "has_more": False,
            "first_id": models[0]["id"] if models else None,
            "last_id": models[-1]["id"] if models else None,
        }
    )


async def read_model(request: Request) -> Response:
    """One model, or 404 `model_not_found`. Ids may contain slashes."""
    await request.state.authenticator.authenticate(request)
    model = await request.state.served_models.one(request.path_params["id"])
    if model is None:
        raise FlorinError(
            404, "model_not_found", "No such model is served here. GET /v1/models lists them."
        )
    return _json((_anthropic if speaks_anthropic(request.headers) else _openai)(model))


def _openai(model: dict[str, Any]) -> dict[str, Any]:
    """Their members, and ours (display_name, kind, apis, price, …) beside them."""
    created_at = datetime.fromisoformat(model["created_at"])
    return {
        **model,
        "object": "model",
        "created": int(created_at.timestamp()),
        "owned_by": "florin",
    }


def _anthropic(model: dict[str, Any]) -> dict[str, Any]:
    """Their members, and ours (kind, apis, price, …) beside them."""
    return {**model, "type": "model"}


def _json(value: Any) -> Response:
    return Response(orjson.dumps(value), media_type="application/json")


routes = [
    Route("/v1/models", list_models, methods=["GET"]),
    Route("/v1/models/{id:path}", read_model, methods=["GET"]),
]
