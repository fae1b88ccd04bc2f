"""The record in a SPARQL store: read whole, or as an answer needs it."""
