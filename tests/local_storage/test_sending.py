"""A content that is removed while it is sent."""

import secrets
from pathlib import Path

import httpx
from starlette.types import Receive, Scope, Send

from local.storage.sending import ContentResponse


async def test_a_content_removed_while_it_is_sent_arrives_whole(tmp_path: Path) -> None:
    content = secrets.token_bytes(300_000)
    file = tmp_path / "0.bin"
    file.write_bytes(content)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        response = ContentResponse(file, media_type="video/mp4", headers={}, filename=None)
        file.unlink()
        await response(scope, receive, send)

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as http:
        whole = await http.get("/")
        file.write_bytes(content)
        part = await http.get("/", headers={"range": "bytes=100000-100009"})
    assert (whole.status_code, whole.content) == (200, content)
    assert (part.status_code, part.content) == (206, content[100_000:100_010])
