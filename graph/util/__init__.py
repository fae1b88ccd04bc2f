"""Utilities independent of the record: atomic writes, child processes, text."""
