"""What a register says of one code: with whom a practice was through time, and the lineage of a trust."""

from datetime import date

import pytest

from graph.errors import UnknownBody
from graph.record import Record
from graph.registers import Register
from graph.registers.entry import entry, entry_if_any
from graph.registers.lineage import code_lineage, latest_codes
from tests.support import ods_files as files
from tests.support.practices import made


def test_a_practice_is_told_with_its_commissioners_and_whom_they_answered_to(
    record: Record, register: Register
) -> None:
    found = entry(record.history, register, "a81001 ")
    assert [(each.body and each.body.id, each.start, each.end) for each in found.under] == [
        ("pcg-4qp36", date(1999, 4, 1), date(2001, 3, 31)),
        ("pct-5e1", date(2001, 4, 1), date(2013, 3, 31)),
        ("ccg-00k", date(2013, 4, 1), date(2020, 3, 31)),
    ]
    trust, group = found.under[1:]
    above = [each.id for each in trust.answered_to if each.line == "performance-management"]
    assert above == ["sha-county-durham-and-tees-valley", "sha-q30"]
    assert "area-team-q45" in [each.id for each in group.answered_to]
    assert found.kind == "gp-practice"
    assert found.last == group


def test_a_parent_outside_the_record_is_named_by_its_form(record: Record, register: Register) -> None:
    found = entry(record.history, register, "W91001")
    assert [(each.code, each.body, each.name) for each in found.under] == [
        ("6A1", None, "the code of a local health board in Wales"),
        ("7A1", None, "the code of a health board in Wales"),
    ]


def test_a_code_that_went_on_after_the_day_of_the_register_is_marked(
    record: Record, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = made(tmp_path_factory.mktemp("one"), epcmem_csv=files.epcmem("M85001 15E 20180401 -"))
    *_, last = entry(record.history, other, "M85001").under
    assert last.body is not None
    assert (last.body.kind, last.assumed, last.known) == ("local-place", True, date(2018, 4, 1))


def test_a_lineage_goes_in_order_of_time_only(register: Register) -> None:
    found = code_lineage(register, "R0A")
    assert [(each.old, each.new) for each in found.before] == [
        ("RM2", "R0A"),
        ("RW3", "R0A"),
        ("RW6", "R0A"),
        ("RM4", "RW3"),
    ]
    assert found.origins == ("RM2", "RW6", "RM4")
    assert code_lineage(register, "RM4").today == ("R0A",)
    assert code_lineage(register, "RW6").today == ("R0A", "RM3")
    # RBB was followed before it followed: that is not the way of RAA.
    assert code_lineage(register, "RAA").today == ("RBB",)


def test_the_codes_of_a_day_are_found(register: Register) -> None:
    assert latest_codes(register, "RM4", to=date(2014, 1, 1)) == ("RW3",)
    assert latest_codes(register, "RM4", to=date(2011, 1, 1)) == ("RM4",)


def test_what_no_file_has_is_said_with_the_way_to_add_it(record: Record, register: Register) -> None:
    with pytest.raises(
        UnknownBody, match=r"is the code of a GP practice .* neither the record nor the register \(epraccur"
    ):
        entry(record.history, register, "P99999")
    with pytest.raises(UnknownBody, match=r"Practices and trusts are not in the record.* register add epcmem\.csv"):
        entry(record.history, None, "P99999")
    assert entry_if_any(record.history, register, "some words") is None
