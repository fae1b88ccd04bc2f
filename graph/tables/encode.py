"""The fact tables as files, and conversion between tables and record.

`read` parses a directory of CSV files strictly: every column must be known and used and every cell valid, or nothing is
accepted and each fault is listed. `to_record` and `from_record` are inverses.
"""

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from pyoxigraph import NamedNode

from ..errors import BadTables, Finding, RecordError
from ..rdf.elsewhere import address_of_code
from ..rdf.resources import Resource
from ..rdf.terms import ID, NHS, expand
from ..rdf.turtle import Triple
from .columns import CellError, Row
from .decode import rows_in
from .ids import event_id
from .schema import ALL_TABLES, AREA_TABLES, EVENT_CLASSES, LEGAL_FORMS, LOOKUPS, SCHEMES, TABLES, TYPE, Table

__all__ = ["Tables", "files", "from_record", "parse_table", "read", "row_statements", "rows_of", "to_record"]

Tables: TypeAlias = Mapping[str, list[dict[str, str]]]

_EVIDENCE = expand("nhs:evidence")


def read(directory: Path, kept: Tables = MappingProxyType({})) -> Tables:
    """Reads a directory of tables as text cells: those of the record, and of areas and look-ups if present.

    `kept` are the optional tables of the record.

    Raises:
        RecordError: the directory or one of its files cannot be read.
        BadTables: a file is missing or unknown, or its text, header or shape is not that of the table.
    """
    if not directory.is_dir():
        raise RecordError(f"There is no directory {directory.name}. Name the one that holds bodies.csv.")
    present = {path.stem for path in directory.glob("*.csv")}
    findings = [
        Finding(f"{name}.csv", "table-missing", "is missing; every table is needed, if only its header")
        for name in sorted(TABLES.keys() - present - kept.keys())
    ]
    findings += [
        Finding(
            f"{name}.csv",
            "table-missing",
            f"is missing beside {', '.join(sorted(group & present))}; bring all of "
            "them, or none where nothing changes in them",
        )
        for group in (AREA_TABLES.keys(), LOOKUPS.keys())
        if group & present
        for name in sorted(group - present)
    ]
    findings += [
        Finding(f"{name}.csv", "table-unknown", "is no table of the record; take it away or name it rightly")
        for name in sorted(present - ALL_TABLES.keys())
    ]
    tables: dict[str, list[dict[str, str]]] = {}
    for name in ALL_TABLES.keys() & present:
        data = _bytes_of(directory / f"{name}.csv")
        try:
            tables[name] = parse_table(ALL_TABLES[name], data)
        except BadTables as error:
            findings += error.findings
    if findings:
        raise BadTables(sorted(findings))
    return {**kept, **tables}


def _bytes_of(path: Path) -> bytes:
    """The content of a file; pipes and devices, which may never end, are refused.

    Raises:
        RecordError: it cannot be read, or is not a regular file.
    """
    try:
        if not path.is_file():
            raise RecordError(f"{path.name} is no file. Put the table itself in its place.")
        return path.read_bytes()
    except OSError as error:
        raise RecordError(f"Could not read {path.name}: {error.strerror}.") from None


def parse_table(table: Table, data: bytes) -> list[dict[str, str]]:
    """Parses one table's CSV text; columns may be in any order.

    Raises:
        BadTables: the text is not UTF-8 with LF, or its header or a row does not have the table's columns.
    """

    def bad(line: int, rule: str, message: str) -> BadTables:
        return BadTables([Finding(f"{table.name}.csv line {line}", rule, message)])

    if data.startswith(b"\xef\xbb\xbf"):
        raise bad(1, "byte-order-mark", "begins with a byte order mark; save it as plain UTF-8")
    if b"\r" in data:
        raise bad(data[: data.index(b"\r")].count(b"\n") + 1, "line-ends", "has CR line ends; save it with LF only")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise bad(data.count(b"\n", 0, error.start) + 1, "encoding", "is not UTF-8; save it as UTF-8") from None
    try:
        lines = list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error as error:
        raise bad(text.count("\n") + 1, "csv", f"is no CSV: {error}") from None
    header = lines[0] if lines else []
    if len(header) == 1 and len(table.header) > 1:
        raise bad(1, "separator", "has other separators than commas; save it with commas between its cells")
    if sorted(header) != sorted(table.header):
        missing = ", ".join(name for name in table.header if name not in header)
        unknown = ", ".join(name for name in header if name not in table.header)
        said = [f"lacks {missing}" if missing else "", f"has the unknown {unknown}" if unknown else ""]
        raise bad(1, "header", " and ".join(filter(None, said)) or "repeats a column")
    rows = []
    for number, cells in enumerate(lines[1:], 2):
        if len(cells) != len(header):
            raise bad(number, "ragged", f"has {len(cells)} cells where the header has {len(header)}")
        by_name = dict(zip(header, cells, strict=True))
        rows.append({name: by_name[name] for name in table.header})
    return rows


def to_record(tables: Tables) -> list[Triple]:
    """The statements of the tables.

    Raises:
        BadTables: invalid cells or duplicate rows, each listed.
    """
    triples = row_statements(tables, TABLES)
    triples += _events(tables)
    triples += _codes(tables)
    triples += _same_elsewhere(tables)
    triples += _legal_forms(tables)
    return triples


def row_statements(tables: Tables, schema: Mapping[str, Table]) -> list[Triple]:
    """The statements of the rows of some tables, each row by itself.

    Raises:
        BadTables: invalid cells or duplicate rows, each listed.
    """
    findings: list[Finding] = []
    triples: list[Triple] = []
    for name, table in schema.items():
        seen: dict[str, int] = {}
        for number, row in enumerate(tables[name], 2):
            try:
                iri = table.prefix + table.identify(row)
                if (first := seen.setdefault(iri, number)) != number:
                    raise CellError(f"says again what line {first} says of {table.identify(row)}; keep one of them")
                triples += _statements(table, row, _subject(table, row, iri))
            except _BadCellError as error:
                where = f"{name}.csv line {number}, column {error.column}"
                findings.append(Finding(where, "cell", str(error)))
            except CellError as error:
                findings.append(Finding(f"{name}.csv line {number}", "row", str(error)))
    if findings:
        raise BadTables(findings)
    return triples


class _BadCellError(CellError):
    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


def _subject(table: Table, row: Row, iri: str) -> NamedNode:
    """The subject of a row; if no IRI can be made, an error naming the bad cell."""
    try:
        return NamedNode(iri)
    except ValueError:
        for _ in _statements(table, row, NamedNode(table.prefix)):
            pass
        raise CellError("has cells that no id can be made of; write them without spaces or signs") from None


def _statements(table: Table, row: Row, subject: NamedNode) -> Iterator[Triple]:
    if len(table.classes) == 1:
        yield Triple(subject, NamedNode(TYPE), NamedNode(expand(table.classes[0])))
    if table.evidence:
        yield Triple(subject, NamedNode(_EVIDENCE), NamedNode(NHS + table.evidence))
    for column in table.columns:
        try:
            for predicate, term in column.encode(row):
                yield Triple(subject, NamedNode(predicate), term)
        except CellError as error:
            raise _BadCellError(column.name, str(error)) from None
    for predicate, term in table.beside(row):
        yield Triple(subject, NamedNode(predicate), term)


# Statements that rest on several rows


def _events(tables: Tables) -> Iterator[Triple]:
    """What an event takes from its successions: its ends, or everything if it is only inferred from them."""
    inferred: dict[str, list[Row]] = defaultdict(list)
    for name in ("successions", "inferences"):
        row: Row
        for row in tables[name]:
            event = NamedNode(ID + (row["event_id"] or event_id(row)))
            yield Triple(event, NamedNode(expand("org:originalOrganization")), NamedNode(ID + row["from_id"]))
            yield Triple(event, NamedNode(expand("org:resultingOrganization")), NamedNode(ID + row["to_id"]))
            if not row["event_id"]:
                inferred[event.value].append(row)
    facts = [column for column in TABLES["events"].columns if column.name not in ("id", "kind", "sources", "note")]
    reason = TABLES["inferences"].column("reason")
    for iri, rows in inferred.items():
        event = NamedNode(iri)
        yield Triple(event, NamedNode(TYPE), NamedNode(expand(EVENT_CLASSES[rows[0]["kind"]])))
        yield Triple(event, NamedNode(_EVIDENCE), NamedNode(f"{NHS}inferred"))
        for row in rows:
            yield Triple(event, NamedNode(expand("nhs:reason")), reason.to_term(row["reason"]))
            for key in row["sources"].split("|"):
                yield Triple(event, NamedNode(expand("dct:source")), NamedNode(ID + key))
            for column in facts:
                for predicate, term in column.encode(row):
                    yield Triple(event, NamedNode(predicate), term)


def _codes(tables: Tables) -> Iterator[Triple]:
    """All codes a body ever had as plain notations, and which of the listed ones is the main one."""
    notation, main = NamedNode(expand("skos:notation")), NamedNode(expand("nhs:mainCode"))
    listed = TABLES["codes"]
    with_list = {(row["body_id"], row["scheme"]) for row in tables["codes"]}
    for row in tables["codes"]:
        body = NamedNode(ID + row["body_id"])
        yield Triple(body, NamedNode(expand(listed.owner)), NamedNode(ID + listed.identify(row)))
        yield Triple(body, notation, SCHEMES[row["scheme"]].to_term(row["code"]))
    for name in ("bodies", "inferences_bodies"):
        for row in tables[name]:
            for scheme, column in SCHEMES.items():
                if (code := row[column.name]) and (row["id"], scheme) in with_list:
                    yield Triple(NamedNode(ID + row["id"]), main, column.to_term(code))


def _same_elsewhere(tables: Tables) -> Iterator[Triple]:
    """What each code of a body stands for elsewhere: its area, and its organisation in the directory of ODS.

    The directory has one organisation a code. Where several bodies bore one (a CCG and its sub-ICB location), it is
    close to each and the same as none.
    """
    last_days = {row["id"]: row["end"] for name in ("bodies", "inferences_bodies") for row in tables[name]}
    for scheme in SCHEMES:
        coded = _coded(tables, scheme)
        bearers = Counter(code for _, code in coded)
        for body, code in sorted(coded):
            if address := address_of_code(scheme, code, last_days.get(body, "")):
                close = scheme == "ods" and bearers[code] > 1
                match = expand("skos:closeMatch" if close else "skos:exactMatch")
                yield Triple(NamedNode(ID + body), NamedNode(match), NamedNode(address))


def _coded(tables: Tables, scheme: str) -> set[tuple[str, str]]:
    """Each body with each code of a scheme that it ever had, as stated."""
    coded = {(row["body_id"], row["code"]) for row in tables["codes"] if row["scheme"] == scheme}
    column = SCHEMES[scheme].name
    coded |= {(row["id"], row[column]) for name in ("bodies", "inferences_bodies") for row in tables[name]}
    return {(body, code) for body, code in coded if code}


def _legal_forms(tables: Tables) -> Iterator[Triple]:
    """The W3C ORG class of each body: that of its kind unless the body's own row says otherwise."""
    of_kind = {row["id"]: row["legal_form"] for row in tables["kinds"]}
    classes = dict(LEGAL_FORMS)
    for name in ("bodies", "inferences_bodies"):
        for row in tables[name]:
            if form := row["legal_form"] or of_kind.get(row["kind"]):
                yield Triple(NamedNode(ID + row["id"]), NamedNode(TYPE), NamedNode(expand(classes[form])))


# The way back


def rows_of(record: Mapping[str, Resource], schema: Mapping[str, Table] = TABLES) -> Tables:
    """The rows of some tables, or of all tables of the record itself, read back; unsorted."""
    tables: dict[str, list[dict[str, str]]] = {name: [] for name in schema}
    for name, row in rows_in(record, schema.values()):
        tables[name].append(row)
    return tables


def from_record(record: Mapping[str, Resource], schema: Mapping[str, Table] = TABLES) -> Tables:
    """Like `rows_of`, with rows in file order."""
    tables = rows_of(record, schema)
    return {name: sorted(rows, key=schema[name].sort) for name, rows in tables.items()}  # type: ignore[arg-type]


def files(tables: Tables) -> dict[str, bytes]:
    """The CSV text of each table by file name: UTF-8, LF, quoted only where needed."""
    texts = {}
    for name, rows in tables.items():
        text = io.StringIO()
        writer = csv.DictWriter(text, ALL_TABLES[name].header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        texts[f"{name}.csv"] = text.getvalue().encode("utf-8")
    return texts
