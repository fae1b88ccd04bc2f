"""RDF values in Python: terms, statements and the resources they describe."""

from collections.abc import Mapping
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode

__all__ = ["Resource", "Resources", "Statement", "Term"]

Term: TypeAlias = NamedNode | Literal
Resource: TypeAlias = Mapping[str, list[Term]]
"""One subject of the record: the IRI of each predicate and its objects."""
Resources: TypeAlias = Mapping[str, Resource]
"""All subjects of the record by IRI."""
Statement: TypeAlias = tuple[str, Term]
"""A predicate and an object, said of a subject that is known from where the statement stands."""
