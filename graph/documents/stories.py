"""JSON documents of stories."""

from typing import Annotated, Any

from msgspec import Meta

from .base import Document

__all__ = ["Story"]


class Story(Document):
    """A finding, and the rows it is counted from."""

    id: Annotated[str, Meta(description="Its name in addresses.")]
    question: Annotated[str, Meta(description="What it answers.")]
    finding: Annotated[str, Meta(description="The answer in a sentence.")]
    explanation: Annotated[str, Meta(description="What was counted.")]
    query: Annotated[str, Meta(description="Name of the query file that counts the same.")]
    rows: Annotated[list[dict[str, Any]], Meta(description="The rows; their keys are those of the story.")]
