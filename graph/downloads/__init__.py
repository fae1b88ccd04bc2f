"""The record as tidy tables that keep their address: CSV, Parquet, one SQLite file, their metadata, and an archive."""
