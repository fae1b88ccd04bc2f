"""The OpenAPI description of the site, and its schemas."""
