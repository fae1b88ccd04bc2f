"""Maintaining the record: import and export of tables, validation, and diffs between editions."""
