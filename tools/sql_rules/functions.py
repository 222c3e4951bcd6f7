"""Functions and procedures: clauses, bodies, errors, rights."""

import re
from collections.abc import Iterator
from typing import Any

from pglast import ast, enums

from tools.sql_rules.source import Body, Finding, Source, dotted

MAX_BODY_LINES = 70

# The order in which the clauses stand after `returns`. What is not named here (strict, parallel,
# cost, rows, …) belongs to how the function is planned and stands with volatility.
CLAUSE_ORDER = {"language": 0, "volatility": 1, "security": 3, "set": 4, "as": 5}
PLANNING = 2

ERROR_CODE = re.compile(r"'(FL[A-Z0-9]{3})'")

# Levels of `raise` that do not end the statement.
REPORTS = {"debug", "log", "info", "notice", "warning"}


def check_functions(source: Source) -> Iterator[Finding]:
    """Each function, and each body (of a function or a DO block)."""
    for offset, function in source.of_type(ast.CreateFunctionStmt):
        name = dotted(function.funcname)
        yield from _check_clauses(source, offset, name, function.options or ())
        yield from _check_arguments(source, offset, name, function.parameters or ())
        yield from _check_rights(source, offset, name)
        yield from _check_header(source, offset, name)
    for body in source.bodies:
        yield from _check_body(source, body)
    yield from _check_errors(source)


def check_overloads(source: Source, seen: set[str]) -> Iterator[Finding]:
    """A name has one function; `seen` holds those of the scripts before and is added to."""
    for offset, function in source.of_type(ast.CreateFunctionStmt):
        name = dotted(function.funcname)
        if name in seen:
            yield source.finding(offset, "overload", f"{name} exists already")
        seen.add(name)


def _check_clauses(source: Source, offset: int, name: str, options: Any) -> Iterator[Finding]:
    clauses = {option.defname: option for option in options}
    ranks = [CLAUSE_ORDER.get(option.defname, PLANNING) for option in options]
    if ranks != sorted(ranks):
        yield source.finding(
            offset,
            "clause-order",
            f"{name}: clauses stand in the order returns, language, volatility, security, set",
        )
    if "volatility" not in clauses:
        yield source.finding(offset, "volatility", f"{name} does not state its volatility")
    if not any(_is_empty_search_path(option) for option in options) and not _is_inner(source):
        yield source.finding(offset, "search-path", f"{name} lacks set search_path = ''")
    if "security" in clauses and clauses["security"].arg.boolval:
        if name.startswith("api."):
            yield source.finding(
                offset,
                "exposed-definer",
                f"{name} is exposed: what needs privilege is a definer in another schema",
            )
        if not any("definer" in comment.text.lower() for comment in source.comments):
            yield source.finding(
                offset, "definer-reason", f"{name}: no comment says why it is a security definer"
            )


def _is_inner(source: Source) -> bool:
    """Said to be called by functions that have set the path, and granted to nobody."""
    said = any("No search_path:" in comment.text for comment in source.comments)
    return said and not any(grant.is_grant for _, grant in source.of_type(ast.GrantStmt))


def _is_empty_search_path(option: Any) -> bool:
    if option.defname != "set" or option.arg.name != "search_path":
        return False
    values: Any = option.arg.args or ()
    return len(values) == 1 and getattr(values[0].val, "sval", None) == ""


def _check_arguments(source: Source, offset: int, name: str, arguments: Any) -> Iterator[Finding]:
    results = (
        enums.FunctionParameterMode.FUNC_PARAM_TABLE,
        enums.FunctionParameterMode.FUNC_PARAM_OUT,
    )
    for argument in arguments:
        if argument.mode not in results and not (argument.name or "").startswith("p_"):
            yield source.finding(
                offset, "argument-name", f"{name}: argument {argument.name or '(unnamed)'} lacks p_"
            )


def _check_rights(source: Source, offset: int, name: str) -> Iterator[Finding]:
    """Under each function: revoke from public, and a comment that says something."""
    revoked = any(
        not grant.is_grant
        and not grant.privileges  # all
        and any(dotted(target.objname) == name for target in _function_targets(grant))
        and any(role.roletype == enums.RoleSpecType.ROLESPEC_PUBLIC for role in grant.grantees)
        for place, grant in source.of_type(ast.GrantStmt)
        if place > offset
    )
    if not revoked:
        yield source.finding(
            offset, "revoke", f"{name} lacks `revoke all on function {name}(…) from public`"
        )
    commented = any(
        (comment.comment or "").strip()
        for place, comment in source.of_type(ast.CommentStmt)
        if place > offset
        and isinstance(comment.object, ast.ObjectWithArgs)
        and dotted(comment.object.objname) == name
    )
    if not commented:
        yield source.finding(offset, "comment", f"{name} lacks a comment")


def _function_targets(grant: Any) -> Iterator[Any]:
    return (target for target in grant.objects or () if isinstance(target, ast.ObjectWithArgs))


def _check_header(source: Source, offset: int, name: str) -> Iterator[Finding]:
    """A comment right above says what it is for, and names the errors raised below it."""
    above = [comment for comment in source.comments if comment.start < offset]
    header = above[-1] if above else None
    if header is None or source.text[header.start + len(header.text) : offset].strip():
        yield source.finding(offset, "header", f"{name} has no header right above it")
        return
    for match in ERROR_CODE.finditer(source.text, offset):
        if match[1] not in header.text:
            yield source.finding(match.start(), "header", f"{name}: the header omits {match[1]}")


def _check_body(source: Source, body: Body) -> Iterator[Finding]:
    lines = len(body.text.strip("\n").split("\n"))
    if lines > MAX_BODY_LINES:
        yield source.finding(
            body.start, "body-length", f"a body of {lines} lines; at most {MAX_BODY_LINES}"
        )
    end = body.start + len(body.text)
    code = [token for token in source.code if body.start <= token.start < end]
    words = [token.text.lower() for token in code]
    for index, word in enumerate(words):
        if word == "others" and index and words[index - 1] in ("when", "or"):
            yield source.finding(
                code[index].start, "when-others", "`when others` hides what went wrong"
            )
        if word == "declare":
            yield from _check_locals(source, code[index + 1 :])


def _check_locals(source: Source, code: list[Any]) -> Iterator[Finding]:
    """The first word of each declaration, up to the `begin` of the block."""
    starts_declaration = True
    for token in code:
        if starts_declaration and token.text == "begin":
            return
        if starts_declaration and not token.text.startswith("v_"):
            yield source.finding(
                token.start, "local-name", f"{token.text}: a local's name begins with v_"
            )
        starts_declaration = token.text == ";"


def _check_errors(source: Source) -> Iterator[Finding]:
    """An error carries errcode, detail (for machines) and hint (for a person)."""
    code = source.code
    for index, token in enumerate(code):
        if token.text != "raise" or code[index + 1].text in REPORTS | {";"}:
            continue
        words = set()
        for following in code[index + 1 :]:
            if following.text == ";":
                break
            words.add(following.text)
        missing = [word for word in ("errcode", "detail", "hint") if word not in words]
        if missing:
            yield source.finding(token.start, "raise", f"raise without {', '.join(missing)}")
