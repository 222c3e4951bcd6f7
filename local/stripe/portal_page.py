"""The page behind a portal session's URL: the customer's subscriptions, to cancel, to keep, to
change to another price, or to charge to another card."""

from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from local.stripe import subscription_changes
from local.stripe.billing_cycle import items_of
from local.stripe.errors import StripeFault, missing
from local.stripe.params import Params, parse_form
from local.stripe.pay_page import PAGE
from local.stripe.tables import Object
from local.stripe.world import Call, World, public

ACTIONS = {
    "cancel": {"cancel_at_period_end": "true"},
    "keep": {"cancel_at_period_end": "false"},
}


class PortalPage:
    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[Route]:
        return [
            Route("/p/session/{secret}", self.show, methods=["GET"]),
            Route("/p/session/{secret}", self.submit, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        session = self._session(request)
        subscriptions = self._subscriptions(session)
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse({"subscriptions": [public(row) for row in subscriptions]})
        return HTMLResponse(self._page(session, subscriptions))

    async def submit(self, request: Request) -> Response:
        """Form: `subscription`, `action` (cancel, keep, switch), and for switch a `price`."""
        self.world.clock.catch_up()
        session = self._session(request)
        form = parse_form((await request.body()).decode())
        for row in self._subscriptions(session):
            if row["id"] == form.get("subscription"):
                changes = self._changes(row, form)
                call = Call(Params(changes), {"id": row["id"]})
                changed = subscription_changes.update(self.world, call)
                if "application/json" in request.headers.get("accept", ""):
                    return JSONResponse({"subscription": changed})
                return RedirectResponse(str(request.url), 303)
        raise missing("subscription", str(form.get("subscription")))

    def _changes(self, row: Object, form: dict[str, Any]) -> dict[str, Any]:
        if form.get("action") == "switch":
            item = items_of(row)[0]
            return {
                "items": [{"id": item["id"], "price": form.get("price", "")}],
                "proration_behavior": "always_invoice",
            }
        if form.get("action") in ACTIONS:
            return dict(ACTIONS[form["action"]])
        raise StripeFault("no such action", param="action")

    def _session(self, request: Request) -> Object:
        secret = request.path_params["secret"]
        for session in self.world.table("billing_portal.session").newest_first():
            if session["_secret"] == secret:
                return session
        raise missing("billing_portal.session", "…")

    def _subscriptions(self, session: Object) -> list[Object]:
        return self.world.table("subscription").where(
            lambda row: row["customer"] == session["customer"] and row["ended_at"] is None
        )

    def _page(self, session: Object, subscriptions: list[Object]) -> str:
        body = "".join(self._form(row) for row in subscriptions) or "<p>No subscription.</p>"
        if session["return_url"]:
            body += f'<p><a href="{escape(session["return_url"])}">Back</a></p>'
        return PAGE.format(title="Your subscriptions", body=body)

    def _form(self, row: Object) -> str:
        price = items_of(row)[0]["price"]
        action, label = ("keep", "Keep it") if row["cancel_at_period_end"] else ("cancel", "Cancel")
        others = self.world.table("price").where(
            lambda other: (
                other["type"] == "recurring" and other["active"] and other["id"] != price["id"]
            )
        )
        options = "".join(f"<option>{escape(other['id'])}</option>" for other in others)
        return (
            f"<h2>{escape(price['id'])}: {row['status']}</h2><form method=post>"
            f'<input type=hidden name=subscription value="{row["id"]}">'
            f'<button name=action value="{action}">{label}</button>'
            f"<select name=price>{options}</select>"
            f'<button name=action value="switch">Switch</button></form>'
        )
