"""Numbers as tables have them: decimal commas, powers of ten, signs; read, divided and written as they came."""

import io
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from graph.recode.recoder import Recoder
from graph.recode.tables.balance import Balance
from graph.recode.tables.files import Job, recode_file
from tests.support.histories import small

HISTORY = small(
    "s > b 2013-04-01 split 0.018",
    "s > c 2013-04-01 split 0.982",
    bodies={"s": "2000-01-01/2013-03-31", **dict.fromkeys("bc", "2013-04-01")},
)


def recoded(text: str, column: str) -> tuple[pl.DataFrame, Balance]:
    out = io.BytesIO()
    recoder = Recoder(HISTORY, date(2015, 1, 1))
    balance = recode_file(io.BytesIO(text.encode()), out, recoder, Job("code", apportion=(column,)))
    return pl.read_csv(out.getvalue(), infer_schema=False), balance


@pytest.mark.parametrize(
    ("text", "spend"),
    [
        ("code;spend\ns;1234,50\nb;0,5\n", ["1212,28", "22,22", "0,5"]),
        ("code;spend\ns;1.234,50\nb;12\n", ["1212,28", "22,22", "12"]),
        ("code;spend\ns;12,345\nb;x\n", ["12,123", "0,222", "x"]),
        ('code,spend\ns,"1234,50"\nb,"1.000"\n', ["1212,28", "22,22", "1.000"]),
    ],
)
def test_decimal_commas_are_read_written_and_said(text: str, spend: list[str]) -> None:
    frame, balance = recoded(text, "spend")
    assert frame["spend"].to_list() == spend
    assert balance.columns["spend"].balances
    assert "decimal commas" in balance.remarks[-1]


@pytest.mark.parametrize(
    "text",
    [
        'code,spend\ns,"1,000"\nb,"2,5"\n',
        'code,spend\ns,"1,000.00"\nb,"2,50"\n',
        "code;spend\ns;1,000,000\nb;2,500\n",
    ],
)
def test_separators_between_thousands_are_no_decimal_commas(text: str) -> None:
    _, balance = recoded(text, "spend")
    assert balance.columns["spend"].total >= 1000 * 10**12
    assert not balance.remarks


@pytest.mark.parametrize(
    ("cell", "parts"), [("1e3", ["982", "18"]), ("1.0E+03", ["982", "18"]), ("\u22121000", ["-982", "-18"])]
)
def test_powers_of_ten_and_the_sign_of_minus_are_read(cell: str, parts: list[str]) -> None:
    frame, _ = recoded(f"code,n\ns,{cell}\n", "n")
    assert [str(int(Decimal(each))) for each in frame["n"]] == parts


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("£ 1,000", ["982", "18"]),
        ("1,000-", ["-982", "-18"]),
        ("1,000.00£", ["982", "18"]),
        ("GBP 1,000", ["982", "18"]),
        ("1'000", ["982", "18"]),
        ("1\u2009000", ["982", "18"]),
        ("\u20131000", ["-982", "-18"]),
    ],
)
def test_what_is_written_about_a_number_does_not_matter(cell: str, parts: list[str]) -> None:
    frame, balance = recoded(f'code,n\ns,"{cell}"\n', "n")
    assert [str(int(Decimal(each))) for each in frame["n"]] == parts
    assert not balance.remarks


@pytest.mark.parametrize("cell", ["1,000*", "1,000 r", "1,000 (p)", "1,000[r]", "1,000 [note 2]", "1,000²", "(1,000)†"])
def test_the_mark_of_a_footnote_is_left_out_of_a_number_and_said(cell: str) -> None:
    frame, balance = recoded(f'code,n\ns,"{cell}"\nb,7\n', "n")
    assert [abs(int(each)) for each in frame["n"]] == [982, 18, 7]
    assert "mark of a footnote" in balance.remarks[-1]


@pytest.mark.parametrize("cell", ["1-4", "1–4", "<5", "[c]", "*", "£1.2m", "12 (5)", "5p"])
def test_what_is_no_one_number_stays_as_it_is(cell: str) -> None:
    frame, balance = recoded(f'code,n\ns,"{cell}"\nb,7\n', "n")
    assert frame["n"].to_list() == [cell, cell, "7"]
    assert balance.columns["n"].texts == 1
    assert not balance.remarks


def test_a_currency_after_a_number_with_a_decimal_comma_does_not_matter() -> None:
    frame, _ = recoded("code;n\ns;1.234,50 €\nb;0,5\n", "n")
    assert frame["n"].to_list() == ["1212,28", "22,22", "0,5"]
