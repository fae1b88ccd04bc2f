"""Who came from whom, and with which share: every rule of shares once by hand, and what other programs get."""

from datetime import date
from decimal import Decimal

import networkx as nx
import pytest

from graph.answers.diff import diff
from graph.answers.lineage import Lineage, graph_of
from graph.answers.lineage_formats import dot, graphml, mermaid
from graph.lineage.paths import Paths
from graph.model.entities import Basis
from tests.support.histories import from_rows, small
from tests.support.lineages import ALL_BASES, after, before, divider, heirs, of, shares

# What one step carries


@pytest.mark.parametrize("kind", ["merger", "replacement", "rename"])
def test_a_merger_replacement_or_rename_carries_all(kind: str) -> None:
    assert after(small(f"a > b 2013-04-01 {kind}"), "a") == {"b": 1}


@pytest.mark.parametrize("kind", ["split", "partial-transfer", "boundary-change"])
def test_a_split_transfer_or_boundary_change_without_a_share_carries_an_unknown_part(kind: str) -> None:
    assert after(small(f"a > b 2013-04-01 {kind}"), "a") == {"b": None}


@pytest.mark.parametrize("kind", ["merger", "replacement", "split", "partial-transfer", "boundary-change"])
def test_a_stated_share_wins_whatever_the_kind(kind: str) -> None:
    assert after(small(f"a > b 2013-04-01 {kind} 0.25"), "a") == {"b": 0.25}


def test_the_default_of_all_is_what_stated_shares_of_the_same_day_leave() -> None:
    history = small("a > b 2013-04-01 partial-transfer 0.3", "a > c 2013-04-01 merger")
    assert after(history, "a") == {"b": 0.3, "c": 0.7}


def test_the_default_of_all_beside_an_unshared_transfer_of_the_same_day_is_unknown() -> None:
    history = small("a > b 2013-04-01 merger", "a > c 2013-04-01 partial-transfer")
    assert after(history, "a") == {"b": None, "c": None}


def test_an_unshared_transfer_of_an_earlier_day_makes_what_is_left_unknown() -> None:
    history = small("a > c 2012-04-01 partial-transfer", "a > b 2013-04-01 merger")
    assert after(history, "a") == {"b": None, "c": None}


def test_an_unshared_transfer_of_a_later_day_takes_nothing_from_an_earlier_share() -> None:
    history = small("a > b 2012-04-01 partial-transfer 0.4", "a > c 2013-04-01 partial-transfer")
    assert after(history, "a") == {"b": 0.4, "c": None}


def test_what_shares_leave_stays_with_a_body_that_goes_on_and_a_later_share_is_of_that_rest() -> None:
    history = small("a > b 2012-04-01 partial-transfer 0.4", "a > c 2014-04-01 merger")
    assert after(history, "a") == {"b": 0.4, "c": 0.6}
    history = small("a > b 2012-04-01 partial-transfer 0.4", "a > c 2014-04-01 split 0.5", "a > d 2014-04-01 split 0.5")
    assert after(history, "a") == {"b": 0.4, "c": 0.3, "d": 0.3}


def test_the_rest_that_stays_is_told() -> None:
    links = ("a > b 2012-04-01 partial-transfer 0.4", "a > c 2014-04-01 split 0.5")
    history = small(*links, bodies={"a": "1990-01-01/2014-03-31"})
    a = history.bodies["a"]
    assert divider(history, date(2010, 1, 1), date(2015, 1, 1)).of(a).rest == Decimal("0.3")
    assert divider(history, date(2013, 1, 1), date(2015, 1, 1)).of(a).rest == Decimal("0.5")


def test_a_part_that_a_body_gave_away_before_it_was_reached_is_not_taken_from_what_reaches_it() -> None:
    history = small("b > c 2010-04-01 partial-transfer 0.4", "a > b 2012-04-01 merger", "b > d 2014-04-01 merger")
    assert after(history, "a") == {"b": 1, "d": 1}


# Along paths


def test_shares_are_multiplied_along_a_path_and_summed_over_paths() -> None:
    history = small(
        "a > b 2012-04-01 split 0.5",
        "a > c 2012-04-01 split 0.3",
        "b > d 2014-04-01 split 0.5",
        "c > d 2014-04-01 merger",
        bodies={"b": "2012-04-01/2014-03-31"},
    )
    assert after(history, "a") == {"b": 0.5, "c": 0.3, "d": 0.55}
    assert before(history, "d") == {"a": 0.55, "b": 0.5, "c": 1}
    to_d = next(each for each in of(history, "a").successors if each.body.id == "d")
    assert {tuple(step.link.successor for step in path) for path in to_d.paths} == {("b", "d"), ("c", "d")}


def test_an_unknown_share_stays_unknown_downstream() -> None:
    history = small("a > b 2012-04-01 split", "a > c 2012-04-01 split", "b > d 2014-04-01 merger")
    assert after(history, "a") == {"b": None, "c": None, "d": None}
    assert before(history, "d") == {"a": None, "b": 1}


def test_a_sum_over_paths_is_unknown_where_one_of_them_is() -> None:
    history = small("a > b 2012-04-01 split 0.5", "a > c 2012-04-01 split", "b > d 2014 merger", "c > d 2014 merger")
    assert after(history, "a")["d"] is None


def test_the_first_path_is_the_shortest() -> None:
    history = small("a > b 2012 split 0.5", "a > d 2012 split 0.5", "b > d 2014 merger")
    to_d = next(each for each in of(history, "a").successors if each.body.id == "d")
    assert to_d.path == ("a", "d")
    assert len(to_d.paths) == 2


# Time


def test_no_step_is_earlier_than_the_one_before_it() -> None:
    history = small("a > b 2014-04-01 merger", "b > c 2012-04-01 partial-transfer")
    assert after(history, "a") == {"b": 1}
    assert before(history, "c") == {"b": None}


def test_two_steps_of_one_day_may_follow_each_other() -> None:
    assert after(small("a > b 2013-04-01 merger", "b > c 2013-04-01 merger"), "a") == {"b": 1, "c": 1}


def test_a_lineage_never_passes_through_a_body_twice() -> None:
    there_and_back = small(
        "a > b 2016-04-01 partial-transfer", "b > a 2022-07-01 partial-transfer", "a > c 2023 merger"
    )
    assert after(there_and_back, "a") == {"b": None, "c": None}
    assert before(there_and_back, "a") == {"b": None}
    assert after(there_and_back, "b") == {"a": None, "c": None}


def test_an_event_without_a_day_never_blocks_a_step() -> None:
    history = small("a > b 2012-04-01 merger", "b > c undated merger", "c > d 2014-04-01 merger")
    assert after(history, "a") == {"b": 1, "c": 1, "d": 1}
    assert before(history, "d") == {"a": 1, "b": 1, "c": 1}


@pytest.mark.parametrize(
    ("kind", "earliest", "latest"),
    [("partial-transfer", date(1990, 1, 1), date(2009, 3, 31)), ("merger", date(2005, 4, 1), date(2005, 4, 1))],
)
def test_an_event_without_a_day_lies_within_the_lives_of_its_bodies(kind: str, earliest: date, latest: date) -> None:
    """And one that ends its predecessor comes when that is over."""
    lives = {"a": "1990-01-01/2005-03-31", "b": "2000-04-01/2009-03-31"}
    history = small(f"a > b undated {kind}", bodies=lives)
    (step,) = Paths(history).steps_from("a")
    assert (step.earliest, step.latest) == (earliest, latest)


def test_an_event_known_to_the_year_may_be_on_any_of_its_days() -> None:
    assert after(small("a > b 2014 merger", "b > c 2014-01-01 merger"), "a") == {"b": 1, "c": 1}
    assert after(small("a > b 2014 merger", "b > c 2013-12-31 merger"), "a") == {"b": 1}


# Basis and evidence


def test_where_a_pair_has_a_legal_and_an_area_link_on_one_day_the_legal_one_counts() -> None:
    history = small("a > b 2013-04-01 merger 0.4 area", "a > b 2013-04-01 replacement", "a > c 2013-04-01 merger 0.2")
    relative = next(each for each in of(history, "a").successors if each.body.id == "b")
    assert relative.bases == (Basis.LEGAL,)
    assert relative.share == Decimal("0.8")
    assert len(relative.paths) == 1


def test_code_links_are_followed_only_when_asked_for() -> None:
    history = small("a > b 2013-04-01 replacement code", "a > c 2013-04-01 merger")
    assert after(history, "a") == {"c": 1}
    assert after(history, "a", bases=frozenset((Basis.CODE,))) == {"b": 1}
    assert after(history, "a", bases=ALL_BASES) == {"b": None, "c": None}


def test_only_the_bases_asked_for_are_followed() -> None:
    history = small("a > b 2013-04-01 split 0.5 area", "b > c 2014-04-01 merger")
    assert after(history, "a", bases=frozenset((Basis.LEGAL,))) == {}
    assert after(history, "a", bases=frozenset((Basis.AREA,))) == {"b": 0.5}
    assert after(history, "a") == {"b": 0.5, "c": 0.5}


def test_inferred_links_are_marked_and_vanish_where_only_stated_facts_count() -> None:
    history = small("a > b 2012-04-01 merger", "b > c 2013-04-01 merger inferred", "a > c 2014-04-01 split inferred")
    evidence = {each.body.id: each.inferred for each in of(history, "a").successors}
    assert evidence == {"b": False, "c": True}
    assert after(history.stated, "a") == {"b": 1}


def test_a_relative_is_inferred_only_if_no_path_is_stated_throughout() -> None:
    history = small("a > b 2012-04-01 split 0.5 inferred", "a > c 2012-04-01 split 0.5", "c > b 2013-04-01 merger")
    assert {each.body.id: each.inferred for each in of(history, "a").successors} == {"b": False, "c": False}


# What is shown


def test_slivers_are_hidden_and_counted_and_an_unknown_share_is_one_if_it_is_no_more_at_most() -> None:
    history = small(
        "a > b 2012-04-01 split 0.995",
        "a > c 2012-04-01 split 0.005",
        "b > d 2014 split",
        "c > e 2014 split",
        "z > a 2000 merger 0.009",
    )
    shown = of(history, "a", min_share=Decimal("0.01"))
    assert shares(shown.successors) == {"b": 0.995, "d": None}
    assert shares(shown.predecessors) == {}
    assert shown.hidden == 3
    assert of(history, "a").hidden == 0


def test_steps_through_a_hidden_body_are_not_drawn() -> None:
    history = small("a > b 2012-04-01 split 0.995", "a > c 2012-04-01 split 0.005", "c > b 2014-04-01 merger")
    assert [(step.link.predecessor, step.link.successor) for step in of(history, "a").steps] == [
        ("a", "b"),
        ("a", "c"),
        ("c", "b"),
    ]
    shown = of(history, "a", min_share=Decimal("0.01"))
    assert [(step.link.predecessor, step.link.successor) for step in shown.steps] == [("a", "b")]


def test_rules_between_kinds_are_shown_where_a_body_of_the_kind_lived_through_their_day() -> None:
    rule = {"id": "r", "from_kind": "pct", "to_kind": "ccg", "date": "2013-04-01", "kind": "replacement"}
    bodies = [
        {"id": "p", "kind": "pct", "start": "2006-10-01", "end": "2013-03-31"},
        {"id": "early", "kind": "pct", "start": "2000-04-01", "end": "2006-09-30"},
        {"id": "trust", "kind": "care-trust", "start": "2006-10-01", "end": "2013-03-31"},
        {"id": "c", "kind": "ccg", "start": "2013-04-01"},
    ]
    kinds = [{"id": "care-trust", "broader": "pct"}]
    history = from_rows({"bodies": bodies, "kinds": kinds, "succession_rules": [rule]})
    found = {
        body: (
            [each.id for each in of(history, body).rules_before],
            [each.id for each in of(history, body).rules_after],
        )
        for body in history.bodies
    }
    assert found == {"p": ([], ["r"]), "early": ([], []), "trust": ([], ["r"]), "c": (["r"], [])}


def test_the_document_has_the_fixed_keys_and_marks_each_link() -> None:
    document = of(small("a > b 2012-04-01 split 0.5 area inferred", "z > a 2000 merger"), "a").document()
    assert isinstance(document, dict)
    assert set(document) == {
        "body", "name", "predecessors", "successors", "links", "rules", "bases", "min_share", "hidden"
    }  # fmt: skip
    (heir,) = document["successors"]
    assert heir == {
        "id": "b",
        "name": "b",
        "kind": "ccg",
        "start": "1990-01-01",
        "end": None,
        "start_precision": "day",
        "end_precision": None,
        "share": 0.5,
        "share_low": 0.5,
        "share_high": 0.5,
        "share_basis": "lsoa",
        "stated_share": 0.5,
        "stated_basis": "lsoa",
        "share_evidence": "inferred",
        "estimated": False,
        "path": ["a", "b"],
        "basis": ["area"],
        "evidence": "inferred",
    }
    assert [(link["from"], link["to"], link["evidence"]) for link in document["links"]] == [
        ("z", "a", "stated"),
        ("a", "b", "inferred"),
    ]
    assert document["links"][1]["reason"] == "worked out"
    assert all(link["sources"] for link in document["links"])


def test_rows_have_one_set_of_columns() -> None:
    rows = of(small("a > b 2012-04-01 split", "z > a 2000 merger"), "a").rows()
    assert len({tuple(row) for row in rows}) == 1
    assert [(row["direction"], row["id"], row["share"]) for row in rows] == [
        ("predecessor", "z", "1"),
        ("successor", "b", "unknown"),
    ]


# Heirs and origins on a day


CHAIN = ("a > b 2012-04-01 merger", "b > c 2014-04-01 split 0.5", "b > d 2014-04-01 split 0.5")
CHAIN_LIVES = {"a": "1990-01-01/2012-03-31", "b": "2012-04-01/2014-03-31", "c": "2014-04-01", "d": "2014-04-01"}


def test_heirs_are_the_bodies_in_force_on_the_day() -> None:
    history = small(*CHAIN, bodies=CHAIN_LIVES)
    first = date(2011, 1, 1)
    assert heirs(history, "a", first, date(2013, 1, 1)) == {"b": 1}
    assert heirs(history, "a", first, date(2015, 1, 1)) == {"c": 0.5, "d": 0.5}


def test_origins_are_the_bodies_in_force_on_the_earlier_day() -> None:
    history = small(*CHAIN, bodies=CHAIN_LIVES)
    begun = {change.body.id: change for change in diff(history, date(2013, 1, 1), date(2015, 1, 1)).begun}
    assert shares(begun["c"].relatives) == {"b": 0.5}
    begun = {change.body.id: change for change in diff(history, date(2011, 1, 1), date(2015, 1, 1)).begun}
    (found,) = begun["c"].relatives
    assert shares((found,)) == {"a": 0.5}
    assert found.path == ("a", "b", "c")


def test_a_walk_within_days_follows_only_the_links_between_them() -> None:
    history = small(*CHAIN, bodies=CHAIN_LIVES)
    walk = Paths(history, after=date(2012, 4, 1), until=date(2014, 4, 1))
    assert walk.steps_from("a") == ()
    assert [step.link.successor for step in walk.steps_from("b")] == ["c", "d"]


# For other programs


@pytest.fixture
def awkward() -> Lineage:
    """A lineage whose names hold what each drawing language must escape."""
    names = {"a": 'A "quoted" \\ name', "b": "<b> & [c]"}
    return of(small("a > b 2012-04-01 split 0.5", "a > c 2012-04-01 split inferred", names=names), "a")


def test_the_graph_is_weighted_and_marks_what_is_inferred(awkward: Lineage) -> None:
    graph = graph_of(awkward)
    assert {(start, end): data["weight"] for start, end, data in graph.edges(data=True)} == {
        ("a", "b"): 0.5,
        ("a", "c"): None,
    }
    assert {end: data["inferred"] for _, end, data in graph.edges(data=True)} == {"b": False, "c": True}


def test_graphml_is_read_back_as_the_same_graph(awkward: Lineage) -> None:
    again = nx.parse_graphml(graphml(awkward), force_multigraph=True)
    assert set(again.edges()) == {("a", "b"), ("a", "c")}
    assert again.nodes["a"]["label"] == 'A "quoted" \\ name'


def test_names_are_escaped_as_each_drawing_language_wants_it(awkward: Lineage) -> None:
    assert '"a" [label="A \\"quoted\\" \\\\ name", penwidth=3];' in dot(awkward)
    assert '"a" -> "c" [label="split", style=dashed];' in dot(awkward)
    assert '["&lt;b&gt; &amp; [c]"]' in mermaid(awkward)
    assert '-.->|"split"|' in mermaid(awkward)
