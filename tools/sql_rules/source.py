"""A SQL file as the rules see it: statements and tokens from PostgreSQL's own parser (pglast)."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pglast import ast, parser


@dataclass(frozen=True, order=True)
class Finding:
    """One breach of a rule, which is named for good; `line` counts from 1."""

    path: Path
    line: int
    rule: str
    message: str


@dataclass(frozen=True)
class Token:
    """One lexeme. `text` is as written; `is_word` holds for keywords and unquoted names."""

    start: int
    text: str
    is_word: bool
    is_comment: bool


@dataclass(frozen=True)
class Body:
    """A dollar-quoted string: `start` is the offset of its first character in the file."""

    start: int
    text: str


class Source:
    """One file. `statements` is empty when the text does not parse; `parse_error` says why."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.text = text
        self.parse_error: Finding | None = None
        self.statements: tuple[ast.RawStmt, ...] = ()
        try:
            self.statements = parser.parse_sql(text)
        except parser.ParseError as error:
            offset = error.args[1] if len(error.args) > 1 else 0
            self.parse_error = self.finding(offset or 0, "parses", str(error.args[0]))

    def finding(self, offset: int, rule: str, message: str) -> Finding:
        return Finding(self.path, self.text.count("\n", 0, offset) + 1, rule, message)

    def of_type(self, kind: type[ast.Node]) -> Iterator[tuple[int, Any]]:
        """The top-level statements of one kind, each with its offset."""
        for raw in self.statements:
            if isinstance(raw.stmt, kind):
                yield raw.stmt_location or 0, raw.stmt

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """All tokens in order. Dollar-quoted bodies are replaced by their own tokens."""
        return tuple(_scan(self.text, 0))

    @cached_property
    def code(self) -> tuple[Token, ...]:
        """The tokens without comments."""
        return tuple(token for token in self.tokens if not token.is_comment)

    @cached_property
    def comments(self) -> tuple[Token, ...]:
        return tuple(token for token in self.tokens if token.is_comment)

    @cached_property
    def bodies(self) -> tuple[Body, ...]:
        """The outermost dollar-quoted strings: function bodies and DO blocks."""
        return tuple(
            _body_of(self.text[token.start : token.end + 1], token.start)
            for token in _lex(self.text)
            if _is_dollar_quoted(self.text, token)
        )


def dotted(names: Any) -> str:
    """A parsed name's parts (`String` nodes) as written: schema.name."""
    return ".".join(part.sval for part in names)


def relation_name(relation: Any) -> str:
    """A RangeVar as schema.name, or the bare name when it carries no schema."""
    return f"{relation.schemaname}.{relation.relname}" if relation.schemaname else relation.relname


def _lex(text: str) -> list[parser.Token]:
    try:
        return parser.scan(text)
    except parser.ParseError:
        # The file's parse error is reported once, with its place.
        return []


def _scan(text: str, offset: int) -> Iterator[Token]:
    for token in _lex(text):
        if _is_dollar_quoted(text, token):
            body = _body_of(text[token.start : token.end + 1], token.start)
            yield from _scan(body.text, offset + body.start)
            continue
        is_word = token.kind != "NO_KEYWORD" or token.name == "IDENT"
        lexeme = text[token.start : token.end + 1]
        yield Token(
            start=offset + token.start,
            text=lexeme,
            is_word=is_word and not lexeme.startswith('"'),
            is_comment=token.name in ("SQL_COMMENT", "C_COMMENT"),
        )


def _is_dollar_quoted(text: str, token: parser.Token) -> bool:
    return token.name == "SCONST" and text[token.start] == "$"


def _body_of(quoted: str, start: int) -> Body:
    width = quoted.index("$", 1) + 1
    return Body(start + width, quoted[width:-width])
