"""The record as a Python user asks it: `open_record()`, then bodies, days, differences and frames of one's own."""

from .body_view import BodyView
from .record_view import RecordView, open_record
from .result import Result

__all__ = ["BodyView", "RecordView", "Result", "open_record"]
