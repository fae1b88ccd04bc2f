"""An id is a promise: one of an earlier edition goes on resolving, in every command and at every address."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from graph.answers.lookup.search import search
from graph.curate.import_export import export_tables, import_tables
from graph.errors import UnknownBody
from graph.names.find import find
from graph.record import Record, open_record
from tests.support.sound import sound_rows
from tests.support.tiny import tiny_record
from webapp import create_app


@pytest.fixture
def written(tmp_path: Path) -> Path:
    target = tmp_path / "record.ttl"
    target.write_bytes(tiny_record(sound_rows()).turtle)
    return target


@pytest.fixture
def client(tmp_path: Path, written: Path) -> FlaskClient:
    return create_app({"RECORD": written}).test_client()


def test_every_former_id_of_the_real_record_leads_to_a_body_or_says_why_not(record: Record) -> None:
    history = record.history
    former = history.former_ids.values()
    assert len(former) > 270
    assert all(each.replaced_by in history.bodies or each.note for each in former)
    assert find(history, "pct-basildon").id == "pct-5gr"
    assert [hit.body.id for hit in search(history, "PCT-Basildon").hits] == ["pct-5gr"]


def test_a_withdrawn_id_says_what_became_of_it(record: Record) -> None:
    with pytest.raises(UnknownBody, match="was an id of an earlier edition"):
        find(record.history, "pcg-preston")


def test_an_import_without_the_former_ids_keeps_those_of_the_record(written: Path, tmp_path: Path) -> None:
    export_tables(open_record(written), tmp_path / "tables")
    (tmp_path / "tables" / "former_ids.csv").unlink()
    changes = import_tables(tmp_path / "tables", written, write_it=False)
    assert (changes.told, changes.findings) == ((), ())


def test_a_body_whose_id_goes_without_a_row_is_warned_of(written: Path, tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    export_tables(open_record(written), folder)
    bodies = folder / "bodies.csv"
    bodies.write_text(bodies.read_text() + "ccg-new,ccg,New,,,,2013-04-01,,day,,,,,src,\n")
    assert import_tables(folder, written, write_it=True).written
    kept = [line for line in bodies.read_text().splitlines(keepends=True) if not line.startswith("ccg-new,")]
    bodies.write_text("".join(kept))
    (finding,) = import_tables(folder, written, write_it=False).findings
    assert (finding.subject, finding.rule, finding.severity) == ("ccg-new", "id-gone", "warning")
    former = folder / "former_ids.csv"
    former.write_text(former.read_text() + "ccg-new,ccg-04a,\n")
    assert import_tables(folder, written, write_it=False).findings == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/bodies/ccg-x", "/bodies/ccg-04a"),
        ("/bodies/ccg-x.json", "/bodies/ccg-04a.json"),
        ("/bodies/ccg-x/lineage?min-share=0", "/bodies/ccg-04a/lineage?min-share=0"),
        ("/landscape/2014?under=ccg-x", "/landscape/2014?under=ccg-04a"),
        ("/id/ccg-x", "/id/ccg-04a"),
        ("/id/ccg-x.ttl", "/id/ccg-04a.ttl"),
    ],
)
def test_an_address_with_a_former_id_leads_on_for_good(old: str, new: str, client: FlaskClient) -> None:
    response = client.get(old)
    assert (response.status_code, response.location) == (301, new)


@pytest.mark.parametrize("address", ["/bodies/ccg-w", "/id/ccg-w"])
def test_the_address_of_a_withdrawn_id_says_that_it_is_gone_and_why(address: str, client: FlaskClient) -> None:
    response = client.get(address)
    assert response.status_code == 410
    assert "It was never set up." in response.text
