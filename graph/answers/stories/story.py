"""What a story is: a question, a finding, and the rows that it was counted from."""

from collections.abc import Mapping

from msgspec import Struct

from ...answer import Json, Rows

__all__ = ["Story"]


class Story(Struct, frozen=True):
    """One question, its finding, and the rows the finding was counted from."""

    id: str
    question: str
    finding: str
    explanation: str
    query: str
    columns: tuple[str, ...]
    table: tuple[Mapping[str, object], ...]

    def document(self) -> Json:
        from ...documents.stories import Story as StoryDocument

        return StoryDocument.from_values(self, rows=self.rows()).plain()

    def rows(self) -> Rows:
        return [dict(row) for row in self.table]
