"""Text from outside as people may be shown it: what would steer a terminal, or hide letters, is written out instead."""

__all__ = ["escaped", "first_line", "printable", "quoted"]


def escaped(text: str) -> str:
    """A text in which control characters, and others that are not seen, are written as `\\x1b` or `\\u202e`."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


def printable(text: str, longest: int = 60) -> str:
    """A text as a message may show it: cut, and escaped."""
    return _cut(escaped(text[: longest + 1]), longest)


def quoted(text: str, longest: int = 60) -> str:
    """A text as a message may quote it: cut, escaped, and in quotes that are not in it."""
    return repr(_cut(text, longest))


def first_line(error: Exception) -> str:
    """The first line of a library's message, as one of ours may repeat it."""
    return printable((str(error).strip().splitlines() or [type(error).__name__])[0], 160)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[:longest] + "..."
