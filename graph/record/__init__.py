"""Opening the record: from its Turtle or a store to a `History`, with a cache."""

from .opening import DATA, Record, open_record

__all__ = ["DATA", "Record", "open_record"]
