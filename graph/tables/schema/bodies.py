"""Tables of bodies: kinds, bodies, names and codes, and inferred values.

An inferred body or date is in its own table, never among the stated ones.
"""

from collections.abc import Iterator

from pyoxigraph import NamedNode

from ...rdf.resources import Statement
from ...rdf.terms import NHS, expand
from ..columns import Choice, Reference, Row, Text
from ..ids import known_part, slug
from .common import BODY, END, END_PRECISION, LEGAL_FORM, REASON, SOURCES, START, START_PRECISION, of_id
from .derived_columns import Inferred, Key, Owner, Scheme, SchemedCode
from .table import Table
from .vocabularies import STARTS, TIERS, TYPE

__all__ = ["TABLES"]


def _kind_scheme(_: Row) -> Iterator[Statement]:
    yield TYPE, NamedNode(expand("skos:Concept"))
    yield expand("skos:inScheme"), NamedNode(expand("nhs:kinds"))


TABLES = (
    Table("bodies", ("nhs:Body",), BODY, of_id, evidence="stated"),
    Table(
        "codes",
        ("adms:Identifier",),
        (
            Owner("body_id", "adms:identifier"),
            Scheme("scheme", "skos:notation"),
            SchemedCode("code", "skos:notation"),
            START,
            END,
            START_PRECISION,
            END_PRECISION,
            SOURCES,
        ),
        lambda row: f"code-{row['body_id']}-{row['scheme']}-{row['code'].lower()}-{row['start']}".rstrip("-"),
        owner="adms:identifier",
    ),
    Table("inferences_bodies", ("nhs:Body",), (*BODY, REASON), of_id, evidence="inferred"),
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
            Inferred("value", "nhs:value"),
            Choice("precision", "nhs:precision", STARTS - {""}),
            Inferred("candidates", "nhs:candidate"),
            SOURCES,
            REASON,
        ),
        lambda row: f"inferred-{row['body_id']}-{slug(row['field'])}",
    ),
    Table(
        "kinds",
        ("nhs:Kind",),
        (
            Key("id", "", prefix=f"{NHS}kind-"),
            Text("label", "skos:prefLabel"),
            Text("plural", "nhs:plural"),
            Choice("tier", "nhs:tier", TIERS, required=True),
            LEGAL_FORM,
            Reference("broader", "skos:broader", prefix=f"{NHS}kind-"),
            Text("scope_note", "skos:scopeNote"),
            START,
            END,
            START_PRECISION,
            END_PRECISION,
            SOURCES,
        ),
        of_id,
        prefix=f"{NHS}kind-",
        beside=_kind_scheme,
    ),
    Table(
        "names",
        ("nhs:Name",),
        (
            Reference("body_id", "nhs:nameOf", required=True),
            Text("name", "rdfs:label"),
            START,
            END,
            START_PRECISION,
            END_PRECISION,
            SOURCES,
            Choice("type", "nhs:nameType", frozenset(("legal", "working"))),
        ),
        lambda row: f"name-{row['body_id']}-{slug(row['name'])}-{known_part(row, 'start')}",
    ),
)
