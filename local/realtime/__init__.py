"""/realtime/v1 of the local stack: broadcasts from the database to clients' WebSockets.

Private channels are authorised as the platform does it, through the policies on
`realtime.messages`. Both protocol versions of the clients are spoken. Presence and
`postgres_changes` are not there, and a join that asks for the latter is refused.
"""
