"""POST /v1/messages: Anthropic's Messages API."""

from __future__ import annotations

from functions_py.routes.native import native_route

routes = [native_route("/v1/messages", "messages")]
