"""schema.org descriptions of bodies and the data set, for search engines.

Only facts that are stated and exact to the day; schema.org cannot express inferred or partial ones.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from graph.answers.body import BodyFacts
from graph.model.dates import Precision
from graph.publish.attribution import DESCRIPTION, LICENCE, TITLE
from graph.publish.void import DATASET, KEYWORDS
from graph.rdf.terms import ID

__all__ = ["data_set", "organisation"]

_SCHEMES: Final = {"ods": "ODS", "gss": "GSS"}


def organisation(facts: BodyFacts, *, page: str, data: str) -> dict[str, Any]:
    """A body as a GovernmentOrganization; `page` and `data` are the addresses of its page and data."""
    body = facts.body
    names = (facts.legal_name, *(name.name for name in body.names), body.label, *body.alt_names)
    codes = (("ods", body.ods_code), ("gss", body.gss_code), *((code.scheme, code.code) for code in body.codes))
    spell = body.spell
    founded = spell.start if spell.start_precision is Precision.DAY else None
    dissolved = spell.end if spell.end_precision is Precision.DAY else None
    found = {
        "@context": "https://schema.org",
        "@type": "GovernmentOrganization",
        "@id": ID + body.id,
        "name": facts.name,
        "alternateName": [name for name in dict.fromkeys(names) if name != facts.name],
        "identifier": [
            {"@type": "PropertyValue", "propertyID": _SCHEMES[scheme], "value": code}
            for scheme, code in dict.fromkeys(codes)
            if code
        ],
        "foundingDate": founded.isoformat() if founded else None,
        "dissolutionDate": dissolved.isoformat() if dissolved else None,
        "url": page,
        "sameAs": ID + body.id,
        "subjectOf": {"@type": "Dataset", "name": TITLE, "url": data, "license": LICENCE},
    }
    return {name: value for name, value in found.items() if value}


def data_set(version: str, days: Iterable[date], page: str, files: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The record as a Dataset; `days` are its editions' dates, `files` addresses with media types."""
    editions = sorted(days)
    found = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": DATASET,
        "name": TITLE,
        "description": DESCRIPTION,
        "version": version,
        "license": LICENCE,
        "url": page,
        "isAccessibleForFree": True,
        "keywords": list(KEYWORDS),
        "temporalCoverage": "1990/..",
        "spatialCoverage": {"@type": "Place", "name": "England"},
        "creator": {"@type": "Organization", "name": TITLE, "url": page},
        "datePublished": editions[0].isoformat() if editions else None,
        "dateModified": editions[-1].isoformat() if editions else None,
        "distribution": [
            {"@type": "DataDownload", "contentUrl": address, "encodingFormat": kind} for address, kind in files
        ],
    }
    return {name: value for name, value in found.items() if value}
