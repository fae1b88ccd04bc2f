"""Recoding on the site: what is pasted or uploaded comes back recoded, problems first, and never as a trap."""

import gzip
import io
from collections.abc import Iterator
from typing import Any

import fastexcel
import polars as pl
import pytest
import xlsxwriter
from flask.testing import FlaskClient
from lxml import html
from werkzeug.datastructures import MultiDict

from graph.record import Record
from webapp import create_app
from webapp.views import crosswalk

TABLE = "org_code\tspend\n5NR\t100\n5D7\t3\nzzz\t4\n=1+1\t-5\n"


@pytest.fixture(scope="module")
def client(record: Record) -> Iterator[FlaskClient]:
    app = create_app({"TESTING": True}, record)
    with app.test_client() as client:
        yield client


def sent(client: FlaskClient, **fields: Any) -> Any:
    return client.post("/recode", data={"table": TABLE, "to": "2022-07-01", **fields})


def test_the_form_is_there_and_in_the_menu(client: FlaskClient) -> None:
    page = client.get("/recode").text
    assert 'enctype="multipart/form-data"' in page
    assert 'href="/recode"' in client.get("/").text


def test_what_is_pasted_is_identified_and_its_problems_come_first(client: FlaskClient) -> None:
    page = sent(client, apportion="spend").text
    assert "2 of 4 codes are primary care trusts in force" in page
    assert page.index("2 codes need your attention") < page.index("<h2>Balance</h2>") < page.index("The first rows")
    assert "The codes were taken as those of 31 March 2013" in page
    assert "icb-qop" in page


def test_a_code_that_could_be_of_several_kinds_is_not_decided(client: FlaskClient) -> None:
    page = sent(client, table="code\n01Y\n").text
    assert "several readings" in page
    assert 'name="pick-kind" value="ccg"' in page
    assert "/bodies/ccg-01y" in page


def test_the_download_balances_and_holds_no_formula(client: FlaskClient) -> None:
    answer = sent(client, apportion="spend", download="csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="recoded-to-2022-07-01.csv"'
    assert answer.headers["Cache-Control"] == "no-store"
    frame = pl.read_csv(answer.data, infer_schema=False)
    assert frame["org_code"].to_list() == ["5NR", "5D7", "zzz", "'=1+1"]
    assert frame["spend_unallocated"].to_list() == ["0", "0", "4", "-5"]


def test_the_workbook_holds_texts(client: FlaskClient) -> None:
    answer = sent(client, download="xlsx")
    frame = fastexcel.read_excel(answer.data).load_sheet(0).to_polars()
    assert frame["org_code"].to_list() == ["5NR", "5D7", "zzz", "=1+1"]


def test_what_was_chosen_is_still_chosen_when_a_day_is_wrong(client: FlaskClient) -> None:
    chosen = {"kind": "icb", "kind-from": "pct", "apportion": "spend", "basis": "code", "from": "2012", "column": "c"}
    answer = sent(client, **{**chosen, "to": "never"})
    assert answer.status_code == 400
    for piece in (
        '<option value="icb" selected>',
        '<option value="pct" selected>',
        'name="apportion" type="checkbox" value="spend" checked',
        '<input type="hidden" name="basis" value="code">',
        'name="from" value="2012"',
        'name="column" value="c"',
        "5NR\t100",
    ):
        assert piece in answer.text


def test_the_links_that_are_followed_are_a_choice_of_the_result(client: FlaskClient) -> None:
    page = sent(client, basis=["code"]).text
    assert 'value="code" checked' in page
    assert 'value="legal" checked' not in page


def test_a_damaged_upload_is_refused_in_words(client: FlaskClient) -> None:
    damaged = gzip.compress(b"code\n5NR\n", mtime=0)[:10] + b"\xff" * 20
    answer = sent(client, table="", file=(io.BytesIO(damaged), "a.csv.gz"))
    assert answer.status_code == 400
    assert "is damaged or cut short. Compress it again." in answer.text


def test_what_was_sent_is_shown_as_text(client: FlaskClient) -> None:
    page = sent(client, table="code,n\n<script>alert(1)</script>,</textarea><b>\n5NR,1\n").text
    assert "<script>alert" not in page
    assert "</textarea><b>" not in page


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"table": ""}, 400, "No table was sent"),
        ({"table": "code,n\n"}, 400, "a header but no rows"),
        ({"table": "x,y\n1,2\n"}, 400, "Say which column holds the codes"),
        ({"column": "nope"}, 400, "There is no column"),
        ({"to": "never"}, 400, "Not a day"),
        ({"kind": "nonsense"}, 400, "No kind of body"),
        ({"basis": "nonsense"}, 400, "There is no basis"),
        ({"table": "c\n" + "x\n" * 100_001, "column": "c"}, 400, "more than 100,000 rows"),
        ({"table": ",".join(f"c{n}" for n in range(201)) + "\n"}, 400, "201 columns"),
        ({"table": "x" * 5_500_000}, 413, "larger than this site takes"),
    ],
)
def test_what_cannot_be_recoded_is_refused_in_a_sentence(
    client: FlaskClient, fields: dict[str, str], status: int, said: str
) -> None:
    answer = sent(client, **fields)
    assert answer.status_code == status
    assert said in answer.text


def test_the_api_recodes_codes_and_rows(client: FlaskClient) -> None:
    answer = client.post("/api/recode", json={"codes": ["5NR", "zzz"], "from": "2012-04-01", "to": "2022-07-01"}).json
    assert [row["new_id"] for row in answer["rows"]] == ["icb-qop", None]
    body = {"rows": [{"org": "5NR", "n": 7}], "column": "org", "apportion": ["n"], "to": "2022-07-01"}
    answer = client.post("/api/recode", json=body).json
    assert (answer["from"], answer["rows"][0]["n"]) == ("2013-03-31", "7")
    assert answer["report"]["columns"][0]["balances"]


def test_the_crosswalk_is_a_page_with_its_data_beside_it(client: FlaskClient) -> None:
    address = "/crosswalk/2012-04-01/2022-07-01"
    page = client.get(f"{address}?kind-from=pct&kind=icb").text
    assert "151 bodies were in force on 1 April 2012" in page
    document = client.get(f"{address}.json?kind-from=pct&kind=icb").json
    assert document["bodies"] == 151
    table = pl.read_csv(client.get(f"{address}.csv?kind-from=pct&kind=icb").data, infer_schema=False)
    assert table.height == len(document["rows"])
    assert "nhs:Succession" in client.get(f"{address}.ttl?kind-from=pct&kind=icb").text


def test_the_form_of_the_crosswalk_leads_to_its_address(client: FlaskClient) -> None:
    answer = client.get("/crosswalk/?from=2012&to=2014&kind=ccg&_external=1")
    assert answer.headers["Location"] == "/crosswalk/2012/2014?kind=ccg"
    assert client.get("/crosswalk/?from=x&to=y").status_code == 400
    answer = client.get("/crosswalk/?from=2012&to=2014&kind-from=&basis=legal&basis=code")
    assert answer.headers["Location"] == "/crosswalk/2012/2014?basis=legal&basis=code"


def test_all_of_a_crosswalk_is_shown_with_the_choices_that_were_made(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crosswalk, "_SHOWN", 10)
    page = client.get("/crosswalk/2012-04-01/2022-07-01?basis=code").text
    assert 'href="/crosswalk/2012-04-01/2022-07-01?basis=code&amp;all=on">Show all' in page
    assert 'value="code" checked' in page
    assert 'value="legal" checked' not in page


def test_a_crosswalk_says_what_its_statuses_mean_in_the_words_of_recoding(client: FlaskClient) -> None:
    page = client.get("/crosswalk/2012-04-01/2022-07-01?kind-from=pct&kind=icb").text
    words = "It went to several bodies, each with a share"
    assert words in page
    assert words in sent(client, table="code\n5LH\n").text
    assert "The record does not hold this code" not in page


def test_a_crosswalk_of_nothing_says_so(client: FlaskClient) -> None:
    page = client.get("/crosswalk/1990/2022-07-01?kind-from=icb").text
    assert "No body of that kind is known to have been in force on 31 December 1990." in page
    assert "What became of them" not in page


def test_a_table_from_a_spreadsheet_is_read_by_its_own_days_and_shown_with_all_its_columns(client: FlaskClient) -> None:
    table = (
        "PCT\tmonth\tspend\tnote\nGreenwich PCT\t2011-04\t48514\tmine\n5NR\t2012-05\t1,200\tyours\nTotal\t\t51000\t\n"
    )
    page = sent(client, table=table, column="", to="1 July 2022", apportion="spend").text
    assert "Each row was taken on the days in “month”." in page
    assert "Every code was found" in page
    assert "1 code or name was read, though not written to the letter" in page
    assert "Greenwich PCT is read as Greenwich Teaching Primary Care Trust" in page
    rows = page[page.index("The first rows") :]
    assert all(words in rows for words in ("mine", "yours", "merged with others", "a total"))
    assert "total-row" not in page


def test_readings_that_differ_are_offered_as_buttons_that_decide(client: FlaskClient) -> None:
    page = sent(client, table="code\n01Y\n", to="2022-07-01", column="code")
    assert 'name="pick-kind" value="ccg"' in page.text
    chosen = {"table": "code\n01Y\nQF7\n", "to": "2022-07-01", "column": "code", "pick-kind": ["ccg", "icb"]}
    decided = sent(client, **chosen).text
    assert "Every code was found" in decided
    assert "clinical commissioning groups, then integrated care boards are meant" in decided
    assert "/bodies/icb-qop" in decided
    assert "/bodies/icb-qf7" in decided


def test_postcodes_are_recoded_by_their_sector_and_stand_in_the_table_of_their_owner_only(client: FlaskClient) -> None:
    page = sent(client, table="where\tvisits\nM33 4AB\t3\nEH1 1ZY\t4\n", to="2026-04-01", apportion="visits").text
    assert "1 of 2 codes is a postcode or the sector of one; 1 does not fit: EH1 1" in page
    assert "The postcode sector EH1 1 is in Scotland" in page
    assert "icb-qop" in page
    assert page.count("EH1 1ZY") == page.count("M33 4AB") == 2  # in the table to be sent again, and in its first rows


def test_a_column_of_places_is_read_as_such_and_a_reader_may_say_so(client: FlaskClient) -> None:
    table = "area\nTrafford\nUttlesford\nManchester\n"
    page = sent(client, table=table, to="2026-04-01").text
    assert "3 of 3 codes are districts and local authorities" in page
    assert "They were read as places only" in page
    assert '<option value="place" selected>' in page
    rows = client.post("/api/recode", json={"codes": ["Trafford"], "to": "2012-04-01", "column_is": "place"}).json[
        "rows"
    ]
    assert [(row["new_code"], row["matched_as"], row["status"]) for row in rows] == [("5NR", "place", "placed")]
    wrong = client.post("/api/recode", json={"codes": ["Trafford"], "column_is": "planet"})
    assert (wrong.status_code, "Choose body or place" in wrong.text) == (400, True)


def test_a_wide_table_is_turned_and_may_be_left_as_it_is(client: FlaskClient) -> None:
    table = "year,5NR,5D7,Total\n2012,100,3,103\n"
    page = sent(client, table=table).text
    assert "2 headings are bodies and 1 a total; each of their cells is a row. What stays beside them: year." in page
    assert 'id="wide" name="wide" type="checkbox" value="1" checked' in page
    assert 'value="value" checked' in page
    frame = pl.read_csv(sent(client, table=table, download="csv").data, infer_schema=False)
    assert frame.select("body", "value", "value_unallocated").rows() == [
        ("5NR", "100", "0"),
        ("5D7", "3", "0"),
        ("Total", None, "103"),
    ]
    again = sent(client, table=table, **{"wide-said": "1", "column": "body"})
    assert again.status_code == 400
    assert "No column holds a code" in again.text


def sent_again(client: FlaskClient, page: str, **fields: Any) -> Any:
    """The form with the settings of a result, sent as a browser sends it."""
    form = html.fromstring(page).get_element_by_id("settings")
    given = MultiDict([(name, value) for name, value in form.form_values() if name not in fields])
    for name, value in fields.items():
        given.setlist(name, value if isinstance(value, list) else [value])
    return client.post("/recode", data=given)


def test_what_a_workbook_says_of_its_table_is_said_again_when_the_page_sends_it(client: FlaskClient) -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet("Notes").write(0, 0, "About")
        sheet = book.add_worksheet("Spend")
        for number, row in enumerate([("Spend by trust",), (), ("code", "n", "x"), ("5NR", "", 1), ("5D7", "", 2)]):
            sheet.write_row(number, 0, row)
        sheet.merge_range(3, 1, 4, 1, 10)
    upload = {"file": (io.BytesIO(file.getvalue()), "in.xlsx"), "to": "2022-07-01"}
    page = client.post("/recode", data=upload).text
    said = [
        "Of 2 sheets &#39;Spend&#39; was read",
        "a merged value counts for each of its rows",
        "Numbers are merged over rows in &#39;n&#39;: if they are amounts, sums count them more than once.",
    ]
    remarks = [each.text_content() for each in html.fromstring(page).cssselect("main ul.nhsuk-list--bullet > li")]
    for _ in range(2):
        assert all(words in page for words in said)
        assert [
            each.text_content() for each in html.fromstring(page).cssselect("main ul.nhsuk-list--bullet > li")
        ] == remarks
        page = sent_again(client, page, apportion="x").text
    for download in ({}, {"download": "csv"}):
        refused = sent_again(client, page, apportion=["n", "x"], **download)
        assert refused.status_code == 400
        assert "In the column &#39;n&#39; a number is merged over several rows" in refused.text


def test_what_is_merged_in_a_wide_table_is_shown_and_not_divided(client: FlaskClient) -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([("year", "5NR", "5D7"), (2011, "", ""), (2012, 5, 6)]):
            sheet.write_row(number, 0, row)
        sheet.merge_range(1, 1, 1, 2, 10)
    page = client.post("/recode", data={"file": (io.BytesIO(file.getvalue()), "in.xlsx"), "to": "2022-07-01"}).text
    assert "2 headings are bodies; each of their cells is a row." in page
    assert "Numbers are merged over the columns &#39;5NR&#39;, &#39;5D7&#39;" in page
    assert 'value="value" checked' not in page
    assert 'value="year"' not in page.split("Amounts to divide by share")[1].split("</fieldset>")[0]
    refused = sent_again(client, page, apportion="value")
    assert refused.status_code == 400
    assert "In the column &#39;value&#39; a number is merged over several columns" in refused.text


def test_amounts_with_decimal_commas_are_offered_to_be_divided(client: FlaskClient) -> None:
    page = sent(client, table="code;name;spend\n5NR;Trafford, M33;1.234,50\n5D7;Newcastle;10,25\n").text
    assert [each.get("value") for each in html.fromstring(page).cssselect("input[name=apportion]")] == ["spend"]


def test_a_refusal_begins_with_a_capital(client: FlaskClient) -> None:
    page = client.post("/recode", data={"file": (io.BytesIO(b'[{"code": "5NR"}]'), "in.json")}).text
    assert "The input is JSON. Save its rows as CSV." in page


def test_a_page_says_on_which_days_the_codes_were_taken(client: FlaskClient) -> None:
    chosen = {"kind": "icb", "column-is": "body"}
    page = sent(client, table="CCG18CD,n\nE38000001,10\nE38000245,5\n", **chosen).text
    assert (
        "Each code was taken on the day in the heading or, where it was not in force then, on its own last day." in page
    )
    page = sent(client, table="CCG18CD,n\nE38000001,10\n", **chosen).text
    assert "The codes were taken on the day in the heading." in page
    page = sent(client, table="CCG18CD,n\nE38000245,10\n", **chosen).text
    assert "Each code was taken on its own last day." in page
    page = sent(client, table="code,n\nQYG,10\n5NR,1\n", **chosen).text
    assert "Each code was taken on its own last day, or on 1 July 2022 if in force then." in page


def test_how_amounts_are_divided_may_be_chosen(client: FlaskClient) -> None:
    table = "code;spend\n06H;1234,5\n"
    chosen = {"table": table, "apportion": "spend", "from": "2022-06-30", "column": "code"}
    page = sent(client, **chosen).text
    assert "The amounts have decimal commas" in page
    assert "code;spend\n06H;1234,5" in page  # the table travels with the separator that says so
    frame = pl.read_csv(sent(client, **chosen, decimals="3", download="csv").data, infer_schema=False)
    assert [each.split(",")[1] for each in frame["spend"]] != ["000", "000"]
    by_postcodes = sent(client, **chosen, weight="postcodes", download="csv").data
    assert pl.read_csv(by_postcodes)["share_basis"].unique().to_list() == ["postcodes"]
    chosen_page = sent(client, **chosen, weight="postcodes", decimals="3").text
    assert '<option value="postcodes" selected>' in chosen_page
    assert 'name="decimals" value="3"' in chosen_page


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("weight", "sheep", "Shares cannot count &#39;sheep&#39;"),
        ("decimals", "13", "The decimals must be a whole number from 0 to 12"),
        ("decimals", "a few", "The decimals must be a whole number from 0 to 12"),
        ("header-row", "top", "The row with the names of the columns must be a whole number"),
        ("sheet", "3", "5NR"),
    ],
)
def test_a_choice_that_is_none_is_refused_and_stands_open_in_the_form(
    client: FlaskClient, name: str, value: str, said: str
) -> None:
    answer = sent(client, **{name: value, "to": "never" if name == "sheet" else "2022-07-01"})
    assert answer.status_code == 400
    assert said in answer.text
    assert '<details class="nhsuk-details" open>' in answer.text


def test_the_sheet_and_the_row_of_names_may_be_said(client: FlaskClient) -> None:
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as file:
        file.add_worksheet("First").write_row(0, 0, ["code", "n"])
        second = file.add_worksheet("Second")
        for row, cells in enumerate((["5E1", 1], ["org", "n"], ["5NR", 100])):
            second.write_row(row, 0, cells)
    book.seek(0)
    fields = {"sheet": "second", "header-row": "2", "to": "2022-07-01", "file": (book, "in.xlsx")}
    page = client.post("/recode", data=fields).text
    assert "Of 2 sheets &#39;Second&#39; was read; another can be named when the file is sent" in page
    assert "1 row with 1 code in “org”" in page


def test_the_api_takes_weight_decimals_and_estimates(client: FlaskClient) -> None:
    rows = [{"code": "06H", "spend": "10"}]
    body = {"rows": rows, "column": "code", "apportion": ["spend"], "from": "2022-06-30", "to": "2022-07-01"}
    answer = client.post("/api/recode", json={**body, "decimals": 2, "weight": "lsoas", "estimate": True}).json
    assert {row["share_basis"] for row in answer["rows"]} == {"lsoas"}
    assert all(len(row["spend"].split(".")[1]) == 2 for row in answer["rows"])
    refused = client.post("/api/recode", json={**body, "decimals": "two"})
    assert refused.status_code == 400


def test_columns_may_be_named_by_number_or_in_any_case_as_on_the_command_line(client: FlaskClient) -> None:
    without_header = '"A81001","5E1","W","20010401","20130331","0"\n"A81001","00K","W","20130401","","0"\n'
    frame = pl.read_csv(sent(client, table=without_header, column="2", to="2022-07-01", download="csv").data)
    assert frame.select("parent_code", "new_code").rows() == [("5E1", "QHM"), ("00K", "QHM")]
    body = {"rows": [{"Code": "5NR", "Spend": "7"}], "column": "code", "apportion": ["2"], "to": "2013-04-01"}
    assert client.post("/api/recode", json=body).json["rows"][0]["Spend"] == "7"


def test_what_is_assumed_where_nothing_is_said_is_told(client: FlaskClient) -> None:
    assert "what answers most rows is assumed" in sent(client, table="ccg\n06H\n", to="2022-07-01").text
    said = sent(client, table="ccg\n06H\n", to="2022-07-01", **{"from": "2022-06-30"}).text
    assert "what answers most rows is assumed" not in said
    body = {"codes": ["06H", "02P", "00C"], "to": "2022-07-01"}
    remarks = client.post("/api/recode", json=body).json["report"]["remarks"]
    told = "Neither days nor kind of the codes were said; assumed: from 2020-03-31, kind_from ccg."
    assert remarks[:1] == [told]
    assert told not in client.post("/api/recode", json={**body, "kind_from": "ccg"}).json["report"]["remarks"]
