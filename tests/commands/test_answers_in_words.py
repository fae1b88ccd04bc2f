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
