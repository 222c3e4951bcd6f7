"""No token is anybody's that the project's key did not sign for its users; nor half an API key."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hostile.world import Caller, World, code_of

STORM = 300
ES256 = jwt.get_algorithm_by_name("ES256")


def part(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def read_me(world: World, token: str, name: str = "authorization") -> httpx.Response:
    value = f"Bearer {token}" if name == "authorization" else token
    return world.request("GET", "/v1/me", headers={name: value.encode("latin-1", "replace")})


def claims_of(world: World, **changes: Any) -> dict[str, Any]:
    user_id = world.service.db.add_user()
    token = world.service.token(user_id, is_anonymous=True)
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return {name: v for name, v in {**claims, **changes}.items() if v is not None}


def signed(world: World, claims: dict[str, Any], **head: Any) -> str:
    """By the project's own key, under whatever head."""
    key = world.service.issuer.keys.current()
    private = jwt.PyJWK(key.jwk).key
    text = f"{part({'alg': 'ES256', 'typ': 'JWT', 'kid': key.kid, **head})}.{part(claims)}"
    return f"{text}.{part(ES256.sign(text.encode(), private))}"


def by_hmac(world: World, secret: bytes) -> str:
    head = {"alg": "HS256", "typ": "JWT", "kid": world.service.issuer.keys.current().kid}
    text = f"{part(head)}.{part(claims_of(world))}"
    return f"{text}.{part(hmac.new(secret, text.encode(), hashlib.sha256).digest())}"


def public_keys(world: World) -> Iterator[bytes]:
    """The public key, in every form that somebody may take for a secret."""
    key = world.service.issuer.keys.current()
    public: Any = jwt.PyJWK(key.public()).key
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    yield from (pem, pem.strip(), json.dumps(key.public()).encode(), key.jwk["x"].encode(), b"")
    yield public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def test_the_tokens_below_are_good_but_for_what_they_change(world: World) -> None:
    assert read_me(world, signed(world, claims_of(world))).status_code == 200


Make = Callable[[World], str]
REFUSED: dict[str, tuple[Make, str]] = {
    "none": (lambda w: f"{part({'alg': 'none'})}.{part(claims_of(w))}.", "token_unsigned"),
    "None": (lambda w: f"{part({'alg': 'nOnE'})}.{part(claims_of(w))}.", "token_unsigned"),
    "no alg": (lambda w: f"{part({'typ': 'JWT'})}.{part(claims_of(w))}.x", "token_malformed"),
    "list": (lambda w: f"{part({'alg': ['ES256']})}.{part(claims_of(w))}.x", "token_malformed"),
    "unsigned": (lambda w: signed(w, claims_of(w)).rpartition(".")[0] + ".", "token_bad_signature"),
    "audience": (lambda w: signed(w, claims_of(w, aud="anon")), "token_wrong_audience"),
    "audiences": (lambda w: signed(w, claims_of(w, aud=[])), "token_wrong_audience"),
    "no audience": (lambda w: signed(w, claims_of(w, aud=None)), "token_wrong_audience"),
    "issuer": (lambda w: signed(w, claims_of(w, iss="https://x/auth/v1")), "token_wrong_issuer"),
    "no issuer": (lambda w: signed(w, claims_of(w, iss=None)), "token_wrong_issuer"),
    "expired": (lambda w: signed(w, claims_of(w, exp=1)), "token_expired"),
    "negative": (lambda w: signed(w, claims_of(w, exp=-(10**15))), "token_expired"),
    "no expiry": (lambda w: signed(w, claims_of(w, exp=None)), "token_without_expiry"),
    "endless": (lambda w: signed(w, claims_of(w, exp="never")), "token_malformed"),
    "later": (lambda w: signed(w, claims_of(w, nbf=2**40)), "token_not_yet_valid"),
    "issued later": (lambda w: signed(w, claims_of(w, iat=2**40)), "token_not_yet_valid"),
    "no subject": (lambda w: signed(w, claims_of(w, sub=None)), "token_without_subject"),
    "subject": (lambda w: signed(w, claims_of(w, sub="admin")), "token_without_subject"),
    "sql": (lambda w: signed(w, claims_of(w, sub="' or 1=1 --")), "token_without_subject"),
    "urn": (lambda w: signed(w, claims_of(w, sub=f"urn:uuid:{uuid.UUID(int=1)}")),
            "token_without_subject"),
    "number": (lambda w: signed(w, claims_of(w, sub=7)), "token_without_subject"),
    "kid path": (lambda w: signed(w, claims_of(w), kid="../../../dev/null"), "token_unknown_key"),
    "kid url": (lambda w: signed(w, claims_of(w), kid="http://127.0.0.1/"), "token_unknown_key"),
    "kid sql": (lambda w: signed(w, claims_of(w), kid="' union select 1"), "token_unknown_key"),
    "kid number": (lambda w: signed(w, claims_of(w), kid=1), "token_malformed"),
    "kid null": (lambda w: signed(w, claims_of(w), kid=None), "token_malformed"),
    "crit": (lambda w: signed(w, claims_of(w), crit=["exp"]), "token_malformed"),
    "b64": (lambda w: signed(w, claims_of(w), b64=False), "token_malformed"),
    "long": (lambda w: signed(w, claims_of(w, x="x" * 9000)), "token_too_long"),
    "no object": (lambda w: signed(w, [1]), "token_malformed"),  # type: ignore[arg-type]
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_token_is_refused_with_its_reason(world: World, name: str) -> None:
    make, code = REFUSED[name]
    token = make(world)
    for header in ("authorization", "x-api-key"):
        response = read_me(world, token, header)
        assert (response.status_code, code_of(response)) == (401, code)
        assert token[:40] not in response.text


@pytest.mark.parametrize("form", range(6))
def test_the_public_key_is_no_secret_to_sign_with(world: World, form: int) -> None:
    secret = list(public_keys(world))[form]
    assert code_of(read_me(world, by_hmac(world, secret))) == "token_wrong_algorithm"


def test_a_key_that_a_token_brings_along_verifies_nothing(world: World) -> None:
    own = ec.generate_private_key(ec.SECP256R1())
    jwk = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(own.public_key()))
    for head in (
        {"jwk": jwk, "kid": "mine"},
        {"jwk": jwk, "kid": world.service.issuer.keys.current().kid},
        {"jku": "http://127.0.0.1:1/keys", "x5u": "http://127.0.0.1:1/", "kid": "mine"},
    ):
        token = jwt.encode(claims_of(world), own, algorithm="ES256", headers=head)
        assert code_of(read_me(world, token)) in ("token_unknown_key", "token_bad_signature")


@pytest.mark.parametrize(
    "change", [{"sub": str(uuid.UUID(int=7))}, {"exp": 2**40}, {"is_anonymous": False}]
)
def test_a_claim_that_was_changed_breaks_the_seal(world: World, change: dict[str, Any]) -> None:
    claims = claims_of(world)
    head, _, signature = signed(world, claims).split(".")
    token = f"{head}.{part({**claims, **change})}.{signature}"
    assert code_of(read_me(world, token)) == "token_bad_signature"


@pytest.mark.parametrize("cut", [1, 20, 90])
def test_a_seal_that_was_changed_is_none(world: World, cut: int) -> None:
    token = signed(world, claims_of(world))
    other = "A" if token[-cut] != "A" else "B"
    changed = token[:-cut] + other + token[len(token) - cut + 1 :]
    if cut == 1:
        # The last character of a signature has bits that mean nothing.
        changed = token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB")
    assert read_me(world, changed).status_code == 401
    assert read_me(world, token[:-cut]).status_code == 401


@pytest.mark.parametrize("role", ["service_role", "anon", "postgres", "supabase_admin", 7, None])
def test_no_claim_of_a_role_or_right_makes_more_of_a_user(world: World, role: Any) -> None:
    """A project may give its users roles of its own: here they are users, whatever it says. The
    keys of the project itself name nobody, and are refused by that."""
    claims = claims_of(
        world,
        role=role,
        user_metadata={"role": "service_role", "is_admin": True},
        app_metadata={"role": "admin", "florin_admin": True, "provider": "x"},
        user_role="admin",
        account_id=str(uuid.UUID(int=1)),
    )
    me = read_me(world, signed(world, claims)).json()
    assert me["user_id"] == claims["sub"]
    assert me["account"]["account_id"] != str(uuid.UUID(int=1))
    assert me["account"]["plan"] == "anonymous"
    project = {"iss": claims["iss"], "aud": claims["aud"], "role": role, "exp": claims["exp"]}
    assert code_of(read_me(world, signed(world, project))) == "token_without_subject"


def test_a_storm_of_unknown_keys_asks_the_key_server_a_few_times(world: World) -> None:
    """However many ids are made up, nobody's service is asked for each."""
    claims = claims_of(world)
    tokens = [signed(world, claims, kid=str(uuid.uuid4())) for _ in range(STORM)]
    before, started = world.service.issuer.served, time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda token: read_me(world, token).status_code, tokens))
    assert set(answers) == {401}
    # Once per half minute, and once for a key set that grows old meanwhile.
    most = 2 + (time.monotonic() - started) / 30
    assert world.service.issuer.served - before <= most
    assert read_me(world, signed(world, claims)).status_code == 200


# --- API keys -----------------------------------------------------------------------------------


@pytest.fixture
def holder(world: World) -> Caller:
    return world.new_caller("user")


def new_key(world: World, holder: Caller, **members: Any) -> dict[str, Any]:
    made = world.request("POST", "/v1/api-keys", holder, json={"name": "k", **members})
    assert made.status_code == 201
    key: dict[str, Any] = made.json()
    return key


def with_checksum(text: str) -> str:
    return text + hashlib.sha256(text.encode()).hexdigest()[:8]


def test_a_key_works_in_either_header(world: World, holder: Caller) -> None:
    """What the refusals below are compared with."""
    text = new_key(world, holder)["key"]
    assert read_me(world, text).status_code == 200
    assert read_me(world, text, "x-api-key").status_code == 200


def test_a_key_that_was_cut_or_mistyped_is_told_without_asking_anybody(
    world: World, holder: Caller
) -> None:
    text = new_key(world, holder)["key"]
    for wrong in (
        text[:-1],
        text[:48],
        text + "0",
        text.upper().replace("FLORIN", "florin"),
        text[:60] + ("0" if text[60] != "0" else "1") + text[61:],
        "florin_" + "0" * 10_000,
        "florin_' or 1=1 --",
        text + "\\x00",
    ):
        assert code_of(read_me(world, wrong)) == "api_key_malformed", wrong[:60]


def test_another_secret_is_no_key(world: World, holder: Caller) -> None:
    """Well formed, of a real account, and with the public half of a real key: also while that is
    remembered from the request before."""
    text = new_key(world, holder)["key"]
    assert read_me(world, text).status_code == 200
    for guess in (
        with_checksum(text[:48] + "0" * (len(text) - 48 - 8)),
        with_checksum(text[:40] + "0" * 64),
        with_checksum(f"florin_{'0' * 32}_{'0' * 64}"),
        # Another environment's: same form, an account that is not here.
        with_checksum(f"florin_{uuid.uuid4().hex}_{uuid.uuid4().hex * 2}"),
    ):
        response = read_me(world, guess)
        assert (response.status_code, code_of(response)) == (401, "api_key_not_usable")


def test_a_key_with_anothers_account_in_it_is_none(world: World, holder: Caller) -> None:
    mine = new_key(world, holder)["key"]
    other = new_key(world, world.new_caller("user"))["key"]
    mixed = with_checksum(other[:40] + mine[40:-8])
    assert code_of(read_me(world, mixed)) == "api_key_not_usable"


def test_a_revoked_key_ends_within_its_bound(world: World, holder: Caller) -> None:
    key = new_key(world, holder)
    assert read_me(world, key["key"]).status_code == 200
    revoked = world.request("DELETE", f"/v1/api-keys/{key['id']}", holder)
    assert revoked.status_code == 200
    end = time.monotonic() + 30
    while read_me(world, key["key"]).status_code == 200:
        assert time.monotonic() < end
        time.sleep(0.2)
    assert code_of(read_me(world, key["key"])) == "api_key_not_usable"


@pytest.mark.parametrize(
    "place", ["?key={}", "?api_key={}", "?access_token={}", "?token={}", "?x-api-key={}"]
)
def test_a_credential_in_an_address_is_none(world: World, holder: Caller, place: str) -> None:
    """Addresses are logged, kept in histories and sent on as referrers."""
    for text in (new_key(world, holder)["key"], holder.headers["authorization"][7:]):
        response = world.request("GET", "/v1/me" + place.format(text))
        assert (response.status_code, code_of(response)) == (401, "credentials_missing")
        cookie = {"cookie": f"key={text}; authorization=Bearer {text}"}
        assert world.request("GET", "/v1/me", headers=cookie).status_code == 401


def test_a_key_does_what_its_scopes_say_and_no_more(world: World, holder: Caller) -> None:
    reader = Caller(holder.user_id, {"x-api-key": new_key(world, holder, scopes=["read"])["key"]})
    ask = {"model": "demo", "messages": [{"role": "user", "content": "Hi"}]}
    for method, path, body in (
        ("POST", "/v1/generations", ask),
        ("POST", "/v1/jobs", {"model": "demo-image", "prompt": "p"}),
        ("POST", "/v1/credits/holds", {"amount_microcredits": 1}),
        ("POST", "/v1/api-keys", {"name": "another"}),
        ("PATCH", "/v1/me", {"display_name": "x"}),
        ("DELETE", "/v1/me", None),
        ("POST", "/v1/billing/portal", {}),
        # The path as written is what scopes and routes go by, both alike.
        ("POST", "/v1//generations", ask),
        ("POST", "/v1/./generations", ask),
        ("POST", "/V1/generations", ask),
        ("POST", "/v1/generations/", ask),
        ("POST", "/v1/%67enerations", ask),
        ("GET", "/v1/usage/../api-keys", None),
        ("GET", "/v1/%61pi-keys", None),
    ):
        response = world.request(method, path, reader, json=body, headers={"idempotency-key": "k"})
        assert response.status_code in (403, 404, 405), (method, path, response.text)
