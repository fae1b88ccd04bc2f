"""The shape of each JSON answer, declared once as a type: its keys in order, their meaning, and what may be null.

`Document.from_values` fills a type from an answer; the JSON, the schema and the OpenAPI description follow from it. A
new key is one line here if the value has an attribute of that name. These modules are only imported when an answer
becomes JSON.
"""

from .base import Document, columns, fractions, schemas

__all__ = ["Document", "columns", "fractions", "schemas"]
