"""The `paths` of the OpenAPI document that are no page's data: recoding, suggestions, queries, embedding, health."""

from collections.abc import Mapping
from typing import Final

from graph.sparql.results import GRAPH_TYPES, RESULT_TYPES

from ..http.documents import Embedded, Health, Recoded, Suggestion, ToRecode
from ..sparql.protocol import FORMATS
from .operations import BAD, STATED, in_query, json_answer, problem, text_of
from .schemas import SCHEMAS, Schema, choice, schema_of, text

__all__ = ["ACTIONS"]

_QUERY: Final = "SELECT ?name { ?body <http://www.w3.org/2004/02/skos/core#prefLabel> ?name } LIMIT 3"
_ANSWERED: Final[Mapping[str, Schema]] = {
    "200": text_of((*RESULT_TYPES, *GRAPH_TYPES, "text/html"), "The answer; or, without a query, the service."),
    **{
        status: text_of(("text/plain", "text/html"), description)
        for status, description in {
            "400": "The query is malformed, and where; or it asks for what is refused.",
            "406": "No form that is accepted can be written.",
            "413": "The query or its result is too large.",
            "415": "The query is sent in a way that is not taken.",
            "504": "The query ran for too long and was ended.",
        }.items()
    },
}
_FILE: Final[Schema] = {
    "type": "object",
    "description": "A table as a file, with the keys of the JSON beside it; lists as several fields of one name.",
    "properties": {
        "file": {"type": "string", "format": "binary", "description": "CSV, Excel, OpenDocument, Parquet or JSON."},
        **{name: it for name, it in SCHEMAS["ToRecode"]["properties"].items() if name not in ("codes", "rows")},
    },
    "required": ["file"],
}
ACTIONS: Final[Mapping[str, Schema]] = {
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
                    },
                    "multipart/form-data": {"schema": _FILE},
                },
            },
            "parameters": [STATED],
            "responses": {
                "200": json_answer("The rows, recoded.", Recoded),
                **BAD,
                "413": problem("The table is larger than the site takes."),
            },
        }
    },
    "/suggest": {
        "get": {
            "operationId": "suggest",
            "tags": ["Bodies"],
            "summary": "A few bodies for what has been typed so far",
            "parameters": [in_query("q", "What has been typed.", "traff"), STATED],
            "responses": {"200": json_answer("At most eight.", list[Suggestion])},
        }
    },
    "/sparql": {
        "get": {
            "operationId": "query",
            "tags": ["SPARQL"],
            "summary": "A query by the SPARQL 1.1 Protocol",
            "parameters": [
                in_query("query", "A SPARQL 1.1 query: SELECT, ASK, CONSTRUCT or DESCRIBE.", _QUERY),
                in_query("format", "Form of the answer, in place of Accept.", "json", choice("A form.", *FORMATS)),
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
    "/oembed": {
        "get": {
            "operationId": "embed",
            "tags": ["Site"],
            "summary": "How to show the picture of a page on another site (oEmbed)",
            "parameters": [
                in_query("url", "The address of a page of this site that has a picture.", "/stories/lives")
                | {"required": True},
                in_query("format", "json; there is no other form.", "json"),
                in_query("maxwidth", "Pixels that the frame may be wide.", "600"),
                in_query("maxheight", "Pixels that it may be high.", "400"),
            ],
            "responses": {
                "200": json_answer("The code for the other site.", Embedded),
                "400": problem("No page is named, or a number of pixels is none."),
                "404": problem("There is no such page, or it has no picture."),
                "501": problem("Another form than JSON was asked for."),
            },
        }
    },
    "/healthz": {
        "get": {
            "operationId": "getHealth",
            "tags": ["Site"],
            "summary": "Whether the site lives",
            "responses": {"200": json_answer("It does.", Health)},
        }
    },
    "/readyz": {
        "get": {
            "operationId": "getReadiness",
            "tags": ["Site"],
            "summary": "Whether the site can answer",
            "responses": {
                "200": json_answer("It can.", Health),
                "503": json_answer("It cannot at the moment.", Health),
            },
        }
    },
}
