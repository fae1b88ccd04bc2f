"""Answers as statements of the record: Turtle and JSON-LD."""

from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import RdfFormat, parse

from graph.rdf.turtle import read_triples
from graph.record import Record
from tests.support.command_line import call
from webapp import create_app


def triples(text: str) -> set[Any]:
    return set(read_triples(text.encode()))


def test_show_gives_in_turtle_what_the_site_gives_of_the_thing(record: Record) -> None:
    site = create_app(record=record).test_client()
    assert call("show", "5NR", "--format", "turtle").out == site.get("/id/pct-5nr.ttl").text
    assert call("lineage", "5NR", "--format", "turtle").out == site.get("/bodies/pct-5nr/lineage.ttl").text


def test_json_ld_says_the_same_as_turtle() -> None:
    parsed = parse(call("show", "icb-qop", "--format", "json-ld").out, RdfFormat.JSON_LD)
    said = {(quad.subject, quad.predicate, quad.object) for quad in parsed}
    assert said == triples(call("show", "icb-qop", "--format", "turtle").out)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (
            ("accountable", "ccg-04f", "--as-at", "2014"),
            "id:rule-ccg--national-body-nhs-england--statutory--2013-04-01 a",
        ),
        (("list", "--kind", "icb", "--as-at", "2026-05-01"), "id:icb-z9b2z a"),
        (("lineage", "icb-z9b2z"), "id:event-2026-04-01-merger-icb-z9b2z a"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_an_answer_in_turtle_quotes_what_it_rests_on(arguments: tuple[str, ...], named: str) -> None:
    assert f"\n{named} " in call(*arguments, "--format", "turtle").out


def test_statements_leave_out_what_is_inferred_when_asked_to() -> None:
    whole, stated = (call("show", "5NR", "--format", "turtle", *more).out for more in ((), ("--stated-only",)))
    assert "nhs:inferred" in whole
    assert "nhs:inferred" not in stated
    assert triples(stated) < triples(whole)


def test_statements_of_a_record_written_by_hand_are_found_too(tmp_path: Path, tiny: Any) -> None:
    other = tmp_path / "other.ttl"
    canonical = tiny({"bodies": [{"id": "ccg-a", "start": "2013-04-01"}]}).turtle.decode()
    other.write_text(canonical.replace("\nid:", "\n  id:").replace(" ;\n\t", ";  "), encoding="utf-8")
    quoted = call("show", "ccg-a", "--format", "turtle", "--record", str(other)).out
    assert "\nid:ccg-a a " in quoted
    assert triples(quoted) < triples(canonical)
