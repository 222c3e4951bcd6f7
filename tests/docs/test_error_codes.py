"""What a client may be answered with stands in docs/api.md, and nothing else does."""

import re

from documents import ROOT, spans, table_rows, tracked_text
from functions_py import errors
from openapi_spec_validator.readers import read_from_filename
from raised_codes import raised_codes

API = ROOT / "docs" / "api.md"
DATABASE = ROOT / "docs" / "error-codes.md"

_CODE = re.compile(r"`([a-z][a-z0-9_]+)`")


def documented() -> dict[str, set[int | None]]:
    """Code → the statuses it is documented with; None is "whatever the provider said"."""
    found: dict[str, set[int | None]] = {}
    for status, codes, *_ in table_rows(API, "status", "code"):
        for code in _CODE.findall(codes):
            found.setdefault(code, set()).add(int(status) if status.isdigit() else None)
    return found


def test_every_code_that_can_be_raised_is_documented() -> None:
    assert raised_codes() - set(documented()) == set()


def test_every_documented_code_can_be_raised() -> None:
    assert set(documented()) - raised_codes() == set()


def test_statuses_are_those_of_the_code() -> None:
    """For the codes that errors.py's own table knows."""
    wrong = {
        refusal.code: (refusal.status, documented()[refusal.code])
        for refusal in errors._REFUSALS.values()
        if refusal.status not in documented()[refusal.code]
    }
    assert wrong == {}


def test_the_databases_codes_are_told_as_the_service_answers_them() -> None:
    told = {
        state.strip("`"): (status, code.strip("`"))
        for state, status, code, *_ in table_rows(DATABASE, "SQLSTATE", "HTTP", "code")
    }
    answered = {s: (str(r.status), r.code) for s, r in errors._REFUSALS.items()}
    assert answered.items() <= told.items()
    # What no request can cause has a dash, and is answered with 500.
    assert {status for s, (status, _) in told.items() if s not in answered} <= {"–"}


def test_limit_sources_are_told_as_they_are_sent() -> None:
    source = tracked_text("supabase/functions_py", "sql/rpc/deploy")
    sent = set(re.findall(r"limit_source[\"']?\s*[,:=]\s*[\"'](\w+)[\"']", source))
    spec, _ = read_from_filename(str(ROOT / "docs" / "openapi.yaml"))
    problem = spec["components"]["schemas"]["Problem"]["properties"]
    assert sent == set(problem["limit_source"]["enum"])
    assert sent <= set(spans(API))
