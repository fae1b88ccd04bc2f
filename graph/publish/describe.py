"""The record's own statements about given things, verbatim, as Turtle: the evidence for an answer or page.

The record is first brought into canonical form, where each subject is one block starting at a line.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from ..rdf.turtle import canonical, read_triples
from ..record.opening import DATA, Record
from ..util.once import computed_once

__all__ = ["instances", "mentions", "of"]

_SUBJECT = re.compile(r"^(?:id:|nhs:)\S+(?= )", re.MULTILINE)
_CLASSES = re.compile(r" a (.+?) [;.]\n")
_INFERRED = ("nhs:evidence nhs:inferred", " a nhs:InferredValue ")
_NAMED = re.compile(r"(?<=[\t ,])id:[^\s;,]+")


@computed_once(maxsize=2)
def _blocks(record: Record) -> tuple[str, Mapping[str, str]]:
    """The prefixes, and the block of each subject, by its prefixed name."""
    # The bundled record is canonical already (the tests check it), which saves a second.
    ready = record.source == DATA / "restructures.ttl"
    files = [record.turtle, *([record.areas_file.file.turtle] if record.areas_file else ())]
    prefixes, blocks = "", dict[str, str]()
    for turtle in files:
        text = (turtle if ready else canonical(read_triples(turtle, record.name))).decode()
        starts = [(found.start(), found.group()) for found in _SUBJECT.finditer(text)]
        ends = [start for start, _ in starts[1:]] + [len(text)]
        prefixes = prefixes or text[: starts[0][0]]
        blocks.update((name, text[start:end]) for (start, name), end in zip(starts, ends, strict=True))
    return prefixes, blocks


@computed_once(maxsize=2)
def _mentioned(record: Record) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for subject, block in _blocks(record)[1].items():
        for name in _NAMED.findall(block):
            found[name].setdefault(subject)
    return {name: tuple(subjects) for name, subjects in found.items()}


def mentions(record: Record, thing: str, *, stated_only: bool = False) -> tuple[str, ...]:
    """A thing's id, and the ids of everything that refers to it: its events, links, lines and names.

    `stated_only` leaves out what is inferred.
    """
    names: Iterable[str] = (f"id:{thing}", *_mentioned(record).get(f"id:{thing}", ()))
    if stated_only:
        blocks = _blocks(record)[1]
        names = (name for name in names if not any(said in blocks.get(name, "") for said in _INFERRED))
    return tuple(name.removeprefix("id:") for name in dict.fromkeys(names))


@computed_once(maxsize=2)
def _by_class(record: Record) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for subject, block in _blocks(record)[1].items():
        if classes := _CLASSES.match(block, len(subject)):
            for name in classes[1].split(" , "):
                found[name].append(subject)
    return {name: tuple(subjects) for name, subjects in found.items()}


def instances(record: Record, *classes: str) -> tuple[str, ...]:
    """The ids of all instances of some classes, given by prefixed name."""
    names = (name for each in classes for name in _by_class(record).get(each, ()))
    return tuple(name.removeprefix("id:") for name in names)


def of(record: Record, things: Iterable[str]) -> str:
    """The statements about some things, given by id or, for vocabulary terms, by prefixed name."""
    prefixes, blocks = _blocks(record)
    names = sorted({thing if ":" in thing else f"id:{thing}" for thing in things})
    return prefixes + "".join(blocks[name] for name in names if name in blocks)
