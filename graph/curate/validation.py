"""Validation of a record: against its shapes, its tables (no more and no fewer statements), and its rules.

Each step relies on the one before, so a record that fails one is not checked further.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from ..errors import BadTables, Finding, RecordError
from ..rdf.rdflib_graph import as_rdflib
from ..rdf.terms import compact
from ..rdf.turtle import Triple, canonical, read_triples, resources
from ..record.areas.mapping import areas_of
from ..record.history import History
from ..record.lazy import without_collection
from ..record.opening import DATA, Record
from ..record.rows import MemoryRows
from ..tables.areas import to_areas
from ..tables.columns import CellError, Row, local
from ..tables.encode import Tables, from_record, to_record
from ..tables.schema import ALL_TABLES, AREA_TABLES, TABLES, Table
from .area_rules import area_findings, lookup_findings
from .rules import rule_findings

if TYPE_CHECKING:
    from rdflib import Graph

__all__ = ["errors", "validate"]

_SHOWN = 80
"""How many characters of a value a message repeats."""


def validate(record: Record, *, as_written: bool = False) -> list[Finding]:
    """All problems of a record, errors first; an empty list means that it is sound.

    Args:
        record: the record, with its areas and look-ups if it has them.
        as_written: the record was just written from tables, so it has the statements and the form that follow from
            them, and neither is looked at again.

    Raises:
        UnreadableRecord: the record is not valid Turtle; the message names the line.
    """
    triples = list(read_triples(record.turtle, record.name))
    of_areas = record.areas_file
    area_triples = list(read_triples(of_areas.file.turtle, of_areas.name)) if of_areas else []
    findings = _shape_findings([*triples, *area_triples])
    if not findings:
        tables, area_tables = from_record(resources(triples)), from_record(resources(area_triples), AREA_TABLES)
        if not as_written:
            findings = _statement_findings(triples, tables, to_record)
            findings += _statement_findings(area_triples, area_tables, to_areas)
        if not findings:
            history = History(tables.__getitem__, areas=lambda: areas_of(MemoryRows(area_tables.__getitem__)))
            findings = list(rule_findings(history))
            if of_areas:
                findings += area_findings(history)
            if of_areas and record.lookups:
                findings += lookup_findings(history.areas, record.lookups)
            if not as_written:
                findings += _canonical_findings(record.name, record.turtle, triples)
                if of_areas:
                    findings += _canonical_findings(of_areas.name, of_areas.file.turtle, area_triples)
    placed = _with_rows(findings, triples, area_triples) if findings else []
    return sorted(placed, key=lambda finding: (finding.severity != "error", finding))


def _with_rows(
    findings: Iterable[Finding], triples: Iterable[Triple], area_triples: Iterable[Triple]
) -> Iterator[Finding]:
    """The findings, each with the table and the row of its subject, as `export` numbers them under the header."""
    found = list(findings)
    wanted, places = {finding.subject for finding in found}, dict[str, str]()
    for each, of in ((triples, TABLES), (area_triples, AREA_TABLES)):
        # What breaks a shape may be no row at all: a share of "half", a number of "nine".
        with suppress(RecordError, CellError, KeyError, ValueError, ArithmeticError):
            for name, rows in from_record(resources(each), of).items():
                for number, row in enumerate(rows, 1):
                    for subject in (of[name].identify(row), *_called_by_rules(name, row)):
                        if subject in wanted:
                            places.setdefault(subject, f"{name}.csv, row {number}")
    return (replace(finding, row=places.get(finding.subject, "")) for finding in found)


def _called_by_rules(name: str, row: Row) -> tuple[str, ...]:
    """What the rules for counts call a row that people know by what it says, not by an id."""
    if name == "published_counts":
        until = {"year": 4, "month": 7}.get(row["date_precision"], 10)
        return (f"count of {row['kind']}, {row['date'][:until]}",)
    return (f"gap of {row['kind']}, {row['missing']}", f"gap of {row['kind']}") if name == "gaps" else ()


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that make a record unusable; the rest are warnings."""
    return [finding for finding in findings if finding.severity == "error"]


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


# Shapes


def _shape_findings(triples: Iterable[Triple]) -> list[Finding]:
    """The violations of the shapes in `data/shapes.ttl`.

    Uses pyshacl: on the real record 4.5 s and 155 MB, against 2 s and 750 MB for rudof with the same result. An editor
    can wait for seconds; a small machine does not have the memory.
    """
    from pyshacl import validate as shacl
    from rdflib import SH, URIRef

    with without_collection():
        graph = as_rdflib(triples)
    _, report, _ = shacl(graph, shacl_graph=_shapes(), do_owl_imports=False)
    found = set()
    for result in report.objects(None, SH.result):
        shape, focus, value = (report.value(result, each) for each in (SH.sourceShape, SH.focusNode, SH.value))
        message = str(report.value(result, SH.resultMessage))
        if value is not None and value != focus:
            message += f" (it has {_short(local(NamedNode(value)) if isinstance(value, URIRef) else str(value))})"
        found.add(Finding(local(NamedNode(str(focus))), f"shape-{str(shape).rpartition('#')[2]}", message))
    return list(found)


@cache
def _shapes() -> "Graph":
    from rdflib import Graph

    return Graph().parse(DATA / "shapes.ttl", format="turtle")


# Rows


def _statement_findings(
    triples: Iterable[Triple], tables: Tables, to_statements: Callable[[Tables], list[Triple]]
) -> list[Finding]:
    """Statements that no row produces, or that are missing: misspelt terms, forgotten or left-over statements.

    Anything that is no table column, and does not follow from one, would be lost on the next export and import.
    """
    try:
        implied = set(to_statements(tables))
    except BadTables as error:
        return list(_cell_findings(tables)) or list(error.findings)
    said = set(triples)
    findings = []
    for verdict, statements in (
        ("lacks what follows from its row or from what names it; add", implied - said),
        ("says what no table holds; correct or take away", said - implied),
    ):
        by_subject: dict[NamedNode, list[str]] = defaultdict(list)
        for subject, predicate, term in statements:
            by_subject[subject].append(f"{compact(predicate.value)} {_written(term)}")
        for subject, each in by_subject.items():
            more = f" (and {len(each) - 1} more)" if len(each) > 1 else ""
            findings.append(Finding(local(subject), "statements", f"{verdict} {min(each)}{more}"))
    return findings


def _written(term: NamedNode | Literal) -> str:
    return compact(term.value) if isinstance(term, NamedNode) else f'"{_short(term.value)}"'


def _cell_findings(tables: Tables) -> Iterator[Finding]:
    """Values that are invalid for their column, by subject."""
    for name, rows in tables.items():
        table = ALL_TABLES[name]
        for row in rows:
            for column in table.columns:
                try:
                    list(column.encode(row))
                except CellError as error:
                    yield Finding(_subject(table, row), "cell", f"{column.name}: {error}")


def _subject(table: Table, row: Row) -> str:
    """The subject of a row; where no id can be made, the bodies it joins."""
    try:
        return table.identify(row)
    except CellError:
        return f"{row['from_id']}--{row['to_id']}"


def _canonical_findings(name: str, turtle: bytes, triples: Iterable[Triple]) -> Iterator[Finding]:
    """A warning if the file is not in canonical form, which makes its next diff hard to read."""
    if canonical(triples) != turtle:
        yield Finding(name, "canonical", "is not in the canonical form; export its tables and import them", "warning")
