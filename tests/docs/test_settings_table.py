"""The table of settings is settings.py's own, and README agrees with it."""

import re
from dataclasses import fields

from documents import ROOT, documents, prose, table_rows
from functions_py.settings import Settings
from settings_table import DOCUMENT, document_with_table, groups

VARIABLES = {
    item.metadata["variable"]: item for item in fields(Settings) if "variable" in item.metadata
}


def test_the_table_is_what_settings_py_says() -> None:
    """If not: python tests/docs/settings_table.py"""
    written = DOCUMENT.read_text(encoding="utf-8")
    assert written == document_with_table(written)


def test_every_setting_is_in_a_group_of_the_source() -> None:
    named = [name for _, members in groups() for name, _ in members]
    assert named == [item.name for item in VARIABLES.values()]


def test_every_setting_is_documented() -> None:
    told = {cells[0].strip("`") for cells in table_rows(DOCUMENT, "variable", "default", "range")}
    assert told == set(VARIABLES)


def test_readmes_defaults_are_the_settings_defaults() -> None:
    wrong = {}
    for variable, default, *_ in table_rows(ROOT / "README.md", "variable", "default"):
        item = VARIABLES.get(variable.strip("`"))
        if item is not None and isinstance(item.default, bool):
            if default != ("on" if item.default else "off"):
                wrong[variable] = default
        elif item is not None and default != str(item.default):
            wrong[variable] = default
    assert wrong == {}


def test_figures_in_prose_are_the_defaults() -> None:
    """`FLORIN_X` (60 s) in a text is the default of FLORIN_X."""
    said = {
        (variable, figure)
        for document in documents()
        for variable, figure in re.findall(r"`(FLORIN_\w+)` \(([\d.]+) s\)", prose(document))
    }
    wrong = {(v, f) for v, f in said if float(f) != VARIABLES[v].default}
    assert said and wrong == set()
