"""Tables as people have them: CSV, Excel, Parquet and JSON, read within bounds and written whole."""
