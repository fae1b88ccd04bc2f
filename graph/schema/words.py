"""The closed lists of words that cells may hold, and the two schemes of codes.

Each word is a concept or a class of `data/vocabulary.ttl`.
"""

from ..forms import Code
from ..terms import expand

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

STARTS = frozenset(("day", "month", "year", "by", ""))
ENDS = STARTS | {"unknown"}
EXACT = frozenset(("day", "month", "year", ""))
TIERS = frozenset(("national", "regional", "local"))
ODS = Code("ods_code", "skos:notation", "nhs:odsCode", r"[A-Z0-9]{3,5}")
GSS = Code("ons_code", "skos:notation", "nhs:gssCode", r"E\d{8}")
SCHEMES = {"gss": GSS, "ods": ODS}
