"""The record as tidy tables at stable addresses: CSV, Parquet, one SQLite file, metadata, and an archive."""
