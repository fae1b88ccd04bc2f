"""Wording in the titles and labels of pictures, and in the sentences of pages."""

from typing import Final

__all__ = ["BASES", "EVENT_KINDS", "LINE_KINDS"]

BASES: Final = {"legal": "in law", "area": "by area", "code": "by code"}
"""What makes one body the successor of another, as a part of a sentence."""

LINE_KINDS: Final = {
    "statutory": "answered in law to",
    "performance-management": "performance-managed by",
    "oversight": "overseen by",
    "funding": "funded by",
    "regulation": "regulated by",
    "membership": "part of",
    "joint-post": "shared a post with",
    "personal": "answered in person to",
}
"""How one body answered to another, as the words between the two."""

EVENT_KINDS: Final = {
    "merger": "merger",
    "split": "split",
    "replacement": "replacement",
    "rename": "renaming",
    "partial-transfer": "partial transfer",
    "boundary-change": "boundary change",
}
"""The kinds of change, as nouns."""
