"""How SQL looks: columns, case, white space. Applies to deploy, revert and verify alike."""

from collections.abc import Iterator

from tools.sql_rules.source import Finding, Source

MAX_COLUMNS = 100


def check_layout(source: Source) -> Iterator[Finding]:
    """The rules that need no understanding of the statements."""
    if source.parse_error:
        yield source.parse_error
    for number, line in enumerate(source.text.split("\n"), start=1):
        if len(line) > MAX_COLUMNS:
            yield Finding(
                source.path, number, "columns", f"{len(line)} columns; at most {MAX_COLUMNS}"
            )
        if "\t" in line:
            yield Finding(source.path, number, "tabs", "a tab; indent by two spaces")
        if line != line.rstrip():
            yield Finding(
                source.path, number, "trailing-space", "white space at the end of the line"
            )
    if not source.text.endswith("\n") or source.text.endswith("\n\n"):
        yield source.finding(len(source.text), "last-line", "a file ends with one line feed")
    for token in source.tokens:
        if token.is_word and token.text != token.text.lower():
            yield source.finding(
                token.start, "lower-case", f"{token.text}: SQL is written in lower case"
            )
