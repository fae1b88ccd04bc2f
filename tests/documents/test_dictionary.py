"""The data dictionary of answers: no column of a CSV that a page gives is without its meaning."""

from importlib import import_module
from pkgutil import walk_packages

import pytest

from graph.documents.dictionary import meanings

PACKAGES = ("graph.answers", "graph.recode")


def columns_of_answers() -> dict[str, str]:
    found = {}
    for package in PACKAGES:
        for module in walk_packages(import_module(package).__path__, f"{package}."):
            for name, kind in vars(import_module(module.name)).items():
                columns = getattr(kind, "columns", None)
                if isinstance(kind, type) and isinstance(columns, tuple):
                    found |= dict.fromkeys(columns, name)
    return found


def test_each_column_of_an_answer_has_a_type_and_a_meaning() -> None:
    known = {each["name"]: each for each in meanings() if each["description"] and each["type"]}
    columns = columns_of_answers()
    assert len(columns) > 40
    assert {column: name for column, name in columns.items() if column not in known} == {}


@pytest.mark.parametrize(
    ("name", "sort", "document"),
    [("share", "number", "CrosswalkRow"), ("end", "date", "Body"), ("via", "list", "Heir")],
)
def test_a_meaning_is_that_of_the_type_that_declares_it(name: str, sort: str, document: str) -> None:
    assert any(each["name"] == name and each["type"] == sort and document in each["tables"] for each in meanings())
