"""Rendering besides templates: links, wording, pictures, schema.org descriptions."""
