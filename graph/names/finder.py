"""Finds the bodies a text means, level by level: exact matches before approximate ones."""

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from itertools import chain
from typing import Final, TypeAlias, TypeVar

from msgspec.structs import replace

from ..model.day_parser import parse_days
from ..model.entities import Basis, Body
from ..record.history import History
from ..record.name_index import plain, search_pieces
from ..record.opening import DATA
from ..util.once import computed_once
from .beginnings import beginning_with, is_broken_off, is_long_enough, longer_names
from .codes import as_typed, codes_beside_a_name, in_another_form, is_like_a_code, pair_of_codes
from .meaning import NO_MEANING, MatchedAs, Meaning, names_of
from .words import Core, core, initials

__all__ = ["Names", "names_in"]

_LONGEST: Final = 200
"""Characters; no code or name is longer."""

_WITH_NOTE: Final = re.compile(
    r"(.*[\w)])\s*(?:[.,;:*†‡§¶#^~]+|\[[^\]]{1,12}\]|\(\d{1,2}\)|[¹²³⁴-⁹]+)"
    r"|(.{4,}\b(?:ccg|pct|icb|sha|stp|ics|group|trust|board|authority|partnership|system))\s?\d{1,2}",
    re.IGNORECASE,
)
"""A code or name with the mark of a footnote: 5NT*, NHS Barnsley CCG [note 3]."""
_REMARK: Final = re.compile(r"\s*[(\[]([^()\[\]]{3,})[)\]]\s*")
_WITH_YEAR: Final = re.compile(r"(.{4,}?)[\s,;:(\[-]+((?:19[5-9]|20[0-4])\d(?:[/-]\d\d)?)[)\]]?")
"""A name with a year after it."""
_OF_ANOTHER_TIME: Final = ("formerly", "previously", "was", "now", "until", "from")
"""How a remark in brackets begins that names another body."""
_BEARINGS: Final = {"eastern": "east", "western": "west", "northern": "north", "southern": "south"}
_COMMONPLACE: Final = frozenset(
    ("north", "south", "east", "west", "central", "mid", "greater", "city", "county", "coast", "area", "region")
) | {"london", "midlands", "national", "n", "a", "to", "on"}
"""Words that without a kind are part of too many names to mean one of them: "London" in a column of CCGs is none."""

_FEWEST: Final = 4
"""Letters that a part of a name must have."""

_FOR_REPORTS: Final = "sub-icb-entity"
_BELOW_BOARDS: Final = frozenset(("local-place", _FOR_REPORTS))
_PARTNERSHIP: Final = frozenset(("stp",))
_SYSTEM: Final = frozenset(("ics",))

_NEAR: Final = 80
"""How alike a misspelt word must be to the one it is taken for, of 100."""
_SAME_WORD: Final = 70
"""How alike a word of a name that is offered must be to one that was written, of 100: Trfrod, for Trafford, is so."""
_OFFERED: Final = 5
"""Bodies that are offered where none was found."""
_COMPARED: Final = 80
"""Characters of a text that are held against names letter by letter."""
_LIKE: Final = 60
"""How alike a name that is offered must be to what was written, of 100."""

Fits: TypeAlias = Callable[[Body], bool]
_Key = TypeVar("_Key")


class Names:
    """Name look-up for one record."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._near = lru_cache(64)(self._most_similar)

    def read(self, text: str, fits: Fits = lambda body: True) -> Meaning:
        """The meaning of a text: the first level with bodies that fit, else the first with any bodies.

        All bodies of that level are returned; only those that fit, if there are any.
        """
        wanted = as_typed(text)
        if not wanted or len(wanted) > _LONGEST:
            return NO_MEANING
        first = NO_MEANING
        for meaning in self._levels(wanted):
            if fitting := tuple(body for body in meaning.bodies if fits(body)):
                return replace(meaning, bodies=fitting)
            if meaning.bodies and not first.bodies:
                first = meaning
        return first

    def read_cell(self, text: str, fits: Fits = lambda body: True) -> Meaning:
        """The meaning of a cell of a table, where a year after a name limits it: "Bedfordshire PCT 2008"."""
        dated = _WITH_YEAR.fullmatch(as_typed(text))
        if not dated or not core(dated[1]).kinds or self._called(text):
            return self.read(text, fits)
        year = parse_days(dated[2])
        meaning = self.read(dated[1], lambda body: body.life.may_be_in(year) and fits(body))
        bodies = tuple(body for body in meaning.bodies if body.life.may_be_in(year))
        how = meaning.matched_as if meaning.matched_as.loose else MatchedAs.EVERYDAY_NAME
        return replace(meaning, bodies=bodies, matched_as=how) if bodies else NO_MEANING

    def near(self, text: str) -> tuple[Body, ...]:
        """The bodies with the most similar names that share a word, or nearly so; of the kind mentioned first."""
        return self._near(plain(text)[:_COMPARED])

    def _most_similar(self, written: str) -> tuple[Body, ...]:
        from rapidfuzz import fuzz, process

        bodies: dict[str, set[str]] = defaultdict(set)
        for body_id, name in self._history.called_like(written):
            if key := " ".join(core(name).words):
                bodies[key].add(body_id)
        wanted = " ".join(core(written).words)
        telling = [word for word in wanted.split() if word not in _COMMONPLACE] or wanted.split()

        def shares_a_word(key: str) -> bool:
            return any(fuzz.ratio(mine, other) >= _SAME_WORD for mine in telling for other in key.split())

        keys = filter(shares_a_word, bodies)
        alike = process.extract(wanted, list(keys), scorer=fuzz.ratio, limit=_OFFERED, score_cutoff=_LIKE)
        by_name = (sorted(self._history.with_ids(bodies[key]), key=_latest, reverse=True) for key, _, _ in alike)
        found = dict.fromkeys(chain.from_iterable(by_name))
        return tuple(sorted(found, key=lambda body: not _of_kinds(body, core(written))))[:_OFFERED]

    def _levels(self, wanted: str) -> Iterator[Meaning]:
        if body := self._history.with_id(wanted.lower()):
            yield Meaning((body,), MatchedAs.ID, body.id)
        yield self.coded(wanted)
        if not any(map(str.isalpha, wanted)) or len(wanted) == 1:
            # An amount, as most cells of a table are, is part of no name; nor is "n", the heading of many columns.
            return
        written = core(wanted)
        exact = self._called(wanted)
        if exact and (written.kinds or not written.words):
            yield Meaning(exact, MatchedAs.NAME, wanted)
        yield from self._code_inside(wanted, written)
        if is_like_a_code(wanted):
            yield from self._alias(wanted, written)
            return
        if (noted := _WITH_NOTE.fullmatch(wanted)) and (bare := noted[1] or noted[2]):
            for meaning in self._levels(bare):
                coded = meaning.matched_as in (MatchedAs.ODS_CODE, MatchedAs.GSS_CODE)
                yield replace(meaning, matched_as=MatchedAs.CODE_IN_TEXT) if coded else meaning
            return
        if not written.words:
            return
        if is_broken_off(wanted):
            yield from self._alias(wanted, written)
            yield Meaning(beginning_with(self._history, wanted), MatchedAs.PART_OF_NAME, wanted)
            return
        same = self._with_core(written)
        how = MatchedAs.NAME if exact and set(same) <= set(exact) else MatchedAs.EVERYDAY_NAME
        if same and not exact and (longer := longer_names(self._history, wanted, same)):
            yield Meaning(tuple(dict.fromkeys((*same, *longer))), MatchedAs.PART_OF_NAME, wanted)
        yield Meaning(tuple(dict.fromkeys((*exact, *same))), how, " ".join(written.words))
        if written.kinds and written.kinds <= _BELOW_BOARDS:
            yield Meaning(self._called_as_before(written), MatchedAs.EVERYDAY_NAME, " ".join(written.words))
        yield from self._alias(wanted, written)
        yield from self._with_initials(written)
        if (bare := self._without_remark(wanted)) != wanted:
            yield from self._levels(bare)
        if is_long_enough(wanted):
            yield Meaning(beginning_with(self._history, wanted), MatchedAs.PART_OF_NAME, wanted)
        yield Meaning(self._containing(written), MatchedAs.PART_OF_NAME, " ".join(written.words))
        by_id = self._history.with_ids({"-".join((kind, *written.words)) for kind in written.kinds})
        yield Meaning(tuple(by_id), MatchedAs.EVERYDAY_NAME, " ".join(written.words))
        if (mended := self._spelt(written)) != written:
            yield Meaning(self._with_core(mended), MatchedAs.NEAR_NAME, " ".join(mended.words))
        bodies = self._by_bearing.get(_with_bearings(written.words), ())
        towards = tuple(body for body in bodies if _of_kinds(body, written))
        yield Meaning(towards, MatchedAs.NEAR_NAME, " ".join(written.words))
        if written.kinds == _PARTNERSHIP:
            # Statistics of 2018 to 2022 call a partnership so too after it became an integrated care system.
            systems = replace(written, kinds=_SYSTEM)
            yield Meaning(self._with_core(systems), MatchedAs.EVERYDAY_NAME, " ".join(written.words))
            yield Meaning(self._containing(systems), MatchedAs.PART_OF_NAME, " ".join(written.words))

    def _alias(self, wanted: str, written: Core) -> Iterator[Meaning]:
        words = [word.upper() for word in written.words]
        forms = [wanted.upper().removeprefix("NHS "), " ".join(words), *(["".join(words)] if "&" in wanted else [])]
        if alias := next(filter(None, map(self._aliases.get, forms)), None):
            meaning = self.read(alias, lambda body: _of_kinds(body, written))
            bodies = tuple(body for body in meaning.bodies if _of_kinds(body, written))
            yield Meaning(bodies, MatchedAs.ALIAS, alias)

    def _with_initials(self, written: Core) -> Iterator[Meaning]:
        """The bodies of the kind that is named with just these initials, where one name has them: SWB CCG.

        Of a kind of which most names are not known, initials tell nothing.
        """
        letters = "".join(written.words)
        # "CP&R" are the initials of two names in one.
        apart = len(written.words) > 1 and max(map(len, written.words)) > 2
        if not written.kinds or apart or letters in self._with_word:
            return
        bodies = self._by_initials.get(letters, ())
        found = tuple(body for body in bodies if body.kind in written.kinds)
        one_name = len({core(body.name).key for body in found}) == 1
        if one_name and not any(each.kind in self._mostly_unnamed for each in found):
            yield Meaning(found, MatchedAs.ALIAS, found[0].name)

    @cached_property
    def _by_initials(self) -> Mapping[str, tuple[Body, ...]]:
        """The bodies by the initials of their names, where these are of two or more words."""
        return _grouped(
            (letters, body)
            for body in self._bodies
            if not body.unnamed
            for name in names_of(body)
            for letters in initials(name)
            if len(letters) > 1
        )

    @cached_property
    def _mostly_unnamed(self) -> frozenset[str]:
        return frozenset(
            kind
            for kind, bodies in self._history.by_kind.items()
            if 2 * sum(body.unnamed for body in bodies) > len(bodies)
        )

    def _without_remark(self, text: str) -> str:
        """A name without what stands beside it in brackets, if that is another name of its time or no name at all."""

        def dropped(found: re.Match[str]) -> str:
            words = plain(found[1]).split()
            is_remark = bool(words) and (words[0] in _OF_ANOTHER_TIME or self._with_word.keys().isdisjoint(words))
            return " " if is_remark else found[0]

        return " ".join(_REMARK.sub(dropped, text).split())

    def coded(self, code: str) -> Meaning:
        """The bodies that had an ODS or GSS code, stated or inferred, any case, earliest first."""
        wanted = code.strip().upper()
        found = dict.fromkeys((*self._history.by_code.get(wanted, ()), *self._history.inferred_to_have(wanted)))
        bodies = sorted(found, key=lambda body: (body.life.starts[0], body.id))
        gss = len(wanted) == 9 and wanted[1:].isdecimal()
        return Meaning(tuple(bodies), MatchedAs.GSS_CODE if gss else MatchedAs.ODS_CODE, wanted)

    def _code_inside(self, text: str, written: Core) -> Iterator[Meaning]:
        """A code in a publisher's form, or next to a name that selects one of the code's bodies."""
        for code in in_another_form(text):
            yield replace(self.coded(code), matched_as=MatchedAs.PUBLISHERS_FORM)
            if alias := self._aliases.get(code):
                yield replace(self.coded(alias), matched_as=MatchedAs.PUBLISHERS_FORM)
        if pair := pair_of_codes(text):
            outer, inner = map(self.coded, pair)
            if outer.bodies and inner.bodies:
                # The one of the finer kind is meant; of two of a kind, as in "02A-02P", none.
                coarse, fine = sorted((outer, inner), key=self._number_of_kind)
                if self._number_of_kind(fine) > self._number_of_kind(coarse):
                    yield replace(fine, matched_as=MatchedAs.CODE_IN_TEXT)
                return
        for code in codes_beside_a_name(text):
            if not (meaning := self.coded(code)).bodies:
                continue
            of_kind = tuple(body for body in meaning.bodies if _of_kinds(body, written)) or meaning.bodies
            named = tuple(body for body in of_kind if _named(body, core(text.replace(code, " "))))
            if not named and code.isalpha() and text.isupper() and code in (text.split()[0], text.split()[-1]):
                # In a name that is all capitals the three letters may be what is left of a word that was cut.
                continue
            # A code outlives a name: "02A (Trafford)" of 2023 is not Trafford CCG, which the name would pick.
            for bodies in filter(None, (named, of_kind)):
                yield replace(meaning, bodies=bodies, matched_as=MatchedAs.CODE_IN_TEXT)

    def _number_of_kind(self, meaning: Meaning) -> int:
        """How many bodies the kind has of which most are: groups are more than the boards over them."""
        return max(len(self._history.by_kind[body.kind]) for body in meaning.bodies)

    def _called(self, name: str) -> tuple[Body, ...]:
        """The bodies with exactly this name, ignoring case and punctuation."""
        words = plain(name)
        found = self._history.called(name, search_pieces(words)) if words else ()
        bodies = (body for body in found if words in map(plain, names_of(body)))
        return tuple(sorted(bodies, key=lambda body: body.id))

    def _with_core(self, written: Core) -> tuple[Body, ...]:
        """The bodies with these words in their name, in this order if any has: West and North is not North West."""
        bodies = tuple(body for body in self._by_key.get(written.key, ()) if _of_kinds(body, written))
        if not written.kinds:
            # Nobody calls an entity so that is there for reports, but by its kind.
            bodies = tuple(body for body in bodies if body.kind != _FOR_REPORTS) or bodies
        in_order = (body for body in bodies if any(core(name).words == written.words for name in names_of(body)))
        return tuple(in_order) or bodies

    def _called_as_before(self, written: Core) -> tuple[Body, ...]:
        """The bodies that took on the code of one called so: a sub-ICB location has but a code in its name."""
        bodies = self._by_key.get(written.key, ())
        links = chain.from_iterable(self._history.links_from.get(body.id, ()) for body in bodies)
        heirs = self._history.with_ids({link.successor for link in links if link.basis is Basis.CODE})
        return tuple(body for body in heirs if _of_kinds(body, written))

    def _containing(self, written: Core) -> tuple[Body, ...]:
        """The bodies whose names contain all the words, as whole words or prefixes of at least four letters."""
        if sum(map(len, written.words)) < _FEWEST or (not written.kinds and _COMMONPLACE.issuperset(written.words)):
            return ()
        whole = [self._with_word.get(word, frozenset()) for word in written.words]
        keys = frozenset.intersection(*whole) or frozenset.intersection(*map(self._beginning, written.words))
        found = (body for key in keys for body in self._by_key[key] if _of_kinds(body, written))
        return tuple(sorted(dict.fromkeys(found), key=lambda body: body.id))

    def _beginning(self, letters: str) -> frozenset[tuple[str, ...]]:
        """The names with a word that has this prefix."""
        return frozenset(key for word, keys in self._with_word.items() if word.startswith(letters) for key in keys)

    def _spelt(self, written: Core) -> Core:
        """The words as spelt in some name; only a word that occurs in no name is replaced by the most similar one.

        So "west" is never read as "east", and "Herftordshire", which is as near to two counties, as neither. Few slips
        are in the first letter, which tells more names apart than any other: "N'land" is not Fenland.
        """
        from rapidfuzz import fuzz, process

        words = list[str]()
        for word in written.words:
            if word not in self._with_word and len(word) > 3:
                if parts := self._run_together(word):
                    words += parts
                    continue
                words_of_names = [known for known in self._with_word if known[0] == word[0]]
                alike = process.extract(word, words_of_names, scorer=fuzz.ratio, score_cutoff=_NEAR, limit=2)
                tied = len(alike) > 1 and alike[0][1] == alike[1][1]
                word = alike[0][0] if alike and not tied else word
            words.append(word)
        return replace(written, words=tuple(words))

    def _run_together(self, word: str) -> tuple[str, ...]:
        """A direction and a word of names that stand without a gap: "westgloucestershire" is not Gloucestershire."""
        parts = (
            (bearing, word.removeprefix(bearing))
            for bearing in (*_BEARINGS, *_BEARINGS.values())
            if word.startswith(bearing)
        )
        return next((each for each in parts if each[1] in self._with_word), ())

    @cached_property
    def _by_key(self) -> Mapping[tuple[str, ...], tuple[Body, ...]]:
        found = _grouped((core(name).key, body) for body in self._bodies for name in names_of(body))
        return {key: bodies for key, bodies in found.items() if key}

    @cached_property
    def _by_bearing(self) -> Mapping[tuple[str, ...], tuple[Body, ...]]:
        """The bodies by their names with "east" for "eastern": South East Hampshire is South Eastern Hampshire."""
        return _grouped((_with_bearings(key), body) for key, bodies in self._by_key.items() for body in bodies)

    @cached_property
    def _with_word(self) -> Mapping[str, frozenset[tuple[str, ...]]]:
        found: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        for key in self._by_key:
            for word in key:
                found[word].add(key)
        return {word: frozenset(keys) for word, keys in found.items()}

    @cached_property
    def _bodies(self) -> tuple[Body, ...]:
        return tuple(self._history.bodies.values())

    @cached_property
    def _aliases(self) -> Mapping[str, str]:
        with (DATA / "aliases.csv").open(encoding="utf-8", newline="") as file:
            return {row["alias"].upper(): row["stands_for"] for row in csv.DictReader(file)}


@computed_once(maxsize=2)
def names_in(history: History) -> Names:
    """The name index of a history, built once."""
    return Names(history)


def _grouped(pairs: Iterable[tuple[_Key, Body]]) -> Mapping[_Key, tuple[Body, ...]]:
    found: dict[_Key, dict[str, Body]] = defaultdict(dict)
    for key, body in pairs:
        found[key][body.id] = body
    return {key: tuple(bodies.values()) for key, bodies in found.items()}


def _with_bearings(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(_BEARINGS.get(word, word) for word in words))


def _of_kinds(body: Body, written: Core) -> bool:
    return not written.kinds or body.kind in written.kinds


def _named(body: Body, written: Core) -> bool:
    """Whether the words next to a code are the body's name or part of it."""
    words = set(written.words)
    return bool(words) and any(words <= set(core(name).words) for name in names_of(body))


def _latest(body: Body) -> tuple[object, ...]:
    return body.life.ends[1], body.life.starts[0], body.id
