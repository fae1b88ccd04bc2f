"""Recoding in a real browser: paste, look at what is wrong, divide the amounts, take the file away."""

import gzip
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import FilePayload, Page, expect

pytestmark = pytest.mark.no_cover  # the site runs in processes of its own

TABLE = "org_code,month,spend\n5NR,2012-04,1200.50\n5LH,2012-05,99.99\nzzz,2012-05,4\n"


def pasted(page: Page, site: str, table: str = TABLE) -> None:
    page.goto(f"{site}/recode")
    page.get_by_label("Paste a table").fill(table)
    page.get_by_label("Wanted: bodies of the day").fill("2022-07-01")
    page.get_by_role("button", name="Recode", exact=True).click()


@pytest.mark.parametrize("window", ["page", "plain", "phone"])
def test_a_pasted_table_is_recoded_divided_and_taken_away(
    window: str, site: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    page: Page = request.getfixturevalue(window)
    pasted(page, site)
    expect(page.get_by_role("heading", name="1 code needs your attention")).to_be_visible()
    expect(page.get_by_text("each repeats the whole amount")).to_be_visible()
    expect(page.get_by_label("month")).to_have_count(0)
    page.get_by_label("spend").check()
    page.get_by_role("button", name="Recode again").click()
    expect(page.get_by_role("row", name="spend 1,304.49 1,300.49 4.00 not in the record 4.00")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    download.value.save_as(tmp_path / "recoded.csv")
    out = pl.read_csv(tmp_path / "recoded.csv", infer_schema=False)
    assert out["new_code"].to_list() == ["QOP", "QOP", "QJ2", None]
    assert out["spend"].to_list() == ["1200.50", "87.10", "12.89", None]


def test_what_is_wrong_stands_above_the_form_and_the_table_is_still_there(page: Page, site: str) -> None:
    pasted(page, site, "x,y\n1,2\n")
    expect(page.get_by_role("alert")).to_contain_text("Say which column holds the codes")
    expect(page.get_by_label("Paste a table")).to_have_value("x,y\n1,2\n")
    page.get_by_label("Column of codes").fill("x")
    page.get_by_role("button", name="Recode", exact=True).click()
    expect(page.get_by_role("heading", name="1 code needs your attention")).to_be_visible()


def uploaded(page: Page, site: str, file: FilePayload) -> None:
    page.goto(f"{site}/recode")
    page.get_by_label("Or choose a file").set_input_files(file)
    page.get_by_label("Wanted: bodies of the day").fill("2022-07-01")
    page.get_by_role("button", name="Recode", exact=True).click()


def downloaded(page: Page, path: Path) -> pl.DataFrame:
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    download.value.save_as(path)
    return pl.read_csv(path, infer_schema=False)


def test_what_is_too_large_to_travel_in_a_page_is_chosen_again_and_taken_away(
    plain: Page, site: str, tmp_path: Path
) -> None:
    table = b"org_code,spend,about\n" + (b"5NR,10," + b"x" * 120 + b"\n") * 50_000
    file: FilePayload = {"name": "a.csv.gz", "mimeType": "application/gzip", "buffer": gzip.compress(table)}
    uploaded(plain, site, file)
    expect(plain.get_by_text("too large to travel in this page")).to_be_visible()
    plain.get_by_label("spend").check()
    plain.get_by_label("Choose the file again").set_input_files(file)
    assert downloaded(plain, tmp_path / "recoded.csv")["spend_unallocated"].to_list() == ["0"] * 50_000


def test_a_file_of_as_many_bytes_and_lines_as_may_be_is_sent_back_by_the_page(
    plain: Page, site: str, tmp_path: Path
) -> None:
    lines = [b"5NR," + b"x" * (47 + (number % 5 < 2)) for number in range(100_000)]
    table = b"\n".join([b"org_code,about", *lines])
    uploaded(plain, site, {"name": "a.csv", "mimeType": "text/csv", "buffer": table})
    assert downloaded(plain, tmp_path / "recoded.csv").height == 100_000


def test_the_crosswalk_names_codes_and_leads_to_its_data(phone: Page, site: str) -> None:
    phone.goto(f"{site}/recode")
    phone.get_by_role("button", name="Show crosswalk").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("From 1 April 2012 to 1 July 2022")
    phone.get_by_role("link", name="Show all").click()
    expect(phone.get_by_role("row", name="5NR Trafford")).to_contain_text("QOP")
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    address = phone.get_by_role("main").get_by_role("link", name="CSV", exact=True).get_attribute("href")
    assert phone.request.get(f"{site}{address}").text().startswith("from_code,")
