"""POST /v1/completions: OpenAI's completions API."""

from __future__ import annotations

from functions_py.routes.native import native_route

routes = [native_route("/v1/completions", "completions")]
