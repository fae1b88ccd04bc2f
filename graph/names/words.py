"""Normalises names to the words that distinguish bodies: "Leeds (W) tPCT" is `leeds west` of kind pct.

Words for a kind are removed and remembered, fillers dropped, and common abbreviations expanded.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from msgspec import Struct

from ..record.name_index import plain

__all__ = ["Core", "core", "initials"]

_KINDS: Final[Mapping[tuple[str, ...], frozenset[str]]] = {
    tuple(words.split()): frozenset(kinds.split())
    for words, kinds in {
        "primary care trust": "pct care-trust",
        "primary care trusts": "pct care-trust",
        "pct": "pct care-trust",
        "pcts": "pct care-trust",
        "tpct": "pct care-trust",
        "care trust plus": "pct care-trust",
        "care trust": "pct care-trust",
        "primary care group": "pcg",
        "pcg": "pcg",
        "pcgs": "pcg",
        "clinical commissioning group": "ccg",
        "clinical commissioning grp": "ccg",
        "clinical commissioning": "ccg",
        "ccg": "ccg",
        "ccgs": "ccg",
        "integrated care board": "icb",
        "integrated care": "icb ics",
        "icb": "icb local-place",
        "icbs": "icb local-place",
        "sub icb location": "local-place",
        "sub icb locations": "local-place",
        "sub icb reporting entity": "sub-icb-entity",
        "sub icb": "local-place sub-icb-entity",
        "sicbl": "local-place",
        "integrated care system": "ics",
        "accountable care system": "acs",
        "accountable care systems": "acs",
        "acs": "acs",
        "acss": "acs",
        "ics": "ics",
        "sustainability and transformation partnership": "stp",
        "sustainability and transformation plan": "stp",
        "stp": "stp",
        "stps": "stp",
        "health and care partnership": "ics stp",
        "health and social care partnership": "ics stp",
        "strategic health authority": "sha",
        "strategic ha": "sha",
        "sha": "sha",
        "shas": "sha",
        "regional health authority": "rha",
        "regional ha": "rha",
        "rha": "rha",
        "rhas": "rha",
        "district health authority": "dha",
        "district ha": "dha",
        "dha": "dha",
        "dhas": "dha",
        "health authority": "ha dha",
        "ha": "ha dha",
        "family health services authority": "fhsa",
        "fhsa": "fhsa",
        "fhsas": "fhsa",
        "family practitioner committee": "fhsa fpc",
        "fpc": "fhsa fpc",
        "commissioning support unit": "csu",
        "csu": "csu",
        "csus": "csu",
        "cluster": "pct-cluster sha-cluster icb-cluster",
        "pct cluster": "pct-cluster",
        "sha cluster": "sha-cluster",
        "icb cluster": "icb-cluster",
        "local area team": "area-team",
        "area team": "area-team",
        "lat": "area-team",
        "commissioning hub": "commissioning-hub",
        "hub": "commissioning-hub",
        "regional office": "regional-office",
        "commissioning region": "nhs-region",
        "region": "nhs-region rha regional-office",
    }.items()
}
"""Words for a kind, with the kinds they may mean; where two begin alike the longer one counts."""

_INITIALS: Final = {" ".join(word): word for word in ("ccg", "pct", "pcg", "icb", "sha", "stp", "ics")}

_JOINED_KIND: Final = re.compile(r"(\w{2,})(ccg|pct|icb)")
"""A name or its initials without a gap before the kind: HVCCG."""

_LONGEST_KIND: Final = max(map(len, _KINDS))

_FILLERS: Final = frozenset(["nhs", "the", "and", "of", "teaching", "england", "plus"])
"""Words that tell no two bodies of a kind apart."""

_WRITTEN_OUT: Final[Mapping[str, str]] = {
    short: full
    for full, shorts in {
        "north": "n nth",
        "south": "s sth",
        "east": "e",
        "west": "w",
        "north east": "ne northeast",
        "north west": "nw northwest",
        "south east": "se southeast",
        "south west": "sw southwest",
        "north eastern": "northeastern",
        "north western": "northwestern",
        "south western": "southwestern",
        "bedfordshire": "beds",
        "berkshire": "berks",
        "birmingham": "bham brum",
        "buckinghamshire": "bucks",
        "cambridgeshire": "cambs",
        "central": "ctrl",
        "derbyshire": "derbys",
        "gloucestershire": "glos gloucs",
        "general practitioner": "gp",
        "greater": "gtr",
        "hampshire": "hants",
        "hertfordshire": "herts",
        "huntingdonshire": "hunts",
        "isle": "isl",
        "isle wight": "iow",
        "isles scilly": "ios",
        "lancashire": "lancs",
        "leicestershire": "leics",
        "lincolnshire": "lincs",
        "liverpool": "lpool",
        "manchester": "mcr",
        "milton keynes": "mk",
        "northamptonshire": "northants",
        "northumberland": "northumb",
        "nottinghamshire": "notts",
        "oxfordshire": "oxon",
        "saint": "st",
        "shropshire": "salop",
        "southampton": "soton",
        "staffordshire": "staffs",
        "warwickshire": "warks",
        "wiltshire": "wilts",
        "worcestershire": "worcs",
        "yorkshire": "yorks",
    }.items()
    for short in shorts.split()
}
"""Usual abbreviations of counties, cities and directions; of names without the fillers in them."""

_TWO_INITIALS: Final = re.compile(r"(?:nhs )?[a-z] and [a-z]\b")
"""The initials of two names, which by themselves are no directions: "N&W" is Norfolk and Waveney."""


class Core(Struct, frozen=True):
    """A normalised name: its words in order, and the kinds it mentions (any, if none)."""

    words: tuple[str, ...]
    kinds: frozenset[str]

    @property
    def key(self) -> tuple[str, ...]:
        """The words regardless of order, with multiplicity."""
        return tuple(sorted(self.words))


@lru_cache(maxsize=2**14)
def core(name: str) -> Core:
    """Normalises a name."""
    text = plain(name)
    words = _with_initials(text.split())
    kept: list[str] = []
    kinds: frozenset[str] = frozenset()
    place = 0
    while place < len(words):
        for length in range(min(_LONGEST_KIND, len(words) - place), 0, -1):
            if found := _KINDS.get(tuple(words[place : place + length])):
                # "NHS Kent ICB - 91Q" and "pct cluster" mention two kinds; the narrower one is meant.
                kinds = (kinds & found) or found
                place += length
                break
        else:
            if words[place] not in _FILLERS:
                kept.append(words[place])
            place += 1
    if _TWO_INITIALS.match(text) and all(len(word) == 1 for word in kept):
        return Core(tuple(kept), kinds)
    return Core(tuple(" ".join(_WRITTEN_OUT.get(word, word) for word in kept).split()), kinds)


def initials(name: str) -> frozenset[str]:
    """The initials of the words that tell a name apart, with and without "of" and "and": VOY is Vale of York."""
    told = set(core(name).words)
    words = [word for word in plain(name).split() if word in told or word in ("of", "and")]
    if [word for word in words if word in told] != list(core(name).words):
        words = list(core(name).words)
    left_out = ((), ("and",), ("of",), ("and", "of"))
    return frozenset("".join(word[0] for word in words if word not in out) for out in left_out)


def _with_initials(words: list[str]) -> list[str]:
    """Words with the initials of a kind put together, and apart from a name: "c c g" as C.C.G. is, and "hvccg"."""
    found = " ".join(_JOINED_KIND.sub(r"\1 \2", word) for word in words)
    for initials, written in _INITIALS.items():
        found = f" {found} ".replace(f" {initials} ", f" {written} ").strip()
    return found.split()
