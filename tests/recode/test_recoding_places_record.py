"""Recoding places on the real record: every LSOA and postcode sector of England, and places by their names."""

from datetime import date

import polars as pl

from graph.areas.places import gazetteer
from graph.recode.identify import identify
from graph.recode.places import ColumnIs, kind_of_place
from graph.recode.recoder import Recoder
from graph.recode.result import UNIT, Status
from graph.recode.tables.cells import cells_of
from graph.recode.tables.frames import FrameRecoder
from graph.record import Record


def recoder(to: date, record: Record, **choices: object) -> Recoder:
    return Recoder(record.history, to, places=lambda: gazetteer(record), **choices)  # type: ignore[arg-type]


def test_every_lsoa_of_england_lies_in_one_board_of_2026_and_one_group_of_2018(record: Record) -> None:
    assert record.lookups is not None
    for day, kind in ((date(2026, 4, 1), "icb"), (date(2018, 6, 1), "ccg")):
        real = recoder(day, record)
        found = [real.recode(lsoa) for lsoa in list(record.lookups.lsoas)[::7]]
        assert {len(each.targets) for each in found} == {1}
        assert {each.targets[0].body.kind for each in found} == {kind}
        assert {each.status for each in found} == {Status.PLACED}


def test_every_sector_of_england_is_divided_whole_among_the_boards_of_2022(record: Record) -> None:
    assert record.lookups is not None
    real = recoder(date(2022, 7, 1), record)
    for sector in list(record.lookups.sectors)[::5]:
        assert sum(weight or 0 for weight in real.recode(sector).weights) == UNIT


def test_places_of_the_record_lead_to_who_commissioned_there(record: Record) -> None:
    real = recoder(date(2012, 4, 1), record)
    assert [each.code for each in real.recode("M33 4AB").targets] == ["5NR"]
    assert [each.code for each in real.recode("E08000009").targets] == ["5NR"]
    today = recoder(date(2026, 4, 1), record)
    assert [each.code for each in today.recode("Uttlesford District Council").targets] == ["D7T5G"]


def test_an_lsoa_where_two_groups_shared_a_city_is_given_to_neither(record: Record) -> None:
    found = recoder(date(2014, 4, 1), record).recode("E01008288")
    assert {each.body.id: (each.status, each.share) for each in found.targets} == {
        "ccg-00g": ("unknown-share", None),
        "ccg-00h": ("unknown-share", None),
    }
    assert found.unallocated_because == Status.UNKNOWN_SHARE


def test_the_code_of_a_site_of_a_trust_is_no_sector_without_its_gap(record: Record) -> None:
    read = Recoder(record.history, date(2022, 7, 1), places=lambda: gazetteer(record)).recode
    assert read("RH102").note == "The record does not hold it: by its form it is the code of a site of an NHS trust"
    assert [each.body.id for each in read("RH10 2").targets] == ["icb-qnx"]
    assert kind_of_place("Rugby", gazetteer(record)) == "place"


def test_among_codes_five_characters_without_a_gap_are_a_code_and_among_postcodes_a_postcode(record: Record) -> None:
    def read(*cells: str, **choices: object) -> tuple[str | None, str | None]:
        frames = FrameRecoder(recoder(date(2022, 7, 1), record, **choices), pl.Schema({"of": pl.String}), "of")
        first = frames.apply(pl.DataFrame({"of": cells})).row(0, named=True)
        return first["status"], first["new_id"]

    assert read("M11AD", "m12ad", "M33 4AB", "not known") == ("placed", "icb-qop")
    assert read("M11AD", "02A", "00T", "D2P2L", "M33 4AB") == ("unknown-code", None)
    assert read("M11AD", "02A", "00T", column_is=ColumnIs.PLACE) == ("placed", "icb-qop")
    assert "code of five characters" in recoder(date(2022, 7, 1), record).recode("M11AD").note
    assert cells_of(pl.DataFrame({"of": ["M11AD", "02A"]}), "of") == {"M11AD": 1, "02A": 1}
    assert cells_of(pl.DataFrame({"of": ["M11AD", "M1 1AE"]}), "of") == {"M1 1": 2}
    assert identify(record.history, ["M11AD", "02A"]).unknown == ("M11AD",)


def test_a_name_of_two_districts_does_not_make_bodies_of_places_nor_places_of_bodies(record: Record) -> None:
    real = recoder(date(2022, 7, 1), record)
    places = real.for_column(["Trafford", "Salford", "Richmond"])
    assert places.recode("Salford").matched_as == "place"
    unsure = places.recode("Richmond")
    assert unsure.status == Status.AMBIGUOUS_CODE
    assert "Richmondshire (E07000166) it gives QOQ" in unsure.note
    for cells in (["Trafford", "Norfolk", "Suffolk"], ["Trafford", "Salford", "Richmond PCT"]):
        assert not real.for_column(cells).only_places


def test_every_postcode_district_is_divided_among_the_boards_of_2022_as_its_postcodes_lie(record: Record) -> None:
    assert record.lookups is not None
    real, known = recoder(date(2022, 7, 1), record, column_is=ColumnIs.PLACE), gazetteer(record)
    districts = sorted({sector.split()[0] for sector in record.lookups.sectors})
    for district in districts[::7]:
        found = real.recode(district)
        assert found.matched_as == "postcode-district", district
        assert sum(weight or 0 for weight in found.weights) == UNIT
    straddling = real.recode("PR9")
    by_board: dict[str, int] = {}
    for sector, cells in record.lookups.sectors.items():
        if sector.split()[0] == "PR9":
            for cell, number in cells.items():
                board = "icb-qyg" if known.find("Sefton").parts.get(cell) else "icb-qe1"
                by_board[board] = by_board.get(board, 0) + number
    total = sum(by_board.values())
    assert {each.body.id: round(float(each.share or 0), 6) for each in straddling.targets} == {
        board: round(number / total, 6) for board, number in by_board.items()
    }


def test_a_column_of_postcode_districts_is_read_as_such_though_some_look_like_codes(record: Record) -> None:
    def read(*cells: str) -> list[tuple[str | None, str | None]]:
        frames = FrameRecoder(recoder(date(2022, 7, 1), record), pl.Schema({"of": pl.String}), "of")
        rows = frames.apply(pl.DataFrame({"of": cells})).iter_rows(named=True)
        found = [(row["matched_as"], row["new_id"]) for row in rows]
        assert any("is read as postcode districts" in each for each in frames.remarks) == (cells[0] == "M33")
        return found

    of_district = "postcode-district"
    assert read("M33", "RH1", "N11", "SW19", "m34") == [
        (of_district, "icb-qop"),
        (of_district, "icb-qxu"),
        (of_district, "icb-qmj"),
        (of_district, "icb-qwe"),
        (of_district, "icb-qop"),
    ]
    assert read("RH1", "RM2", "R1K", "RX3") == [(None, None)] * 4, "trusts"
    assert read("5NR", "M33", "M34") == [("ods-code", "icb-qop"), *[(of_district, "icb-qop")] * 2]
    proposed = identify(record.history, ["M33", "RH1", "SW19"], places=lambda: gazetteer(record)).proposal
    assert proposed is not None
    assert (proposed.options, proposed.rows) == (("--column-is", "place"), 3)


def test_an_lsoa_of_another_census_is_said_to_be_one(record: Record) -> None:
    real = recoder(date(2022, 7, 1), record)
    assert real.recode("E01034000").note.endswith(
        "Those end at E01033768, so it may be of 2021: take that of 2011 from a look-up of ONS"
    )
    assert real.recode("E01000004").note.endswith("in England. It may be of 2001, or a digit is wrong")
