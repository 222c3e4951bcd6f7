"""What is done to a service: what works, and every way to fail that can be reached from outside."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from typing import Any
from uuid import uuid4

import jwt
import orjson
from logs.canaries import canary
from logs.world import World

# Where a provider's own words go through to whoever asked, as they are.
ANSWERS = (
    *("stream", "400", "401", "403", "404", "422", "429", "500", "503", "302", "garbage"),
    *("inband", "torn", "silence", "gone"),
)
PATHS = (
    *("/v1/me", "/v1/me/entitlements", "/v1/catalog", "/v1/models", "/v1/limits", "/v1/usage"),
    *("/v1/usage/current", "/v1/api-keys", "/v1/jobs", "/metrics", "/health/ready"),
)


def use(world: World) -> None:
    """Everything that a deployment is asked for."""
    generate(world)
    send_nonsense(world)
    come_with_bad_tokens(world)
    post_webhooks(world)
    buy_and_attest(world)
    order_pictures(world)


def generate(world: World) -> None:
    for answer in ANSWERS:
        world.chat(answer)
    for answer in ("whole", "400", "500", "garbage", "gone"):
        world.chat(answer, stream=False)
        world.chat(answer, stream=False, path="/v1/generations")
    for answer in ("400", "401", "inband", "stream"):
        world.chat(answer, path="/v1/generations")
        world.chat(answer, path="/v1/messages", model="demo-claude", max_tokens=50)
    made = world.chat("stream")
    made_id = made.headers["florin-generation-id"]
    world.ask("GET", f"/v1/generations/{made_id}/stream", last_event_id="1")
    world.ask("GET", f"/v1/generations/{made_id}")
    # The same key again, and with another body.
    key = world.private["idempotency key"]
    for text in ("one", "one", "two"):
        body = {"model": "demo", "messages": [{"role": "user", "content": f"{text} answer:whole;"}]}
        world.ask("POST", "/v1/chat/completions", body, idempotency_key=key)


def send_nonsense(world: World) -> None:
    """Bodies that are refused, each with a prompt in it."""
    prompt, path = world.private["prompt"], "/v1/chat/completions"
    said = {"role": "user", "content": prompt}
    bodies: list[Any] = [
        prompt.encode(),
        b'{"messages": "' + prompt.encode(),
        {"model": 5, "messages": [said]},
        {"model": "none\0", "messages": [said]},
        {"model": "demo-image", "prompt": f"{prompt}\0"},
        {"model": "no-such-model", "messages": [said]},
        {"model": "demo", "messages": prompt},
        {"model": "demo", "messages": [{"role": prompt, "content": 5}]},
        {"model": "demo", "messages": [said], "max_tokens": prompt},
        {"model": "demo", "messages": [{"role": "user", "content": [{"type": "image_url",
         "image_url": {"url": f"data:image/png;base64,{prompt}!"}}]}]},
        {"model": "demo", "messages": [said], "stream_options": prompt},
        {"model": "demo", "messages": [said] * 2, "stream": prompt},
        {"model": "demo", "messages": [{"role": "user", "content": f"{prompt}\ud83d"}]},
    ]  # fmt: skip
    for body in bodies:
        content = body if isinstance(body, bytes) else _loose(body)
        for where in (path, "/v1/messages", "/v1/responses", "/v1/embeddings", "/v1/generations",
                      "/v1/completions", "/v1/jobs", "/v1/me/merge", "/v1/api-keys"):  # fmt: skip
            world.ask("POST", where, content)
    key = world.private["idempotency key"]
    world.ask("POST", path, {"model": "demo", "messages": [said]}, idempotency_key=key * 20)
    world.ask("PATCH", "/v1/me", {"default_model": prompt, "time_zone": prompt})
    world.ask("GET", f"/v1/generations/{prompt}")
    world.ask("GET", f"/v1/models/{prompt}")
    world.ask("GET", f"/v1/usage?from={prompt}&to={world.private['email']}")
    world.ask("POST", "/v1/credits/holds", {"amount": prompt, "ref": prompt}, idempotency_key=key)
    hold = {"amount_microcredits": 1000, "ref": prompt}
    world.ask("POST", "/v1/credits/holds", hold, idempotency_key=key)
    world.ask("PUT", path, prompt.encode())


def come_with_bad_tokens(world: World) -> None:
    user = world.user
    head, claims, signature = user.token.split(".")
    secret = canary("forged")
    legacy = {
        "sub": str(user.id), "aud": "authenticated", "role": "authenticated",
        "iss": f"{world.issuer.url}/auth/v1", "exp": time.time() + 600,
        "email": world.private["email"],
    }  # fmt: skip
    tokens = [
        canary("token"),
        f"{head}.{claims}.{signature[::-1]}",
        f"{head}.{claims}",
        world.issuer.token(user.id, lifetime_s=-60, email=world.private["email"]),
        world.issuer.token(user.id, aud=secret),
        world.issuer.token(user.id, iss=secret),
        world.issuer.token(user.id, sub=secret),
        jwt.encode(legacy, secret * 2, "HS256"),
        jwt.encode(legacy, world.secrets["SUPABASE_JWT_SECRET"], "HS256"),
        jwt.encode({**legacy, "sub": str(uuid4())}, world.secrets["SUPABASE_JWT_SECRET"], "HS256"),
        "flk_" + canary("key"),
        "fl_" + canary("key"),
        canary("long") * 500,
    ]
    made = world.ask("POST", "/v1/api-keys", {"name": "one", "scopes": ["models:read"]})
    if made.status_code == 201:
        # Told once, to whoever made it: the one answer that may hold it.
        world.replies.pop()
        key = str(made.json()["key"])
        tokens.append(key)
        tokens.append(key[:-4] + "aaaa")
        world.secrets["API key"] = key
    for number, token in enumerate(tokens):
        world.secrets.setdefault(f"bad token {number}", token.rpartition(".")[2][:200])
        for headers in ({"authorization": f"Bearer {token}"}, {"x_api_key": token}):
            without = {"authorization": ""} if "x_api_key" in headers else {}
            world.ask("GET", "/v1/me", **{**without, **headers})
        world.ask("POST", "/v1/me/merge", {"token": token, "anonymous_token": token})
        world.ask("GET", "/metrics", authorization=f"Bearer {token}")
    world.ask("GET", "/metrics", authorization=f"Bearer {world.secrets['FLORIN_METRICS_TOKEN']}")
    for path in PATHS:
        world.ask("GET", path)


def post_webhooks(world: World) -> None:
    prompt = world.private["prompt"]
    body = orjson.dumps(
        {"id": "evt_1", "object": "event", "type": "charge.succeeded", "note": prompt,
         "data": {"object": {"receipt_email": world.private["email"]}}}
    )  # fmt: skip
    secret = world.secrets["STRIPE_WEBHOOK_SECRETS"].split()[0]
    for given in (secret, canary("wrong")):
        for sent in (body, b"{" + prompt.encode(), b"[]"):
            stamp = int(time.time())
            signed = hmac.new(given.encode(), b"%d.%b" % (stamp, sent), hashlib.sha256).hexdigest()
            world.ask("POST", "/webhooks/stripe", sent, stripe_signature=f"t={stamp},v1={signed}")
    world.ask("POST", "/webhooks/stripe", body, stripe_signature=prompt)
    for signed_payload in (prompt, f"{prompt}.{prompt}.{prompt}", world.user.token):
        world.ask("POST", "/webhooks/apple", {"signedPayload": signed_payload})
    headers = {
        "x_fal_webhook_request_id": "r", "x_fal_webhook_user_id": "u",
        "x_fal_webhook_timestamp": str(int(time.time())), "x_fal_webhook_signature": "ab" * 64,
    }  # fmt: skip
    world.ask("POST", f"/webhooks/fal?seal={prompt}", {"request_id": prompt}, **headers)


def buy_and_attest(world: World) -> None:
    """Stores that answer with errors which quote our keys."""
    for _ in range(4):
        world.ask("POST", "/v1/billing/checkout", {"product": "s-pack"})
        world.ask("POST", "/v1/billing/portal", {})
        world.ask("POST", "/v1/iap/apple/restore", {"transaction_id": "2000000000000001"})
    token = base64.b64encode(canary("device").encode()).decode()
    world.secrets["device token"] = token
    world.ask("POST", "/v1/iap/apple/transactions", {"signed_transaction": token})
    for _ in range(4):
        world.ask("POST", "/v1/devices/check", {"device_token": token})
    world.ask("POST", "/v1/devices/challenge", {})
    world.ask("POST", "/v1/devices/attest", {"key_id": token, "attestation": token})


def order_pictures(world: World) -> None:
    for answer in ("400", "422", "429", "500", "200", "404"):
        text = f"{world.private['prompt']} answer:{answer};"
        made = world.ask("POST", "/v1/jobs", {"model": "demo-image", "prompt": text})
        assert made.status_code == 201, made.text


def _loose(value: Any) -> bytes:
    """JSON as a client might write it, halved emoji included."""
    import json

    return json.dumps(value).encode()
