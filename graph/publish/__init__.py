"""The record as linked data for others: descriptions of things, dumps, VoID, attribution."""
