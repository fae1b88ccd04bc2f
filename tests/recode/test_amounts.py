"""Numbers as tables have them: decimal commas, powers of ten, signs; read, divided and written as they came."""

import io
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from graph.errors import BadInput
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


def test_separators_between_thousands_are_no_decimal_commas() -> None:
    _, balance = recoded("code;spend\ns;1,000,000\nb;2,500\n", "spend")
    assert balance.columns["spend"].total == 1_002_500 * 10**12
    assert not balance.remarks


@pytest.mark.parametrize("text", ['code,n\ns,"1,000"\nb,"2,5"\n', 'code,n\ns,"1,000.00"\nb,"2,50"\n'])
def test_a_decimal_comma_beside_thousands_with_commas_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match=r"Row 2 below the heading \(b\) has '2,50?' in the column 'n'"):
        recoded(text, "n")


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


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("£1.2m", [1178400, 21600]),
        ("(£850k)", [-834700, -15300]),
        ("£(1,000)", [-982, -18]),
        ("1.2bn", [1178400000, 21600000]),
        ("2 million", [1964000, 36000]),
        ("£1,000k [r]", [982000, 18000]),
        ("-1.5 Thousand", [-1473, -27]),
    ],
)
def test_numbers_in_short_are_read_exactly_and_written_in_full(cell: str, parts: list[int]) -> None:
    frame, balance = recoded(f'code,n\ns,"{cell}"\nb,3k\n', "n")
    assert [Decimal(each) for each in frame["n"]] == [*parts, 3000]
    assert balance.columns["n"].balances
    assert "£1.2m as 1200000" in balance.remarks[-1]


def test_a_heading_in_millions_over_numbers_in_millions_is_refused() -> None:
    with pytest.raises(BadInput, match=r"'Spend \(£m\)' says what its numbers count in, and '£1.2m' says it again"):
        recoded("code,Spend (£m)\ns,£1.2m\nb,0.9\n", "Spend (£m)")


@pytest.mark.parametrize("cell", ["12 (5)", "5p", "5%", "c. 300", "1,000 b", "300 CR", "1/2", "1e90"])
def test_a_cell_with_figures_that_is_no_number_is_refused_by_its_row(cell: str) -> None:
    with pytest.raises(BadInput) as told:
        recoded(f'code,n\nb,7\ns,"{cell}"\nb,8\n', "n")
    assert str(told.value) == (
        f"Row 2 below the heading (s) has '{cell}' in the column 'n': not one number that could be divided."
        " Write one, or leave the cell empty."
    )


def test_figures_in_a_row_of_no_body_are_not_refused() -> None:
    frame, balance = recoded("code,n\ns,1000\nTotal,100%\n,£'000\n", "n")
    assert frame["n"].to_list() == ["982", "18", "100%", "£'000"]
    assert balance.columns["n"].texts == 2


@pytest.mark.parametrize(
    "cell", ["1-4", "1–4", "<5", "≤ 5", "fewer than 5", "5 or fewer", "[c]", "*", "n/a", "see note 2"]
)
def test_a_number_withheld_stays_as_it_is(cell: str) -> None:
    frame, balance = recoded(f'code,n\ns,"{cell}"\nb,7\n', "n")
    assert frame["n"].to_list() == [cell, cell, "7"]
    assert balance.columns["n"].texts == 1
    assert not balance.remarks


def test_a_currency_after_a_number_with_a_decimal_comma_does_not_matter() -> None:
    frame, _ = recoded("code;n\ns;1.234,50 €\nb;0,5\n", "n")
    assert frame["n"].to_list() == ["1212,28", "22,22", "0,5"]
