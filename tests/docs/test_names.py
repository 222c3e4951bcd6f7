"""What documents mention exists: files, scripts, variables, tests, functions, links."""

import re
from pathlib import Path

import pytest
from documents import ROOT, documents, prose, spans, table_rows, tracked_text

# Folders that speak of environment variables; docs are not among them.
SOURCES = ("supabase/functions_py", "workers", "local", "tools", "scripts", ".ci", "bench", "tests")

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)

by_document = pytest.mark.parametrize(
    "document", documents(), ids=lambda path: str(path.relative_to(ROOT))
)


@by_document
def test_scripts_that_are_named_exist(document: Path) -> None:
    named = set(re.findall(r"(?<![\w/.])(?:scripts|\.ci)/\w+", document.read_text("utf-8")))
    assert {name for name in named if not (ROOT / name).is_file()} == set()


@by_document
def test_files_and_folders_that_are_named_exist(document: Path) -> None:
    tops = {path.name for path in ROOT.iterdir() if path.is_dir() and path.name != "scripts"}
    named = {
        span
        for span in spans(document)
        if re.fullmatch(r"[\w.*<>-]+(/[\w.*<>-]*)+", span) and span.split("/")[0] in tops
    }
    # A name with a gap in it is a pattern.
    wanted = {name for name in named if not set(name) & set("<>*{}")}
    assert {name for name in wanted if not (ROOT / name).exists()} == set()


@by_document
def test_variables_that_are_named_are_read_somewhere(document: Path) -> None:
    named = set(re.findall(r"\b(?:FLORIN|SUPABASE)_[A-Z_]*[A-Z]\b", document.read_text("utf-8")))
    known = tracked_text(*SOURCES)
    # FLORIN_PROVIDER_<NAME>_BASE_URL is a pattern, of which the first part is seen here.
    missing = {name for name in named - {"FLORIN_PROVIDER"} if name not in known}
    assert missing == set()


@by_document
def test_tests_that_are_named_exist(document: Path) -> None:
    named = {span for span in spans(document) if re.fullmatch(r"test_\w+", span)}
    known = set(re.findall(r"def (test_\w+)\(", tracked_text("tests")))
    assert named - known == set()


def test_every_rule_of_charge_names_a_test() -> None:
    charging = ROOT / "docs" / "charging.md"
    sections = re.split(r"^#{2,3} (.+)$", charging.read_text(encoding="utf-8"), flags=re.MULTILINE)
    # "The hold" goes on in its own parts; each heading's text follows it.
    unproven = [
        title
        for title, text in zip(sections[1::2], sections[2::2], strict=True)
        if "`test_" not in text
    ]
    assert unproven == []
    rows = [*table_rows(charging, "what happened"), *table_rows(charging, "the first request")]
    assert len(rows) > 20
    assert [row for row in rows if "`test_" not in row[-1]] == []


@by_document
def test_functions_tables_and_views_that_are_named_exist(document: Path) -> None:
    schemas = "api|ledger|catalog|access|generation|private"
    named = {
        match[1]
        for span in spans(document)
        if (match := re.match(rf"((?:{schemas})\.[a-z_]+)(?:$|\W)", span))
    }
    made = set(
        re.findall(
            rf"create (?:or replace )?(?:function|table|view|type|domain) ((?:{schemas})\.\w+)",
            tracked_text("sql/rpc/deploy"),
        )
    )
    assert named - made == set()


@by_document
def test_links_lead_somewhere(document: Path) -> None:
    broken = []
    for link in _LINK.findall(prose(document)):
        if link.startswith(("http://", "https://")):
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


def anchors(document: Path) -> set[str]:
    """As GitHub makes them of headings."""
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in _HEADING.findall(document.read_text(encoding="utf-8"))
    }


@by_document
def test_no_machine_is_named(document: Path) -> None:
    assert re.findall(r"(?<![\w.…])/(?:home|root|tmp|work|Users)/\S*", document.read_text()) == []


def test_decisions_are_numbered_once_and_dated() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [int(path.name.split("-")[0]) for path in decisions]
    assert numbers == list(range(1, len(numbers) + 1))
    for path, number in zip(decisions, numbers, strict=True):
        title, _, date, *_ = path.read_text(encoding="utf-8").splitlines()
        assert title.startswith(f"# {number}. ")
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", date)
