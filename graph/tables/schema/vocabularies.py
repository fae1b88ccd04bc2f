"""Enumerations for cells, and the two code schemes.

Each word is a concept or class of `data/vocabulary.ttl`.
"""

from ...model.dates import Precision
from ...model.entities import Basis, ChangeKind, Tier
from ...rdf.terms import expand
from ..column_types import CodeColumn

__all__ = [
    "BASES",
    "ENDS",
    "EVENT_CLASSES",
    "EXACT",
    "GSS",
    "LEGAL_FORMS",
    "LINE_KINDS",
    "ODS",
    "OWNER",
    "SCHEMES",
    "SHARE_BASES",
    "STARTS",
    "SUBJECT",
    "TIERS",
    "TYPE",
]

EVENT_CLASSES = {kind.value: f"nhs:{kind.value.title().replace('-', '')}" for kind in ChangeKind}
"""`nhs:PartialTransfer` for `partial-transfer`."""
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
BASES = frozenset(basis.value for basis in Basis)
SHARE_BASES = frozenset(("postcodes", "population", "lsoa", "gp-practices"))
TYPE = expand("rdf:type")
SUBJECT = "subject"
OWNER = "owner"
"""Keys of a resource that are no predicates: its own IRI, and the body that points at it."""

ENDS = frozenset(precision.value for precision in Precision)
STARTS = ENDS - {Precision.UNKNOWN}
EXACT = STARTS - {Precision.BY}
TIERS = frozenset(tier.value for tier in Tier)
ODS = CodeColumn("ods_code", "skos:notation", "nhs:odsCode", r"[A-Z0-9]{3,5}", "ods")
GSS = CodeColumn("ons_code", "skos:notation", "nhs:gssCode", r"E\d{8}", "gss")
SCHEMES = {"gss": GSS, "ods": ODS}
