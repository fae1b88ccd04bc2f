"""What each JSON answer looks like, stated once as a type: its keys in order, what each holds, and what may be null.

An answer fills its type by `Document.from_values`; its JSON, the schema and the OpenAPI description follow from it.
A key is added by one line here, where the value has an attribute of its name. These modules are imported when the
first answer becomes JSON, and not before.
"""

from .base import Document, columns, fractions, schemas

__all__ = ["Document", "columns", "fractions", "schemas"]
