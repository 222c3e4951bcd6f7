"""Anthropic's usage: cumulative reports, iterations of several models, more than one message.

Source: the Messages API's reference (`usage`, `usage.iterations`), its guides on streaming,
compaction, the advisor tool, and refusals and fallback.
"""

from __future__ import annotations

import re
from typing import Any, TypeGuard

from functions_py.usage import Usage, UsageLine, as_count, combine, largest_count

_INPUT, _OUTPUT = "input_tokens", "output_tokens"
_READ, _WRITTEN = "cache_read_input_tokens", "cache_creation_input_tokens"
_SEARCHES = "web_search_requests"

# Iterations that are the message itself, which the top-level figures repeat.
_OF_THE_MESSAGE = ("message", "fallback_message")

# Finished messages of one stream that are kept apart. There is one, or a handful of a recorded
# conversation; whoever sends more gets the oldest added up.
MAX_MESSAGES = 64

# Iterations of one message that are told apart: agents with tools make dozens.
MAX_ITERATIONS = 256
MAX_NAME_CHARACTERS = 200

# How one model is named in two ways: an alias and its dated snapshot.
_SNAPSHOT = re.compile(r"(?:[-@]\d{8}|-latest|-0)$")


class MessageUsage:
    """What is known of one message's usage; each field's last report counts.

    Reports are cumulative and never added: fields that are absent or null in a later one keep
    their value, and input, cache reads and writes may grow or be corrected by `message_delta`.
    `cache_creation`, the split by lifetime, is inside `cache_creation_input_tokens`.
    """

    __slots__ = (
        "_at_iterations",
        "_beside",
        "_counts",
        "_iterations",
        "_output_told",
        "searches_seen",
        "settled",
    )

    def __init__(self) -> None:
        # Results of web searches that went by; what is reported at the end replaces them.
        self.searches_seen = 0
        self._counts: dict[str, int] = {}
        self._iterations: list[dict[str, Any]] = []
        self._at_iterations: dict[str, int] = {}
        self._beside: dict[str, int] = {}
        # Whether the provider has said its last word on the output: in the `message_delta` that
        # names the stop reason, or any before the message stops, or in a message sent whole.
        self.settled = False
        self._output_told = False

    @property
    def complete(self) -> bool:
        """Both sides were reported, and nothing is left to come."""
        return self.settled and _OUTPUT in self._counts and self._has_input

    @property
    def _has_input(self) -> bool:
        return any(name in self._counts for name in (_INPUT, _READ, _WRITTEN))

    def open(self, usage: object) -> None:
        """The usage of a `message_start`: the input, and an output that has hardly begun."""
        self._take(usage)

    def report(self, usage: object, *, stopped: bool) -> None:
        """The usage of a `message_delta`, or of a whole message."""
        if _OUTPUT in self._take(usage):
            self._output_told = True
        if stopped:
            self.stop()

    def stop(self) -> None:
        """The message is at its end."""
        self.settled = self.settled or self._output_told

    def _take(self, usage: object) -> dict[str, int]:
        """Takes in one `usage` object, anything else being ignored; the counts it held."""
        if not isinstance(usage, dict):
            return {}
        counts = _counts_in(usage)
        self._counts.update(counts)
        iterations = usage.get("iterations")
        if isinstance(iterations, list):
            found = [item for item in iterations if isinstance(item, dict) and _counts_in(item)]
            if found:
                self._iterations = found
                self._at_iterations = dict(self._counts)
                # What `message_start` said before a compaction was the compaction's own prompt.
                compacted = any(item.get("type") == "compaction" for item in found)
                self._beside = counts if compacted else self._at_iterations
        return counts

    def usage(self, own_model: str | None) -> Usage | None:
        """The lines so far; None where no token was ever reported."""
        if not self._counts and not self.searches_seen:
            return None
        if not self._iterations:
            return Usage((_line(self._counts) + UsageLine(web_search=self._searches),))
        return self._of_iterations(own_model)

    @property
    def _searches(self) -> int:
        reported = self._counts.get(_SEARCHES)
        if reported is None and self._iterations:
            reported = sum(_counts_in(item).get(_SEARCHES, 0) for item in self._iterations)
        if reported is None or not self.settled:
            return max(reported or 0, self.searches_seen)
        return reported

    def _of_iterations(self, own_model: str | None) -> Usage:
        """The sum of all iterations, each with its own model, instead of the top-level figures.

        Those contain the `message` iterations, leave out `compaction` and `advisor_message`, and
        after a server-side fallback cover the serving model alone. Every iteration is billed,
        also an attempt that declined before any output.
        """
        usage = _told_apart([_iteration_line(item, own_model) for item in self._iterations])
        if not any(item.get("type") in _OF_THE_MESSAGE for item in self._iterations):
            # The message itself is not among them, so the figures beside them are its own; unless
            # they repeat what is there, a compaction after which the reply paused.
            listed = [i for i in self._iterations if i.get("type") != "advisor_message"]
            if _line(self._beside) != sum((_line(_counts_in(i)) for i in listed), UsageLine()):
                usage = _with(usage, _line(self._beside))
        # Reports after the one with the iterations: cumulative, so their growth is not in it.
        later = {
            name: max(0, count - self._at_iterations.get(name, 0))
            for name, count in self._counts.items()
        }
        usage = _with(usage, _line(later))
        return _with(usage, UsageLine(web_search=self._searches))


class StreamBill:
    """The usage of a stream, whose messages are told apart by `message_start`.

    One response is one message. Where a second `message_start` comes all the same:

    - with the same id, it is the same message, sent twice: nothing is added;
    - with another id while the first is still open, the upstream gave the first up and began
      again behind our back (a proxy's retry spliced into the stream). Only a message that reaches
      its `message_delta` is finished and invoiced, so the second replaces the first; the opening
      figures of an abandoned message are not a bill;
    - with another id after the first had its final report, both were generated and both are
      invoiced: they are added.
    """

    __slots__ = ("_current", "_current_id", "_done", "_oldest", "_own_model")

    def __init__(self, own_model: str | None) -> None:
        self._own_model = own_model
        self._oldest = Usage(())
        self._done: dict[str | None, MessageUsage] = {}
        self._current: MessageUsage | None = None
        self._current_id: str | None = None

    @property
    def complete(self) -> bool:
        messages = self._messages()
        return bool(messages) and all(message.complete for message in messages)

    def start(self, message: dict[str, Any]) -> None:
        """A `message_start`. One that already names its stop reason is whole (programmatic tool
        calls come so, their content in the start and their usage zero)."""
        message_id = message.get("id")
        message_id = message_id if isinstance(message_id, str) else None
        if self._current is not None and message_id != self._current_id:
            if self._current.settled:
                self._finish(self._current)
            self._current = self._done.pop(message_id, None)
        if self._current is None:
            self._current = MessageUsage()
        self._current_id = message_id
        if self._current.settled:
            return
        if message.get("stop_reason") is None:
            self._current.open(message.get("usage"))
        else:
            self._current.report(message.get("usage"), stopped=True)

    def delta(self, usage: object, *, stopped: bool) -> None:
        """The usage of a `message_delta`, which names the stop reason or does not."""
        self._message().report(usage, stopped=stopped)

    def stop(self) -> None:
        """A `message_stop`."""
        self._message().stop()

    def search(self) -> None:
        """The result of a web search in the content."""
        self._message().searches_seen += 1

    def usage(self) -> Usage | None:
        usages = [message.usage(self._own_model) for message in self._messages()]
        reported = [usage for usage in usages if usage is not None]
        if len(reported) == 1 and not self._oldest.lines:
            return reported[0]
        return combine([self._oldest, *reported]) if reported else None

    def _finish(self, message: MessageUsage) -> None:
        self._done[self._current_id] = message
        if len(self._done) > MAX_MESSAGES:
            usage = self._done.pop(next(iter(self._done))).usage(self._own_model)
            for line in usage.lines if usage is not None else ():
                self._oldest = self._oldest.add(line)

    def _message(self) -> MessageUsage:
        if self._current is None:
            self._current = MessageUsage()
        return self._current

    def _messages(self) -> list[MessageUsage]:
        current = [] if self._current is None else [self._current]
        return [*self._done.values(), *current]


def usage_of_message(message: dict[str, Any], own_model: str | None) -> Usage | None:
    """The usage of a whole message; None where it does not say both sides."""
    reported = MessageUsage()
    reported.report(message.get("usage"), stopped=True)
    return reported.usage(own_model) if reported.complete else None


def same_model(one: str, other: str) -> bool:
    """Whether two names are one model, by alias or by dated snapshot."""
    return _SNAPSHOT.sub("", one) == _SNAPSHOT.sub("", other)


def _counts_in(usage: dict[str, Any]) -> dict[str, int]:
    """The figures that are counts; see `usage.as_count` for those that are not."""
    names = (_INPUT, _OUTPUT, _READ, _WRITTEN)
    counts = {name: as_count(usage.get(name)) for name in names}
    split = usage.get("cache_creation")
    if counts[_WRITTEN] is None and isinstance(split, dict):
        counts[_WRITTEN] = largest_count(split.get("ephemeral_5m_input_tokens")) + largest_count(
            split.get("ephemeral_1h_input_tokens")
        )
    tools = usage.get("server_tool_use")
    if isinstance(tools, dict):
        counts[_SEARCHES] = as_count(tools.get(_SEARCHES))
    return {name: count for name, count in counts.items() if count is not None}


def _line(counts: dict[str, int], model: str | None = None) -> UsageLine:
    """The tokens; searches are counted for the message as a whole."""
    return UsageLine(
        model=model,
        input=counts.get(_INPUT, 0),
        cache_read=counts.get(_READ, 0),
        cache_write=counts.get(_WRITTEN, 0),
        output=counts.get(_OUTPUT, 0),
    )


def _iteration_line(item: dict[str, Any], own_model: str | None) -> UsageLine:
    model = item.get("model")
    if not _is_name(model) or (own_model is not None and same_model(model, own_model)):
        model = None
    return _line(_counts_in(item), model)


def _is_name(model: object) -> TypeGuard[str]:
    """Whether it may be a model's: other texts are no name of ours, and none that can be kept."""
    return isinstance(model, str) and model.isprintable() and 0 < len(model) <= MAX_NAME_CHARACTERS


def _told_apart(lines: list[UsageLine]) -> Usage:
    """A line for each iteration. Of more than anybody makes, one for each model, and what is of
    still more models is billed as the generation's own."""
    if len(lines) <= MAX_ITERATIONS:
        return Usage(tuple(lines))
    sums: dict[str | None, UsageLine] = {None: UsageLine()}
    for line in lines:
        model = line.model if line.model in sums or len(sums) < MAX_ITERATIONS else None
        sums[model] = sums.get(model, UsageLine(model)) + line
    return Usage(tuple(line for line in sums.values() if line.consumed))


def _with(usage: Usage, extra: UsageLine) -> Usage:
    return usage.add(extra) if extra.consumed else usage
