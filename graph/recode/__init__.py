"""Recoding of tables: codes of one day converted to the bodies of another."""
