"""POST /_control/<name>: what a bank, a customer, time and bad luck do. JSON in, JSON out.

`control.StripeControl` is the Python side of it.
"""

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.stripe import checkout_payment, disputes, early_fraud_warnings, payment_intents, refunds
from local.stripe.checkout import expire
from local.stripe.errors import StripeFault
from local.stripe.faults import Fault, Faults
from local.stripe.idempotency import Idempotency
from local.stripe.payment_methods import BEHAVIOURS, new_payment_method
from local.stripe.seed import sow
from local.stripe.tables import Object
from local.stripe.webhooks import Endpoint, Rules, Webhooks
from local.stripe.world import World, public

Body = dict[str, Any]


class Controls:
    def __init__(
        self, world: World, webhooks: Webhooks, faults: Faults, idempotency: Idempotency
    ) -> None:
        self.world = world
        self.webhooks = webhooks
        self.faults = faults
        self.idempotency = idempotency
        self.actions: dict[str, Callable[[Body], Body]] = {
            "advance": self.advance,
            "clock": self.clock,
            "settings": self.settings,
            "seed": self.seed,
            "pay": self.pay,
            "expire": self.expire,
            "settle": self.settle,
            "card": self.card,
            "settle_refund": self.settle_refund,
            "dispute": self.dispute,
            "close_dispute": self.close_dispute,
            "reinstate": self.reinstate,
            "warn": self.warn,
            "endpoint": self.endpoint,
            "rules": self.rules,
            "forget": self.forget,
            "release": self.release,
            "send": self.send,
            "deliveries": self.deliveries,
            "fault": self.fault,
            "requests": self.requests,
            "reset": self.reset,
        }

    def routes(self) -> list[Route]:
        return [
            Route("/_control/health", self.health, methods=["GET"]),
            Route("/_control/{name}", self.act, methods=["POST"]),
        ]

    async def health(self, request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def act(self, request: Request) -> Response:
        action = self.actions.get(request.path_params["name"])
        if action is None:
            return JSONResponse({"error": {"message": "no such control"}}, 404)
        if request.path_params["name"] not in ("clock", "advance"):
            self.world.clock.catch_up()
        try:
            return JSONResponse(action(await request.json()))
        except (KeyError, TypeError, ValueError) as error:
            return JSONResponse({"error": {"message": f"bad control: {error!r}"}}, 400)

    def advance(self, body: Body) -> Body:
        """`seconds`: lives through them. `to`: up to that moment."""
        clock = self.world.clock
        clock.advance(int(body["to"]) - clock.now() if "to" in body else int(body["seconds"]))
        return {"now": clock.now()}

    def clock(self, body: Body) -> Body:
        """`jump` sets the time and runs nothing; `frozen` stops or starts it."""
        clock = self.world.clock
        if "jump" in body:
            clock.jump(int(body["jump"]))
        if "frozen" in body:
            (clock.freeze if body["frozen"] else clock.resume)()
        return {"now": clock.now(), "frozen": clock.is_frozen}

    def settings(self, body: Body) -> Body:
        if "retry_days" in body:
            body["retry_days"] = tuple(body["retry_days"])
        self.world.settings = replace(self.world.settings, **body)
        return asdict(self.world.settings)

    def seed(self, body: Body) -> Body:
        """`prices`: see `seed.sow`."""
        return {"prices": sow(self.world, body["prices"])}

    def pay(self, body: Body) -> Body:
        """`session`, `method` and `email` as on the page."""
        session = self.world.table("checkout.session").get(body["session"])
        method = _behaviour(body.get("method", "succeeds"))
        checkout_payment.pay(self.world, session, method, body.get("email"))
        return public(session)

    def expire(self, body: Body) -> Body:
        session = self.world.table("checkout.session").get(body["session"])
        expire(self.world, session)
        return public(session)

    def settle(self, body: Body) -> Body:
        """The end of a slow payment: `intent`, an invoice or a session; `succeeded`."""
        intent = self._intent(body["of"])
        payment_intents.settle(self.world, intent, succeeded=bool(body["succeeded"]))
        return public(intent)

    def card(self, body: Body) -> Body:
        """From now on the `customer` pays with a card that behaves like this."""
        customer = self.world.table("customer").get(body["customer"])
        behaviour = _behaviour(body["behaviour"])
        method = new_payment_method(self.world, customer["id"], behaviour)
        customer["invoice_settings"] = {
            **customer["invoice_settings"],
            "default_payment_method": method["id"],
        }
        self.world.emit("customer.updated", customer)
        for row in self.world.table("subscription").where(
            lambda row: row["customer"] == customer["id"] and row["ended_at"] is None
        ):
            row["default_payment_method"] = method["id"]
        return public(method)

    def settle_refund(self, body: Body) -> Body:
        refund = self.world.table("refund").get(body["refund"])
        refunds.settle(self.world, refund, body["status"])
        return public(refund)

    def dispute(self, body: Body) -> Body:
        """`of` a charge, an intent, an invoice or a session."""
        dispute = disputes.open_dispute(
            self.world,
            self._charge(body["of"]),
            body.get("amount"),
            body.get("reason", "fraudulent"),
            is_inquiry=bool(body.get("is_inquiry")),
        )
        return public(dispute)

    def close_dispute(self, body: Body) -> Body:
        dispute = self.world.table("dispute").get(body["dispute"])
        disputes.close_dispute(self.world, dispute, body["outcome"])
        return public(dispute)

    def reinstate(self, body: Body) -> Body:
        dispute = self.world.table("dispute").get(body["dispute"])
        disputes.reinstate(self.world, dispute)
        return public(dispute)

    def warn(self, body: Body) -> Body:
        charge = self._charge(body["of"])
        fraud_type = body.get("fraud_type", "made_with_stolen_card")
        return public(early_fraud_warnings.warn(self.world, charge, fraud_type))

    def endpoint(self, body: Body) -> Body:
        """A receiver of webhooks: `url`, `secrets`, `events`, and any of its rules."""
        rules = _rules(body.get("rules", {}))
        events = tuple(body.get("events", ("*",)))
        endpoint = Endpoint(body["url"], tuple(body["secrets"]), events, rules=rules)
        return {"id": self.webhooks.add(endpoint).id}

    def rules(self, body: Body) -> Body:
        """Changes rules, `url` or `secrets`; what is under way goes on."""
        endpoint = self.webhooks.endpoints[body.pop("id")]
        endpoint.url = body.pop("url", endpoint.url)
        endpoint.secrets = tuple(body.pop("secrets", endpoint.secrets))
        endpoint.rules = _rules({**asdict(endpoint.rules), **body})
        self.webhooks.pump(endpoint)
        return asdict(endpoint.rules)

    def forget(self, body: Body) -> Body:
        endpoint = self.webhooks.endpoints.pop(body["id"])
        return {"id": endpoint.id}

    def release(self, body: Body) -> Body:
        endpoint = self.webhooks.endpoints[body["id"]]
        order, seed = body.get("order", "as_is"), int(body.get("seed", 0))
        return {"released": self.webhooks.release(endpoint, order, seed)}

    def send(self, body: Body) -> Body:
        """Again, or for the first time: any event, `copies` times."""
        event = self.world.table("event").find(body["event"])
        event = event or self.world.thin_events.get(body["event"])
        for endpoint in self.webhooks.endpoints.values():
            if body.get("id") in (None, endpoint.id):
                self.webhooks.queue(endpoint, event, int(body.get("copies", 1)))
        return {"event": event["id"]}

    def deliveries(self, body: Body) -> Body:
        """Every try so far, and whether nothing is queued or under way any more."""
        endpoints = self.webhooks.endpoints.values()
        return {
            "log": list(self.webhooks.log),
            "idle": all(endpoint.is_idle for endpoint in endpoints),
            "queued": sum(len(endpoint.queue) for endpoint in endpoints),
        }

    def fault(self, body: Body) -> Body:
        self.faults.coming.append(Fault(**body))
        return {}

    def requests(self, body: Body) -> Body:
        return {"requests": list(self.faults.requests)}

    def reset(self, body: Body) -> Body:
        """As if it had just been started."""
        for part in (self.world, self.webhooks, self.faults, self.idempotency):
            part.forget()
        return {}

    def _intent(self, object_id: str) -> Object:
        """Of an invoice, of a session, or itself."""
        if object_id.startswith("cs_"):
            session = self.world.table("checkout.session").get(object_id)
            if session["payment_intent"] is None:
                return self._intent(session["invoice"] or "")
            object_id = session["payment_intent"]
        if object_id.startswith("in_"):
            object_id = self.world.table("invoice").get(object_id).get("_intent") or ""
        return self.world.table("payment_intent").get(object_id)

    def _charge(self, object_id: str) -> Object:
        if not object_id.startswith("ch_"):
            object_id = self._intent(object_id)["latest_charge"] or ""
        return self.world.table("charge").get(object_id)


def _behaviour(given: str) -> Any:
    if given not in BEHAVIOURS:
        raise StripeFault(f"no such behaviour: {given}")
    return given


def _rules(given: Body) -> Rules:
    if "retry_delays_s" in given:
        given = {**given, "retry_delays_s": tuple(given["retry_delays_s"])}
    return Rules(**given)
