"""SPARQL: the query check, stores and sandbox, and result formats."""
