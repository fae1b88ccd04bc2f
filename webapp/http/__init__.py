"""HTTP: parameters, content negotiation, responses, caching, errors, limits."""
