"""The routes below /auth/v1."""

import asyncio
import re
import time
import uuid
from typing import Any

import jwt
import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.auth.claims import AUDIENCE, LIFETIME_S, access_claims, user_json
from local.auth.errors import AuthError
from local.auth.keys import SigningKeys
from local.auth.passwords import check_password, hash_password
from local.auth.store import SignedIn, Store

MAX_BODY_BYTES = 64 * 1024
MAX_EMAIL, MIN_PASSWORD, MAX_PASSWORD = 255, 6, 72
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
# The platform's own: clients may keep the key set for ten minutes.
KEY_SET_MAX_AGE_S = 600
NO_STORE = {"cache-control": "no-store"}


class AuthRoutes:
    """`issuer` is the URL of this API as clients and the service know it."""

    def __init__(self, store: Store, keys: SigningKeys, issuer: str) -> None:
        self.store = store
        self.keys = keys
        self.issuer = issuer

    def routes(self) -> list[Route]:
        return [
            Route("/signup", self.sign_up, methods=["POST"]),
            Route("/token", self.token, methods=["POST"]),
            Route("/user", self.show_user, methods=["GET"]),
            Route("/user", self.change_user, methods=["PUT"]),
            Route("/logout", self.sign_out, methods=["POST"]),
            Route("/.well-known/jwks.json", self.key_set, methods=["GET"]),
            Route("/settings", self.settings, methods=["GET"]),
            Route("/health", self.health, methods=["GET"]),
        ]

    async def sign_up(self, request: Request) -> Response:
        """Without email and phone: an anonymous user."""
        body = await _body(request)
        metadata = _metadata(body)
        if body.get("phone"):
            raise AuthError(400, "phone_provider_disabled", "Phone signups are disabled")
        if not body.get("email"):
            if body.get("password"):
                raise AuthError(422, "validation_failed", "Email is required with a password")
            return self._session(await self.store.add_anonymous(metadata))
        hashed = await asyncio.to_thread(hash_password, _password(body))
        return self._session(
            await self.store.add_with_password(_email(body["email"]), hashed, metadata)
        )

    async def token(self, request: Request) -> Response:
        body = await _body(request)
        grant = request.query_params.get("grant_type")
        if grant == "refresh_token":
            token = body.get("refresh_token")
            if not isinstance(token, str) or not token:
                raise AuthError(400, "validation_failed", "refresh_token required")
            return self._session(await self.store.refresh(token))
        if grant != "password":
            raise AuthError(400, "invalid_credentials", "unsupported_grant_type")
        email, password = body.get("email"), body.get("password")
        if not isinstance(email, str) or not isinstance(password, str):
            raise AuthError(400, "validation_failed", "email and password required")
        user_id, stored = await self.store.password_of(email.lower())
        right = await asyncio.to_thread(check_password, password[:MAX_PASSWORD], stored)
        if not right or user_id is None:
            raise AuthError(400, "invalid_credentials", "Invalid login credentials")
        return self._session(await self.store.sign_in(user_id))

    async def show_user(self, request: Request) -> Response:
        user_id, session_id = self._who(request)
        user = await self.store.user_of_session(user_id, session_id)
        return JSONResponse(user_json(user), headers=NO_STORE)

    async def change_user(self, request: Request) -> Response:
        """With an email an anonymous user becomes a permanent one of the same id."""
        user_id, session_id = self._who(request)
        body = await _body(request)
        user = await self.store.user_of_session(user_id, session_id)
        email = _email(body["email"]) if body.get("email") else None
        hashed = None
        if body.get("password"):
            if not email and not user["email"]:
                raise AuthError(
                    422,
                    "validation_failed",
                    "Updating password of an anonymous user without an email or phone is not "
                    "allowed",
                )
            hashed = await asyncio.to_thread(hash_password, _password(body))
        changed = await self.store.change(user_id, email, hashed, _metadata(body))
        return JSONResponse(user_json(changed), headers=NO_STORE)

    async def sign_out(self, request: Request) -> Response:
        scope = request.query_params.get("scope", "global")
        if scope not in ("global", "local", "others"):
            raise AuthError(400, "validation_failed", "Unsupported logout scope")
        user_id, session_id = self._who(request)
        await self.store.user_of_session(user_id, session_id)
        await self.store.sign_out(user_id, session_id, scope)
        return Response(status_code=204)

    async def key_set(self, request: Request) -> Response:
        max_age = {"cache-control": f"public, max-age={KEY_SET_MAX_AGE_S}"}
        return JSONResponse(self.keys.key_set(), headers=max_age)

    async def settings(self, request: Request) -> Response:
        return JSONResponse(
            {
                "external": {"anonymous_users": True, "email": True, "phone": False},
                "disable_signup": False,
                "mailer_autoconfirm": True,
                "phone_autoconfirm": False,
                "sms_provider": "",
                "saml_enabled": False,
            }
        )

    async def health(self, request: Request) -> Response:
        return JSONResponse({"name": "GoTrue", "description": "Florin's local auth server"})

    def _session(self, signed_in: SignedIn) -> Response:
        user = signed_in.user
        claims = access_claims(self.issuer, user, signed_in.session_id, signed_in.methods)
        return JSONResponse(
            {
                "access_token": self.keys.current().sign(claims),
                "token_type": "bearer",
                "expires_in": LIFETIME_S,
                "expires_at": int(time.time()) + LIFETIME_S,
                "refresh_token": signed_in.refresh_token,
                "user": user_json(user),
            },
            headers=NO_STORE,
        )

    def _who(self, request: Request) -> tuple[uuid.UUID, uuid.UUID]:
        """(user id, session id) of the bearer. Raises AuthError."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise AuthError(401, "no_authorization", "This endpoint requires a valid Bearer token")
        try:
            claims = self.keys.decode(token, AUDIENCE)
            return uuid.UUID(claims["sub"]), uuid.UUID(claims["session_id"])
        except (jwt.PyJWTError, KeyError, ValueError) as error:
            raise AuthError(403, "bad_jwt", "invalid JWT") from error


async def _body(request: Request) -> dict[str, Any]:
    """The JSON object of a request; an empty body is an empty object."""
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > MAX_BODY_BYTES:
            raise AuthError(413, "validation_failed", "Request body is too large")
    try:
        body = orjson.loads(raw) if raw else {}
    except orjson.JSONDecodeError as error:
        raise AuthError(400, "bad_json", "Could not parse request body as JSON") from error
    if not isinstance(body, dict):
        raise AuthError(400, "bad_json", "The request body must be an object")
    return body


def _metadata(body: dict[str, Any]) -> dict[str, Any]:
    data = body.get("data") or {}
    if not isinstance(data, dict):
        raise AuthError(422, "validation_failed", "data must be an object")
    return data


def _email(given: Any) -> str:
    if not isinstance(given, str) or len(given) > MAX_EMAIL or not EMAIL.fullmatch(given):
        raise AuthError(
            400, "validation_failed", "Unable to validate email address: invalid format"
        )
    return given.lower()


def _password(body: dict[str, Any]) -> str:
    given = body.get("password")
    if not isinstance(given, str) or not given:
        raise AuthError(400, "validation_failed", "Signup requires a valid password")
    if len(given) < MIN_PASSWORD:
        raise AuthError(
            422,
            "weak_password",
            f"Password should be at least {MIN_PASSWORD} characters.",
            weak_password={"reasons": ["length"]},
        )
    if len(given) > MAX_PASSWORD:
        raise AuthError(
            422, "validation_failed", f"Password cannot be longer than {MAX_PASSWORD} characters"
        )
    return given
