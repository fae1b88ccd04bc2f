"""Recodes one code of a small history in tests, and summarises the result."""

from datetime import date

from graph.recode.recoder import Recoder
from graph.recode.result import Recoding
from graph.record.history import History

__all__ = ["DAY", "EARLIER", "recoded", "targets"]

DAY = date(2015, 1, 1)
EARLIER = date(2010, 1, 1)


def recoded(history: History, code: str, to: date = DAY, since: date | None = EARLIER, **choices: str) -> Recoding:
    return Recoder(history, to, since=since, **choices).recode(code)  # type: ignore[arg-type]


def targets(recoding: Recoding) -> dict[str, tuple[str, float | None]]:
    return {
        each.body.id: (each.status.value, None if each.share is None else float(each.share))
        for each in recoding.targets
    }
