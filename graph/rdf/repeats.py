"""Reading canonical Turtle in which most lines repeat: each different line is parsed once, whatever subjects have it.

Ten thousand coverages name a few hundred cells, bodies and sets of sources, so that this takes a third of the time.
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
    """The subjects of a text in the canonical form, with their statements by predicate, as `turtle.resources` has them.

    None where the text is in any other form than one block a subject and one predicate a line: that is for the parser
    to read whole, and to say what is wrong with it. Subjects share lists of objects, which nobody may change.
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
    """What each line says of whatever subject has it; None where a line is no single predicate with its objects."""
    if any("\n" in line for line in lines):
        return None
    subject = f"urn:line-{token_hex(16)}:"  # no line can name it
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
