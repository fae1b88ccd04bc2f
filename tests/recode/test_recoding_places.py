"""Recoding columns of LSOAs, postcodes and places: which bodies cover them, with what share, or why none does."""

import json
from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.areas.places import Gazetteer, Place, gazetteer
from graph.model.share import Weight
from graph.recode.identify import identify
from graph.recode.places import ColumnIs, PlaceRecoder
from graph.recode.recoder import Recoder
from graph.recode.result import UNIT, Recoding, Status
from graph.recode.tables.balance import Balance
from graph.recode.tables.cells import cells_of
from graph.recode.tables.frames import FrameRecoder
from graph.recode.tables.survey import likely_column
from graph.recode.tables.whole_frame import recode_frame
from graph.record import Record
from graph.record.areas.lookups import Lookups
from graph.shares import Territory
from tests.support.areas import SMALL, small
from tests.support.histories import from_rows
from tests.support.partitions import laid, on

NAMED = {
    **SMALL,
    "bodies": [
        {**body, "name": "Ayton Primary Care Trust"} if body["id"] == "pct-one" else body for body in SMALL["bodies"]
    ],
    "membership": [
        *SMALL["membership"],
        {"cell": "00ad", "body": "ccg-one", "evidence": "exact"},
        {"cell": "00ae", "body": "ccg-three", "evidence": "exact"},
    ],
}
RECORD = small(NAMED)
IN_2016, IN_2010, IN_2000 = date(2016, 1, 1), date(2010, 1, 1), date(2000, 1, 1)


def recoder(to: date, record: Record = RECORD, **choices: object) -> Recoder:
    return Recoder(record.history, to, places=lambda: gazetteer(record), **choices)  # type: ignore[arg-type]


def recoded(text: str, to: date = IN_2016, **choices: object) -> Recoding:
    return recoder(to, **choices).recode(text)


def lies(found: Recoding) -> dict[str, tuple[str, float | None]]:
    return {each.body.id: (each.status, None if each.share is None else float(each.share)) for each in found.targets}


@pytest.mark.parametrize(
    ("text", "matched_as", "basis", "due"),
    [
        ("E01000002", "lsoa", "lsoas", {"ccg-two": ("placed", 1)}),
        ("e01000002", "lsoa", "lsoas", {"ccg-two": ("placed", 1)}),
        ("AA1 1", "postcode-sector", "postcodes", {"ccg-one": ("placed", 1)}),
        ("AA1 1XY", "postcode-sector", "postcodes", {"ccg-one": ("placed", 1)}),
        ("aa11xy", "postcode-sector", "postcodes", {"ccg-one": ("placed", 1)}),
        ("AA12", "postcode-sector", "postcodes", {"ccg-one": ("split", 0.75), "ccg-two": ("split", 0.25)}),
        ("AA1 2AA", "postcode-sector", "postcodes", {"ccg-one": ("split", 0.75), "ccg-two": ("split", 0.25)}),
        ("Beeham", "place", "people", {"ccg-two": ("placed", 1)}),
        ("City of Beeham", "place", "people", {"ccg-two": ("placed", 1)}),
        ("00AB", "place", "people", {"ccg-two": ("placed", 1)}),
        ("E06000001", "place", "people", {"ccg-one": ("placed", 1)}),
    ],
)
def test_a_place_becomes_the_bodies_that_cover_it(
    text: str, matched_as: str, basis: str, due: dict[str, tuple[str, float]]
) -> None:
    found = recoded(text)
    assert (lies(found), found.matched_as, found.body) == (due, matched_as, None)
    assert {each.part.basis for each in found.targets} == {basis}
    assert {each.evidence for each in found.targets} == {"exact"}
    assert all(each.sources for each in found.targets)
    assert not found.unallocated_because


def test_a_sector_in_a_part_of_a_cell_has_bounds_and_on_request_an_estimate() -> None:
    found = recoded("AA1 2", IN_2010)
    assert lies(found) == {"pct-one": ("unknown-share", None), "pct-two": ("unknown-share", None)}
    assert {each.body.id: (each.part.low, each.part.high) for each in found.targets} == {
        "pct-one": (Decimal("0.75"), 1),
        "pct-two": (0, Decimal("0.25")),
    }
    assert found.note == "It lies in an area that these shared, and it is not known in whose part"
    assert found.unallocated_because == Status.UNKNOWN_SHARE
    guessed = recoded("AA1 2", IN_2010, estimate=True)
    assert {each.body.id: (float(each.share or 0), each.part.estimated) for each in guessed.targets} == {
        "pct-one": (0.9, True),
        "pct-two": (0.1, True),
    }


def test_a_place_of_whole_cells_is_divided_by_people_or_what_else_is_asked_for() -> None:
    assert lies(recoded("Beeham", IN_2010)) == {"pct-two": ("split", 0.6), "pct-one": ("split", 0.4)}
    by_postcodes = recoded("Beeham", IN_2010, weight=Weight.POSTCODES)
    assert lies(by_postcodes) == {"pct-two": ("split", 0.7), "pct-one": ("split", 0.3)}
    assert {each.evidence for each in by_postcodes.targets} == {"approximate"}


def test_without_a_kind_the_local_commissioners_of_the_day_answer_and_with_one_its_bodies() -> None:
    assert [each.body.id for each in recoded("Ayton", IN_2000).targets] == ["ha-all"]
    assert recoded("Beeham", IN_2000).targets[0].evidence == "inferred"
    assert [each.body.id for each in recoded("Beeham", IN_2010, kind_to="pct").targets] == ["pct-two", "pct-one"]


def test_where_no_body_is_known_nothing_is_allocated_and_it_is_said() -> None:
    found = recoded("Ceeford-1998", column_is=ColumnIs.PLACE)
    assert (found.targets, found.status, found.unallocated_because) == ((), Status.NO_SUCCESSOR, "not-known")
    assert "No body of the kind is known there on 2016-01-01" in found.note
    half = recoded("E06000003")
    assert [(each.body.id, round(float(each.share or 0), 4)) for each in half.targets] == [("ccg-two", 0.7143)]
    assert {why: round(float(part), 4) for why, part in (half.lost or {}).items()} == {"not-known": 0.2857}
    assert "Part of it lies where no body of the kind is known on the day" in half.note


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("EH1 1AA", "The postcode sector EH1 1 is in Scotland"),
        ("CF10 1AA", "The postcode sector CF10 1 is in Wales"),
        ("BT1 1AA", "Northern Ireland"),
        ("GY1 1AA", "Guernsey, a crown dependency"),
        ("ZZ99 3VZ", "where an address is not known"),
        ("AA9 9ZZ", "No postcode of 2025 in England begins with AA9 9"),
        ("E01999999", "There is no LSOA E01999999 among those of 2011"),
        ("E02000001", "a middle layer area (MSOA)"),
        ("E12000007", "E12000007 is a region"),
        ("W01000001", "in Wales"),
        ("S01000001", "in Scotland"),
        ("R1Z", "by its form it is the code of an NHS trust"),
        ("A81001", "by its form it is the code of a GP practice"),
    ],
)
def test_what_is_no_place_of_england_is_named_for_what_it_is(text: str, said: str) -> None:
    found = recoded(text)
    assert (found.status, found.targets) == (Status.UNKNOWN_CODE, ())
    assert said in found.note


def test_bodies_come_first_unless_all_are_said_to_be_places() -> None:
    assert (recoded("Ayton").body or found_none()).id == "pct-one"
    assert recoded("Ayton", column_is=ColumnIs.PLACE).matched_as == "place"
    assert recoded("Beeham", column_is=ColumnIs.BODY).status == Status.UNKNOWN_CODE
    assert recoded("E01000002", column_is=ColumnIs.BODY).status == Status.UNKNOWN_CODE
    assert recoded("ccg-one", column_is=ColumnIs.PLACE).status == Status.UNKNOWN_CODE


@pytest.mark.parametrize(
    ("cells", "choices", "first"),
    [
        # As many are called so of one kind (FHSAs, CCGs), and nothing says when: places.
        (("Trafford", "Stockport", "Salford", "Total"), {}, ("placed", "place")),
        (("Trafford",), {}, ("placed", "place")),
        (("Trafford", "Uttlesford", "Bristol, City of"), {"since": date(2012, 4, 1)}, ("placed", "place")),
        (("Trafford", "Essex", "Uttlesford"), {"since": date(2005, 6, 1)}, ("placed", "place")),
        # Names of bodies of the day, or beside what only a body is called.
        (("Trafford", "Stockport", "Salford"), {"since": date(2012, 4, 1)}, ("merged", "everyday-name")),
        (
            ("Trafford", "Norfolk", "Great Yarmouth and Waveney"),
            {"since": date(2012, 4, 1)},
            ("merged", "everyday-name"),
        ),
        (("Trafford", "Uttlesford", "5NR"), {}, ("merged", "everyday-name")),
        (("Trafford", "Uttlesford", "NHS Bolton CCG"), {}, ("merged", "everyday-name")),
        (("Trafford", "Stockport"), {"column_is": ColumnIs.BODY}, ("merged", "everyday-name")),
        (("London",), {}, ("ambiguous-code", "everyday-name")),
        (("Trafford", "Stockport"), {"kind_from": "pct"}, ("merged", "everyday-name")),
    ],
)
def test_a_column_of_names_of_places_is_read_as_such_as_a_whole(
    record: Record, cells: tuple[str, ...], choices: dict[str, object], first: tuple[str, str]
) -> None:
    frames = FrameRecoder(recoder(date(2022, 7, 1), record, **choices), pl.Schema({"of": pl.String}), "of")
    row = frames.apply(pl.DataFrame({"of": cells})).row(0, named=True)
    assert (row["status"], row["matched_as"]) == first
    assert row["new_id"] in ("icb-qop", None)
    assert any("is read as names of districts" in each for each in frames.remarks) == (first[1] == "place")


def test_a_name_read_as_that_of_a_body_is_said_to_be_a_place_s_too(record: Record) -> None:
    found = recoder(date(2022, 7, 1), record).recode("Trafford")
    assert "; a district or local authority is called so too" in found.note
    unsure = recoder(date(2022, 6, 30), record, kind_to="ccg").recode("Cornwall")
    assert unsure.note.endswith("; a district or local authority is called so too")


def test_years_beside_names_say_of_which_days_the_bodies_would_be(record: Record) -> None:
    def read(year: str) -> str:
        frame = pl.DataFrame({"of": ["Trafford", "Salford"], "year": [year, year]})
        out = recode_frame(
            frame, "of", date(2022, 7, 1), history=record.history, places=lambda: gazetteer(record), since_column="year"
        )
        return str(out["matched_as"][0])

    assert read("2012/13") == "everyday-name"
    assert read("2004/05") == "place", "Trafford was in two trusts, of which neither is called so"


def found_none() -> None:
    pytest.fail("no body was found")


def test_where_the_kind_of_the_bodies_is_said_none_is_a_place() -> None:
    found = recoded("AA1 1XY", kind_from="pct")
    assert (found.status, found.note) == (
        Status.UNKNOWN_CODE,
        "The record does not hold it: by its form it is a postcode, of which only the sector is kept",
    )


def test_the_readings_of_a_name_of_several_places_are_listed_where_they_differ() -> None:
    found = recoded("Richmond", column_is=ColumnIs.PLACE)
    assert (found.status, found.matched_as, found.targets) == (Status.AMBIGUOUS_CODE, "place", ())
    assert "as Richmond upon Thames (00AD) it gives ccg-one; as Richmondshire (00AE) it gives ccg-three" in found.note
    same = recoded("Richmond", IN_2000, column_is=ColumnIs.PLACE)
    assert lies(same) == {"ha-all": ("placed", 1)}
    assert "2 places are called so, and each gives this" in same.note


def test_a_whole_postcode_stays_in_the_column_of_its_owner_only() -> None:
    written = ["AA1 1XY", " aa12xy ", "EH1 1YX", "AA9 9XX", "QQ999QQ"]
    frame = pl.DataFrame({"home": written, "n": [1, 2, 3, 4, 5]})
    assert list(cells_of(frame, "home")) == ["AA1 1", "AA1 2", "EH1 1", "AA9 9", "QQ99 9"]
    frames = FrameRecoder(recoder(IN_2016), frame.schema, "home", ["n"])
    out = frames.apply(frame)
    assert out["home"].unique(maintain_order=True).to_list() == written
    said = [json.dumps(frames.balance.document()), out.drop("home").write_csv(), repr(frames.balance.recodings)]
    found = identify(RECORD.history, written, places=lambda: gazetteer(RECORD))
    said += [json.dumps(found.document()), repr(found)]
    for text in said:
        for postcode in written:
            assert postcode.strip()[-3:].upper() not in text.upper()


def test_amounts_are_divided_among_the_bodies_of_a_sector_and_balance() -> None:
    frame = pl.DataFrame({"place": ["AA1 2AA", "AA1 1", "Beeham", "EH1 1AA", ""], "n": [10, 3, 5, 7, 1]})
    frames = FrameRecoder(recoder(IN_2016), frame.schema, "place", ["n"])
    out = frames.apply(frame)
    assert out.select("place", "n", "n_unallocated", "new_id", "share", "status", "matched_as").rows() == [
        ("AA1 2AA", 8, 0, "ccg-one", 0.75, "split", "postcode-sector"),
        ("AA1 2AA", 2, None, "ccg-two", 0.25, "split", "postcode-sector"),
        ("AA1 1", 3, 0, "ccg-one", 1.0, "placed", "postcode-sector"),
        ("Beeham", 5, 0, "ccg-two", 1.0, "placed", "place"),
        ("EH1 1AA", None, 7, None, None, "unknown-code", None),
        ("", None, 1, None, None, "no-code", None),
    ]
    assert_balances(frames.balance, rows_in=5, rows_out=6, total=26, allocated=18)


def assert_balances(balance: Balance, rows_in: int, rows_out: int, total: int, allocated: int) -> None:
    column = balance.document()["columns"][0]
    assert (balance.rows_in, balance.rows_out) == (rows_in, rows_out)
    assert (column["total"], column["allocated"], column["balances"]) == (str(total), str(allocated), True)


def test_places_and_bodies_stand_in_one_column() -> None:
    frame = pl.DataFrame({"where": ["ccg-one", "E01000003", "AA11XY"]})
    out = recode_frame(frame, "where", IN_2016, history=RECORD.history, places=lambda: gazetteer(RECORD))
    assert out.select("new_id", "matched_as").rows() == [
        ("ccg-one", "id"),
        ("ccg-two", "lsoa"),
        ("ccg-one", "postcode-sector"),
    ]


@pytest.mark.parametrize(
    ("cells", "kind", "text", "options"),
    [
        (["E01000001", "E01000002", "x"], "lsoa", "2 of 3 codes are LSOAs of 2011; 1 does not fit: x", ()),
        (["AA1 1XY"], "postcode-sector", "1 of 1 codes is a postcode or the sector of one", ()),
        (
            ["Ayton", "Beeham"],
            "place",
            "2 of 2 codes are districts and local authorities",
            ("--column-is", "place"),
        ),
    ],
)
def test_identify_says_which_places_a_column_holds_and_what_to_do(
    cells: list[str], kind: str, text: str, options: tuple[str, ...]
) -> None:
    found = identify(RECORD.history, cells, to=IN_2016, places=lambda: gazetteer(RECORD))
    likeliest = found.document()["places"][0]
    assert (likeliest["kind"], likeliest["text"]) == (kind, text)
    assert found.likeliest is found.places[0]
    assert found.proposal is not None
    assert (found.proposal.options, found.proposal.rows) == (options, likeliest["rows"])
    assert {"kind": kind, "codes": likeliest["codes"]}.items() <= found.rows()[-1].items()


def test_a_column_of_bodies_is_likelier_that_of_the_codes_than_one_of_postcodes() -> None:
    columns = {"postcode": ["AA1 1XY", "AA1 2XY"], "org": ["ccg-one", "ccg-two"], "n": ["1", "2"]}
    assert likely_column(RECORD.history, columns, lambda: gazetteer(RECORD)) == "org"
    del columns["org"]
    assert likely_column(RECORD.history, columns, lambda: gazetteer(RECORD)) == "postcode"


# Laws

CELLS = {"x": 100, "y": 70, "z": 10}
_TENTHS = st.integers(0, 10)


@st.composite
def sectors(draw: st.DrawFn) -> tuple[Gazetteer, Territory]:
    """A sector somewhere on three cells, each held whole or in parts by two groups, or for a part by none."""
    held: dict[str, list[str]] = {"a": [], "b": []}
    for cell in CELLS:
        first = draw(_TENTHS)
        second = draw(st.integers(0, 10 - first))
        for body, tenths in (("a", first), ("b", second)):
            if tenths:
                held[body].append(f"{cell}:{Decimal(tenths) / 10}")
    areas = laid(CELLS, **{body: " ".join(cells) for body, cells in held.items()})
    rows = [{"id": body, "kind": "ccg", "name": body, "start": "2013-04-01"} for body in held]
    counts = draw(st.lists(st.integers(1, 30), min_size=1, max_size=3))
    table = "".join(f"AA1 1,{cell},{number}\n" for cell, number in zip(CELLS, counts, strict=False))
    lookups = Lookups(
        {"postcode_sectors.csv": f"sector,cell,postcodes\n{table}".encode(), "lsoa_cells.csv": b"lsoa,cell\n"}
    )
    whole = Place("place-x", "X", "authority", "00AA", {"x": Decimal(1)}, 100)
    return Gazetteer(areas, (whole,), lookups), Territory(on(areas, from_rows({"bodies": rows})))


@given(sectors(), st.booleans())
def test_the_parts_of_a_sector_conserve_the_whole(drawn: tuple[Gazetteer, Territory], estimate: bool) -> None:
    places, territory = drawn
    found = PlaceRecoder(places, territory, IN_2016, kinds=frozenset(["ccg"]), estimate=estimate).recode("AA1 1")
    lost = sum((found.lost or {}).values(), Decimal(0))
    low = sum(each.part.low for each in found.targets)
    high = sum(each.part.high for each in found.targets)
    assert low <= 1
    assert high >= 1 or "not-known" in (found.lost or {})
    for each in found.targets:
        assert 0 <= each.part.low <= (each.share if each.share is not None else each.part.high) <= each.part.high <= 1
    weights = [weight for weight in found.weights if weight is not None]
    assert sum(weights) <= UNIT
    if not lost and len(weights) == len(found.targets) and "not-known" not in (found.lost or {}):
        assert sum(weights) == UNIT
    else:
        assert found.unallocated_because


@given(
    st.text(max_size=40)
    | st.from_regex(r"[ENWS]0[0-9]{7}|[A-Z]{1,2}[0-9][A-Z0-9]?[ -]?[0-9]([A-Z]{2})?", fullmatch=True),
    st.sampled_from(ColumnIs),
)
def test_any_text_is_answered_or_said_in_a_printable_line_why_not(text: str, column_is: ColumnIs) -> None:
    found = recoded(text, column_is=column_is)
    assert found.targets or found.note
    assert found.note.isprintable()
