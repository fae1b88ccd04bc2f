"""The record, opened: from its Turtle or a store to a `History`, with the cache beside it."""

from .opening import DATA, Record, open_record

__all__ = ["DATA", "Record", "open_record"]
