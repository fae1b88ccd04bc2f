"""The record held against the official registers: what ODS and ONS publish, read in its own forms.

Nothing here changes the record; a difference is for a person to look at.
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
