"""The local /storage/v1 does for the `supabase` client what a project's does."""

import asyncio
import secrets
import time
import uuid
from pathlib import Path

import httpx
import jwt
import pytest
from storage3.exceptions import StorageApiError

from local.auth.claims import AUDIENCE
from local.testbed.databases import Database
from local.testbed.storage import StorageProject, running_storage
from supabase import AsyncClient


@pytest.fixture
async def bucket(client: AsyncClient) -> str:
    name = f"bucket-{secrets.token_hex(4)}"
    await client.storage.create_bucket(name)
    return name


async def test_bucket_is_made_once(client: AsyncClient, bucket: str) -> None:
    made = await client.storage.get_bucket(bucket)
    assert (made.id, made.public, made.file_size_limit) == (bucket, False, None)
    assert bucket in {each.id for each in await client.storage.list_buckets()}
    with pytest.raises(StorageApiError) as refused:
        await client.storage.create_bucket(bucket)
    assert (refused.value.status, refused.value.code) == ("409", "Duplicate")


async def test_bucket_that_is_not_there_is_not_found(client: AsyncClient) -> None:
    for call in (client.storage.get_bucket("none"), client.storage.from_("none").download("x")):
        with pytest.raises(StorageApiError) as refused:
            await call
        assert (refused.value.status, refused.value.code) == ("404", "Bucket not found")


async def test_only_an_empty_bucket_is_deleted(client: AsyncClient, bucket: str) -> None:
    await client.storage.from_(bucket).upload("a.txt", b"a")
    with pytest.raises(StorageApiError):
        await client.storage.delete_bucket(bucket)
    await client.storage.empty_bucket(bucket)
    await client.storage.delete_bucket(bucket)
    assert bucket not in {each.id for each in await client.storage.list_buckets()}


async def test_what_was_uploaded_is_downloaded(
    client: AsyncClient, bucket: str, tmp_path: Path
) -> None:
    # Line ends, dashes and zeros: nothing in a file is taken for the end of a form.
    content = b"\r\n--" + secrets.token_bytes(3_000_000) + b"\r\n--\r\n\x00"
    file = tmp_path / "video.mp4"
    file.write_bytes(content)
    objects = client.storage.from_(bucket)
    answer = await objects.upload("one/two/0.mp4", file, {"content-type": "video/mp4"})
    assert answer.full_path == f"{bucket}/one/two/0.mp4"
    assert await objects.download("one/two/0.mp4") == content
    info = await objects.info("one/two/0.mp4")
    assert (info["size"], info["content_type"]) == (len(content), "video/mp4")
    assert info["cache_control"] == "max-age=3600"


async def test_object_is_written_over_only_when_told(client: AsyncClient, bucket: str) -> None:
    objects = client.storage.from_(bucket)
    await objects.upload("a.txt", b"first")
    with pytest.raises(StorageApiError) as refused:
        await objects.upload("a.txt", b"second")
    assert (refused.value.status, refused.value.code) == ("409", "Duplicate")
    assert await objects.download("a.txt") == b"first"
    before = await objects.info("a.txt")
    await objects.upload("a.txt", b"third", {"upsert": "true"})
    assert await objects.download("a.txt") == b"third"
    assert (await objects.info("a.txt"))["id"] == before["id"]
    await objects.update("a.txt", b"fourth")
    assert await objects.download("a.txt") == b"fourth"


async def test_exists_tells_what_is_there(client: AsyncClient, bucket: str) -> None:
    objects = client.storage.from_(bucket)
    await objects.upload("here.txt", b"")
    assert await objects.exists("here.txt") is True
    assert await objects.exists("there.txt") is False


async def test_folder_is_listed(client: AsyncClient, bucket: str) -> None:
    objects = client.storage.from_(bucket)
    for path in ("a/1.txt", "a/2.txt", "a/deep/3.txt", "b.txt"):
        await objects.upload(path, path.encode())
    names = [each["name"] for each in await objects.list("a")]
    assert names == ["1.txt", "2.txt", "deep"]
    assert [each["name"] for each in await objects.list()] == ["a", "b.txt"]
    rows = await objects.list("a", {"limit": 1, "offset": 1})
    assert [(each["name"], each["metadata"]["size"]) for each in rows] == [("2.txt", 7)]
    folder = (await objects.list("a"))[2]
    assert folder["id"] is None


async def test_removed_objects_are_gone(client: AsyncClient, bucket: str) -> None:
    objects = client.storage.from_(bucket)
    await objects.upload("a.txt", b"a")
    removed = await objects.remove(["a.txt", "never.txt"])
    assert [each["name"] for each in removed] == ["a.txt"]
    assert await objects.exists("a.txt") is False
    assert await objects.remove(["a.txt"]) == []


async def test_signed_url_is_read_without_a_key(
    client: AsyncClient, bucket: str, http: httpx.AsyncClient
) -> None:
    objects = client.storage.from_(bucket)
    await objects.upload("a/ü b.png", b"picture", {"content-type": "image/png"})
    signed = await objects.create_signed_url("a/ü b.png", 60)
    url = str(signed["signedURL"])
    answer = await http.get(url)
    assert (answer.status_code, answer.content) == (200, b"picture")
    assert answer.headers["content-type"] == "image/png"
    part = await http.get(url, headers={"range": "bytes=1-3"})
    assert (part.status_code, part.content) == (206, b"ict")
    attached = await http.get(f"{url}&download=name.png")
    assert attached.headers["content-disposition"].startswith("attachment")


async def test_many_are_signed_at_once(
    client: AsyncClient, bucket: str, http: httpx.AsyncClient
) -> None:
    objects = client.storage.from_(bucket)
    await objects.upload("a.txt", b"a")
    signed = await objects.create_signed_urls(["a.txt", "none.txt"], 60)
    assert [(each["path"], each["error"] is None) for each in signed] == [
        ("a.txt", True),
        ("none.txt", False),
    ]
    assert (await http.get(str(signed[0]["signedURL"]))).content == b"a"


async def test_signed_url_opens_one_object_until_it_ends(
    client: AsyncClient, bucket: str, http: httpx.AsyncClient
) -> None:
    objects = client.storage.from_(bucket)
    await objects.upload("a.txt", b"a")
    await objects.upload("b.txt", b"b")
    url = str((await objects.create_signed_url("a.txt", 1))["signedURL"])
    other = url.replace("/a.txt", "/b.txt")
    assert (await http.get(other)).json()["error"] == "InvalidSignature"
    assert (await http.get(url.partition("?")[0])).json()["error"] == "InvalidJWT"
    await asyncio.sleep(2.1)
    answer = await http.get(url)
    assert (answer.status_code, answer.json()["error"]) == (400, "InvalidJWT")


async def test_publishable_key_neither_writes_nor_sees(
    client: AsyncClient, stranger: AsyncClient, bucket: str
) -> None:
    await client.storage.from_(bucket).upload("a.txt", b"a")
    theirs = stranger.storage.from_(bucket)
    with pytest.raises(StorageApiError) as refused:
        await theirs.upload("b.txt", b"b")
    assert (refused.value.status, refused.value.code) == ("403", "Unauthorized")
    for call in (
        theirs.download("a.txt"),
        theirs.create_signed_url("a.txt", 60),
        stranger.storage.get_bucket(bucket),
    ):
        with pytest.raises(StorageApiError) as hidden:
            await call
        assert hidden.value.status == "404"
    assert await theirs.list() == [] and await theirs.remove(["a.txt"]) == []
    assert await client.storage.from_(bucket).exists("a.txt")


async def test_token_of_the_services_role_will_do(
    storage_project: StorageProject, http: httpx.AsyncClient, bucket: str
) -> None:
    claims = {"role": "service_role", "aud": AUDIENCE, "exp": int(time.time()) + 60}
    service = storage_project.signing_keys.current().sign(claims)
    user = storage_project.signing_keys.current().sign(
        {**claims, "role": "authenticated", "sub": str(uuid.uuid4())}
    )
    forged = jwt.encode(claims, "x" * 32, algorithm="HS256", headers={"kid": "none"})
    url = f"{storage_project.url}/storage/v1/object/{bucket}/a.txt"
    said = {}
    for name, token in {"service": service, "user": user, "forged": forged}.items():
        headers = {
            "apikey": storage_project.api_keys.publishable,
            "authorization": f"Bearer {token}",
            "x-upsert": "true",
        }
        said[name] = (await http.post(url, content=b"a", headers=headers)).status_code
    assert said == {"service": 200, "user": 400, "forged": 400}


async def test_no_key_is_no_way_in(
    storage_project: StorageProject, http: httpx.AsyncClient
) -> None:
    assert (await http.get(f"{storage_project.url}/storage/v1/bucket")).status_code == 401


async def test_bucket_keeps_its_limits(client: AsyncClient) -> None:
    name = f"limited-{secrets.token_hex(4)}"
    await client.storage.create_bucket(
        name, options={"file_size_limit": 10, "allowed_mime_types": ["image/*"]}
    )
    objects = client.storage.from_(name)
    await objects.upload("a.png", b"0123456789", {"content-type": "image/png"})
    for content, kind, status in ((b"x" * 11, "image/png", "413"), (b"x", "text/html", "415")):
        with pytest.raises(StorageApiError) as refused:
            await objects.upload("b.png", content, {"content-type": kind})
        assert refused.value.status == status
    assert [each["name"] for each in await objects.list()] == ["a.png"]


@pytest.mark.parametrize("path", ["a//b", "%2e%2e/%2e%2e/etc/passwd", "a/%2e%2e/b", "x" * 1025])
async def test_odd_paths_are_refused(
    storage_project: StorageProject, http: httpx.AsyncClient, bucket: str, path: str
) -> None:
    headers = {"apikey": storage_project.api_keys.secret}
    url = f"{storage_project.url}/storage/v1/object/{bucket}/{path}"
    answer = await http.post(url, content=b"a", headers=headers)
    assert answer.status_code in (400, 404)


async def test_upload_that_breaks_off_leaves_nothing(
    storage_project: StorageProject, http: httpx.AsyncClient, client: AsyncClient, bucket: str
) -> None:
    headers = {
        "apikey": storage_project.api_keys.secret,
        "content-type": "multipart/form-data; boundary=b",
    }
    url = f"{storage_project.url}/storage/v1/object/{bucket}/a.txt"
    form = b'--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nhalf'
    assert (await http.post(url, content=form, headers=headers)).status_code == 400
    assert await client.storage.from_(bucket).exists("a.txt") is False
    home = storage_project.folder / "storage"
    kept = [each for each in home.glob("*/*.bin") if each.read_bytes() == b"half"]
    assert kept == []


async def test_objects_and_signed_urls_survive_a_restart(
    empty_db: Database, http: httpx.AsyncClient, tmp_path: Path
) -> None:
    dsn = empty_db.dsn("supabase_auth_admin")
    with running_storage(dsn, tmp_path) as project:
        client = project.client(http)
        await client.storage.create_bucket("kept")
        await client.storage.from_("kept").upload("a.txt", b"kept")
        signed = await client.storage.from_("kept").create_signed_url("a.txt", 60)
    with running_storage(dsn, tmp_path) as project:
        client = project.client(http)
        assert await client.storage.from_("kept").download("a.txt") == b"kept"
        way = str(signed["signedURL"]).partition("/storage/")[2]
        assert (await http.get(f"{project.url}/storage/{way}")).content == b"kept"
