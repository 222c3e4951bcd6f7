"""POST /v1/embeddings: OpenAI's embeddings API."""

from __future__ import annotations

from functions_py.routes.native import native_route

routes = [native_route("/v1/embeddings", "embeddings")]
