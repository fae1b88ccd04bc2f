"""The `paths` of the OpenAPI document: every address that returns data, with examples.

Written by hand; tests compare it with every response, and with the routes that exist.
"""

from collections.abc import Mapping
from typing import Final

from graph.answers.audit.coverage import VERDICTS
from graph.documents.audit import Coverage, Source
from graph.documents.bodies import Body, Facts, Found
from graph.documents.diff import Diff
from graph.documents.lineage import Lineage
from graph.documents.map import MapOnDay
from graph.documents.places import PlaceHistory, PlaceListed
from graph.documents.recode import Crosswalk
from graph.documents.registers import RegisterEntry
from graph.documents.restructures import Restructure, RestructureWhole
from graph.documents.stories import Story
from graph.documents.system import Chain, Landscape, Subordinates, Timeline
from graph.publish.void import DUMPS
from graph.sparql.results import GRAPH_TYPES
from graph.tables.schema import AREA_TABLES, TABLES

from ..http.documents import Changes, Term
from ..http.negotiation import FORMS
from ..sparql.protocol import FORMATS
from .actions import ACTIONS
from .operations import (
    AS_AT,
    BAD,
    BASES,
    BODY,
    DAY,
    ESTIMATE,
    KIND,
    KIND_FROM,
    MOVED,
    NONE,
    SHARE,
    STATED,
    WEIGHT,
    file,
    in_path,
    in_query,
    operation_of,
    page,
    rdf_form,
    text_of,
)
from .schemas import Schema, choice, schema_of

__all__ = ["PATHS"]

_TWINS: Final[Mapping[str, Schema]] = {
    "/timeline.{form}": page("getTimeline", "System", "Numbers of each kind, year by year", Timeline, STATED),
    "/bodies.{form}": page(
        "listBodies",
        "Bodies",
        "Bodies by text, kind and day",
        list[Body],
        in_query("q", "A name, a part of one, a former name or a code.", "trafford"),
        KIND,
        AS_AT,
        STATED,
        errors=BAD | NONE,
    ),
    "/bodies/{body}.{form}": page(
        "getBody",
        "Bodies",
        "One body: facts, codes, neighbours in time, whom it answered to",
        Facts,
        BODY,
        STATED,
        errors=BAD | NONE | MOVED,
    ),
    "/bodies/{body}/lineage.{form}": page(
        "getLineage",
        "Bodies",
        "What came before and after a body",
        Lineage,
        BODY,
        BASES,
        SHARE,
        WEIGHT,
        ESTIMATE,
        STATED,
        errors=BAD | NONE | MOVED,
    ),
    "/bodies/{body}/accountability.{form}": page(
        "getAccountability",
        "Bodies",
        "Whom a body answered to on a day, and those in turn",
        Chain,
        BODY,
        in_query("as-at", f"{DAY} Left out, today or the nearest day of the body's life.", "2014"),
        in_query("possible", "on adds the lines that may have been there.", "on", choice("Switch.", "on")),
        STATED,
        errors=BAD | NONE | MOVED,
    ),
    "/bodies/{body}/accountability/down.{form}": page(
        "getAnsweredToIt",
        "Bodies",
        "Who answered to a body on a day",
        Subordinates,
        in_path("body", "Id of a body.", "nhs-region-y56"),
        in_query("as-at", f"{DAY} Left out, today or the nearest day of the body's life.", "2014"),
        in_query("possible", "on adds the lines that may have been there.", "on", choice("Switch.", "on")),
        STATED,
        errors=BAD | NONE | MOVED,
    ),
    "/places.{form}": page("listPlaces", "Bodies", "Districts and authorities", list[PlaceListed], STATED),
    "/place/{place}.{form}": page(
        "getPlace",
        "Bodies",
        "Every body that covered a place, in order of time, local ones first",
        PlaceHistory,
        in_path("place", "A district, an authority, a postcode sector or an LSOA, as its address has it.", "trafford"),
        STATED,
        errors=NONE | MOVED,
    ),
    "/code/{code}.{form}": page(
        "listBodiesWithCode",
        "Bodies",
        "The bodies that had a code, old ones too",
        list[Body] | RegisterEntry,
        in_path("code", "An ODS or GSS code, or that of a practice or trust if the site has a register.", "13T"),
        STATED,
        errors=NONE,
    ),
    "/search.{form}": page(
        "search",
        "Bodies",
        "Search by name, former name or code",
        Found,
        in_query("q", "What to search for.", "trafford"),
        AS_AT,
        STATED,
        errors=BAD,
    ),
    "/landscape/{day}.{form}": page(
        "getLandscape",
        "System",
        "The system on a day, and the lines of accountability in it",
        Landscape,
        in_path("day", DAY, "2013-04-01"),
        STATED,
        errors=BAD | NONE,
    ),
    "/map/{day}.{form}": page(
        "getMap",
        "System",
        "England on a day: its local commissioners, or the bodies of a kind, with the cells that each held",
        MapOnDay,
        in_path("day", DAY, "2013-04-01"),
        in_query("kind", "Only bodies of this kind; left out, the local commissioners of the day.", "ccg"),
        STATED,
        errors=BAD,
    ),
    "/compare/{first}/{second}.{form}": page(
        "getDiff",
        "System",
        "What changed between two days",
        Diff,
        in_path("first", DAY, "2013"),
        in_path("second", DAY, "2017"),
        KIND,
        in_query("region", "Only bodies that lay mostly in this NHS region of today, by id or name.", "South West"),
        WEIGHT,
        ESTIMATE,
        STATED,
        errors=BAD,
    ),
    "/crosswalk/{first}/{second}.{form}": page(
        "getCrosswalk",
        "Recoding",
        "Every body of one day with those of another that followed it",
        Crosswalk,
        in_path("first", DAY, "2012-04-01"),
        in_path("second", DAY, "2022-07-01"),
        KIND_FROM,
        in_query("kind", "Only to bodies of this kind.", "icb"),
        BASES,
        WEIGHT,
        ESTIMATE,
        STATED,
        errors=BAD,
    ),
    "/restructures.{form}": page("listRestructures", "Restructures", "The restructures", list[Restructure], STATED),
    "/restructures/{restructure}.{form}": page(
        "getRestructure",
        "Restructures",
        "One restructure: its law, its changes, what was promised",
        RestructureWhole,
        in_path("restructure", "Id of a restructure.", "r7"),
        STATED,
        errors=NONE,
    ),
    "/coverage.{form}": page(
        "getCoverage",
        "Record",
        "How complete the record is, beside published counts",
        Coverage,
        in_query("verdict", "Only published counts of this verdict.", "match", choice("A verdict.", *VERDICTS)),
        errors=BAD,
    ),
    "/sources.{form}": page(
        "listSources",
        "Record",
        "Sources",
        list[Source],
        in_query("q", "Words in them.", "2012"),
        in_query("kind", "Only sources of this kind.", "statute"),
    ),
    "/sources/{source}.{form}": page(
        "getSource", "Record", "One source", Source, in_path("source", "Key of a source.", "act-2012-7"), errors=NONE
    ),
    "/vocabulary.{form}": page("listTerms", "Record", "Kinds of body and terms of the record", list[Term]),
}


_RDF: Final = tuple(name for name, media_type in FORMATS.items() if media_type in GRAPH_TYPES)
_LINKED: Final[Mapping[str, Schema]] = {
    "/id/{name}.{rdf}": file(
        "getStatements",
        "What the record says of a thing; its address without the suffix leads here or to its page, as Accept says",
        GRAPH_TYPES,
        in_path("name", "Id of a body, change, succession, line, restructure, source or any other thing.", "ccg-04f"),
        rdf_form(*_RDF),
    ),
    "/def.{rdf}": file("getVocabulary", "The vocabulary", GRAPH_TYPES, rdf_form(*_RDF)),
    "/shapes.{rdf}": file("getShapes", "The SHACL shapes that the record is checked by", GRAPH_TYPES, rdf_form(*_RDF)),
    "/data/restructures.{rdf}": file(
        "getRecord", "The whole record", [FORMATS[form] for form in DUMPS], rdf_form(*DUMPS)
    ),
    "/data/areas.{rdf}": file(
        "getAreas", "The areas of the bodies: cells, who held them, and places",
        [FORMATS[form] for form in DUMPS], rdf_form(*DUMPS)
    ),
    "/data/tables/{table}.{rdf}": file(
        "getTable", "All things of one fact table",
        GRAPH_TYPES,
        {"name": "table", "in": "path", "required": True, "schema": choice("A fact table.", *TABLES, *AREA_TABLES),
         "example": "restructures"},
        rdf_form(*_RDF),
    ),
    "/data/{table}.{tidy}": file(
        "getTidyTable", "A tidy table, to be opened as it is",
        ["text/csv", "application/vnd.apache.parquet"],
        in_path("table", "Name of a tidy table; /data/datapackage.json lists them.", "successions"),
        {"name": "tidy", "in": "path", "required": True, "schema": choice("Form of the table.", "csv", "parquet"),
         "example": "csv"},
    ),
    "/data/{metadata}": file(
        "getTidyMetadata", "What the tidy tables are: a data package, or the metadata of CSV on the Web",
        ["application/json", "application/csvm+json"],
        {"name": "metadata", "in": "path", "required": True,
         "schema": choice("Form of the metadata.", "datapackage.json", "csv-metadata.json"),
         "example": "csv-metadata.json"},
    ),
    "/data/nhs-restructures.sqlite": file(
        "getDatabase", "All tidy tables in one SQLite file", ["application/vnd.sqlite3"]
    ),
    "/data/nhs-restructures.zip": file("getArchive", "The edition in one archive", ["application/zip"]),
    "/data/tables.zip": file("getTables", "The fact tables as CSV files", ["application/zip"]),
    "/.well-known/void": file(
        "getDataset", "A description of the data set (VoID), in the form that Accept asks for", GRAPH_TYPES
    ),
}  # fmt: skip


_STORIES: Final[Mapping[str, Schema]] = {
    "/stories/{name}.{form}": page(
        "getStory", "Record", "A finding, and the rows it is counted from", Story,
        in_path("name", "Id of a story.", "lives"), STATED, errors=NONE),
}  # fmt: skip
_SINCE: Final = in_query("since", f"{DAY} Only changes after it.", "2026-11-23")
_CHANGES: Final[Mapping[str, Schema]] = {
    "/changes.json": {
        "get": operation_of(
            "listChanges",
            "Record",
            "What changed in the facts",
            parameters=[_SINCE],
            responses={
                "200": {"description": "The answer.", "content": {FORMS["json"]: {"schema": schema_of(Changes)}}},
                **BAD,
            },
        )
    },
    "/changes.csv": {
        "get": operation_of(
            "listChangesAsCsv",
            "Record",
            "What changed in the facts, as CSV",
            parameters=[_SINCE],
            responses={"200": text_of((FORMS["csv"],), "The answer."), **BAD},
        )
    },
}


PATHS: Final[Mapping[str, Schema]] = {**_CHANGES, **_STORIES, **_TWINS, **_LINKED, **ACTIONS}
"""Each address with its methods: what they take, and what they answer."""
