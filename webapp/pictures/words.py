"""Words within the titles and labels of pictures, and within the sentences of pages."""

from typing import Final

__all__ = ["BASES", "lower_first"]

BASES: Final = {"legal": "in law", "area": "by area", "code": "by code"}
"""What makes one body the successor of another, as a part of a sentence."""


def lower_first(text: str) -> str:
    """A noun within a sentence: `Primary care trusts` with a small letter, `NHS England regions` as it is."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
