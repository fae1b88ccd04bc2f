"""What practices and trusts of a register become: practices by their commissioner of the day, trusts by successions.

A practice goes the way of the body it was under on its row's day. Where that body was divided later, the practice's own
later membership says in which part it lay, else its postcode; where the register has neither, the shares by area stand.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final, Literal, Protocol

from msgspec.structs import replace

from ..areas.postcodes import cut_to_sector
from ..model.day_parser import Days
from ..model.entities import Body
from ..model.share import ROUNDING, WHOLE, Share
from ..names.meaning import MatchedAs
from ..names.strangers import what_it_is
from ..record.history import History
from ..registers import Register
from ..registers.entry import kind_of
from ..registers.facts import GP_PRACTICE
from ..registers.lineage import latest_codes
from ..registers.spells import LENGTH_OF_PRACTICES, MemberSpell, is_member, spells_of
from .result import Outside, Recoding, Status

if TYPE_CHECKING:
    import polars as pl

__all__ = ["MemberRecoder"]

_MARK: Final = "\x1f"
"""Begins the key that practices share which go the same way; no cell of a table is like it."""

_BY_MEMBERSHIP, _BY_POSTCODE = "its own later membership", "its postcode"
_OF_PRACTICES: Final = "gp-practices"


class BodyRecoder(Protocol):
    """What recodes the bodies that practices were under; `Recoder` does."""

    history: History
    to: date
    since: date | None

    def of_body(self, body: Body, on: date | None = None) -> Recoding: ...

    def placed(self, sector: str) -> Recoding | None: ...


class MemberRecoder:
    """Recodes practices and trusts of a register to the day of a recoder.

    `recode` takes one code; `keys` turns a column into keys, of which there are few, and `of_key` recodes a key.
    """

    def __init__(self, register: Register, recoder: BodyRecoder) -> None:
        self.register, self._recoder = register, recoder
        self._history: History = recoder.history
        self._spells = spells_of(register, self._history)
        self._known: dict[str, bool] = {}
        self._ways: dict[str, tuple[str, str, str]] = {}
        self._became: dict[tuple[str, date | None], Recoding] = {}
        self._own: dict[tuple[str, str], tuple[str, str]] = {}

    def knows(self, code: str) -> bool:
        """Whether a text is a code of the register, and of no body of the record."""
        written = code.strip().upper()
        if written not in self._known:
            self._known[written] = is_member(self.register, self._history, written)
        return self._known[written]

    def recode(self, code: str, days: Days | None) -> Recoding:
        """What one code became; `days` are those it belongs to, if they are known."""
        written = code.strip().upper()
        if not self._is_practice(written):
            return self._followed(written, days)
        spell = self._spell(written, days)
        if spell is None:
            return self._not_then(written, days)
        return self._through(spell.at, days, self._way_of(written, spell.at, days), code)

    def is_placed(self, code: str, days: Days | None) -> bool | None:
        """Whether a practice was under anybody in some days, or ever; None for what is no practice."""
        written = code.strip().upper()
        if not self._is_practice(written):
            return None
        spell = self._spell(written, days)
        return spell is not None and (spell.body is None or bool(self._by_body(spell.at, days).targets))

    # One practice

    def _is_practice(self, written: str) -> bool:
        """Whether a code is that of a practice; the site of a trust is under it, and goes on by successions."""
        return len(written) == LENGTH_OF_PRACTICES and written in self._spells.by_member

    def _spell(self, member: str, days: Days | None) -> MemberSpell | None:
        return self._spells.on(member, *days) if days else self._spells.latest(member, self._recoder.to)

    def _way_of(self, member: str, at: str, days: Days | None) -> tuple[str, str]:
        """In which part of a divided body a practice lay, and how that is known; nothing if the body went on whole."""
        return ("", "") if self._is_whole(self._by_body(at, days)) else self._own_part(member, at)

    def _own_part(self, member: str, at: str) -> tuple[str, str]:
        """The one body of the target day that a practice leads to by its later membership, else by its postcode."""
        if (member, at) not in self._own:
            self._own[member, at] = self._by_later_membership(member, at) or self._by_postcode(member) or ("", "")
        return self._own[member, at]

    def _by_later_membership(self, member: str, at: str) -> tuple[str, str] | None:
        """Where the last membership leads that a file states, taken on the last day for which it does."""
        stated = [
            each for each in self._spells.by_member[member] if not each.assumed and each.start <= self._recoder.to
        ]
        if not stated:
            return None
        latest = stated[-1]
        until = min(latest.end, latest.known, self._recoder.to)
        if latest.body is None:
            return (latest.parent, _BY_MEMBERSHIP) if until >= self._recoder.to else None
        # A body may have lost a part after the practice left it: then only its first day is sure.
        left = latest.end < min(latest.body.life.last_known, self._recoder.to)
        day = latest.body.life.starts[0] if left else until
        found = self._by_body(latest.at, (day, day))
        return (found.targets[0].body.id, _BY_MEMBERSHIP) if self._is_whole(found) else None

    def _by_postcode(self, member: str) -> tuple[str, str] | None:
        about = self.register.organisation(member)
        placed = self._recoder.placed(cut_to_sector(about.postcode)) if about and about.postcode else None
        return (placed.targets[0].body.id, _BY_POSTCODE) if placed and self._is_whole(placed) else None

    @staticmethod
    def _is_whole(found: Recoding) -> bool:
        """Whether a recoding leads to one body with all of it."""
        if len(found.targets) != 1 or found.lost:
            return False
        share = found.targets[0].share
        return share is not None and share >= WHOLE - ROUNDING

    def _by_body(self, at: str, days: Days | None) -> Recoding:
        """What the body itself became that practices were under, taken on the first of some days or on its last."""
        first = days[0] if days else None
        if (at, first) not in self._became:
            body = self._history.with_id(at)
            day = min(max(first, body.life.starts[0]), body.life.last_known) if first and body else None
            self._became[at, first] = self._recoder.of_body(body, day) if body else self._outside(at, "")
        return self._became[at, first]

    def _through(self, at: str, days: Days | None, way: tuple[str, str], code: str) -> Recoding:
        """What practices became that were under a body and go the same way."""
        found, (part, how) = self._by_body(at, days), way
        if found.body is None:
            return replace(self._outside(at, part), code=code)
        notes = [found.note]
        if days and found.body.life.ends[1] < days[0]:
            notes.append(f"{at} was over on {days[0]}, and no file says whom the practice was under then")
        note = "; ".join(filter(None, notes))
        found = replace(found, code=code, matched_as=MatchedAs.PRACTICE, people=None, note=note)
        own = [target for target in found.targets if target.body.id == part]
        if not own:
            targets = tuple(replace(target, people={}) for target in found.targets)
            return replace(found, targets=targets)
        share = Share(WHOLE, WHOLE, WHOLE, _OF_PRACTICES, evidence="stated" if how == _BY_MEMBERSHIP else "exact")
        target = replace(own[0], part=share, status=Status.PLACED, people={})
        note = f"{at} was divided; by {how} the practice belongs to this part"
        note = "; ".join(filter(None, (note, *notes[1:])))
        return replace(found, status=Status.PLACED, targets=(target,), lost=None, note=note, overlapping=False)

    def _outside(self, parent: str, on_the_day: str) -> Recoding:
        """What a practice became that was under a body which the record does not hold, such as a board in Wales."""
        what = what_it_is(parent) or "the code of a body"
        note = f"It was under {parent}, {what}, which the record does not hold"
        outside = None
        if on_the_day and not self._history.with_id(on_the_day):
            about = self.register.organisation(on_the_day)
            outside = Outside(on_the_day, about.name if about else "")
        return Recoding(parent, None, Status.OUTSIDE, note=note, matched_as=MatchedAs.PRACTICE, outside=outside)

    def _not_then(self, member: str, days: Days | None) -> Recoding:
        spells = "; ".join(each.days() for each in self._spells.by_member[member][-4:])
        when = "" if days is None else f" on {days[0]}" if days[0] == days[1] else f" from {days[0]} to {days[1]}"
        note = f"The register has it under nobody{when}; it was under {spells}"
        return Recoding(member, None, Status.NOT_IN_FORCE, note=note, matched_as=MatchedAs.PRACTICE)

    # Trusts, and all that only successions know

    def _followed(self, code: str, days: Days | None) -> Recoding:
        kind = kind_of(self.register, code)
        matched = MatchedAs.PRACTICE if kind == GP_PRACTICE else MatchedAs.TRUST
        codes = latest_codes(self.register, code, since=days[0] if days else None, to=self._recoder.to)
        note = "It is no body of the record: by the list of successions of the register"
        if codes == (code,):
            note = f"{note} nothing followed it by {self._recoder.to}"
            return Recoding(code, None, Status.OUTSIDE, note=note, matched_as=matched, outside=self._named(code))
        if len(codes) > 1:
            note = f"{note} {' and '.join(codes)} followed, and it is not known how much each of them got"
            return Recoding(code, None, Status.OUTSIDE, note=note, matched_as=matched)
        note = f"{note} {codes[0]} followed"
        return Recoding(code, None, Status.OUTSIDE, note=note, matched_as=matched, outside=self._named(codes[0]))

    def _named(self, code: str) -> Outside:
        about = self.register.organisation(code)
        return Outside(code, about.name if about else "", kind_of(self.register, code))

    # Columns

    def of_key(self, key: str, days: Days | None) -> Recoding | None:
        """The result for a key; None for a text that is none."""
        if (way := self._ways.get(key)) is None:
            return None
        at, part, how = way
        return self._through(at, days, (part, how), key)

    def keys(self, cells: "pl.DataFrame", meanings: Mapping[str, Days | str] | None) -> "pl.DataFrame":
        """A frame of codes (`__code`, and `__day` where rows have days), with keys in place of codes of practices.

        Practices that were under one body and go the same way have the same key. What has no spell on its day keeps its
        code, as does everything that is no practice.
        """
        import polars as pl

        on = ["__code", "__day"] if meanings is not None else ["__code"]
        member = pl.col("__code").str.strip_chars().str.to_uppercase()
        pairs = cells.select(on).unique(maintain_order=True).with_columns(member.alias("member"))
        pairs = pairs.filter(pl.col("member").str.len_chars() == LENGTH_OF_PRACTICES)
        if not pairs.is_empty():
            pairs = pairs.join(self._spells.frame.select("member").unique(), on="member", how="semi")
        if pairs.is_empty():
            return cells
        keyed = self._keyed(self._on_their_days(pairs, meanings), on, meanings)
        return (
            cells.join(keyed, on=on, how="left", maintain_order="left")
            .with_columns(pl.coalesce("key", "__code").alias("__code"))
            .select(cells.columns)
        )

    def _on_their_days(self, pairs: "pl.DataFrame", meanings: Mapping[str, Days | str] | None) -> "pl.DataFrame":
        """The pairs that have a spell, with whom it is under: by intervals, for all rows at once."""
        import polars as pl

        since = self._recoder.since
        if meanings is None and since is None:
            latest = {each: self._spells.latest(each, self._recoder.to) for each in pairs["member"].unique()}
            ats = {member: spell.at for member, spell in latest.items() if spell}
            return pairs.with_columns(pl.col("member").replace_strict(ats, default=None).alias("at"))
        if meanings is None:
            dated = pairs.with_columns(pl.lit(since).alias("first"), pl.lit(since).alias("last"))
        else:
            rows = [(text, *days) for text, days in meanings.items() if not isinstance(days, str)]
            schema = {"__day": pl.String, "first": pl.Date, "last": pl.Date}
            days_of = pl.DataFrame(rows, schema=schema, orient="row")
            stripped = pl.col("__day").str.strip_chars()
            dated = pairs.join(days_of, left_on=stripped, right_on="__day", how="inner")
        dated = dated.sort("first")
        spells = self._spells.frame.with_columns(pl.col("start").alias("begun"))

        def nearest(rows: pl.DataFrame, strategy: Literal["backward", "forward"]) -> pl.DataFrame:
            return rows.join_asof(
                spells, left_on="first", right_on="start", by="member", strategy=strategy, check_sortedness=False
            )

        before = nearest(dated, "backward").filter(pl.col("end") >= pl.col("first"))
        rest = dated.join(before, on=list(pairs.columns), how="anti").sort("first")
        after = nearest(rest, "forward").filter(pl.col("begun") <= pl.col("last"))
        columns = [*pairs.columns, "at"]
        return pl.concat([before.select(columns), after.select(columns)])

    def _keyed(
        self, found: "pl.DataFrame", on: Sequence[str], meanings: Mapping[str, Days | str] | None
    ) -> "pl.DataFrame":
        """The keys of pairs: the body that practices were under, and their own part of it where it was divided."""
        import polars as pl

        of_body = ["at", *on[1:]]
        bodies = found.select(of_body).unique()
        whole = [
            self._is_whole(self._by_body(at, self._days_of(day[0] if day else None, meanings)))
            for at, *day in bodies.iter_rows()
        ]
        found = found.join(bodies.with_columns(pl.Series("whole", whole, pl.Boolean)), on=of_body)
        parts = found.filter(~pl.col("whole")).select("member", "at").unique()
        keys = [self._key(at, *self._own_part(member, at)) for member, at in parts.iter_rows()]
        found = found.join(parts.with_columns(pl.Series("part", keys, pl.String)), on=["member", "at"], how="left")
        ats = {at: self._key(at, "", "") for at in bodies["at"].unique()}
        alone = pl.col("at").replace_strict(ats, default=None, return_dtype=pl.String)
        return found.select(*on, pl.when("whole").then(alone).otherwise("part").alias("key"))

    def _key(self, at: str, part: str, how: str) -> str:
        key = _MARK.join(("", at, part, how))
        self._ways[key] = at, part, how
        return key

    def _days_of(self, text: str | None, meanings: Mapping[str, Days | str] | None) -> Days | None:
        since = self._recoder.since
        if text is None or meanings is None:
            return (since, since) if since else None
        days = meanings[text.strip()]
        return None if isinstance(days, str) else days
