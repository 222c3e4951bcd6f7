"""A fake AI provider, and a real HTTP server: the local stack's `demo`, and tests' replay.

It speaks the wire formats of OpenAI (chat completions, completions, responses, embeddings, images)
and Anthropic (messages). Without more it streams a pleasant text that depends on the prompt. Two
marks in a request's body change that:

- `recording:<id>` streams what was stored by `POST /recordings`, byte for byte;
- `script:<id>` follows what was stored by `POST /scripts`: status codes, delays, hangs, garbage
  (see `scripts.Answer`).

Nothing here may be reachable from outside: it listens on 127.0.0.1.
"""
