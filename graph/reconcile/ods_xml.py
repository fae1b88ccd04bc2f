"""Streaming reader for the ODS XML that TRUD distributes (HSCOrgRefData), one organisation at a time.

A document with a DTD is refused before parsing continues, so no entity is ever expanded.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from lxml import etree

from .ods import items_of, members, words
from .register import Item, Register, RegisterForm, Wanted, bad, kinds_of_role

__all__ = ["Manifest", "is_organisation_data", "organisations", "read_ods_xml"]

_NAMESPACE = "{http://refdata.hscic.gov.uk/org/v2-0-0}"
_ROOTS = frozenset(("OrgRefData", "HSCOrgRefData", "Organisations", "Organisation"))
_TAGS = ("{*}Organisation", "{*}PublicationDate", "{*}concept")
_SEVERAL = {"Date", "Role", "Rel", "Succ"}


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def is_organisation_data(head: bytes) -> None:
    """Checks the beginning of a document, up to the root element.

    Raises:
        BadInput: it has a DTD, is not XML, or its root is not that of organisation reference data.
    """
    dtd = bad("The file has a DTD, which organisation data has not", "Fetch it again from its publisher.")
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise dtd
    parser = etree.XMLPullParser(
        events=("start",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        # Feed small chunks up to the root only, so that this parser never judges what follows.
        for place in range(0, len(head), 256):
            parser.feed(head[place : place + 256])
            if (first := next(iter(parser.read_events()), None)) is not None:
                break
        else:
            raise bad("The file has no XML element near its beginning", "Fetch it again from its publisher.")
    except etree.XMLSyntaxError as error:
        raise _syntax(error) from None
    root: Any = first[1]
    if root.getroottree().docinfo.doctype:
        raise dtd
    name = str(root.tag)
    if not name.startswith(_NAMESPACE) and _local(name) not in _ROOTS:
        shown = _local(name)[:40]
        raise bad(f"The file is XML about {shown!r}, not ODS organisation data", "Name an HSCOrgRefData file.")


def _syntax(error: etree.XMLSyntaxError) -> Exception:
    reason = " ".join(str(error.msg).split())[:120] or "cut short"
    return bad(f"Line {error.lineno or 1}: no well-formed XML ({reason})", "Fetch the file again, whole.")


def read_ods_xml(stream: IO[bytes], wanted: Wanted) -> Register:
    """Reads a stream checked by `is_organisation_data`; each record is freed once read."""
    register = Register(RegisterForm.ODS_XML, "ods", whole=True)
    register.items = _items(stream, wanted, register)
    return register


def _items(stream: IO[bytes], wanted: Wanted, register: Register) -> Iterator[Item]:
    manifest = Manifest()

    def chosen(element: Any) -> bool:
        register.read += 1
        return _concerns_us(element, manifest.role_names, wanted)

    for organisation in organisations(stream, chosen, manifest):
        register.published = manifest.published
        yield from items_of(organisation, wanted)
    register.published = manifest.published


@dataclass
class Manifest:
    """What a file says of itself, as far as it has been read: its date, and the names of its roles."""

    published: str = ""
    role_names: dict[str, str] = field(default_factory=dict)


def organisations(stream: IO[bytes], chosen: Callable[[Any], bool], manifest: Manifest) -> Iterator[dict[str, Any]]:
    """The organisations of a stream checked by `is_organisation_data`, in the layout of the JSON interface.

    Only those are converted whose element is `chosen`; each is freed once read, so that the size does not matter.

    Raises:
        BadInput: it is not well-formed, or cut short.
    """
    try:
        for _, element in etree.iterparse(
            stream, events=("end",), tag=_TAGS, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        ):
            match _local(element.tag):
                case "PublicationDate":
                    manifest.published = (element.get("value") or "")[:40]
                case "concept":
                    manifest.role_names[element.get("id") or ""] = element.get("displayName") or ""
                case _:
                    if chosen(element):
                        yield _organisation(element, manifest.role_names)
            _forget(element)
    except etree.XMLSyntaxError as error:
        raise _syntax(error) from None


def _concerns_us(element: Any, names: dict[str, str], wanted: Wanted) -> bool:
    """Whether the record has the organisation's code or kind; others are skipped."""
    identifier = element.find("{*}OrgId")
    if identifier is None or wanted(identifier.get("extension", "")):
        return True
    roles = element.iterfind("{*}Roles/{*}Role")
    return any(kinds_of_role(role.get("id", ""), names.get(role.get("id", ""), "")) for role in roles)


def _forget(element: Any) -> None:
    """Frees an element and those before it, so that the tree does not grow."""
    element.clear(keep_tail=False)
    while element.getprevious() is not None:
        del element.getparent()[0]


def _organisation(element: Any, names: dict[str, str]) -> dict[str, Any]:
    """An organisation in the layout of the JSON interface; roles get their names from the file."""
    organisation: dict[str, Any] = _node(element)
    for role in members(organisation, "Roles", "Role"):
        if isinstance(role, dict):
            role["displayName"] = names.get(words(role, "id"), "")
    return organisation


def _node(element: Any) -> Any:
    """A node's value: its `value` or text if it has nothing else, otherwise its attributes and children."""
    node: dict[str, Any] = dict(element.attrib)
    for child in element:
        name = _local(child.tag)
        if name in _SEVERAL:
            node.setdefault(name, []).append(_node(child))
        else:
            node[name] = _node(child)
    if not node:
        return element.text or ""
    return node["value"] if node.keys() == {"value"} else node
