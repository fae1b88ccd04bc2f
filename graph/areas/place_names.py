"""Names of places as people write them: what tells two apart, and what does not."""

import re
from typing import Final

from ..record.name_index import plain

__all__ = ["core_of", "place_in_words", "plain_name"]

_TITLES: Final = re.compile(
    r"^(?:(?:the )?(?:royal |london |metropolitan )?(?:borough|city|county|district) of |(?:lb|rb)c? (?:of )?)|"
    r" (?:(?:metropolitan |city |county |borough |district |unitary )*(?:council|district|borough|county|authority))$|"
    r" (?:[bcdu]c|m[bdc]c|lbc?|mdbc|ua)$|"
    r" (?:city|county) of$"
)
"""What stands before or behind a name, in plain words, and tells no two places apart."""


def place_in_words(name: str) -> str:
    """The name of a place within a sentence: `Bristol` for `Bristol, City of`, `the Isle of Wight`."""
    name = re.sub(", (?:City|County) of$", "", name)
    return f"the {name}" if " of " in name else name


def plain_name(name: str) -> str:
    """A normalised name; `Saint Helens` is St Helens."""
    return re.sub(r"\bsaint\b", "st", plain(name))


def core_of(words: str) -> str:
    """A normalised name without the words that distinguish no two places, unless nothing would remain."""
    return _TITLES.sub("", words).strip() or words
