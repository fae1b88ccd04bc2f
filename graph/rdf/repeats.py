"""Fast reading of canonical Turtle with many repeated lines: each distinct line is parsed once.

Ten thousand coverages name a few hundred cells, bodies and sets of sources, so this takes a third of the time.
"""

import re
from secrets import token_hex
from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from .resources import Term
from .terms import ID

__all__ = ["repeated_resources"]

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]*", re.ASCII)


def repeated_resources(data: bytes) -> dict[str, dict[str, list[Term]]] | None:
    """The statements of canonical Turtle by subject and predicate, like `turtle.resources`.

    None if the text is not in the canonical form (one block per subject, one predicate per line); the parser then has
    to read it and report errors. Subjects share lists of objects, so they must not be modified.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    begin = 0
    while text.startswith("@prefix ", begin):
        begin = text.find("\n", begin) + 1
    if "#" in text[begin:] or not text.endswith(" .\n"):  # a comment would hide the end of a line
        return None
    blocks: list[tuple[str, list[str]]] = []
    for block in text[begin : -len(" .\n")].split(" .\n"):
        subject, _, rest = block.partition(" ")
        if not subject.startswith("id:") or not _NAME.fullmatch(subject, 3):
            return None
        blocks.append((ID + subject[3:], rest.split(" ;\n\t")))
    said = _parsed(text[:begin], list({line: None for _, lines in blocks for line in lines}))
    if said is None:
        return None
    found: dict[str, dict[str, list[Term]]] = {}
    for iri, lines in blocks:
        resource: dict[str, list[Term]] = {}
        for line in lines:
            resource |= said[line]
        if iri in found or len(resource) != len(lines):
            return None
        found[iri] = resource
    return found


def _parsed(head: str, lines: list[str]) -> dict[str, dict[str, list[Term]]] | None:
    """The parsed content of each distinct line; None if a line is not a single predicate with its objects."""
    if any("\n" in line for line in lines):
        return None
    subject = f"urn:line-{token_hex(16)}:"  # cannot occur in a line
    document = "".join(f"<{subject}{number}> {line} .\n" for number, line in enumerate(lines))
    said: list[dict[str, list[Term]]] = [{} for _ in lines]
    try:
        before = _prefixes(head)
        parser = parse((head + document).encode(), RdfFormat.TURTLE)
        for quad in parser:
            name, term = quad.subject, quad.object
            if not isinstance(name, NamedNode) or not isinstance(term, (NamedNode, Literal)):
                return None
            if not name.value.startswith(subject):
                return None
            said[int(name.value[len(subject) :])].setdefault(quad.predicate.value, []).append(term)
        if parser.prefixes != before or before.get("id") != ID or parser.base_iri is not None:
            return None
    except (SyntaxError, ValueError):
        return None
    return dict(zip(lines, said, strict=True)) if all(len(each) == 1 for each in said) else None


def _prefixes(head: str) -> dict[str, str]:
    parser = parse(head.encode(), RdfFormat.TURTLE)
    if next(iter(parser), None) is not None:
        raise ValueError
    return parser.prefixes
