"""Resolves text written for a body: an id, a code, a publisher's form of a code, or a name people use.

`Names.read` is the only entry point, shared by search, `show` and recoding.
"""
