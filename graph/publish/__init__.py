"""The record as linked data: descriptions of things, dumps, VoID, attribution."""
