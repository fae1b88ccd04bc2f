"""Makes untrusted text safe to display: terminal control and invisible characters are escaped."""

__all__ = ["escaped", "first_line", "printable", "quoted"]


def escaped(text: str) -> str:
    """Text with control and other invisible characters written as `\x1b` or `\u202e`."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


def printable(text: str, longest: int = 60) -> str:
    """Text for a message: truncated and escaped."""
    return _cut(escaped(text[: longest + 1]), longest)


def quoted(text: str, longest: int = 60) -> str:
    """Text quoted in a message: truncated, escaped, in quotes it does not contain."""
    return repr(_cut(text, longest))


def first_line(error: Exception) -> str:
    """The first line of a library's error message, for use in one of ours."""
    return printable((str(error).strip().splitlines() or [type(error).__name__])[0], 160)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[:longest] + "..."
