"""POST /v1/chat/completions: OpenAI's chat completions API."""

from __future__ import annotations

from functions_py.routes.native import native_route

routes = [native_route("/v1/chat/completions", "chat_completions")]
