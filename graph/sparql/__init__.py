"""SPARQL: what may run, where it runs, and what comes back."""
