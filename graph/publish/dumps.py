"""Conversion of the record's Turtle, or part of it, to N-Triples, JSON-LD or RDF/XML.

pyoxigraph reads and writes; every dump states its edition, licence and attribution.
"""

import io
import json
import zipfile
from typing import Final

from pyoxigraph import RdfFormat, parse
from pyoxigraph import serialize as write_triples

from ..rdf.terms import PREFIXES
from ..rdf.turtle import unreadable
from ..record.opening import Record
from ..sparql.results import GRAPH_TYPES
from ..tables.encode import files
from ..util.once import computed_once
from .attribution import ATTRIBUTION, DESCRIPTION, LICENCE, LICENCE_NAME, TITLE

__all__ = ["converted", "dump", "tables_zip"]

_TURTLE: Final = "text/turtle"
_BEGINNING: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip file can hold: the same tables give the same file."""


def converted(turtle: bytes, media_type: str, name: str = "the record") -> bytes:
    """A Turtle document in one of `GRAPH_TYPES`.

    Raises:
        KeyError: the media type is not supported.
        UnreadableRecord: it is not valid Turtle; the message names the line.
    """
    if media_type == _TURTLE:
        return turtle
    triples = (quad.triple for quad in parse(turtle, format=RdfFormat.TURTLE))
    try:
        return write_triples(triples, format=GRAPH_TYPES[media_type], prefixes=PREFIXES) or b""
    except SyntaxError as error:
        raise unreadable(error, name) from None


@computed_once(maxsize=8)
def dump(record: Record, media_type: str, *, areas: bool = False) -> bytes:
    """The whole record, or the areas of its bodies, in Turtle, N-Triples or JSON-LD, under a notice of edition and
    licence.

    Raises:
        KeyError: there is no dump of this media type, or there are no areas.
    """
    if areas and record.areas_file is None:
        raise KeyError("areas")
    file = record.areas_file.file if areas and record.areas_file else record
    body = converted(file.turtle, media_type, file.name)
    if media_type == "application/ld+json":
        about = {
            "@id": "https://w3id.org/nhs-restructures/",
            "http://purl.org/dc/terms/title": [{"@value": TITLE}],
            "http://purl.org/dc/terms/license": [{"@id": LICENCE}],
            "http://purl.org/dc/terms/rights": [{"@value": statement} for statement in ATTRIBUTION],
            "http://www.w3.org/2002/07/owl#versionInfo": [{"@value": record.version}],
        }
        return b"[" + json.dumps(about, ensure_ascii=False).encode() + b"," + body[1:]
    comments = "".join(f"# {line}\n" for line in _notice(record))
    return comments.encode() + body


@computed_once(maxsize=2)
def tables_zip(record: Record) -> bytes:
    """The fact tables as CSV files in a zip file, with a notice of edition and licence."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        notice = "\n".join(_notice(record)) + "\n"
        for name, data in {"README.txt": notice.encode(), **files(record.tables())}.items():
            archive.writestr(zipfile.ZipInfo(name, _BEGINNING), data, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def _notice(record: Record) -> list[str]:
    return [
        f"{TITLE}, record version {record.version}",
        DESCRIPTION,
        f"Licence: {LICENCE_NAME}, {LICENCE}",
        *ATTRIBUTION,
    ]
