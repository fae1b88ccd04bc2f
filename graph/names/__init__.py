"""What a text means that somebody wrote for a body: an id, a code, a publisher's form of one, or a name people say.

`Names.read` is the one way in; search, `show` and recoding share it.
"""
