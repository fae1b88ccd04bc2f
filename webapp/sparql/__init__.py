"""The SPARQL endpoint: the protocol, the query processes, and the page with the editor."""
