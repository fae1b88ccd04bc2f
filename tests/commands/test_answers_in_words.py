"""What the commands say in words: the sentence or the row that a reader looks for, on the real record."""

import shlex
from pathlib import Path

import pytest

from tests.support import ods_files as files
from tests.support.command_line import call


def told(*words: str) -> str:
    """What a command says in words, on one line."""
    answer = call(*words)
    assert answer.status == 0, answer.err
    return " ".join((answer.out + answer.err).split())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            "accountable sha-q36 --down --as-at 2010-01-01",
            [
                "London Strategic Health Authority (sha-q36) on 1 January 2010",
                "31 bodies or kinds known to have answered to it",
                "pct-5a4",
            ],
        ),
        ("accountable pct-5nr --down --as-at 2010", ["The record knows of nobody who surely answered to it"]),
        (
            "accountable pct-5nr --down --as-at 2000",
            ["It was not in force on 31 December 2000.", "nobody who surely answered to it"],
        ),
        (
            "accountable sha-q36 --as-at 2020",
            ["It was not in force on 31 December 2020.", "nobody it surely answered to"],
        ),
        ("diff 2013 2017", ["Renamed (", "Accountability: ", "lines ended"]),
        ('place "B31 4" --as-at 2010', ["It lies in 3 cells, by postcodes: ", "Shares are of the postcodes of 2025."]),
        ("place Trafford --as-at 1998", ["On 31 December 1998", "237,579 people in mid-2020"]),
        ("show r8", ["All that changed meanwhile: diff 2016-03-14 2021-04-30", "Each of them: --format csv"]),
        ("search Keighley", ["0 bodies found", "for a town or village, a postcode of it or the name of its district."]),
        ("lineage icb-qop", [" known predecessors and 0 known successors by legal and area links"]),
        ("coverage", [" Since 1 July 2022. Integrated care boards: complete"]),
        ("validate --format json", ['"errors": 0']),
        ("list --kind pct --as-at 2001-06", ["that went into Eastleigh and Test", "(description)"]),
    ],
)
def test_an_answer_says(words: str, said: list[str]) -> None:
    answer = told(*shlex.split(words))
    assert [each for each in said if each not in answer] == []


def test_a_recoded_table_is_accounted_for_in_words(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("code,people\n5NR,100\n5F7,30\nTAP,1\nZZZ,7\n5e1,n/a\nTrafford PCT,5\n", encoding="utf-8")
    words = (
        f"recode {table} --column code --apportion people --from 2010 --to 2014-01-01 --output {tmp_path / 'out.csv'}"
    )
    said = told(*words.split())
    assert "6 rows with 6 codes of 2010-12-31, recoded to 2014-01-01: 6 rows." in said
    assert "unknown-code ZZZ (1 row): The record does not hold it" in said
    assert "read Trafford PCT (1 row) as Trafford Primary Care Trust: everyday-name" in said
    assert "people: 143 in = 136 allocated + 7 unallocated (unknown-code 7)" in said
    assert "people: 1 cell without a number, left as it was" in said
    found = told("identify", str(table), "--column", "code")
    assert "5 of 6 codes are primary care trusts in force 2010-04-01 to 2013-03-31; 1 does not fit: ZZZ." in found
    assert "--from 2013-03-31 --kind-from pct" in found


def test_a_code_of_a_register_is_told_in_words(tmp_path: Path) -> None:
    register = ("--register", str(tmp_path / "register.sqlite"))
    members, trusts = tmp_path / "epcmem.csv", tmp_path / "succ.csv"
    members.write_text(files.epcmem("A81001 5E1 20010401 20130331"), encoding="utf-8")
    trusts.write_text(files.succ("RM2 R0A 20171001"), encoding="utf-8")
    assert call("register", "add", str(members), str(trusts), *register).status == 0
    shown = told("show", "A81001", *register)
    assert "Not in the record: this is what your register says (epcmem.csv of 2001-04-01" in shown
    assert "Tees Valley" in shown
    assert "On 1 January 2014 it was under" in told("show", "A81001", "--as-at", "2014-01-01", *register)
    assert "1 succession before, 0 after" in told("lineage", "R0A", *register)


def test_what_a_table_holds_besides_is_told(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    codes = ["5NR", "5F7", "5E1", "00C", "A81001", "RM2", *(f"Z{number}Q" for number in range(9))]
    table.write_text("".join(f"{code}\n" for code in ["code", *codes]), encoding="utf-8")
    found = told("identify", str(table), "--column", "code")
    assert "3 of 15 codes are primary care trusts in force" in found
    assert "Less likely: " in found
    assert "Codes that the record does not hold: " in found
    assert "the form of codes of practices and trusts: see register add." in found
    out = str(tmp_path / "out.csv")
    recoded = told("recode", str(table), "--column", "code", "--to", "2014-01-01", "--output", out)
    assert "more; --report FILE names them all." in recoded
    wide = tmp_path / "wide.csv"
    wide.write_text("Month,5NR,5F7,5E1\n2010-04,1,2,3\n2010-05,4,5,6\n", encoding="utf-8")
    assert "The headings are bodies: " in told("identify", str(wide))
    nobody = tmp_path / "nobody.csv"
    nobody.write_text("code\nqqq1\nqqq2\n", encoding="utf-8")
    assert "None of the 2 codes is one that the record holds." in told("identify", str(nobody), "--column", "code")


def test_many_names_read_loosely_are_counted(tmp_path: Path) -> None:
    table = tmp_path / "names.csv"
    names = ("Trafford", "Salford", "Devon", "Cornwall and Isles of Scilly", "Norfolk", "Havering", "Barnet", "Ealing")
    names += ("Harrow", "Hounslow", "Kingston", "Bexley", "Bromley", "Enfield", "Leeds", "Bury", "Bolton", "Oldham")
    table.write_text("".join(f"{name}\n" for name in ["trust", *(f"{name} PCT" for name in names)]), encoding="utf-8")
    words = f"recode {table} --column trust --from 2010 --to 2014-01-01 --output {tmp_path / 'out.csv'}"
    assert "more read not to the letter; the column matched_as says how." in told(*words.split())


def test_a_trust_of_a_register_is_told_with_what_it_came_from(tmp_path: Path) -> None:
    register = ("--register", str(tmp_path / "register.sqlite"))
    members, trusts = tmp_path / "epcmem.csv", tmp_path / "succ.csv"
    members.write_text(files.epcmem("A81001 5E1 20010401 -"), encoding="utf-8")
    trusts.write_text(files.succ("RM2 R0A 20171001", "R0A RZZ 20200401"), encoding="utf-8")
    assert call("register", "add", str(members), str(trusts), *register).status == 0
    shown = told("show", "R0A", *register)
    assert "Came from code on RM2 2017-10-01" in shown
    assert "Followed by code on RZZ 2020-04-01" in shown
