"""The fact tables: which there are, what each row is in the record, and by which term each column stands in it.

Read this beside `data/vocabulary.ttl`. The tables' own rules (which cells may be empty, what a date means) are in
`graph.columns`; the rules between rows are in `graph.validation`.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from pyoxigraph import NamedNode

from .columns import (
    ID_PATTERN,
    CellError,
    Choice,
    Code,
    Column,
    CountedOrReported,
    Day,
    Issued,
    Kinds,
    Licence,
    Link,
    Number,
    PartialDay,
    Precise,
    Record,
    Reference,
    References,
    Resource,
    Row,
    Share,
    Statement,
    Text,
    Texts,
    local,
)
from .naming import event_id, known_part
from .terms import ID, NHS, expand

__all__ = ["EVENT_CLASSES", "LEGAL_FORMS", "OWNER", "SCHEMES", "SUBJECT", "TABLES", "TYPE", "Table"]


EVENT_CLASSES = {
    "merger": "nhs:Merger",
    "split": "nhs:Split",
    "replacement": "nhs:Replacement",
    "rename": "nhs:Rename",
    "partial-transfer": "nhs:PartialTransfer",
    "boundary-change": "nhs:BoundaryChange",
}
LEGAL_FORMS = (
    ("formal", "org:FormalOrganization"),
    ("collaboration", "org:OrganizationalCollaboration"),
    ("unit", "org:OrganizationalUnit"),
)
LINE_KINDS = frozenset(
    [
        "statutory",
        "performance-management",
        "oversight",
        "funding",
        "regulation",
        "membership",
        "joint-post",
        "personal",
    ]
)
BASES = frozenset(("legal", "code", "area"))
SHARE_BASES = frozenset(("postcodes", "population", "lsoa", "gp-practices"))
TYPE = expand("rdf:type")
SUBJECT = "subject"
OWNER = "owner"
"""Keys of a resource that are no predicates: its own IRI, and the body that points at it."""


def slug(text: str) -> str:
    """A piece of an id made from words: lower case, everything else than letters and digits a hyphen."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


@dataclass(frozen=True, slots=True)
class Table:
    """One fact table: its file name, the class of its rows (one of several where a column says which), their evidence,
    and its columns in order.

    `identify` makes the end of a row's IRI; `sort` gives the order of the rows in the file; `beside` are statements
    made from a row that are not read back; `owner` is the term by which a body points at the row, if one does.
    """

    name: str
    classes: tuple[str, ...]
    columns: tuple[Column, ...]
    identify: Callable[[Row], str]
    evidence: str = ""
    prefix: str = ID
    sort: Callable[[Row], object] = field(default=lambda row: tuple(row.values()))
    beside: Callable[[Row], Iterator[Statement]] = field(default=lambda row: iter(()))
    owner: str = ""

    @property
    def header(self) -> list[str]:
        return [column.name for column in self.columns]

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


# Statements beside the cells, made from them and therefore not read back


def _legislation_id(row: Row) -> Iterator[Statement]:
    """The identifier that legislation.gov.uk gives to the statute, order or part of one behind an address."""
    address = urlsplit(row["url"])
    parts = address.path.strip("/").split("/")
    if address.hostname != "www.legislation.gov.uk" or len(parts) < 3 or parts[0] == "id":
        return
    while parts[-1] in ("enacted", "made", "contents", "introduction", "data.pdf") or re.fullmatch(
        r"\d{4}-\d\d-\d\d", parts[-1]
    ):
        parts.pop()
    yield expand("owl:sameAs"), NamedNode("http://www.legislation.gov.uk/id/" + "/".join(parts))


def _kind_scheme(_: Row) -> Iterator[Statement]:
    yield TYPE, NamedNode(expand("skos:Concept"))
    yield expand("skos:inScheme"), NamedNode(expand("nhs:kinds"))


def _conflict_about(row: Row) -> Iterator[Statement]:
    for part in re.split(r" -> |, ", row["subject"].removeprefix("published count: ")):
        kind, name = part.removeprefix("kind:"), part.split(" ")[0]
        if part.startswith("kind:") or row["subject"].startswith("published count: "):
            if re.fullmatch(r"[a-z-]+", kind.split(" ")[0]):
                yield expand("nhs:about"), NamedNode(f"{NHS}kind-{kind.split(' ')[0]}")
        elif re.fullmatch(r"[a-z0-9-]+", name) and not name.endswith("-"):
            yield expand("nhs:about"), NamedNode(ID + name)


# Columns whose cell stands elsewhere than on the row's own subject


@dataclass(frozen=True, slots=True)
class _Key(Column):
    """The id that a row brings with it: the end of its IRI."""

    prefix: str = ID

    def encode(self, row: Row) -> Iterator[Statement]:
        if not ID_PATTERN.fullmatch(row[self.name]):
            raise CellError(f"{row[self.name]!r} is no id; ids are lower-case letters, digits and hyphens")
        return iter(())

    def decode(self, resource: Resource, record: Record) -> str:
        return resource[SUBJECT][0].value.removeprefix(self.prefix)


@dataclass(frozen=True, slots=True)
class _Owner(Column):
    """The body that points at the row by the column's term."""

    def encode(self, row: Row) -> Iterator[Statement]:
        if not ID_PATTERN.fullmatch(row[self.name]):
            raise CellError(f"{row[self.name]!r} is no id of a body")
        return iter(())

    def decode(self, resource: Resource, record: Record) -> str:
        return local(resource[OWNER][0])


@dataclass(frozen=True, slots=True)
class _Scheme(Column):
    """The scheme of the code in the next column: the datatype of its notation."""

    def encode(self, row: Row) -> Iterator[Statement]:
        if row[self.name] not in SCHEMES:
            raise CellError(f"{row[self.name]!r} is no scheme; write {' or '.join(SCHEMES)}")
        return iter(())

    def decode(self, resource: Resource, record: Record) -> str:
        (code,) = resource[expand(self.term)]
        return next(name for name, code_column in SCHEMES.items() if code_column.holds(code))


@dataclass(frozen=True, slots=True)
class _SchemedCode(Column):
    """A code of the scheme in the column before."""

    def encode(self, row: Row) -> Iterator[Statement]:
        yield expand(self.term), SCHEMES[row["scheme"]].to_term(row[self.name])


@dataclass(frozen=True, slots=True)
class _OfEvent(Column):
    """A cell of a succession that stands on its event; on the succession where that event is stated elsewhere."""

    column: Column

    def encode(self, row: Row) -> Iterator[Statement]:
        statements = list(self.column.encode(row))  # a bad cell is found here, wherever it would stand
        return iter(statements if row["event_id"] else ())

    def decode(self, resource: Resource, record: Record) -> str:
        event = record.get(resource[expand("nhs:inEvent")][0].value, {})
        return self.column.decode(resource if is_stated(event) else event, record)


@dataclass(frozen=True, slots=True)
class _EventKind(Choice):
    """The kind of change: the class of the event, which the table repeats on every succession."""

    def encode(self, row: Row) -> Iterator[Statement]:
        self.to_term(row[self.name])
        return iter(())

    def decode(self, resource: Resource, record: Record) -> str:
        return self.to_cell(record[resource[expand("nhs:inEvent")][0].value][TYPE][0])


@dataclass(frozen=True, slots=True)
class _InEvent(Column):
    """The event of a succession; empty where the event itself is only inferred from it."""

    def encode(self, row: Row) -> Iterator[Statement]:
        yield expand(self.term), NamedNode(ID + (row[self.name] or event_id(row)))

    def decode(self, resource: Resource, record: Record) -> str:
        (event,) = resource[expand(self.term)]
        return local(event) if is_stated(record.get(event.value, {})) else ""


@dataclass(frozen=True, slots=True)
class _Inferred(Texts):
    """An inferred value or its candidates: a day or a code, as the row's field says."""

    def encode(self, row: Row) -> Iterator[Statement]:
        column = SCHEMES["ods"] if row["field"] == "ods_code" else Day(self.name, self.term)
        for part in row[self.name].split("|") if row[self.name] else ():
            yield expand(self.term), column.to_term(part)


def is_stated(resource: Resource) -> bool:
    """Whether a subject of the record is stated by a source, not inferred."""
    return any(local(term) == "stated" for term in resource.get(expand("nhs:evidence"), ()))


# Columns that many tables share

_STARTS = frozenset(("day", "month", "year", "by", ""))
_ENDS = _STARTS | {"unknown"}
_EXACT = frozenset(("day", "month", "year", ""))
_TIERS = frozenset(("national", "regional", "local"))
_ODS = Code("ods_code", "skos:notation", "nhs:odsCode", r"[A-Z0-9]{3,5}")
_GSS = Code("ons_code", "skos:notation", "nhs:gssCode", r"E\d{8}")
SCHEMES = {"gss": _GSS, "ods": _ODS}

_ID = _Key("id", "")
_LEGAL_FORM = Choice("legal_form", "nhs:legalForm", frozenset(dict(LEGAL_FORMS)), iris=LEGAL_FORMS)
_SOURCES = References("sources", "dct:source", required=True)
_NOTE = Text("note", "skos:note")
_REASON = Text("reason", "nhs:reason")
_START = Day("start", "nhs:start")
_END = Day("end", "nhs:end")
_START_PRECISION = Precise("start_precision", "nhs:startPrecision", "nhs:start", _STARTS)
_END_PRECISION = Precise("end_precision", "nhs:endPrecision", "nhs:end", _ENDS)
_LAST_SEEN = Day("last_seen", "nhs:lastSeen")
_DATE = Day("date", "dct:date")
_DATE_PRECISION = Precise("date_precision", "nhs:datePrecision", "dct:date", _EXACT)
_RESTRUCTURE = Reference("restructure", "dct:isPartOf")
_INSTRUMENT = Reference("instrument", "nhs:instrument")
_EVENT_KIND = _EventKind("kind", "rdf:type", frozenset(EVENT_CLASSES), required=True, iris=tuple(EVENT_CLASSES.items()))
_SUCCESSION = (
    _InEvent("event_id", "nhs:inEvent"),
    Reference("from_id", "nhs:predecessor", required=True),
    Reference("to_id", "nhs:successor", required=True),
    Choice("basis", "nhs:basis", BASES, required=True),
    _EVENT_KIND,
    Share("share", "nhs:share"),
    Choice("share_basis", "nhs:shareBasis", SHARE_BASES),
    _SOURCES,
    _NOTE,
)
_BODY = (
    _ID,
    Reference("kind", "org:classification", prefix=f"{NHS}kind-", required=True),
    Text("name", "skos:prefLabel"),
    Texts("alt_names", "skos:altLabel"),
    _ODS,
    _GSS,
    _START,
    _END,
    _START_PRECISION,
    _END_PRECISION,
    _LAST_SEEN,
    _LEGAL_FORM,
    Text("parent_note", "nhs:parentNote"),
    _SOURCES,
    _NOTE,
)
_LINE_FROM = Reference("from_id", "nhs:from", required=True)
_LINE_TO = Reference("to_id", "nhs:to", required=True)
_LINE_KIND = Choice("kind", "nhs:lineKind", LINE_KINDS, required=True)


def _ends_of_rule(end: str) -> tuple[Column, Column]:
    return Reference(f"{end}_kind", f"nhs:{end}Kind", prefix=f"{NHS}kind-"), Reference(f"{end}_body", f"nhs:{end}")


_FROM_KIND, _FROM_BODY = _ends_of_rule("from")
_TO_KIND, _TO_BODY = _ends_of_rule("to")


def _of_id(row: Row) -> str:
    return row["id"]


def _of_succession(row: Row) -> str:
    return f"{row['event_id'] or event_id(row)}--{row['from_id']}--{row['to_id']}"


TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "accountability",
            ("nhs:AccountabilityLine",),
            (
                _ID,
                _LINE_FROM,
                _LINE_TO,
                _LINE_KIND,
                _START,
                _END,
                _SOURCES,
                _NOTE,
                _START_PRECISION,
                _END_PRECISION,
                _LAST_SEEN,
                _RESTRUCTURE,
            ),
            _of_id,
            evidence="stated",
        ),
        Table(
            "accountability_rules",
            ("nhs:AccountabilityRule",),
            (
                _ID,
                _FROM_KIND,
                _TO_KIND,
                _LINE_KIND,
                _START,
                _END,
                _SOURCES,
                _NOTE,
                _FROM_BODY,
                _TO_BODY,
                _START_PRECISION,
                _END_PRECISION,
                _RESTRUCTURE,
            ),
            _of_id,
            evidence="stated",
        ),
        Table("bodies", ("nhs:Body",), _BODY, _of_id, evidence="stated"),
        Table(
            "codes",
            ("adms:Identifier",),
            (
                _Owner("body_id", "adms:identifier"),
                _Scheme("scheme", "skos:notation"),
                _SchemedCode("code", "skos:notation"),
                _START,
                _END,
                _START_PRECISION,
                _END_PRECISION,
                _SOURCES,
            ),
            lambda row: f"code-{row['body_id']}-{row['scheme']}-{row['code'].lower()}-{row['start']}".rstrip("-"),
            owner="adms:identifier",
        ),
        Table(
            "commitments",
            ("nhs:Commitment",),
            (
                _ID,
                References("maker_ids", "nhs:maker"),
                PartialDay("date", "dct:date"),
                Text("text", "dct:description"),
                References("source", "dct:source", required=True),
                Text("status_evidence", "nhs:statusEvidence"),
                References("status_source", "nhs:statusSource"),
                _NOTE,
                _RESTRUCTURE,
            ),
            _of_id,
        ),
        Table(
            "conflicts",
            ("nhs:Conflict",),
            (
                Text("subject", "nhs:subject"),
                Text("field", "nhs:fieldName"),
                Text("value_a", "nhs:valueA"),
                References("source_a", "nhs:sourceA", required=True),
                Text("value_b", "nhs:valueB"),
                References("source_b", "nhs:sourceB", required=True),
                Text("chosen", "nhs:chosen"),
                Text("why", "nhs:why"),
            ),
            lambda row: f"conflict-{slug(row['subject'])}-{slug(row['field'])}-{slug(row['value_b'])}",
            beside=_conflict_about,
        ),
        Table(
            "events",
            tuple(EVENT_CLASSES.values()),
            (
                _ID,
                Choice("kind", "rdf:type", frozenset(EVENT_CLASSES), required=True, iris=tuple(EVENT_CLASSES.items())),
                _DATE,
                _DATE_PRECISION,
                _RESTRUCTURE,
                _INSTRUMENT,
                _SOURCES,
                _NOTE,
            ),
            _of_id,
            evidence="stated",
        ),
        Table(
            "gaps",
            ("nhs:Gap",),
            (
                Text("kind", "nhs:subject"),
                Text("period", "nhs:period"),
                Text("missing", "nhs:missing"),
                Number("count", "nhs:count"),
                Number("of", "nhs:of"),
                CountedOrReported("basis", "nhs:basis"),
                References("sources", "dct:source"),
            ),
            lambda row: f"gap-{slug(row['kind'])}-{slug(row['period'])}-{slug(row['missing'])}",
        ),
        Table(
            "inferences",
            ("nhs:Succession",),
            (
                *_SUCCESSION,
                _REASON,
                _OfEvent("date", "dct:date", _DATE),
                _OfEvent("date_precision", "nhs:datePrecision", _DATE_PRECISION),
                _OfEvent("restructure", "dct:isPartOf", _RESTRUCTURE),
                _OfEvent("instrument", "nhs:instrument", _INSTRUMENT),
            ),
            _of_succession,
            evidence="inferred",
            sort=lambda row: (row["from_id"], row["to_id"]),
        ),
        Table(
            "inferences_accountability",
            ("nhs:AccountabilityLine",),
            (
                _ID,
                _LINE_FROM,
                _LINE_TO,
                _LINE_KIND,
                _START,
                _END,
                _SOURCES,
                _NOTE,
                _START_PRECISION,
                _END_PRECISION,
                _REASON,
                _LAST_SEEN,
                _RESTRUCTURE,
            ),
            _of_id,
            evidence="inferred",
        ),
        Table("inferences_bodies", ("nhs:Body",), (*_BODY, _REASON), _of_id, evidence="inferred"),
        Table(
            "inferences_values",
            ("nhs:InferredValue",),
            (
                Reference("body_id", "nhs:about", required=True),
                Choice(
                    "field",
                    "nhs:field",
                    frozenset(("start", "end", "ods_code")),
                    required=True,
                    iris=(("ods_code", "nhs:odsCode"),),
                ),
                _Inferred("value", "nhs:value"),
                Choice("precision", "nhs:precision", _STARTS - {""}),
                _Inferred("candidates", "nhs:candidate"),
                _SOURCES,
                _REASON,
            ),
            lambda row: f"inferred-{row['body_id']}-{slug(row['field'])}",
        ),
        Table(
            "kinds",
            ("nhs:Kind",),
            (
                _Key("id", "", prefix=f"{NHS}kind-"),
                Text("label", "skos:prefLabel"),
                Text("plural", "nhs:plural"),
                Choice("tier", "nhs:tier", _TIERS, required=True),
                _LEGAL_FORM,
                Reference("broader", "skos:broader", prefix=f"{NHS}kind-"),
                Text("scope_note", "skos:scopeNote"),
                _START,
                _END,
                _START_PRECISION,
                _END_PRECISION,
                _SOURCES,
            ),
            _of_id,
            prefix=f"{NHS}kind-",
            beside=_kind_scheme,
        ),
        Table(
            "names",
            ("nhs:Name",),
            (
                Reference("body_id", "nhs:nameOf", required=True),
                Text("name", "rdfs:label"),
                _START,
                _END,
                _START_PRECISION,
                _END_PRECISION,
                _SOURCES,
                Choice("type", "nhs:nameType", frozenset(("legal", "working"))),
            ),
            lambda row: f"name-{row['body_id']}-{slug(row['name'])}-{known_part(row, 'start')}",
            sort=lambda row: (row["body_id"], row["start"]),
        ),
        Table(
            "published_counts",
            ("nhs:PublishedCount",),
            (
                Kinds("kind", "nhs:ofKind"),
                _DATE,
                Number("count", "nhs:count"),
                _SOURCES,
                _NOTE,
                Text("scope", "nhs:scope"),
                _DATE_PRECISION,
            ),
            lambda row: "-".join(
                filter(
                    None,
                    (
                        f"count-{slug(row['kind'])}-{known_part(row, 'date')}",
                        slug(row["scope"]),
                        row["sources"].split("|")[0],
                        row["count"],
                    ),
                )
            ),
            sort=lambda row: (
                row["kind"],
                known_part(row, "date") if row["date"] else "9",
                row["scope"],
                int(row["count"]),
            ),
        ),
        Table(
            "restructure_claims",
            ("nhs:RestructureClaim",),
            (
                _ID,
                References("source", "dct:source", required=True),
                Text("claim_number", "nhs:claimNumber"),
                Text("period", "nhs:period"),
                Text("enumerated", "nhs:enumerated"),
                Text("text", "dct:description"),
            ),
            _of_id,
        ),
        Table(
            "restructures",
            ("nhs:Restructure",),
            (
                _ID,
                Number("number", "nhs:number"),
                Text("name", "skos:prefLabel"),
                Texts("also_known_as", "skos:altLabel"),
                PartialDay("announced", "nhs:announced"),
                PartialDay("in_force_from", "nhs:inForceFrom"),
                PartialDay("in_force_to", "nhs:inForceTo"),
                Text("policy_document", "nhs:policyDocument"),
                Text("legislation", "nhs:legislation"),
                Text("summary", "dct:description"),
                Texts("bodies_before", "nhs:bodiesBefore"),
                Texts("bodies_after", "nhs:bodiesAfter"),
                Text("accountability_before", "nhs:accountabilityBefore"),
                Text("accountability_after", "nhs:accountabilityAfter"),
                _SOURCES,
                Text("number_basis", "nhs:numberBasis"),
            ),
            _of_id,
            sort=lambda row: int(row["number"]),
        ),
        Table(
            "sources",
            ("dct:BibliographicResource",),
            (
                _Key("key", ""),
                Text("title", "dct:title"),
                Text("publisher", "dct:publisher"),
                Issued("date", "dct:issued"),
                Link("url", "foaf:page"),
                Text("kind", "dct:type"),
                Licence("licence", "dct:license"),
                _NOTE,
            ),
            lambda row: row["key"],
            beside=_legislation_id,
        ),
        Table(
            "succession_rules",
            ("nhs:SuccessionRule",),
            (
                _ID,
                _FROM_KIND,
                _FROM_BODY,
                _TO_KIND,
                _TO_BODY,
                _DATE,
                _DATE_PRECISION,
                Choice("kind", "nhs:changeKind", frozenset(EVENT_CLASSES), True, tuple(EVENT_CLASSES.items())),
                _RESTRUCTURE,
                _INSTRUMENT,
                _SOURCES,
                _NOTE,
            ),
            _of_id,
            evidence="stated",
        ),
        Table("successions", ("nhs:Succession",), _SUCCESSION, _of_succession, evidence="stated"),
    )
}
