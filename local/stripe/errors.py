"""What the stand-in refuses, in Stripe's shape: {"error": {type, code, message, param}}."""

from typing import Any


class StripeFault(Exception):
    """One refusal. `code` and `param` may be absent, as with Stripe."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.error: dict[str, Any] = {"message": message, "type": kind, **more}
        if code is not None:
            self.error["code"] = code
            self.error["doc_url"] = f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}"
        if param is not None:
            self.error["param"] = param

    def body(self) -> dict[str, Any]:
        return {"error": self.error}


def missing(kind: str, object_id: str, param: str = "id") -> StripeFault:
    """404 when the id stood in the path, 400 when a parameter named it."""
    return StripeFault(
        f"No such {kind}: '{object_id}'",
        status=404 if param == "id" else 400,
        code="resource_missing",
        param=param,
    )


def card_error(code: str, decline_code: str | None = None, **more: Any) -> StripeFault:
    message = "Your card was declined."
    if code == "authentication_required":
        message = "Your card was declined. This transaction requires authentication."
    if decline_code is not None:
        more["decline_code"] = decline_code
    return StripeFault(message, status=402, kind="card_error", code=code, **more)
