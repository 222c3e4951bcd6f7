"""POST /v1/responses: OpenAI's Responses API."""

from __future__ import annotations

from functions_py.routes.native import native_route

routes = [native_route("/v1/responses", "responses")]
