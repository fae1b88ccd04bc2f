"""Recodes small tables through bodies a to c, of which a was split at 0.3 and s at 0.018."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeAlias

import polars as pl
import pytest

from graph.errors import BadInput
from graph.recode.recoder import Recoder
from graph.recode.tables.files import Job, recode_file
from tests.support.histories import small

__all__ = ["HISTORY", "SINCE", "TO", "Recode", "recoded", "recoder", "refused"]

HISTORY = small(
    "a > b 2013-04-01 split 0.3",
    "a > c 2013-04-01 split 0.7",
    "s > b 2013-04-01 split 0.018",
    "s > c 2013-04-01 split 0.982",
    "u > b 2013-04-01 split",
    bodies={**dict.fromkeys("asu", "2000-01-01/2013-03-31"), **dict.fromkeys("bc", "2013-04-01")},
)
TO, SINCE = date(2015, 1, 1), date(2010, 1, 1)
Recode: TypeAlias = Callable[..., pl.DataFrame]


def recoder() -> Recoder:
    return Recoder(HISTORY, TO, since=SINCE)


def recoded(text: str, *apportion: str, **options: object) -> pl.DataFrame:
    out = io.BytesIO()
    recode_file(io.BytesIO(text.encode()), out, recoder(), Job("code", apportion=apportion, **options))  # type: ignore[arg-type]
    return pl.read_csv(out.getvalue(), infer_schema=False)


def refused(data: bytes | Path, column: str = "code", largest: int = 10**6) -> str:
    """What is said of bad input; it is one line, and nothing was written."""
    out = io.BytesIO()
    with pytest.raises(BadInput) as error:
        recode_file(io.BytesIO(data) if isinstance(data, bytes) else data, out, recoder(), Job(column), largest=largest)
    assert not out.getvalue()
    assert "\n" not in str(error.value)
    return str(error.value)
