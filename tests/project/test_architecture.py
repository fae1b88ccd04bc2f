"""The description of the architecture: every room is in the floor plan, and every rule stands where it says."""

import ast
import re

import pytest

from tests.support.command_line import ROOT

TEXT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PLAN = re.findall(r"^\| \[(\w+)\]\(\.\./(\S+)/__init__\.py\) \| (.+) \|$", TEXT, re.M)
RULES = re.findall(r"^\| (.+\?) \| `(\w+)` in \[(\S+)\]\(\.\./(\S+)\) \|$", TEXT, re.M)


@pytest.mark.parametrize("folder", ["graph", "webapp"])
def test_every_room_is_in_the_floor_plan(folder: str) -> None:
    rooms = {f"{folder}/{file.parent.name}" for file in (ROOT / folder).glob("*/__init__.py")}
    assert {path for _, path, _ in PLAN if path.startswith(f"{folder}/")} == rooms
    assert all(path.endswith(f"/{name}") for name, path, _ in PLAN)


def test_ten_rules_and_more_are_said_to_stand_somewhere() -> None:
    assert len(RULES) >= 10
    assert len({question for question, *_ in RULES}) == len(RULES)


@pytest.mark.parametrize(("name", "shown", "path"), [rule[1:] for rule in RULES])
def test_a_rule_stands_where_the_table_says(name: str, shown: str, path: str) -> None:
    assert shown == path
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    assert name in defined
