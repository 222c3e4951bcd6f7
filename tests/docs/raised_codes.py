"""Every stable `code` that the service's source can answer with, found by reading the source.

A code is the second argument of FlorinError and of errors.py's table of refusals, the argument of
`unauthorized`, the optional third one of `invalid`, and the second one of the HTTP protocol's own
refusals. Where one of them is not a literal, it must be one of the places that pass a code on.
"""

import ast
from collections.abc import Iterator

from documents import ROOT

SERVICE = ROOT / "supabase" / "functions_py"

# (file, expression) of calls that hand on a code which is found where it was written.
PASSED_ON = {
    ("auth.py", "code"),
    ("auth.py", "_reason(error)"),
    ("errors.py", "refusal.code"),
    ("families/request.py", "code"),
    ("native.py", "error.code"),
    ("replay.py", "error['code']"),
}

# The function's name → the position of the code among its arguments, and the code without one.
_CALLS: dict[str, tuple[int, str | None]] = {
    "FlorinError": (1, None),
    "_Refusal": (1, None),
    "unauthorized": (0, None),
    "invalid": (2, "invalid_request"),
}


def raised_codes() -> set[str]:
    codes: set[str] = set()
    for file in sorted(SERVICE.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        codes |= set(_codes_in(tree, str(file.relative_to(SERVICE))))
    return codes


def _codes_in(tree: ast.Module, name: str) -> Iterator[str]:
    constants = _constants(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _code_of(node, name, constants)
        elif name == "auth.py" and isinstance(node, ast.Return):
            # What _reason makes of PyJWT's exceptions.
            yield from _literals(node.value, "token_")
        elif name == "auth.py" and isinstance(node, ast.Dict):
            for value in node.values:
                yield from _literals(value, "token_")


def _code_of(call: ast.Call, name: str, constants: dict[str, str]) -> Iterator[str]:
    function = call.func.attr if isinstance(call.func, ast.Attribute) else _name(call.func)
    if name == "http_protocol.py" and function == "_refuse":
        yield from _literals(call.args[1], "")
        return
    if function not in _CALLS:
        return
    position, default = _CALLS[function]
    given = [*call.args, *(k.value for k in call.keywords if k.arg == "code")]
    if len(given) <= position:
        if default is not None:
            yield default
        return
    argument = given[position]
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
    elif _name(argument) in constants:
        yield constants[_name(argument)]
    elif (name, ast.unparse(argument)) not in PASSED_ON:
        raise AssertionError(f"{name}:{call.lineno} answers with a code that cannot be read here")


def _constants(tree: ast.Module) -> dict[str, str]:
    """Module-level names bound to a string."""
    return {
        _name(node.targets[0]): node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }


def _literals(node: ast.expr | None, prefix: str) -> Iterator[str]:
    for part in ast.walk(node) if node is not None else ():
        value = part.value if isinstance(part, ast.Constant) else None
        if isinstance(value, str) and value.startswith(prefix):
            yield value


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""
