"""Validation of a record: against its shapes, its tables (no more and no fewer statements), and its rules.

Each step relies on the one before. In a record that fails one, the later ones look at what can still be read, so that
faults of all sorts are listed at once.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from ..errors import BadTables, Finding, RecordError
from ..model.words import joined
from ..rdf.rdflib_graph import as_rdflib
from ..rdf.terms import NHS, compact
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
from .rules import rule_errors, rule_findings

if TYPE_CHECKING:
    from rdflib import Graph

__all__ = ["errors", "validate"]

_IN_EVENT = NamedNode(f"{NHS}inEvent")
_BODY = NamedNode(f"{NHS}Body")
_OF_BODIES = frozenset(NamedNode(f"{NHS}{name}") for name in ("predecessor", "successor", "from", "to"))
"""What leads from a succession or a line to a body."""
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
    if findings := _shape_findings([*triples, *area_triples]):
        kept = _without(triples, {finding.subject for finding in findings})
        findings += _further_findings(kept, _events_of({*triples} - {*kept}))
    else:
        tables, area_tables = from_record(resources(triples)), from_record(resources(area_triples), AREA_TABLES)
        if not as_written:
            findings = _statement_findings(triples, tables, to_record)
            findings += _statement_findings(area_triples, area_tables, to_areas)
        if findings:
            findings += _further_findings(triples)
        else:
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
    if not as_written:
        findings += _twice_described(record.turtle)
    placed = _with_rows(record, dict.fromkeys(findings), triples, area_triples) if findings else []
    return sorted(placed, key=lambda finding: (finding.severity != "error", finding))


def _without(triples: Iterable[Triple], subjects: Collection[str]) -> list[Triple]:
    """What is left without some subjects, and without what names a body that is not there any more."""
    by_subject: dict[NamedNode, list[Triple]] = defaultdict(list)
    for triple in triples:
        by_subject[triple.subject].append(triple)
    gone = {subject for subject in by_subject if local(subject) in subjects}
    bodies = {subject for subject, said in by_subject.items() if any(each.object == _BODY for each in said)}
    known = bodies - gone
    return [
        triple
        for subject, said in by_subject.items()
        if subject not in gone and all(each.object in known for each in said if each.predicate in _OF_BODIES)
        for triple in said
    ]


def _events_of(triples: Iterable[Triple]) -> set[str]:
    return {
        local(each.object) for each in triples if each.predicate == _IN_EVENT and isinstance(each.object, NamedNode)
    }


def _further_findings(triples: Iterable[Triple], cut: Collection[str] = ()) -> list[Finding]:
    """Errors in cells and between things, as far as a record that has others can be read; warnings can wait.

    Nothing is said of the events that were `cut` by leaving out what is at fault.
    """
    found: list[Finding] = []
    with suppress(RecordError, CellError, KeyError, ValueError, ArithmeticError):
        tables = from_record(resources(triples))
        found += _cell_findings(tables)
        found += rule_errors(History(tables.__getitem__))
    return [finding for finding in found if finding.subject not in cut]


def _with_rows(
    record: Record, findings: Iterable[Finding], triples: Iterable[Triple], area_triples: Iterable[Triple]
) -> Iterator[Finding]:
    """The findings, each with the table and the row of its subject, as `export` numbers them under the header.

    What is at fault itself may be no row; then with the line of the Turtle on which it begins.
    """
    found = list(findings)
    wanted, places = {finding.subject for finding in found}, dict[str, str]()
    for each, of in ((triples, TABLES), (area_triples, AREA_TABLES)):
        # What breaks a shape may be no row at all: a share of "half", a number of "nine".
        with suppress(RecordError, CellError, KeyError, ValueError, ArithmeticError):
            for name, rows in from_record(resources(each), of).items():
                for number, row in enumerate(rows, 1):
                    for subject in (_subject(of[name], row), *_called_by_rules(name, row)):
                        if subject in wanted:
                            places.setdefault(subject, f"{name}.csv, row {number}")
    lines = {} if wanted <= places.keys() else _lines_of(record.turtle)
    for finding in found:
        line = next(iter(lines.get(finding.subject, ())), 0)
        yield replace(finding, row=places.get(finding.subject) or (f"{record.name}, line {line}" if line else ""))


def _lines_of(turtle: bytes) -> dict[str, list[int]]:
    """The lines on which the description of each subject begins: one, in a sound file."""
    lines = defaultdict[str, list[int]](list)
    for number, line in enumerate(turtle.decode(errors="replace").split("\n"), 1):
        if line.startswith("id:"):
            lines[line[3:].split(" ", 1)[0]].append(number)
    return lines


def _twice_described(turtle: bytes) -> list[Finding]:
    """The ids that two things bear, or that a copy was left of."""
    return [
        Finding(
            subject, "id-twice", f"is described on lines {joined([*map(str, lines)])}; keep one, or give one a new id"
        )
        for subject, lines in _lines_of(turtle).items()
        if len(lines) > 1
    ]


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
