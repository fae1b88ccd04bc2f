"""Building blocks of an OpenAPI operation: name and tag, parameters with examples, and responses."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from graph.model.entities import Basis
from graph.model.share import Weight

from ..http.documents import Problem
from ..http.negotiation import FORMS, STATEMENTS
from .schemas import Answer, Schema, choice, schema_of, things

__all__ = [
    "AS_AT",
    "BAD",
    "BASES",
    "BODY",
    "DAY",
    "ESTIMATE",
    "KIND",
    "KIND_FROM",
    "LIMITS",
    "MOVED",
    "NONE",
    "SHARE",
    "STATED",
    "TAGS",
    "WEIGHT",
    "file",
    "in_path",
    "in_query",
    "json_answer",
    "operation_of",
    "page",
    "problem",
    "rdf_form",
    "text_of",
]

TAGS: Final[Mapping[str, str]] = {
    "Bodies": "Bodies by code, name, place and day: their facts, lineage and accountability.",
    "System": "The whole system on a day, between two days, and through time.",
    "Restructures": "The restructures since 1990, with what was promised.",
    "Recoding": "Codes of one day as bodies of another.",
    "Record": "What the record rests on, what it lacks, and what changed in it.",
    "Statements": "The record itself, in RDF and as tables.",
    "SPARQL": "Any other question.",
    "Site": "How the site is.",
}
"""The groups of operations."""

_PIECE: Final = r"^[^/.?#%\\\x00-\x20]+$"
FORM: Final[Mapping[str, object]] = {
    "name": "form",
    "in": "path",
    "required": True,
    "schema": choice("Form of the answer.", *(form for form in FORMS if form != "html")),
    "example": "json",
}


def in_path(name: str, description: str, example: str) -> Schema:
    schema = {"type": "string", "pattern": _PIECE, "maxLength": 200}
    return {"name": name, "in": "path", "required": True, "description": description, "schema": schema,
            "example": example}  # fmt: skip


def in_query(name: str, description: str, example: Any, schema: Schema | None = None) -> Schema:
    given = schema or {"type": "string", "maxLength": 2000}
    return {"name": name, "in": "query", "description": description, "schema": given, "example": example}


BODY: Final = in_path("body", "Id of a body.", "ccg-02a")
DAY: Final = "A day, month or year: 2013 is its last day, 2013-04-01 that day."
AS_AT: Final = in_query("as-at", f"{DAY} Bodies in force on it.", "2014")
KIND: Final = in_query("kind", "Only bodies of this kind.", "ccg")
KIND_FROM: Final = in_query("kind-from", "Only from bodies of this kind.", "pct")
WEIGHT: Final = in_query("weight", "What shares count; left out, people.", "lsoas", choice("Weight.", *Weight))
ESTIMATE: Final = in_query("estimate", "on gives a number where only a span is known.", "on", choice("Switch.", "on"))
RAW: Final = in_query("raw", "on gives CSV as it stands, without the apostrophes that keep texts from being run.", "on",
                      choice("Switch.", "on"))  # fmt: skip
STATED: Final = in_query("stated-only", "on leaves out what was inferred.", "on", choice("Switch.", "on"))
BASES: Final = in_query("basis", "Which links are followed; left out, legal and area.", ["legal", "area"],
                        things("Bases.", choice("A basis.", *Basis)))  # fmt: skip
SHARE: Final = in_query("min-share", "The least share shown; left out, 0.01.", 0.05,
                        {"type": "number", "minimum": 0, "maximum": 1})  # fmt: skip


def text_of(media_types: Iterable[str], description: str) -> Schema:
    """A response in standard formats defined elsewhere."""
    return {"description": description, "content": {name: {} for name in media_types}}


def problem(description: str) -> Schema:
    content = {"application/json": {"schema": schema_of(Problem)}}
    return {"description": description, "content": content | text_of(("text/plain", "text/html"), "")["content"]}


BAD: Final = {"400": problem("Something in the address is none of what it should be; the answer says what.")}
_LATER: Final = {"Retry-After": {"description": "Seconds until it may be asked again.", "schema": {"type": "integer"}}}
LIMITS: Final = {
    "429": {**problem("The client has asked for more than one may."), "headers": _LATER},
    "503": {**problem("There is no room at the moment, or others come first."), "headers": _LATER},
}
"""What any operation may answer."""
NONE: Final = {"404": problem("There is no such thing; near has the ids that come close.")}
MOVED: Final = {
    "301": {"description": "The body has another id now; Location is its address."},
    "302": {"description": "A code or a name was given for an id; Location is the page of what it means."},
    "410": problem("No body has this id any more; the answer says what became of it."),
}
"""What an address of a body may answer beside its data: ids of earlier editions, codes and names lead on."""


LEADING_ON: Final = {
    "301": {"description": "The id is one of an earlier edition; the address of today's."},
    "302": {"description": "A code stands in place of the id; the address of its body, or of the several that had it."},
}
"""What an operation on a body may answer too."""


def operation_of(operation: str, tag: str, summary: str, **more: object) -> Schema:
    """One operation; `operation` is its name in generated clients, `tag` its group."""
    return {"operationId": operation, "tags": [tag], "summary": summary, **more}


def page(
    operation: str,
    tag: str,
    summary: str,
    answer: Answer,
    *parameters: Any,
    errors: Mapping[str, Schema] | None = None,
) -> Schema:
    """A page's data: all formats of one answer."""
    found = text_of((FORMS["csv"], *STATEMENTS.values()), "The answer.")
    found["content"] = {FORMS["json"]: {"schema": schema_of(answer)}, **found["content"]}
    responses = {"200": found, **(LEADING_ON if BODY in parameters else {}), **(errors or {})}
    return {"get": operation_of(operation, tag, summary, parameters=[*parameters, RAW, FORM], responses=responses)}


def rdf_form(*forms: str) -> Schema:
    """The RDF format as part of a path."""
    return {"name": "rdf", "in": "path", "required": True, "schema": choice("Form of RDF.", *forms), "example": "ttl"}


def file(operation: str, summary: str, media_types: Iterable[str], *parameters: Any) -> Schema:
    """A file to download: statements of the record, or its tables."""
    responses = {"200": text_of(media_types, "The data.")}
    if not parameters:
        return {"get": operation_of(operation, "Statements", summary, responses=responses)}
    responses |= NONE
    return {"get": operation_of(operation, "Statements", summary, parameters=list(parameters), responses=responses)}


def json_answer(description: str, answer: Answer) -> Schema:
    return {"description": description, "content": {"application/json": {"schema": schema_of(answer)}}}
