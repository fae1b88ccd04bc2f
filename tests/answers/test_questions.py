"""Questions as people ask them, and what a reader must find in the answer; the answers are known from elsewhere."""

import csv
import shlex
from pathlib import Path

import pytest

from tests.support.command_line import call

with (Path(__file__).parent / "questions.csv").open(encoding="utf-8", newline="") as _file:
    QUESTIONS = [(row["question"], row["command"], row["says"].split("|")) for row in csv.DictReader(_file)]


@pytest.mark.no_cover
@pytest.mark.parametrize(("command", "says"), [each[1:] for each in QUESTIONS], ids=[each[0] for each in QUESTIONS])
def test_the_answer_to_a_question_is_found_in_what_is_printed(
    command: str, says: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")  # Long names are not broken.
    outcome = call(*shlex.split(command))
    printed = " ".join((outcome.out or outcome.err).split())
    missing = [each for each in says if each not in printed]
    assert not missing, printed[:2000]
