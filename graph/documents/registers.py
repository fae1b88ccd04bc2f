"""JSON documents of registers: the files that one was made from, and what was added."""

from datetime import date
from typing import Annotated

from msgspec import Meta

from .base import Document
from .keys import BodyId, Count, Day, KindId, Name, OdsCode

__all__ = [
    "CodeLineage",
    "CodeStep",
    "CommissionedBody",
    "Outlier",
    "RegisterComparison",
    "RegisterEdition",
    "RegisterEntry",
    "RegisterList",
    "SuperiorBody",
    "UnderBody",
]


class RegisterEdition(Document):
    """A file that a register was made from."""

    id: Annotated[str, Meta(description="Made from the content of the file: the same content has the same.")]
    name: Annotated[str, Meta(description="The name of the file when it was added.")]
    form: Annotated[str, Meta(description="The form it is in.")]
    day: Day
    records: Annotated[int, Meta(description="Its rows, or the organisations in it.", ge=0)]
    organisations: Count
    memberships: Count
    successions: Count
    unread: Annotated[int, Meta(description="Rows or organisations that could not be read.", ge=0)]
    passed: Annotated[int, Meta(description="Organisations that are no practice and no trust.", ge=0)]


class RegisterList(Document):
    """The files that a register was made from, in order of their days."""

    editions: list[RegisterEdition]


class CodeStep(Document):
    """A code that another followed."""

    old: OdsCode
    new: OdsCode
    day: Day | None


class CodeLineage(Document):
    """The successions before and after a code of a register."""

    code: OdsCode
    before: list[CodeStep]
    after: list[CodeStep]
    origins: Annotated[list[str], Meta(description="The codes it goes back to, which none comes before.")]
    today: Annotated[list[str], Meta(description="The codes it ended in, which none follows; itself if it goes on.")]


class SuperiorBody(Document):
    """Whom a commissioner answered to, in one way."""

    id: Annotated[str, Meta(description="Id of the body; null where only its kind is known.")] | None
    name: Name
    kind: KindId
    line: Annotated[str, Meta(description="Kind of line: statutory, oversight and so on.")]


class UnderBody(Document):
    """A body that a practice or site was under, and the days."""

    code: OdsCode
    id: Annotated[str, Meta(description="Id of the body; null where the record does not hold it.")] | None
    name: Annotated[str, Meta(description="Its name, or what its code is by its form.")] | None
    kind: KindId | None
    start: Day | None
    end: Day | None
    known: Annotated[date, Meta(description="The day of the edition that says so.")]
    assumed: Annotated[bool, Meta(description="It begins after that day, because the code went on.")]
    answered_to: list[SuperiorBody]


class RegisterEntry(Document):
    """A practice or trust as a register has it."""

    code: OdsCode
    kind: Annotated[str, Meta(description="gp-practice, prescribing-cost-centre, nhs-trust, trust-site and so on.")]
    name: Name | None
    postcode: Annotated[str, Meta(description="Its own, of its address.")] | None
    opened: Day | None
    closed: Day | None
    under: list[UnderBody]
    came_from: list[CodeStep]
    followed_by: list[CodeStep]
    editions: list[RegisterEdition]


class CommissionedBody(Document):
    """A body, and the practices that a register has under it on a day."""

    id: BodyId
    name: Name
    kind: KindId
    practices: Count
    inside: Annotated[int, Meta(description="Those whose postcode lies in its area.", ge=0)]
    outside: Annotated[int, Meta(description="Those whose postcode lies outside.", ge=0)]
    unplaced: Annotated[int, Meta(description="Those without a postcode, or with one that is not known.", ge=0)]


class Outlier(Document):
    """A practice that lies outside the area of the body it is under."""

    code: OdsCode
    name: Name | None
    sector: Annotated[str, Meta(description="The sector of its postcode.")]
    under: BodyId
    under_name: Name
    area: Annotated[list[str], Meta(description="Ids of the bodies that cover any of the sector.")]


class RegisterComparison(Document):
    """The practices of a register on a day beside the record and its areas."""

    day: Day
    known: Annotated[date, Meta(description="The day for which the register speaks.")]
    practices: Count
    inside: Count
    unplaced: Count
    bodies: list[CommissionedBody]
    outside: list[Outlier]
    without: Annotated[list[str], Meta(description="Ids of bodies of these kinds of which the register has none.")]
    strangers: Annotated[dict[str, int], Meta(description="Codes that the record does not hold, with their practices.")]
