"""/rest/v1 of the local project: PostgREST, or @supabase/lite in its place.

`server` starts whichever there is, `proxy` is the gateway's side of it, `tokens` exchanges what
clients send for what the server understands.
"""
