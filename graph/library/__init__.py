"""The Python API: `open_record()`, then bodies, dates, diffs, and recoding of data frames."""

from .body_view import BodyView
from .record_view import RecordView, open_record
from .result import Result

__all__ = ["BodyView", "RecordView", "Result", "open_record"]
