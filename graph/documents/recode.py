"""JSON documents of recoding: the crosswalk between two days, and the balance of a recoded table."""

from typing import Annotated, TypeAlias

from msgspec import Meta

from ..model.share import Weight
from .base import Document
from .keys import (
    AreaEvidence,
    BodyId,
    Count,
    Day,
    GssCode,
    JoinedBases,
    JoinedPath,
    JoinedSources,
    KindId,
    Name,
    Note,
    OdsCode,
    ShareBasis,
    ShareHigh,
    ShareLow,
    SharePart,
    StatedShare,
)

__all__ = [
    "ApportionedColumn",
    "Balance",
    "Check",
    "CheckedCode",
    "CodeProblem",
    "Crosswalk",
    "CrosswalkRow",
    "Identification",
    "IdentifiedKind",
    "IdentifiedPlaces",
    "MatchedAs",
    "ReadAs",
    "RecodeProposal",
    "RecodedRow",
    "Status",
    "StatusCount",
]

Status: TypeAlias = Annotated[
    str,
    Meta(
        description="What became of the code.",
        extra_json_schema={
            "enum": [
                "same",
                "renamed",
                "merged",
                "split",
                "unknown-share",
                "unknown-code",
                "ambiguous-code",
                "not-in-force",
                "no-successor",
                "placed",
                "outside-record",
                "no-code",
                "total-row",
            ]
        },
    ),
]
MatchedAs: TypeAlias = Annotated[str, Meta(description="How the code was read: as an ODS code, a name and so on.")]


class CrosswalkRow(Document):
    """A body of one day, and one of another that followed it."""

    from_code: OdsCode | None
    from_gss: GssCode | None
    from_id: BodyId
    from_name: Name
    from_kind: KindId
    to_code: OdsCode | None
    to_gss: GssCode | None
    to_id: BodyId | None
    to_name: Name | None
    to_kind: KindId | None
    share: SharePart | None
    share_low: ShareLow | None
    share_high: ShareHigh | None
    share_basis: ShareBasis | None
    stated_share: StatedShare | None
    basis: JoinedBases | None
    path: JoinedPath | None
    status: Status
    evidence: AreaEvidence | None
    sources: JoinedSources | None
    note: Note | None


class Crosswalk(Document):
    """Every body of one day, and those of another that followed it."""

    from_: Day
    to: Day
    bodies: Annotated[Count, Meta(description="Bodies on the first day.")]
    possible: Annotated[Count, Meta(description="More that may have been in force.")]
    totals: Annotated[dict[str, Count], Meta(description="Bodies by how well their successors are known.")]
    people: Annotated[
        dict[str, Count],
        Meta(
            description="People of mid-2020 by how well it is known where they went: those of the kind asked for, "
            "or without one of the local commissioners, so that everyone counts once."
        ),
    ]
    without_area: Annotated[Count, Meta(description="Those of these bodies of which the area is not known.")]
    weight: Annotated[Weight, Meta(description="What the shares count.")]
    edition: Annotated[str, Meta(description="The edition of the record.")]
    sha256: Annotated[str, Meta(description="Hash of the rows, written as CSV.")]
    unmet_kinds: Annotated[list[str], Meta(description="Which kind asked for was not in force, and what was.")]
    published: Annotated[str, Meta(description="How many were published where the record may hold too few.")]
    rows: list[CrosswalkRow]


class StatusCount(Document):
    """How much had one status."""

    codes: Annotated[Count, Meta(description="Codes.")]
    rows: Annotated[Count, Meta(description="Rows in.")]


class CodeProblem(Document):
    """A code with a problem."""

    code: Annotated[str, Meta(description="The code.")] | None
    status: Status
    rows: Annotated[Count, Meta(description="Rows with it.")]
    note: Annotated[str, Meta(description="What is known of it.")]


class ApportionedColumn(Document):
    """A column of numbers that was divided; its numbers are texts, to be exact."""

    column: Annotated[str, Meta(description="Its name.")]
    total: Annotated[str, Meta(description="In.")]
    allocated: Annotated[str, Meta(description="Out.")]
    unallocated: Annotated[str, Meta(description="Reached no body.")]
    because: Annotated[dict[str, str], Meta(description="Why not, and how much.")]
    not_numbers: Annotated[Count, Meta(description="Cells that are no numbers.")]
    balances: Annotated[bool, Meta(description="Whether in equals out and unallocated.")]


class ReadAs(Document):
    """A code or name that was not written to the letter, and how it was read."""

    code: Annotated[str, Meta(description="As it is written.")]
    matched_as: MatchedAs
    rows: Annotated[Count, Meta(description="Rows with it.")]
    note: Annotated[str, Meta(description="What it was read as.")]


class Balance(Document):
    """How a recoded table balances."""

    column: Annotated[str, Meta(description="The column of codes.")]
    rows_in: Annotated[Count, Meta(description="Rows in.")]
    rows_out: Annotated[Count, Meta(description="Rows out.")]
    statuses: Annotated[dict[str, StatusCount], Meta(description="By status.")]
    problems: list[CodeProblem]
    remarks: Annotated[list[str], Meta(description="What was found out about the table.")]
    read_as: list[ReadAs]
    columns: list[ApportionedColumn]


class RecodedRow(Document):
    """A row of a recoded table: the columns that came in, and these."""

    new_code: OdsCode | None
    new_gss: GssCode | None
    new_id: BodyId | None
    new_name: Name | None
    new_kind: KindId | None
    share: SharePart | None
    share_low: ShareLow | None
    share_high: ShareHigh | None
    share_basis: ShareBasis | None
    stated_share: StatedShare | None
    basis: JoinedBases | None
    path: JoinedPath | None
    status: Status
    matched_as: MatchedAs | None
    evidence: AreaEvidence | None
    sources: JoinedSources | None
    note: Note | None


class IdentifiedKind(Document):
    """A kind and a period in which codes fit together."""

    kind: KindId
    start: Day | None
    end: Day | None
    codes: Annotated[Count, Meta(description="Codes that fit.")]
    rows: Annotated[Count, Meta(description="Rows with them.")]
    in_force: Annotated[Count, Meta(description="Bodies of the kind at the end of the period.")]
    not_fitting: Annotated[list[str], Meta(description="Codes that do not fit.")]
    text: Annotated[str, Meta(description="The same in one sentence.")]
    recode_from: Annotated[Day, Meta(description="A day to recode from.")]


class IdentifiedPlaces(Document):
    """A sort of places that codes are."""

    kind: Annotated[
        str, Meta(description="lsoa, postcode-sector, postcode-district, or place: a district or an authority.")
    ]
    codes: Annotated[Count, Meta(description="Codes that fit.")]
    rows: Annotated[Count, Meta(description="Rows with them.")]
    not_fitting: Annotated[list[str], Meta(description="Codes that do not fit.")]
    text: Annotated[str, Meta(description="The same in one sentence.")]


class CheckedCode(Document):
    """A code of a list, and how it stands on the day."""

    code: Annotated[str, Meta(description="As it is written.")]
    rows: Annotated[Count, Meta(description="Rows with it.")]
    state: Annotated[
        str,
        Meta(
            description="Whether it is open.",
            extra_json_schema={"enum": ["open", "closed", "not-yet-open", "unsure", "unknown"]},
        ),
    ]
    id: BodyId | None
    name: Name | None
    kind: KindId | None
    closed: Annotated[Day, Meta(description="Its last day.")] | None
    next_codes: Annotated[list[str], Meta(description="Codes of the bodies that follow; ids where they have none.")]
    next_names: Annotated[list[str], Meta(description="Names of the bodies that follow.")]
    note: Note | None


class Check(Document):
    """How the codes of a list stand on a day."""

    as_at: Day
    closed: Annotated[Count, Meta(description="Codes that are not open.")]
    codes: list[CheckedCode]


class RecodeProposal(Document):
    """What to tell `recode`, tried on the codes, and how many rows it answers."""

    options: Annotated[list[str], Meta(description="Options of the command.")]
    rows: Annotated[Count, Meta(description="Rows it answers.")]
    of_rows: Annotated[Count, Meta(description="Rows in all.")]


class Identification(Document):
    """What a column of codes may be, the best fit first."""

    codes: Annotated[Count, Meta(description="Different codes.")]
    rows: Annotated[Count, Meta(description="Rows with them.")]
    fits: list[IdentifiedKind]
    places: list[IdentifiedPlaces]
    unknown: Annotated[list[str], Meta(description="Codes that the record does not hold.")]
    proposal: RecodeProposal | None
