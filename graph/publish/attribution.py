"""The record's title, licence and required attribution.

The wording is what the publishers of the sources ask for; pages, dumps and descriptions all use it.
"""

from typing import Final

__all__ = ["ATTRIBUTION", "DESCRIPTION", "LICENCE", "LICENCE_NAME", "TITLE"]

TITLE: Final = "NHS Restructures"
DESCRIPTION: Final = (
    "The bodies that have commissioned NHS care in England since 1990: who followed whom, who answered to whom, "
    "each fact with its source."
)
LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
LICENCE_NAME: Final = "Creative Commons Attribution 4.0"

ATTRIBUTION: Final = (
    "Contains public sector information licensed under the Open Government Licence v3.0.",
    "Source: Office for National Statistics licensed under the Open Government Licence v.3.0. "
    "Contains OS data © Crown copyright and database right.",
    "Contains Royal Mail data © Royal Mail copyright and database right. "
    "Contains National Statistics data © Crown copyright and database right.",
    "Information from NHS Digital, licenced under the current version of the Open Government Licence.",
    "Contains information from NHSBSA, licensed under the Open Government Licence v3.0.",
    "Legislation: © Crown and database right. Contains public sector information licensed under the Open Government "
    "Licence v3.0, from legislation.gov.uk.",
    "Contains Parliamentary information licensed under the Open Parliament Licence v3.0.",
    "Single facts from Wikipedia articles (CC BY-SA) and other publications; each source stands beside its fact.",
)
