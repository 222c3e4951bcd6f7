"""Splits a SQL file into its statements, as the Supabase CLI does before it records them."""

import re

# What may hide a semicolon, each as one unit, and the semicolon itself. Block comments nest, so
# their end is searched for separately. PostgreSQL's lexer: docs, "Lexical Structure".
TOKEN = re.compile(
    r"""
      (?P<line>--[^\n]*)
    | (?P<block>/\*)
    | (?P<quoted>[eE]'(?:[^'\\]|\\.|'')*' | '(?:[^']|'')*' | "(?:[^"]|"")*")
    | (?P<dollar>\$(?:[A-Za-z_\x80-\U0010ffff][\w\x80-\U0010ffff]*)?\$)
    | (?P<atomic>\bbegin\s+atomic\b)
    | (?P<case>\bcase\b)
    | (?P<end>\bend\b)
    | (?P<word>\w+)
    | (?P<open>\()
    | (?P<close>\))
    | (?P<semicolon>;)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


def split_statements(text: str) -> list[str]:
    """The statements in order, comments kept, without surrounding space and final semicolons."""
    statements: list[str] = []
    start = position = parens = blocks = 0
    while match := TOKEN.search(text, position):
        position = match.end()
        kind = match.lastgroup
        if kind == "block":
            position = _end_of_block_comment(text, position)
        elif kind == "dollar":
            closing = text.find(match.group(), position)
            position = len(text) if closing < 0 else closing + len(match.group())
        elif kind in ("open", "close"):
            parens += 1 if kind == "open" else -1
        elif kind == "atomic" or (kind == "case" and blocks):
            blocks += 1
        elif kind == "end" and blocks:
            blocks -= 1
        elif kind == "semicolon" and parens <= 0 and blocks == 0:
            statements.append(text[start:position])
            start, parens = position, 0
    statements.append(text[start:])
    trimmed = (statement.rstrip(";").strip() for statement in statements)
    return [statement for statement in trimmed if statement]


def _end_of_block_comment(text: str, position: int) -> int:
    depth = 1
    for mark in re.compile(r"/\*|\*/").finditer(text, position):
        depth += 1 if mark.group() == "/*" else -1
        if depth == 0:
            return mark.end()
    return len(text)
