"""A stand-in for Apple: the App Store, its Server API and notifications, and DeviceCheck.

A real HTTP server with state, for tests and the local stack. What it signs passes the strict
checks of Apple's own library, given the stand-in's root certificate. It is steered over
`/_control/*` (see `control.AppStore`). Nothing here may be reachable from outside: it listens on
127.0.0.1.
"""
