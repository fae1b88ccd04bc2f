"""The fact tables: their columns, and the way between a row and its statements."""
