"""A stand-in for Stripe, and a real HTTP server: for tests, and for the local stack without keys.

The real client library talks to it through `base_addresses`. It keeps what it is told, moves by a
clock of its own, and sends signed webhooks, late, twice or in another order when asked to (see
`controls` and `control.StripeControl`). It speaks one API version (`world.API_VERSION`) and only
what Florin uses of it; an unknown path or parameter is refused, as Stripe refuses it.

One file per kind of object. State lives in memory, bounded, and ends with the process. Nothing here
may be reachable from outside: it listens on 127.0.0.1.
"""
