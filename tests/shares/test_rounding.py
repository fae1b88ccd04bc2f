"""Whether 0.9996 gone to an heir leaves anything: every answer says the same of the rest, and of that of 0.9994."""

from datetime import date

import pytest

from graph.answers.diff import diff
from graph.answers.lineage import lineage
from graph.model.words import percent
from graph.recode.crosswalk import crosswalk
from graph.recode.recoder import Recoder
from tests.support.histories import small

FIRST, SECOND = date(2012, 6, 1), date(2014, 6, 1)


@pytest.mark.parametrize(("share", "rest"), [("0.9996", 0), ("0.9994", 0.0006)])
def test_every_answer_says_the_same_of_what_an_heir_did_not_get(share: str, rest: float) -> None:
    lives = {"a": "2000-01-01/2013-03-31", "b": "2013-04-01"}
    history = small(f"a > b 2013-04-01 split {share}", bodies=lives)
    a, document = history.bodies["a"], diff(history, FIRST, SECOND).document()
    assert isinstance(document, dict)
    (ended,) = document["bodies"]["ended"]
    recoding = Recoder(history, SECOND, since=FIRST).of_body(a)
    (row,) = crosswalk(history, FIRST, SECOND).rows()
    (successor,) = lineage(history, a).successors
    assert [ended["successors"][0]["share"], float(successor.share or 0), row["share"]] == [float(share)] * 3
    assert ended["stays"] == rest
    assert float(sum((recoding.lost or {}).values())) == rest
    assert 1 - (recoding.weights[0] or 0) / 10**9 == pytest.approx(rest)
    assert (recoding.unallocated_because == "") == (rest == 0)
    assert successor.part.is_part == (rest > 0)
    assert (row["status"] == "split") == (rest > 0)


def test_a_page_and_a_text_write_a_share_alike() -> None:
    lives = {"a": "2000-01-01/2013-03-31", "b": "2013-04-01", "c": "2013-04-01"}
    history = small("a > b 2013-04-01 split 0.25", "a > c 2013-04-01 split 0.75", bodies=lives)
    parts = {each.body.id: each.part for each in lineage(history, history.bodies["a"]).successors}
    assert [percent(parts[body]) for body in "bc"] == ["25%", "75%"]
