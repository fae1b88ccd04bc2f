"""Pictures of lineages: every body has its bar, bars do not lie on one another, links say how well they are known."""

from xml.etree import ElementTree as ET

import pytest

from graph.answers.lineage import lineage
from graph.record import Record
from graph.record.history import History
from tests.support.histories import from_rows
from tests.support.pictures import SVG, TODAY, address, bars
from tests.support.tiny import Tiny
from webapp.render.pictures import blocks, network
from webapp.render.pictures import lineage as drawing


@pytest.fixture
def merged(tiny: Tiny) -> History:
    """Two groups that became one, and a third that was inferred to have given a part."""
    return tiny(
        {
            "bodies": [
                {"id": "ccg-a", "name": "Alpha <b>&\"'", "start": "2013-04-01", "end": "2015-03-31"},
                {"id": "ccg-b", "name": "Beta", "start": "2013-04-01", "end": "2015-03-31"},
                {"id": "ccg-c", "name": "Gamma", "start": "2015-04-01"},
                {"id": "ccg-d", "name": "Delta", "start": "2013-04-01"},
            ],
            "events": [{"id": "event-2015-04-01-merger-ccg-c", "kind": "merger", "date": "2015-04-01"}],
            "successions": [
                {"event_id": "event-2015-04-01-merger-ccg-c", "from_id": "ccg-a", "to_id": "ccg-c"},
                {"event_id": "event-2015-04-01-merger-ccg-c", "from_id": "ccg-b", "to_id": "ccg-c"},
            ],
            "inferences": [{"from_id": "ccg-d", "to_id": "ccg-c", "kind": "partial-transfer", "date": "2015-04-01"}],
        }
    ).history


def test_every_body_of_a_lineage_is_a_bar_with_a_title_and_a_link(merged: History) -> None:
    picture = drawing.picture(lineage(merged, merged.bodies["ccg-c"]), merged, address, today=TODAY)
    assert picture
    found = bars(picture)
    assert {link.get("href") for link in found} == {f"/bodies.show?body=ccg-{letter}" for letter in "abcd"}
    assert all(link.findtext(f"{SVG}title") for link in found)
    assert [link.get("href") for link in found if "is-chosen" in (link.get("class") or "")] == [
        "/bodies.show?body=ccg-c"
    ]


def test_an_inferred_link_is_dashed_and_says_so(merged: History) -> None:
    picture = drawing.picture(lineage(merged, merged.bodies["ccg-c"]), merged, address, today=TODAY)
    assert picture
    ribbons = [path for path in ET.fromstring(picture).iter(f"{SVG}path") if "ribbon" in (path.get("class") or "")]
    dashed = [path.findtext(f"{SVG}title") or "" for path in ribbons if "is-inferred" in (path.get("class") or "")]
    assert len(ribbons) == 3
    assert len(dashed) == 1
    assert "inferred" in dashed[0]


def test_a_body_without_relatives_has_no_picture(merged: History, tiny: Tiny) -> None:
    alone = tiny({"bodies": [{"id": "ccg-a", "start": "2013-04-01"}]}).history
    assert drawing.picture(lineage(alone, alone.bodies["ccg-a"]), alone, address, today=TODAY) is None


def test_a_larger_share_is_a_wider_ribbon(tiny: Tiny) -> None:
    history = tiny(
        {
            "bodies": [
                {"id": "pct-a", "start": "2006-10-01", "end": "2013-03-31"},
                {"id": "ccg-b", "start": "2013-04-01"},
                {"id": "ccg-c", "start": "2013-04-01"},
            ],
            "events": [{"id": "event-2013-04-01-split-pct-a", "kind": "split", "date": "2013-04-01"}],
            "successions": [
                {"event_id": "event-2013-04-01-split-pct-a", "from_id": "pct-a", "to_id": to, "share": share,
                 "share_basis": "postcodes"}
                for to, share in (("ccg-b", "0.9"), ("ccg-c", "0.1"))
            ],
        }
    ).history  # fmt: skip
    picture = drawing.picture(lineage(history, history.bodies["pct-a"]), history, address, today=TODAY)
    assert picture
    widths = {
        (path.findtext(f"{SVG}title") or "").split(":")[0]: float(path.get("stroke-width") or 0)
        for path in ET.fromstring(picture).iter(f"{SVG}path")
        if "ribbon" in (path.get("class") or "")
    }
    assert widths["pct-a to ccg-b"] > 2 * widths["pct-a to ccg-c"]


def test_a_link_of_unknown_share_is_dotted_and_says_so(tiny: Tiny) -> None:
    event = "event-2013-04-01-split-pct-a"
    history = tiny(
        {
            "bodies": [
                {"id": "pct-a", "start": "2006-10-01", "end": "2013-03-31"},
                {"id": "ccg-b", "start": "2013-04-01"},
                {"id": "ccg-c", "start": "2013-04-01"},
            ],
            "events": [{"id": event, "kind": "split", "date": "2013-04-01"}],
            "successions": [
                {"event_id": event, "from_id": "pct-a", "to_id": "ccg-b", "share": "0.9", "share_basis": "postcodes"},
                {"event_id": event, "from_id": "pct-a", "to_id": "ccg-c"},
            ],
        }
    ).history
    picture = drawing.picture(lineage(history, history.bodies["pct-a"]), history, address, today=TODAY)
    assert picture
    dotted = {
        path.get("data-after"): "is-unknown" in (path.get("class") or "")
        for path in ET.fromstring(picture).iter(f"{SVG}path")
        if path.get("data-after") and (path.get("class") or "").startswith("ribbon")
    }
    assert dotted == {"ccg-b": False, "ccg-c": True}
    assert "share not known" in picture
    drawn = network.network(lineage(history, history.bodies["pct-a"]), history, address, today=TODAY)
    assert {edge["to"]: edge["dashes"] for edge in drawn["edges"]} == {"ccg-b": False, "ccg-c": [1, 4]}


@pytest.mark.parametrize("body", ["icb-qrv", "icb-qhm", "icb-d7t5g", "pct-5nr", "national-body-nhs-england"])
def test_no_two_bars_of_a_real_lineage_lie_on_one_another(record: Record, body: str) -> None:
    history = record.history
    picture = drawing.picture(
        lineage(history, history.bodies[body]), history, address, opened=list(history.kinds), today=TODAY
    )
    assert picture
    boxes = [
        tuple(float(rect.get(name) or 0) for name in ("x", "y", "width", "height"))
        for link in bars(picture)
        for rect in link.iter(f"{SVG}rect")
    ]
    for number, (x, y, width, height) in enumerate(boxes):
        for other_x, other_y, other_width, _ in boxes[number + 1 :]:
            apart = x + width <= other_x or other_x + other_width <= x
            assert apart or abs(y - other_y) >= height


def test_a_large_lineage_is_grouped_until_it_can_be_read(record: Record) -> None:
    history = record.history
    descent = lineage(history, history.bodies["icb-qhm"])
    groups = blocks.grouped(descent, ())
    drawn = blocks.blocks_of(descent, history, groups, TODAY, blocks.folded(descent, ()))
    assert len(drawn) <= blocks.LEGIBLE + 1
    assert sum(len(block.bodies) for block in drawn) == len({each.body.id for each in descent.predecessors}) + 1
    assert groups
    assert not groups & blocks.grouped(descent, tuple(groups))


def test_relatives_of_unknown_share_are_one_bar_beside_known_ones_and_can_be_shown(record: Record) -> None:
    history = record.history
    descent = lineage(history, history.bodies["icb-qrl"])
    aside = blocks.folded(descent, ())
    unknown = {each.body.id for each in descent.predecessors if each.part.value is None and each.part.low == 0}
    assert aside
    assert aside.keys() <= unknown
    drawn = blocks.blocks_of(descent, history, (), TODAY, aside)
    bars = {block.id: block for block in drawn if block.opens == blocks.UNKNOWN}
    assert set(bars) == set(aside.values())
    assert all(block.label.endswith(", share not known") and block.group for block in bars.values())
    assert {body.id for block in bars.values() for body in block.bodies} == set(aside)
    assert all(
        each.unknown for each in blocks.ribbons_of(descent, drawn) if each.before in bars and len(each.steps) > 9
    )
    assert not blocks.folded(descent, (blocks.UNKNOWN,))


def test_a_lineage_of_which_no_share_is_known_is_drawn_as_it_is() -> None:
    bodies = [{"id": f"pct-{name}", "kind": "pct", "start": "2002-04-01", "end": "2006-09-30"} for name in "abc"]
    bodies.append({"id": "pct-d", "kind": "pct", "start": "2006-10-01"})
    history = from_rows({"bodies": bodies})
    assert not blocks.folded(lineage(history, history.bodies["pct-d"]), ())


def test_the_network_has_the_bodies_and_links_of_the_lineage_and_stands_still(record: Record) -> None:
    history = record.history
    descent = lineage(history, history.bodies["icb-qrv"])
    data = network.network(descent, history, address, today=TODAY)
    assert len(data["edges"]) == len(descent.steps)
    assert {node["id"] for node in data["nodes"]} >= {step.link.predecessor for step in descent.steps}
    assert all("x" in node and "y" in node for node in data["nodes"])
    assert data["options"]["physics"]["enabled"] is False


@pytest.mark.no_cover
def test_the_lineage_of_an_integrated_care_board_can_be_drawn_whole_and_again(record: Record) -> None:
    history = record.history
    for body in sorted(history.by_kind["icb"], key=lambda each: each.id)[::4]:
        descent = lineage(history, body)
        drawn = {drawing.picture(descent, history, address, opened=list(history.kinds), today=TODAY) for _ in range(2)}
        assert len(drawn) == 1
        assert drawn != {None}


@pytest.mark.parametrize("body", ["icb-qop", "sha-q31", "ha-qa6", "national-body-nhs-england"])
def test_no_name_in_a_lineage_is_cut(record: Record, body: str) -> None:
    history = record.history
    picture = drawing.picture(lineage(history, history.bodies[body]), history, address, today=TODAY)
    assert picture
    assert "…" not in picture


def test_a_group_whose_name_was_not_found_is_described_in_its_title(record: Record) -> None:
    history = record.history
    picture = drawing.picture(lineage(history, history.bodies["pcg-4fk56"]), history, address, today=TODAY)
    assert picture
    assert "The primary care group (code 4FK56) that became Trafford South Primary Care Trust" in picture
    assert "name not found" not in picture


def test_the_network_has_whole_names_and_describes_what_has_none(record: Record) -> None:
    history = record.history
    data = network.network(lineage(history, history.bodies["icb-qop"]), history, address, today=TODAY)
    assert not [node["label"] for node in data["nodes"] if "…" in node["label"]]
    assert not [node["title"] for node in data["nodes"] if "name not found" in node["title"]]
