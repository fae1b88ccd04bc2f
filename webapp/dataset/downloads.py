"""Downloads of tidy tables: `/data/NAME.csv` and `.parquet`, one SQLite file, metadata, and the archive.

Addresses are permanent; range requests are supported, which DuckDB and Arrow use for Parquet.
"""

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, Response, abort, render_template, url_for

from graph.downloads import files
from graph.downloads.archive import archive
from graph.downloads.tables import TidyTable, tables_of
from graph.record import Record
from graph.record.changelog import edition
from graph.util.once import computed_once

from ..http import parameters, responses
from ..http.negotiation import cited, kept

__all__ = ["blueprint", "listing"]

blueprint = Blueprint("downloads", __name__)

_FORMS: Final = {
    "csv": (files.csv_file, "text/csv; charset=utf-8; header=present"),
    "parquet": (files.parquet_file, "application/vnd.apache.parquet"),
}
_METADATA: Final = {
    "datapackage.json": (files.datapackage, "application/json"),
    "csv-metadata.json": (files.csvw, "application/csvm+json"),
}


@computed_once(maxsize=2)
def _tables(record: Record) -> Mapping[str, TidyTable]:
    return tables_of(record)


@computed_once(maxsize=64)
def _file(record: Record, name: str, form: str) -> bytes:
    return _FORMS[form][0](_tables(record)[name])


@computed_once(maxsize=2)
def _database(record: Record) -> bytes:
    return files.sqlite_file(_tables(record).values())


@computed_once(maxsize=2)
def _archive(record: Record) -> bytes:
    return archive(record)


def listing() -> list[TidyTable]:
    """The page that lists the tidy tables."""
    return list(_tables(parameters.record()).values())


@blueprint.get("/data/<name>.<any(csv, parquet):form>")
def table(name: str, form: str) -> Response:
    """One tidy table."""
    known = _tables(parameters.record())
    if name not in known:
        abort(404, f"There is no table of that name. The tables are {', '.join(known)}.")
    response = responses.whole_file(_file(parameters.record(), name, form), _FORMS[form][1], f"{name}.{form}")
    response.headers.add("Link", f'<{url_for(".metadata", name="csv-metadata.json")}>; rel="describedby"')
    response.headers.add("Link", f'<{url_for(".dictionary")}>; rel="help"; type="text/html"')
    return response


@blueprint.get("/data/<any('datapackage.json', 'csv-metadata.json'):name>")
def metadata(name: str) -> Response:
    """The tables' metadata: a Frictionless data package, or CSV on the Web."""
    make, kind = _METADATA[name]
    record = parameters.record()
    return _described(responses.whole_file(make(tuple(_tables(record).values()), edition(record)), kind, name))


def _described(response: Response) -> Response:
    """Leads from a file to the page that says what each column means."""
    response.headers.add("Link", f'<{url_for(".dictionary")}>; rel="describedby"')
    return response


@blueprint.get("/data/nhs-restructures.sqlite")
def database() -> Response:
    """All tidy tables in one SQLite file."""
    record = parameters.record()
    return _described(responses.whole_file(_database(record), "application/vnd.sqlite3", "nhs-restructures.sqlite"))


@blueprint.get("/data/nhs-restructures.zip")
def whole() -> Response:
    """The edition as an archive for deposit and citation."""
    record = parameters.record()
    return _described(
        responses.whole_file(_archive(record), "application/zip", f"nhs-restructures-{record.version}.zip")
    )


@blueprint.get("/data/columns")
@kept
def dictionary() -> str:
    """The data dictionary: what every column of the tables holds, and every column and key of other answers."""
    from graph.documents.dictionary import meanings

    answers = [each for each in meanings() if each["description"]]
    return render_template("data_dictionary.html", columns=files.dictionary(listing()), answers=answers, **cited(()))
