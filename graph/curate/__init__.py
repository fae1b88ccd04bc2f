"""Keeping the record: tables in and out, validation, and what an edition changed."""
