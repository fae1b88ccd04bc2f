"""The `components` of the OpenAPI document: the JSON Schema of every answer, generated from its type."""

from collections.abc import Mapping
from types import UnionType
from typing import Any, Final, TypeAlias, get_args, get_origin

from graph.documents import Document, schemas
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

from ..http.documents import Changes, Embedded, Health, Problem, Recoded, Suggestion, Term, ToRecode

__all__ = ["SCHEMAS", "Answer", "Schema", "choice", "schema_of", "text", "things"]

Schema: TypeAlias = dict[str, Any]
Answer: TypeAlias = type[Any] | UnionType
"""A type of answer, a list of one, or several of which it is one."""

_ANSWERS: Final[tuple[type[Document], ...]] = (
    Subordinates, Body, Chain, Changes, Coverage, Crosswalk, Diff, Embedded, Facts, Found, Health, Landscape, Lineage,
    MapOnDay, PlaceHistory, PlaceListed, Problem, Recoded, RegisterEntry, Restructure, RestructureWhole, Source, Story,
    Suggestion, Term, Timeline, ToRecode,
)  # fmt: skip


def text(description: str, **more: object) -> Schema:
    return {"type": "string", "description": description, **more}


def choice(description: str, *values: str) -> Schema:
    return text(description, enum=list(values))


def things(description: str, item: Schema) -> Schema:
    return {"type": "array", "description": description, "items": item}


def schema_of(answer: Answer) -> Schema:
    """The schema of a document type, of a list of one, or of several."""
    if isinstance(answer, UnionType):
        return {"anyOf": [schema_of(each) for each in get_args(answer)]}
    if get_origin(answer) is list:
        return {"type": "array", "items": schema_of(get_args(answer)[0])}
    return {"$ref": f"#/components/schemas/{answer.__name__}"}


def _described() -> Mapping[str, Schema]:
    found = schemas(_ANSWERS)
    # Not expressible in types: one of two keys is required, and a recoded row also has the user's columns.
    found["ToRecode"]["oneOf"] = [{"required": ["codes"]}, {"required": ["rows", "column"]}]
    found["RecodedRow"]["additionalProperties"] = {"type": ["string", "number", "null"]}
    return found


SCHEMAS: Final = _described()
