"""How the site speaks HTTP: parameters, negotiation, responses, caching, errors, limits."""
