"""Tabular files: CSV, Excel, Parquet and JSON, read within limits and written atomically."""
