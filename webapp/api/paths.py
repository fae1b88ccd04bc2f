"""The addresses that answer with data, as the `paths` of the site's OpenAPI document; each has an example.

Written by hand; tests hold every answer against it, and it against the addresses that there are.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from graph.answers.coverage import VERDICTS
from graph.documents.audit import Coverage, Source
from graph.documents.bodies import Body, Facts, Found
from graph.documents.diff import Diff
from graph.documents.lineage import Lineage
from graph.documents.map import MapOnDay
from graph.documents.recode import Crosswalk
from graph.documents.restructures import Restructure, RestructureWhole
from graph.documents.stories import Story
from graph.documents.system import Below, Chain, Landscape, Timeline
from graph.model.entities import Basis
from graph.model.share import Weight
from graph.publish.void import DUMPS
from graph.sparql.results import GRAPH_TYPES, RESULT_TYPES
from graph.tables.schema import AREA_TABLES, TABLES

from ..http.documents import Changes, Health, Problem, Recoded, Suggestion, Term, ToRecode
from ..http.negotiation import FORMS
from ..sparql.protocol import FORMATS
from .schemas import Answer, Schema, choice, schema_of, text, things

__all__ = ["PATHS"]

_PIECE: Final = r"^[^/.?#%\\\x00-\x20]+$"
_FORM: Final[Mapping[str, object]] = {
    "name": "form",
    "in": "path",
    "required": True,
    "schema": choice("Form of the answer.", *(form for form in FORMS if form != "html")),
    "example": "json",
}


def _path(name: str, description: str, example: str) -> Schema:
    schema = {"type": "string", "pattern": _PIECE, "maxLength": 200}
    return {"name": name, "in": "path", "required": True, "description": description, "schema": schema,
            "example": example}  # fmt: skip


def _choice(name: str, description: str, example: Any, schema: Schema | None = None) -> Schema:
    given = schema or {"type": "string", "maxLength": 2000}
    return {"name": name, "in": "query", "description": description, "schema": given, "example": example}


_BODY: Final = _path("body", "Id of a body.", "ccg-02a")
_DAY: Final = "A day, month or year: 2013 is its last day, 2013-04-01 that day."
_AS_AT: Final = _choice("as-at", f"{_DAY} Bodies in force on it.", "2014")
_KIND: Final = _choice("kind", "Only bodies of this kind.", "ccg")
_KIND_FROM: Final = _choice("kind-from", "Only from bodies of this kind.", "pct")
_WEIGHT: Final = _choice("weight", "What shares count; left out, people.", "lsoas", choice("Weight.", *Weight))
_ESTIMATE: Final = _choice("estimate", "on gives a number where only a span is known.", "on", choice("Switch.", "on"))
_STATED: Final = _choice("stated-only", "on leaves out what was inferred.", "on", choice("Switch.", "on"))
_BASES: Final = _choice("basis", "Which links are followed; left out, legal and area.", ["legal", "area"],
                        things("Bases.", choice("A basis.", *Basis)))  # fmt: skip
_SHARE: Final = _choice("min-share", "The least share shown; left out, 0.01.", 0.05,
                        {"type": "number", "minimum": 0, "maximum": 1})  # fmt: skip


def _text_of(media_types: Iterable[str], description: str) -> Schema:
    """An answer in formats that others have defined."""
    return {"description": description, "content": {name: {} for name in media_types}}


def _problem(description: str) -> Schema:
    content = {"application/json": {"schema": schema_of(Problem)}}
    return {"description": description, "content": content | _text_of(("text/plain", "text/html"), "")["content"]}


_BAD: Final = {"400": _problem("Something in the address is none of what it should be; the answer says what.")}
_NONE: Final = {"404": _problem("There is no such thing; near has the ids that come close.")}


def _operation(operation: str, tag: str, summary: str, **more: object) -> Schema:
    """What is done at an address; `operation` is what generated clients call it, `tag` what they group it under."""
    return {"operationId": operation, "tags": [tag], "summary": summary, **more}


def _get(
    operation: str,
    tag: str,
    summary: str,
    answer: Answer,
    *parameters: Any,
    errors: Mapping[str, Schema] | None = None,
) -> Schema:
    """A page's data: the three forms of one answer."""
    found = _text_of((FORMS["csv"], FORMS["ttl"]), "The answer.")
    found["content"] = {FORMS["json"]: {"schema": schema_of(answer)}, **found["content"]}
    responses = {"200": found, **(errors or {})}
    return {"get": _operation(operation, tag, summary, parameters=[*parameters, _FORM], responses=responses)}


_TWINS: Final[Mapping[str, Schema]] = {
    "/timeline.{form}": _get("getTimeline", "System", "Numbers of each kind, year by year", Timeline, _STATED),
    "/bodies.{form}": _get(
        "listBodies",
        "Bodies",
        "Bodies by text, kind and day",
        list[Body],
        _choice("q", "A name, a part of one, a former name or a code.", "trafford"),
        _KIND,
        _AS_AT,
        _STATED,
        errors=_BAD | _NONE,
    ),
    "/bodies/{body}.{form}": _get(
        "getBody",
        "Bodies",
        "One body: facts, codes, neighbours in time, whom it answered to",
        Facts,
        _BODY,
        _STATED,
        errors=_BAD | _NONE,
    ),
    "/bodies/{body}/lineage.{form}": _get(
        "getLineage",
        "Bodies",
        "What came before and after a body",
        Lineage,
        _BODY,
        _BASES,
        _SHARE,
        _WEIGHT,
        _ESTIMATE,
        _STATED,
        errors=_BAD | _NONE,
    ),
    "/bodies/{body}/accountability.{form}": _get(
        "getAccountability",
        "Bodies",
        "Whom a body answered to on a day, and those in turn",
        Chain,
        _BODY,
        _choice("as-at", f"{_DAY} Left out, today or the nearest day of the body's life.", "2014"),
        _choice("possible", "on adds the lines that may have been there.", "on", choice("Switch.", "on")),
        _STATED,
        errors=_BAD | _NONE,
    ),
    "/bodies/{body}/accountability/down.{form}": _get(
        "getAnsweredToIt",
        "Bodies",
        "Who answered to a body on a day",
        Below,
        _path("body", "Id of a body.", "nhs-region-y56"),
        _choice("as-at", f"{_DAY} Left out, today or the nearest day of the body's life.", "2014"),
        _choice("possible", "on adds the lines that may have been there.", "on", choice("Switch.", "on")),
        _STATED,
        errors=_BAD | _NONE,
    ),
    "/code/{code}.{form}": _get(
        "listBodiesWithCode",
        "Bodies",
        "The bodies that had a code, old ones too",
        list[Body],
        _path("code", "An ODS or GSS code.", "13T"),
        _STATED,
        errors=_NONE,
    ),
    "/search.{form}": _get(
        "search",
        "Bodies",
        "Search by name, former name or code",
        Found,
        _choice("q", "What to search for.", "trafford"),
        _AS_AT,
        _STATED,
        errors=_BAD,
    ),
    "/landscape/{day}.{form}": _get(
        "getLandscape",
        "System",
        "The system on a day, and the lines of accountability in it",
        Landscape,
        _path("day", _DAY, "2013-04-01"),
        _STATED,
        errors=_BAD | _NONE,
    ),
    "/map/{day}.{form}": _get(
        "getMap",
        "System",
        "England on a day: its local commissioners, or the bodies of a kind, with the cells that each held",
        MapOnDay,
        _path("day", _DAY, "2013-04-01"),
        _choice("kind", "Only bodies of this kind; left out, the local commissioners of the day.", "ccg"),
        _STATED,
        errors=_BAD,
    ),
    "/compare/{first}/{second}.{form}": _get(
        "getDiff",
        "System",
        "What changed between two days",
        Diff,
        _path("first", _DAY, "2013"),
        _path("second", _DAY, "2017"),
        _KIND,
        _WEIGHT,
        _ESTIMATE,
        _STATED,
        errors=_BAD,
    ),
    "/crosswalk/{first}/{second}.{form}": _get(
        "getCrosswalk",
        "Recoding",
        "Every body of one day with those of another that followed it",
        Crosswalk,
        _path("first", _DAY, "2012-04-01"),
        _path("second", _DAY, "2022-07-01"),
        _KIND_FROM,
        _choice("kind", "Only to bodies of this kind.", "icb"),
        _BASES,
        _WEIGHT,
        _ESTIMATE,
        _STATED,
        errors=_BAD,
    ),
    "/restructures.{form}": _get("listRestructures", "Restructures", "The restructures", list[Restructure], _STATED),
    "/restructures/{restructure}.{form}": _get(
        "getRestructure",
        "Restructures",
        "One restructure: its law, its changes, what was promised",
        RestructureWhole,
        _path("restructure", "Id of a restructure.", "r7"),
        _STATED,
        errors=_NONE,
    ),
    "/coverage.{form}": _get(
        "getCoverage",
        "Record",
        "How complete the record is, beside published counts",
        Coverage,
        _choice("verdict", "Only published counts of this verdict.", "match", choice("A verdict.", *VERDICTS)),
        errors=_BAD,
    ),
    "/sources.{form}": _get(
        "listSources",
        "Record",
        "Sources",
        list[Source],
        _choice("q", "Words in them.", "2012"),
        _choice("kind", "Only sources of this kind.", "statute"),
    ),
    "/sources/{source}.{form}": _get(
        "getSource", "Record", "One source", Source, _path("source", "Key of a source.", "act-2012-7"), errors=_NONE
    ),
    "/vocabulary.{form}": _get("listTerms", "Record", "Kinds of body and terms of the record", list[Term]),
}


def _rdf_form(*forms: str) -> Schema:
    """The form of RDF, as a part of an address."""
    return {"name": "rdf", "in": "path", "required": True, "schema": choice("Form of RDF.", *forms), "example": "ttl"}


def _file(operation: str, summary: str, media_types: Iterable[str], *parameters: Any) -> Schema:
    """What is taken away as it is: statements of the record, or the tables they are made of."""
    responses = {"200": _text_of(media_types, "The data.")}
    if not parameters:
        return {"get": _operation(operation, "Statements", summary, responses=responses)}
    responses |= _NONE
    return {"get": _operation(operation, "Statements", summary, parameters=list(parameters), responses=responses)}


_STORIES: Final[Mapping[str, Schema]] = {
    "/stories/{name}.{form}": _get(
        "getStory", "Record", "A finding, and the rows it is counted from", Story,
        _path("name", "Id of a story.", "lives"), _STATED, errors=_NONE),
}  # fmt: skip
_SINCE: Final = _choice("since", f"{_DAY} Only changes after it.", "2026-11-23")
_CHANGES: Final[Mapping[str, Schema]] = {
    "/changes.json": {
        "get": _operation(
            "listChanges",
            "Record",
            "What changed in the facts",
            parameters=[_SINCE],
            responses={
                "200": {"description": "The answer.", "content": {FORMS["json"]: {"schema": schema_of(Changes)}}},
                **_BAD,
            },
        )
    },
    "/changes.csv": {
        "get": _operation(
            "listChangesAsCsv",
            "Record",
            "What changed in the facts, as CSV",
            parameters=[_SINCE],
            responses={"200": _text_of((FORMS["csv"],), "The answer."), **_BAD},
        )
    },
}
_RDF: Final = tuple(name for name, media_type in FORMATS.items() if media_type in GRAPH_TYPES)
_LINKED: Final[Mapping[str, Schema]] = {
    "/id/{name}.{rdf}": _file(
        "getStatements",
        "What the record says of a thing; its address without the suffix leads here or to its page, as Accept says",
        GRAPH_TYPES,
        _path("name", "Id of a body, change, succession, line, restructure, source or any other thing.", "ccg-04f"),
        _rdf_form(*_RDF),
    ),
    "/def.{rdf}": _file("getVocabulary", "The vocabulary", GRAPH_TYPES, _rdf_form(*_RDF)),
    "/data/restructures.{rdf}": _file(
        "getRecord", "The whole record", [FORMATS[form] for form in DUMPS], _rdf_form(*DUMPS)
    ),
    "/data/areas.{rdf}": _file(
        "getAreas", "The areas of the bodies: cells, who held them, and places",
        [FORMATS[form] for form in DUMPS], _rdf_form(*DUMPS)
    ),
    "/data/tables/{table}.{rdf}": _file(
        "getTable", "All things of one fact table",
        GRAPH_TYPES,
        {"name": "table", "in": "path", "required": True, "schema": choice("A fact table.", *TABLES, *AREA_TABLES),
         "example": "restructures"},
        _rdf_form(*_RDF),
    ),
    "/data/tables.zip": _file("getTables", "The fact tables as CSV files", ["application/zip"]),
    "/.well-known/void": _file(
        "getDataset", "A description of the data set (VoID), in the form that Accept asks for", GRAPH_TYPES
    ),
}  # fmt: skip


def _json_answer(description: str, answer: Answer) -> Schema:
    return {"description": description, "content": {"application/json": {"schema": schema_of(answer)}}}


_QUERY: Final = "SELECT ?name { ?body <http://www.w3.org/2004/02/skos/core#prefLabel> ?name } LIMIT 3"
_ANSWERED: Final[Mapping[str, Schema]] = {
    "200": _text_of((*RESULT_TYPES, *GRAPH_TYPES, "text/html"), "The answer; or, without a query, the service."),
    **{
        status: _text_of(("text/plain", "text/html"), description)
        for status, description in {
            "400": "The query is malformed, and where; or it asks for what is refused.",
            "406": "No form that is accepted can be written.",
            "413": "The query or its result is too large.",
            "415": "The query is sent in a way that is not taken.",
            "429": "Too many queries of one client; Retry-After says when to ask again.",
            "503": "Too busy, or the query needs too much memory.",
            "504": "The query ran for too long and was ended.",
        }.items()
    },
}
_OTHERS: Final[Mapping[str, Schema]] = {
    "/api/recode": {
        "post": {
            "operationId": "recode",
            "tags": ["Recoding"],
            "summary": "Codes of any time, as bodies of another day",
            "requestBody": {
                "required": True,
                "content": {
                    "application/json": {
                        "schema": schema_of(ToRecode),
                        "example": {"codes": ["5NR"], "from": "2012-04-01", "to": "2022-07-01"},
                    }
                },
            },
            "parameters": [_STATED],
            "responses": {
                "200": _json_answer("The rows, recoded.", Recoded),
                **_BAD,
                "413": _problem("The table is larger than the site takes."),
            },
        }
    },
    "/suggest": {
        "get": {
            "operationId": "suggest",
            "tags": ["Bodies"],
            "summary": "A few bodies for what has been typed so far",
            "parameters": [_choice("q", "What has been typed.", "traff"), _STATED],
            "responses": {"200": _json_answer("At most eight.", list[Suggestion])},
        }
    },
    "/sparql": {
        "get": {
            "operationId": "query",
            "tags": ["SPARQL"],
            "summary": "A query by the SPARQL 1.1 Protocol",
            "parameters": [
                _choice("query", "A SPARQL 1.1 query: SELECT, ASK, CONSTRUCT or DESCRIBE.", _QUERY),
                _choice("format", "Form of the answer, in place of Accept.", "json", choice("A form.", *FORMATS)),
            ],
            "responses": _ANSWERED,
        },
        "post": {
            "operationId": "queryByPost",
            "tags": ["SPARQL"],
            "summary": "A longer query, in a form or as it is",
            "requestBody": {
                "required": True,
                "content": {
                    "application/sparql-query": {"schema": {"type": "string"}, "example": _QUERY},
                    "application/x-www-form-urlencoded": {
                        "schema": {
                            "type": "object",
                            "required": ["query"],
                            "properties": {"query": text("The query.")},
                            "additionalProperties": False,
                        },
                        "example": {"query": _QUERY},
                    },
                },
            },
            "responses": _ANSWERED,
        },
    },
    "/healthz": {
        "get": {
            "operationId": "getHealth",
            "tags": ["Site"],
            "summary": "Whether the site lives",
            "responses": {"200": _json_answer("It does.", Health)},
        }
    },
    "/readyz": {
        "get": {
            "operationId": "getReadiness",
            "tags": ["Site"],
            "summary": "Whether the site can answer",
            "responses": {
                "200": _json_answer("It can.", Health),
                "503": _json_answer("It cannot at the moment.", Health),
            },
        }
    },
}

PATHS: Final[Mapping[str, Schema]] = {**_CHANGES, **_STORIES, **_TWINS, **_LINKED, **_OTHERS}
"""Each address with its methods: what they take, and what they answer."""
