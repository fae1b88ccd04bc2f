"""Whether the examples in the docstrings of the library's face are what happens."""

import doctest
import pkgutil
from importlib import import_module
from types import ModuleType

import pytest

import graph.library
import nhs_restructures

MODULES = [import_module(f"graph.library.{each.name}") for each in pkgutil.iter_modules(graph.library.__path__)]


@pytest.mark.parametrize("module", [nhs_restructures, *MODULES], ids=lambda module: module.__name__)
def test_the_examples_give_what_they_show(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


def test_the_methods_of_the_face_have_examples() -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    shown = {test.name.rpartition(".")[2] for module in MODULES for test in finder.find(module) if test.examples}
    face = {"open_record", "body", "on", "diff", "recode", "crosswalk", "heirs", "origins", "lineage", "accountable"}
    assert face <= shown
