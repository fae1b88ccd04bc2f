"""Each example that ships gives what the library says on the same question."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from graph.answers.audit.sources import sources
from graph.answers.diff import diff
from graph.answers.geography.place import place_history
from graph.answers.stories import story
from graph.areas.places import gazetteer
from graph.model.dates import Spell
from graph.model.entities import Basis
from graph.record import Record
from graph.record.history import History
from graph.sparql.results import Solutions
from graph.sparql.store import EmbeddedStore

Rows = set[tuple[str, ...]]
Ask = Callable[..., Rows]
FOLDER = Path(__file__).parents[2] / "graph" / "queries"
PCT, ICB, NHSE = "pct-5nr", "icb-qop", "national-body-nhs-england"


@pytest.fixture
def ask(embedded: EmbeddedStore) -> Ask:
    """Some columns of the answer to an example by its number; of IRIs of ours only the end."""

    def asked(number: str, *columns: str) -> Rows:
        (path,) = FOLDER.glob(f"{number}-*.rq")
        found = embedded.run(path.read_text("utf-8"))
        assert isinstance(found, Solutions)
        return {tuple(_text(getattr(row.get(name), "value", "")) for name in columns) for row in found.rows}

    return asked


@pytest.fixture(scope="module")
def history(record: Record) -> History:
    return record.history


def _text(value: object) -> str:
    return re.sub(r"^https://w3id\.org/nhs-restructures/(id/|def#(kind-)?)", "", str(value))


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def test_04_the_direct_heirs_of_a_trust(ask: Ask, history: History) -> None:
    links = history.links_from[PCT]
    assert {row[:2] for row in ask("04", "heir", "basis")} == {(link.successor, link.basis.value) for link in links}


def _walked(history: History, body: str, *, after: bool) -> Rows:
    links, end = (history.links_from, "successor") if after else (history.links_to, "predecessor")
    found: set[str] = set()
    rest = [body]
    while rest:
        others = {getattr(link, end) for link in links.get(rest.pop(), ())} - found
        found |= others
        rest += others
    return {(each,) for each in found}


def test_05_and_06_all_heirs_and_all_origins(ask: Ask, history: History) -> None:
    assert ask("05", "heir") == _walked(history, PCT, after=True)
    assert ask("06", "origin") == _walked(history, ICB, after=False)


def test_07_whom_nhs_england_answered_to(ask: Ask, history: History) -> None:
    lines = history.lines_from[NHSE]
    assert ask("07", "to", "kind", "start") == {(each.to_id, each.kind, _day(each.spell.start)) for each in lines}


def test_08_codes_that_several_bodies_bore_are_those_of_the_story(ask: Ask, history: History) -> None:
    told = {(str(row["code"]), str(row["bodies"])) for row in story(history, "codes").table}
    assert ask("08", "code", "bodies") == told


def test_10_and_11_the_restructures_and_the_promises(ask: Ask, history: History) -> None:
    assert ask("10", "number", "name", "law") == {
        (str(each.number), each.name, each.legislation) for each in history.restructures.values()
    }
    assert ask("11", "promise", "outcome") == {(each.text, each.status_evidence) for each in history.commitments}


def test_12_splits_of_which_no_source_gives_a_share(ask: Ask, history: History) -> None:
    heirs = Counter(
        (link.predecessor, link.event)
        for link in history.successions
        if history.events[link.event].kind == "split" and link.share is None
    )
    assert ask("12", "body", "event", "heirs") == {
        (*split, str(number)) for split, number in heirs.items() if number > 1
    }


def test_13_what_is_inferred_and_why(ask: Ask, history: History) -> None:
    reasons = Counter(("Body", body.reason) for body in history.bodies.values() if body.inferred)
    reasons += Counter(("Succession", link.reason) for link in history.successions if link.inferred)
    reasons += Counter(("AccountabilityLine", line.reason) for line in history.lines if line.inferred)
    found = ask("13", "class", "reason", "things")
    assert len(found) == 50
    assert found <= {(*thing, str(number)) for thing, number in reasons.items()}


def test_14_the_sources_on_which_most_rests(ask: Ask, history: History) -> None:
    used = {use.source.key for use in sources(history).uses}
    assert {row[0].removeprefix("source-") for row in ask("14", "source")} <= used


def test_15_where_sources_disagree(ask: Ask, history: History) -> None:
    assert ask("15", "subject", "field", "chosen") == {
        (each.subject, each.field, each.chosen) for each in history.conflicts
    }


def test_16_the_lineage_of_a_board_as_edges_and_names(embedded: EmbeddedStore, history: History) -> None:
    (path,) = FOLDER.glob("16-*.rq")
    triples = embedded.run(path.read_text("utf-8"))
    assert isinstance(triples, tuple)
    edges = {(_text(each.subject.value), _text(each.object.value)) for each in triples if "followedBy" in str(each)}
    names = {(_text(each.subject.value), str(each.object.value)) for each in triples if "prefLabel" in str(each)}
    ancestors = {body for (body,) in _walked(history, ICB, after=False)}
    links = [link for body in {ICB} | ancestors for link in history.links_to.get(body, ())]
    assert edges == {(link.predecessor, link.successor) for link in links}
    assert names == {(body, history.bodies[body].label) for body in {ICB} | ancestors}


def test_17_who_covered_a_place(ask: Ask, record: Record) -> None:
    found = place_history(record.history, gazetteer(record).find("Uttlesford"))
    assert {row[0] for row in ask("17", "body")} == {each.body.id for each in found.spells}


def test_18_the_people_of_each_board_of_today(ask: Ask, history: History) -> None:
    areas, day = history.areas, date(2026, 11, 29)
    people = {
        board.id: sum(
            Decimal(areas.cells[piece.cell].population) * piece.share for piece in areas.coverage(board.id, day)
        )
        for board in history.by_kind["icb"]
        if board.life.certain_on(day)
    }
    found = {body: Decimal(number) for body, number in ask("18", "body", "inhabitants")}
    assert found.keys() == people.keys()
    assert all(abs(found[body] - people[body]) < 1 for body in people)


def test_19_of_how_many_bodies_the_area_is_known(ask: Ask, history: History) -> None:
    numbers: dict[str, list[bool]] = defaultdict(list)
    for body in history.bodies.values():
        numbers[history.kinds[body.kind].label].append(bool(history.areas.holdings.get(body.id)))
    assert ask("19", "kind", "bodies", "withArea") == {
        (kind, str(len(known)), str(sum(known))) for kind, known in numbers.items() if any(known)
    }


def test_20_what_is_said_of_a_body(ask: Ask, history: History) -> None:
    told = {("came before it", link.predecessor) for link in history.links_to[PCT]}
    told |= {("came after it", link.successor) for link in history.links_from[PCT]}
    told |= {("it answered to", line.to_id) for line in history.lines_from[PCT]}
    told |= {("answered to it", line.from_id) for line in history.lines_to.get(PCT, ())}
    assert ask("20", "relation", "other") == told


def test_21_what_ended_and_began_between_two_days(ask: Ask, history: History) -> None:
    found = diff(history.stated, date(2013, 12, 31), date(2017, 12, 31))
    ended = {("ended", each.body.id) for each in found.ended}
    begun = {("began", each.body.id) for each in found.begun}
    assert ask("21", "what", "body") == ended | begun


LOCAL = ("dha", "ha", "pcg", "pct", "care-trust", "ccg", "icb")


def _by_its_first_and_last(spell: Spell, day: date) -> bool:
    """Whether a day lies between the two days that are stated, as the examples read them."""
    return bool(spell.start and spell.start <= day and (not spell.end or spell.end >= day))


def test_22_the_areas_of_the_trusts_on_a_day(ask: Ask, history: History) -> None:
    day = date(2006, 10, 1)
    held = {
        (body.id, f"cell-{piece.cell}", piece.share)
        for kind in ("pct", "care-trust")
        for body in history.by_kind[kind]
        if _by_its_first_and_last(body.spell, day)
        for piece in history.areas.coverage(body.id, day)
    }
    found = {(body, cell, Decimal(share or 1)) for body, cell, share in ask("22", "body", "cell", "share")}
    assert found == held


def test_32_the_bodies_that_held_the_whole_of_each_cell(ask: Ask, history: History) -> None:
    held: dict[str, set[str]] = defaultdict(set)
    for body in (each for kind in LOCAL for each in history.by_kind[kind]):
        if not body.spell.end or body.spell.end >= date(1990, 1, 1):
            for holding in history.areas.holdings.get(body.id, ()):
                if holding.piece.share == 1:
                    held[f"cell-{holding.piece.cell}"].add(body.id)
    assert ask("32", "cell", "bodies") == {(cell, str(len(bodies))) for cell, bodies in held.items()}


def test_33_the_commissioners_on_each_day_on_which_one_began(ask: Ask, history: History) -> None:
    since, groups = date(1996, 4, 1), date(1999, 4, 1)
    bodies = [each for kind in LOCAL if kind != "dha" for each in history.by_kind[kind]]
    counts = {
        day: sum(_by_its_first_and_last(body.spell, day) and (body.kind != "ha" or day < groups) for body in bodies)
        for day in {body.spell.start for body in bodies if body.spell.start and body.spell.start >= since}
    }
    assert ask("33", "day", "bodies") == {(str(day), str(number)) for day, number in counts.items() if number}


def test_30_and_31_are_the_rows_of_the_stories(ask: Ask, history: History) -> None:
    assert {row[0] for row in ask("30", "body")} == {str(row["id"]) for row in story(history, "lives").table}
    parents: dict[str, set[str]] = defaultdict(set)
    for link in history.successions:
        if link.basis is not Basis.CODE:
            parents[link.successor].add(link.predecessor)
    told = {(body, str(len(of))) for body, of in parents.items() if len(of) > 1}
    assert ask("31", "body", "parents") == told
    assert told == {(str(row["id"]), str(row["parents"])) for row in story(history, "parents").table}
