"""The visible text of a page, for tests that look for words in it."""

import re

__all__ = ["text_of"]


def text_of(html: str) -> str:
    """The words of a page, with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<(script|title)\b.*?</\1>|<[^>]+>", " ", html, flags=re.DOTALL))
