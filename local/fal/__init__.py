"""A stand-in for fal.ai's queue, and a real HTTP server: submit, status, result, cancel, history,
signed webhooks with their key set, and files to download.

Without more, a request waits a moment, runs some seconds with progress in its logs, and ends with a
picture or a video made for its input. `/_control/*` changes that: it fails, lies, never ends, is
lost on the way (see `plans.Plan`, `local.faults.Fault`, `operations`). Nothing here may be
reachable from outside: it listens on 127.0.0.1.
"""
