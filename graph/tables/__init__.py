"""The fact tables: their columns, and conversion between rows and statements."""
