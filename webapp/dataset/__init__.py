"""The record as a whole: its data, sources, coverage and changes, and how programs find it and the site."""
