"""JSON documents only the site uses: requests, health, and errors; see `graph.documents` for answers."""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from graph.documents import Document
from graph.documents.keys import Day, KindId, Name
from graph.documents.recode import Balance, RecodedRow
from graph.model.entities import Basis
from graph.model.share import Weight

__all__ = ["ChangeEntry", "Changes", "Embedded", "Health", "Problem", "Recoded", "Suggestion", "Term", "ToRecode"]


class Problem(Document):
    """What was wrong, and what to do next."""

    error: Annotated[str, Meta(description="One sentence.")]
    near: Annotated[list[str], Meta(description="Ids of bodies that come near to what was asked for.")]


class Suggestion(Document):
    """A body to suggest to somebody who types."""

    name: Name
    about: Annotated[str, Meta(description="Its kind and dates, in words.")]
    address: Annotated[str, Meta(description="Its page.")]


class Embedded(Document):
    """How to show a page's picture on another site (oEmbed 1.0)."""

    type: Annotated[str, Meta(description="rich: the code is HTML.")]
    version: Annotated[str, Meta(description="The version of oEmbed.")]
    title: Annotated[str, Meta(description="What the picture finds.")]
    provider_name: Annotated[str, Meta(description="This site.")]
    provider_url: Annotated[str, Meta(description="Its front page.")]
    cache_age: Annotated[int, Meta(description="Seconds for which the answer may be kept.")]
    html: Annotated[str, Meta(description="The code.")]
    width: Annotated[int, Meta(description="Pixels of the frame.")]
    height: Annotated[int, Meta(description="Pixels of the frame.")]
    thumbnail_url: (
        Annotated[str, Meta(description="The picture as PNG, where it is no larger than asked.")] | UnsetType
    ) = UNSET
    thumbnail_width: Annotated[int, Meta(description="Its pixels.")] | UnsetType = UNSET
    thumbnail_height: Annotated[int, Meta(description="Its pixels.")] | UnsetType = UNSET


class Term(Document):
    """A term of the vocabulary."""

    term: Annotated[str, Meta(description="Its short name.")]
    label: Annotated[str, Meta(description="Its label.")]
    definition: Annotated[str, Meta(description="Its definition.")]


class ChangeEntry(Document):
    """A change of the facts."""

    day: Day
    kind: Annotated[str, Meta(description="A change in the world, a correction of ours, or a new source.")]
    text: Annotated[str, Meta(description="What changed.")]


class Changes(Document):
    """What changed in the facts, the newest first."""

    edition: Annotated[str, Meta(description="The edition that the site shows.")]
    entries: Annotated[list[ChangeEntry], Meta(description="The changes.")]


class Health(Document):
    """How the site is."""

    status: Annotated[str, Meta(description="ok, degraded, ready or not ready.")]
    version: Annotated[str, Meta(description="The edition of the record.")]
    store: Annotated[str, Meta(description="What ails the store.")] | UnsetType = UNSET
    refused: Annotated[str, Meta(description="Why a newer record was not taken.")] | UnsetType = UNSET
    error: Annotated[str, Meta(description="What is wrong.")] | UnsetType = UNSET


Cell = str | int | float | bool | None


class ToRecode(Document):
    """Codes, or rows with a column of codes; one of the two."""

    codes: (
        Annotated[
            list[str], Meta(description="Codes, ids or names of bodies or places, LSOAs, postcodes; never numbers.")
        ]
        | UnsetType
    ) = UNSET
    rows: Annotated[list[dict[str, Cell]], Meta(description="Rows of a table.", min_length=1)] | UnsetType = UNSET
    column: Annotated[str, Meta(description="The column of rows that has the codes.")] | UnsetType = UNSET
    from_: (
        Annotated[
            str, Meta(description="A day on which the codes were in use; left out, it is worked out from the codes.")
        ]
        | UnsetType
    ) = UNSET
    to: Annotated[str, Meta(description="The day whose bodies are wanted; left out, today.")] | UnsetType = UNSET
    kind_from: Annotated[KindId, Meta(description="Take codes as those of this kind.")] | UnsetType = UNSET
    column_is: (
        Annotated[
            str,
            Meta(
                description="Whether all are bodies or all places; left out, what most of them are.",
                extra_json_schema={"enum": ["", "body", "place"]},
            ),
        ]
        | UnsetType
    ) = UNSET
    kind: Annotated[KindId, Meta(description="Only heirs of this kind.")] | UnsetType = UNSET
    basis: Annotated[list[Basis], Meta(description="The bases followed; left out, legal and area.")] | UnsetType = UNSET
    apportion: Annotated[list[str], Meta(description="Columns of numbers to split by share.")] | UnsetType = UNSET
    decimals: (
        Annotated[int, Meta(description="Decimals of divided numbers; left out, as they have.", ge=0, le=12)]
        | UnsetType
    ) = UNSET
    weight: Annotated[Weight, Meta(description="What shares count; left out, people.")] | UnsetType = UNSET
    estimate: Annotated[bool, Meta(description="Give a number where only a span of a share is known.")] | UnsetType = (
        UNSET
    )


class Recoded(Document):
    """The rows, recoded; never fewer than came in."""

    from_: Day | None
    to: Day
    identified: Annotated[str, Meta(description="Which kind and period, or which places, the codes fit.")] | None
    report: Balance
    rows: Annotated[list[RecodedRow], Meta(description="The columns that came in, and those added.")]
