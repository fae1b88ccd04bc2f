"""A share as people write it: one rule for the command line, the site and the library."""

from decimal import Decimal

import pytest

from graph.errors import BadInput
from graph.model.share import parse_share
from graph.record import Record
from tests.support.command_line import call
from webapp import create_app

WRONG = ("x", "", "-0.1", "1.01", "nan", "inf", "1e-999999999", "0.1234567890123", "1e999999999", "0,5", "9" * 400)


@pytest.mark.parametrize(
    ("text", "share"), [("0.05", "0.05"), ("0", "0"), ("1", "1"), (" .5 ", "0.5"), ("5e-2", "0.05"), ("1.000", "1")]
)
def test_a_number_from_nothing_to_the_whole_is_a_share(text: str, share: str) -> None:
    assert parse_share(text) == Decimal(share)


@pytest.mark.parametrize("text", WRONG)
def test_anything_else_is_refused_in_one_short_line(text: str) -> None:
    with pytest.raises(BadInput, match=r" is no share; write a number from 0 to 1, such as 0\.05\.$") as refused:
        parse_share(text)
    assert len(str(refused.value)) < 120


def test_command_and_site_refuse_the_same(record: Record) -> None:
    client = create_app({}, record).test_client()
    for text in filter(None, WRONG):
        assert call("lineage", "ccg-04f", "--min-share", text).refusal.startswith("--min-share ")
        answer = client.get("/bodies/ccg-04f/lineage.json", query_string={"min-share": text})
        assert answer.status_code == 400
        assert "is no share; write a number from 0 to 1" in answer.get_json()["error"]
