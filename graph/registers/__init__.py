"""Registers: the practices and trusts that hang under the record's bodies, from files that ODS publishes each month.

They are the user's own data, in one SQLite file; they are never part of the record.
"""

from .facts import Edition, Membership, Organisation, Succeeded, Unread
from .store import Register, open_register, register_path

__all__ = [
    "Edition",
    "Membership",
    "Organisation",
    "Register",
    "Succeeded",
    "Unread",
    "open_register",
    "register_path",
]
