"""The pictures of the system, of days and of counts; names cannot become markup."""

import re
from datetime import date
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.answers.accountability import chain as chain_of
from graph.answers.audit.coverage import coverage
from graph.answers.diff import diff
from graph.answers.landscape import landscape
from graph.answers.lineage import lineage
from graph.answers.timeline import timeline, years_of
from graph.record import Record
from tests.support.pictures import SVG, TODAY, address
from tests.support.tiny import Tiny
from webapp.render import typeface
from webapp.render.pictures import arrows, chain, counts, flows, published, signature, svg, system
from webapp.render.pictures import lineage as drawing


def test_the_flow_of_kinds_counts_each_body_that_ended_once_for_each_kind_it_went_on_in(record: Record) -> None:
    difference = diff(record.history, date(2022, 6, 30), date(2022, 7, 1))
    found = {(flow.before, flow.after): flow.bodies for flow in flows.flows_of(difference)}
    assert found["ccg", "icb"] == 106
    assert flows.picture(difference, record.history, address)


def test_nothing_changed_is_no_flow(record: Record) -> None:
    assert flows.picture(diff(record.history, TODAY, TODAY), record.history, address) is None


def test_the_front_page_draws_every_kind_that_had_bodies_and_every_restructure(record: Record) -> None:
    history = record.history
    through = timeline(history, 2026)
    picture = signature.picture(through, coverage(history), history, address, today=TODAY)
    links = {link.get("href") for link in ET.fromstring(picture).iter(f"{SVG}a")}
    assert {f"/restructures.show?restructure=r{number}" for number in range(1, 11)} <= links
    assert {f"/bodies.index?kind={kind}" for kind in ("dha", "ha", "pct", "ccg", "icb", "rha", "sha", "stp")} <= links


def test_a_band_says_the_number_at_first_at_most_and_at_last(record: Record) -> None:
    history = record.history
    bands = signature.bands_of(timeline(history, 2026), coverage(history), history, TODAY)
    stories = {band.kind.id: band.story for band in bands}
    assert stories["ccg"] == "211 to 106"
    assert stories["icb"] == "42 to 36"
    assert stories["sha"] == "28 to 10"
    assert stories["rha"] == "14 to 8"
    assert stories["pct-cluster"] == "52"


def test_a_kind_that_is_poorly_listed_in_some_years_goes_on_where_it_is_listed_again(record: Record) -> None:
    history = record.history
    bands = {
        band.kind.id: band for band in signature.bands_of(timeline(history, 2026), coverage(history), history, TODAY)
    }
    units = bands["csu"]
    assert (units.numbers, units.last, sorted(units.published)) == ("19 to 4*", TODAY, [2013, 2014, 2015])
    assert units.counts[2015] == 9
    assert bands["sha-cluster"].numbers == "4"
    assert bands["dha"].numbers == "147 to 105*"
    assert {band.kind.id for band in bands.values() if band.may_go_on} == {"area-team"}
    assert bands["area-team"].last == date(2018, 4, 1), "the last day for which a source names one"
    drawn = signature.picture(timeline(history, 2026), coverage(history), history, address, today=TODAY)
    assert "27 to 14, 2013 to 2018 or later" in drawn


def test_a_band_too_short_for_its_name_has_it_beside_where_there_is_room(record: Record) -> None:
    history = record.history
    picture = signature.picture(timeline(history, 2026), coverage(history), history, address, today=TODAY)
    shown = {
        (link.get("href") or "").partition("kind=")[2]: " ".join(
            text for each in link.iter(f"{SVG}text") for text in each.itertext()
        )
        for link in ET.fromstring(picture).iter(f"{SVG}a")
    }
    assert shown["acs"] == "Accountable care systems 10 to 2"
    assert shown["dhsc"] == "Directorates of health and social care 4"


def test_a_kind_of_which_one_body_is_certain_and_others_possible_leads_to_all_of_them(record: Record) -> None:
    picture = system.picture(landscape(record.history, date(1995, 6, 1)), record.history, address)
    assert picture
    links = {link.get("aria-label"): link.get("href") for link in ET.fromstring(picture).iter(f"{SVG}a")}
    assert links["1 + 4 possible National bodies"] == "/bodies.index?kind=national-body&as-at=1995-06-01"
    assert links["1 Department of Health"] == "/bodies.show?body=department-health"


def test_a_day_shows_its_kinds_and_who_answered_to_whom(record: Record) -> None:
    scene = landscape(record.history, date(2014, 6, 1))
    pairs = {(arrow.lower, arrow.upper) for arrow in system.arrows_of(scene, record.history)}
    assert ("ccg", "area-team") in pairs
    assert ("area-team", "nhs-region") in pairs
    picture = system.picture(scene, record.history, address)
    assert picture
    assert "211" in picture


def crowded(root: ET.Element) -> list[object]:
    """Boxes and lines of words on arrows that touch each other or do not lie within their picture."""
    width, height = map(float, (root.get("viewBox") or "").split()[2:])
    taken = []
    for box in (rect for rect in root.iter(f"{SVG}rect") if not (rect.get("class") or "").startswith("lane")):
        x, y, wide, high = (float(box.get(name) or 0) for name in ("x", "y", "width", "height"))
        taken.append((x, y, x + wide, y + high))
    for text in (each for each in root.iter(f"{SVG}text") if each.get("class") == "arrow-words"):
        for line in text.iter(f"{SVG}tspan"):
            x, y, wide = (
                float(line.get("x") or 0),
                float(line.get("y") or 0),
                typeface.text_width(line.text or "", 12.5),
            )
            taken.append((x - wide / 2, y - 10, x + wide / 2, y + 2))
    outside = [each for each in taken if min(each) < 0 or each[2] > width or each[3] > height]
    return outside + [
        (one, other)
        for one, other in combinations(taken, 2)
        if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    ]


def behind(root: ET.Element) -> list[tuple[str, str]]:
    """Arrows that pass behind a box, and the box: its words are then read beside an arrow of another."""
    boxes = [
        (rect.get("x"), [float(rect.get(name) or 0) for name in ("x", "y", "width", "height")])
        for rect in root.iter(f"{SVG}rect")
        if not (rect.get("class") or "").startswith("lane")
    ]
    found = set()
    for arrow in (path for path in root.iter(f"{SVG}path") if "arrow" in (path.get("class") or "").split()):
        numbers = list(map(float, re.findall(r"-?[\d.]+", arrow.get("d") or "")))
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        curve = arrows.Curve(*points)
        for part in range(1, 40):
            x, y = curve.at(part / 40)
            for name, (left, top, wide, high) in boxes:
                if left < x < left + wide and top < y < top + high:
                    found.add((arrow.findtext(f"{SVG}title") or "", name or ""))
    return sorted(found)


@pytest.mark.parametrize("year", [1991, 1995, 1998, 2004, 2010, 2014, 2020, 2026])
def test_every_arrow_of_a_day_says_how_clear_of_all_boxes_and_of_other_words(record: Record, year: int) -> None:
    picture = system.picture(landscape(record.history, date(year, 6, 1)), record.history, address)
    assert picture
    root = ET.fromstring(picture)
    drawn = [path for path in root.iter(f"{SVG}path") if "arrow" in (path.get("class") or "").split()]
    words = [text for text in root.iter(f"{SVG}text") if text.get("class") == "arrow-words"]
    assert len(words) == len(drawn) > 0
    titles = [path.findtext(f"{SVG}title") or "" for path in drawn]
    assert all(" ".join(text.itertext()) in title for text, title in zip(words, titles, strict=True))
    assert crowded(root) == []
    assert behind(root) == []


@pytest.mark.parametrize(
    ("body", "day"),
    [("pct-5nr", "2013-03-31"), ("ccg-04f", "2014-06-01"), ("icb-qhm", "2026-06-01"), ("sha-q36", "2010-06-01")],
)
def test_the_words_of_a_chain_are_clear_of_each_other(record: Record, body: str, day: str) -> None:
    history = record.history
    line = chain_of(history, history.bodies[body], date.fromisoformat(day))
    picture = chain.picture(line.certain(), history, address)
    assert picture
    root = ET.fromstring(picture)
    assert len([each for each in root.iter(f"{SVG}text") if each.get("class") == "arrow-words"]) > 2
    assert crowded(root) == []
    assert behind(root) == []


def test_a_kind_is_counted_over_the_years(record: Record) -> None:
    through = timeline(record.history, 2026)
    kinds = record.history.kinds
    assert years_of(through, kinds["ccg"])[0] == (date(2013, 12, 31), 211, 211)
    picture = counts.picture(through, kinds["ccg"], address)
    assert picture
    years = [text for text in ET.fromstring(picture).iter(f"{SVG}text") if text.get("class") == "frame-label"]
    assert float(years[0].get("x") or 0) >= 20
    assert counts.picture(through, kinds["aco"], address) is None


def test_no_body_is_drawn_before_its_kind_began(record: Record) -> None:
    through = timeline(record.history, 2026)
    assert years_of(through, record.history.kinds["pct"])[0][0] == date(2000, 12, 31)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")))
def test_no_text_becomes_markup(text: str) -> None:
    made = svg.Drawing.of(10, 10, text, "any")
    svg.linked(made.root, text, text)
    root = ET.fromstring(svg.markup(made))
    assert root.get("aria-label") == text
    assert [child.tag for child in root.iter()] == [f"{SVG}svg", f"{SVG}a", f"{SVG}title"]


@given(st.text(max_size=60), st.floats(0, 600))
def test_a_text_cut_to_fit_is_never_wider_than_its_room(text: str, width: float) -> None:
    assert typeface.text_width(typeface.fit(text, width)) <= max(width, 0)


@given(st.dates(date(1980, 1, 1), date(2040, 1, 1)), st.dates(date(1980, 1, 1), date(2040, 1, 1)))
def test_an_axis_keeps_the_order_of_days_and_its_own_bounds(one: date, other: date) -> None:
    axis = svg.Axis(date(1990, 1, 1), date(2026, 1, 1), 10, 500)
    assert 10 <= axis.at(one) <= 500
    assert (axis.at(one) - axis.at(other)) * (one - other).days >= 0


# What marks are called


def test_a_mark_is_called_by_the_words_it_shows_first(record: Record) -> None:
    """Who says what is seen chooses it (WCAG 2.5.3); a word that was cut for room counts as far as it is shown."""
    history, through = record.history, timeline(record.history, 2026)
    lineages = [lineage(history, history.bodies[body]) for body in ("icb-qrv", "icb-qhm", "pct-5nr")]
    pictures = [
        signature.picture(through, coverage(history), history, address, today=TODAY),
        *(drawing.picture(each, history, address, today=TODAY) for each in lineages),
        *(system.picture(landscape(history, date(year, 6, 1)), history, address) for year in (1995, 2014, 2024)),
        flows.picture(diff(history, date(2022, 6, 30), date(2022, 7, 1)), history, address),
        counts.picture(through, history.kinds["ccg"], address),
    ]
    for picture in pictures:
        assert picture
        for link in ET.fromstring(picture).iter(f"{SVG}a"):
            name = (link.get("aria-label") or "").casefold()
            lines = [" ".join(text.itertext()) for text in link.iter(f"{SVG}text")]
            shown = [part.strip().casefold() for part in re.split("…", " ".join(" ".join(lines).split()))]
            assert name.startswith(shown[0])
            assert all(part in name for part in shown)


# Published numbers


def test_every_published_number_that_can_be_compared_is_a_pair_of_marks_with_both_numbers(record: Record) -> None:
    checks = coverage(record.history).counts
    drawn = published.picture(checks, record.history.kinds, address)
    assert drawn
    pairs = list(ET.fromstring(drawn).iter(f"{SVG}a"))
    comparable = [each for each in checks if each.published.day and each.difference is not None]
    in_scope = [each for each in comparable if not each.published.scope and each.verdict != "not listed"]
    assert len(pairs) == len(in_scope) > 90
    titles = [link.findtext(f"{SVG}title") for link in pairs]
    assert "Clinical commissioning groups on 1 April 2013: 211 published, 211 here, at most 211" in titles
    assert all(len(list(link.iter(f"{SVG}circle"))) == 2 for link in pairs)


def test_nothing_is_drawn_where_nothing_was_published(tiny: Tiny) -> None:
    history = tiny({"bodies": [{"id": "ccg-a", "start": "2013-04-01"}]}).history
    assert published.picture(coverage(history).counts, history.kinds, address) is None
