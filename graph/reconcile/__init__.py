"""Comparison of the record with the official registers that ODS and ONS publish.

Nothing here changes the record; differences are for a person to review.
"""

from .compare import Reconciliation, reconcile
from .detect import open_register
from .points import Point, Verdict
from .register import Register, RegisterEntry, RegisterForm, RegisterLink, Relationship

__all__ = [
    "Point",
    "Reconciliation",
    "Register",
    "RegisterEntry",
    "RegisterForm",
    "RegisterLink",
    "Relationship",
    "Verdict",
    "open_register",
    "reconcile",
]
