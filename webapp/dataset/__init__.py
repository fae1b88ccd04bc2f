"""The record as a data set: downloads, sources, coverage, changes, and discovery by programs."""
