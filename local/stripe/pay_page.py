"""The page behind a checkout session's URL: pays, fails to pay, or pays by slow bank debit.

For people it is HTML; with `Accept: application/json` the same for a program. No key is asked for,
as with Stripe: whoever knows the URL may pay.
"""

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from local.stripe.checkout_payment import pay
from local.stripe.errors import StripeFault
from local.stripe.params import parse_form
from local.stripe.payment_methods import BEHAVIOURS, Behaviour
from local.stripe.tables import Object
from local.stripe.world import World, public

BUTTONS: dict[Behaviour, str] = {
    "succeeds": "Pay by card",
    "declines": "Pay by a card that is declined",
    "requires_action": "Pay by a card that asks for authentication",
    "processing": "Pay by bank debit (settles later)",
}

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{title}</title>
<style>body{{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:3rem auto;padding:0 1rem}}
button{{display:block;width:100%;padding:.7rem;margin:.5rem 0;font:inherit}}
.note{{color:#666}}.error{{color:#b00}}</style>
<h1>{title}</h1><p class="note">A stand-in for Stripe. No money moves.</p>{body}</html>"""


class PayPage:
    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[Route]:
        return [
            Route("/c/pay/{id}", self.show, methods=["GET"]),
            Route("/c/pay/{id}", self.submit, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        self.world.clock.catch_up()
        session = self._session(request)
        if _wants_json(request):
            return JSONResponse({"session": public(session), "methods": list(BEHAVIOURS)})
        return HTMLResponse(_page(session, ""))

    async def submit(self, request: Request) -> Response:
        """Form: `method`, one of BEHAVIOURS, and `email`. 402 when it did not work."""
        self.world.clock.catch_up()
        session = self._session(request)
        form = parse_form((await request.body()).decode())
        method = form.get("method", "succeeds")
        try:
            if method not in BEHAVIOURS:
                raise StripeFault("no such payment method", param="method")
            pay(self.world, session, method, form.get("email"))
        except StripeFault as fault:
            if _wants_json(request):
                return JSONResponse(fault.body(), fault.status)
            return HTMLResponse(_page(session, str(fault)), fault.status)
        if _wants_json(request):
            return JSONResponse({"session": public(session), "redirect": _success_url(session)})
        if session["status"] != "complete":
            return HTMLResponse(_page(session, "Please authenticate: pay again to confirm."))
        return RedirectResponse(_success_url(session), 303)

    def _session(self, request: Request) -> Object:
        return self.world.table("checkout.session").get(request.path_params["id"])


def _success_url(session: Object) -> str:
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def _wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


def _page(session: Object, problem: str) -> str:
    lines = "".join(
        f"<li>{row['quantity'] or ''} {escape(row['description'])}: "
        f"{money(row['amount_total'], row['currency'])}</li>"
        for row in session["_line_items"]
    )
    total = money(session["amount_total"], session["currency"])
    body = f"<ul>{lines}</ul><p>Today: <strong>{total}</strong></p>"
    if problem:
        body += f'<p class="error">{escape(problem)}</p>'
    if session["status"] == "open":
        body += "<form method=post>" + "".join(
            f'<button name="method" value="{name}">{label}</button>'
            for name, label in BUTTONS.items()
        )
        body += "</form>"
        if session["cancel_url"]:
            body += f'<p><a href="{escape(session["cancel_url"])}">Back</a></p>'
    else:
        body += f"<p>This session is {session['status']}.</p>"
    return PAGE.format(title="Checkout", body=body)


def money(amount: int, currency: str) -> str:
    return f"{amount / 100:,.2f} {currency.upper()}"
