"""RDF in Python: terms, prefixes, and the canonical Turtle."""
