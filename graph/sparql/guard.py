"""Checks a SPARQL query before it runs: detects its form, and refuses anything that would leave the store.

The grammar's terminals are tokenised so strictly that no engine can find a clause where this module does not; see the
functions `_agreed_…` for where engines differ.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from ..errors import RecordError
from ..rdf.terms import PREFIXES

__all__ = ["DEEPEST", "LONGEST", "BadQuery", "Query", "QueryForm", "TooLong", "check"]

LONGEST: Final = 100_000
"""Characters a query may have."""

DEEPEST: Final = 60
"""Brackets that may stand open at once, and operators before one operand; parsers recurse on both."""


class QueryForm(StrEnum):
    """The four query forms, by type of result."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"


class BadQuery(RecordError):
    """The text is not a SPARQL query, or uses a refused feature; `line` and `column` count from 1."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(f"Line {line}, column {column}: {message}")
        self.message, self.line, self.column = message, line, column


class TooLong(BadQuery):
    """The query exceeds the maximum length."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query that has passed the check."""

    text: str
    form: QueryForm


_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME_START = _BASE + "_"
_VARIABLE = _NAME_START + "0-9\u00b7\u0300-\u036f\u203f-\u2040"
_NAME = _VARIABLE + "\\-"
_ESCAPED_IN_NAME = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_CODE_POINT = r"u(?![dD][89A-Fa-f])[0-9A-Fa-f]{4}|U00(?:0[1-9A-Fa-f]|10|00(?![dD][89A-Fa-f]))[0-9A-Fa-f]{4}"
_ESCAPE = rf"\\(?:[tbnrf\"'\\]|{_CODE_POINT})"

_SPACE = r"(?:[ \t\r\n]++|\#[^\r\n]*+)*+"

_TERMINAL = re.compile(
    rf"""
    {_SPACE}
    (?:
      (?P<string>
          '''(?:'{{0,2}}+(?:[^'\\]|{_ESCAPE}))*+''' | \"\"\"(?:\"{{0,2}}+(?:[^\"\\]|{_ESCAPE}))*+\"\"\"
        | '(?!'')(?:[^'\\\r\n]|{_ESCAPE})*+' | \"(?!\"\")(?:[^\"\\\r\n]|{_ESCAPE})*+\")
    | (?P<iri><(?:[^\x00-\x20<>\"{{}}|^`\\]|\\(?:{_CODE_POINT}))*+>)
    | (?P<variable>[?$][{_NAME_START}0-9][{_VARIABLE}]*+)
    | (?P<blank>_:[{_NAME_START}0-9](?:[{_NAME}]|\.++(?=[{_NAME}]))*+)
    | (?P<name>(?:[{_BASE}](?:[{_NAME}]|\.++(?=[{_NAME}]))*+)?+:
          (?:(?:[{_NAME_START}:0-9]|{_ESCAPED_IN_NAME})(?:[{_NAME}:]|{_ESCAPED_IN_NAME}|\.++(?=[{_NAME}:%\\]))*+)?+)
    | (?P<language>@[A-Za-z]++(?:-{{1,2}}[A-Za-z0-9]++)*+)
    | (?P<number>(?:\d++\.?\d*+|\.\d++)[eE][+-]?\d++ | \d*+\.\d++ | \d++)
    | (?P<word>[A-Za-z][A-Za-z0-9_]*+)
    | (?P<sign>[{{}}()\[\].;,*/+\-!=<>&|^?~])
    | (?P<end>\Z)
    )
    """,
    re.VERBOSE | re.ASCII,
)

_FORMS = frozenset(QueryForm)
_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        ADJUST ALL AS ASC ASK BASE BIND BY CONSTRUCT DESC DESCRIBE DISTINCT EXISTS FALSE FILTER GRAPH GROUP
        HAVING IN LATERAL LIMIT MINUS NAMED NOT OFFSET OPTIONAL ORDER PREFIX REDUCED SELECT SEPARATOR TRUE
        UNDEF UNION VALUES VERSION WHERE A ABS AVG BNODE BOUND CEIL COALESCE CONCAT CONTAINS COUNT DATATYPE
        DAY ENCODE_FOR_URI FLOOR GROUP_CONCAT HASLANG HASLANGDIR HOURS IF IRI ISBLANK ISIRI ISLITERAL
        ISNUMERIC ISTRIPLE ISURI LANG LANGDIR LANGMATCHES LCASE MAX MD5 MIN MINUTES MONTH NOW OBJECT
        PREDICATE RAND REGEX REPLACE ROUND SAMETERM SAMPLE SECONDS SHA1 SHA256 SHA384 SHA512 STR STRAFTER
        STRBEFORE STRDT STRENDS STRLANG STRLANGDIR STRLEN STRSTARTS STRUUID SUBJECT SUBSTR SUM TIMEZONE
        TRIPLE TZ UCASE URI UUID YEAR
        """,
    )
)
_REFUSED = {
    "SERVICE": "SERVICE asks another server, which is refused here. Ask that server yourself and join the answers.",
    "FROM": "FROM names another data set, which is refused here. The record is the only one; leave the clause out.",
} | dict.fromkeys(
    ("ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DROP", "INSERT", "LOAD", "MOVE", "WITH", "USING"),
    "updates are refused; the record is read-only here. Ask with SELECT, ASK, CONSTRUCT or DESCRIBE.",
)
_ODD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_CODE_POINTS = re.compile(r"\\[uU]((?<=u)[0-9A-Fa-f]{4}|(?<=U)[0-9A-Fa-f]{8})")
_SPLIT_OFF = re.compile(r"SERVICE|FROM|LOAD|INSERT|DELETE")
_PREFIX_OPERATORS = frozenset("!+-^")
_HIERARCHICAL = re.compile(r"<(?:[A-Za-z][A-Za-z0-9+.\-]*:)?//", re.ASCII)
_OPERANDS = frozenset(("string", "iri", "variable", "blank", "name", "language", "number"))


class _Token(NamedTuple):
    kind: str
    text: str
    at: int


def check(text: str, *, longest: int = LONGEST) -> Query:
    """Checks a query: only SELECT, ASK, CONSTRUCT or DESCRIBE on the store itself pass.

    The engine still parses it: a query that passes may be malformed, but cannot reach anything outside the store.

    Raises:
        TooLong: it has more than `longest` characters.
        BadQuery: it is not a query, is nested too deeply, or has SERVICE, FROM, FROM NAMED or an update.
    """
    if len(text) > longest:
        raise TooLong(f"the query has {len(text):,} characters; at most {longest:,} are taken. Shorten it.")
    form: QueryForm | None = None
    declared: set[str] = set()
    depth = run = 0
    before = last = _Token("start", "", 0)
    for token in _tokens(text):
        match token.kind:
            case "word":
                word = token.text.upper()
                if reason := _REFUSED.get(word):
                    raise _bad(text, token.at, reason)
                if word not in _WORDS:
                    raise _bad(text, token.at, f"{token.text[:40]!r} is no word of SPARQL. Check its spelling.")
                if form is None and word in _FORMS:
                    form = QueryForm(word)
            case "name" | "blank":
                _agreed_name(text, token)
                prefix = token.text.partition(":")[0]
                if last.kind == "word" and last.text.upper() == "PREFIX":
                    declared.add(prefix)
                elif token.kind == "name" and prefix not in declared:
                    raise _bad(text, token.at, _undeclared(prefix))
            case "string":
                _agreed_escapes(text, token)
            case "iri":
                _agreed_escapes(text, token)
                _agreed_iri(text, token, last, before)
            case "sign":
                depth += (token.text in "{([") - (token.text in "})]")
        run = run + 1 if token.text in _PREFIX_OPERATORS else 0
        if depth > DEEPEST or run > DEEPEST:
            raise _bad(text, token.at, f"more than {DEEPEST} levels are nested here. Write a flatter query.")
        before, last = last, token
    if form is None:
        raise _bad(text, last.at, "this is no query. Begin with SELECT, ASK, CONSTRUCT or DESCRIBE.")
    return Query(text, form)


def _tokens(text: str) -> Iterator[_Token]:
    if odd := _ODD.search(text):
        raise _bad(text, odd.start(), _unreadable(odd[0]))
    at = 0
    while found := _TERMINAL.match(text, at):
        kind = found.lastgroup or "end"
        if kind == "end":
            return
        first, at = found.span(kind)
        yield _Token(kind, text[first:at], first)
    odd_at = len(text) - len(re.sub(rf"\A{_SPACE}", "", text[at:]))
    raise _bad(text, odd_at, _unreadable(text[odd_at]))


def _agreed_name(text: str, token: _Token) -> None:
    """Refuses a name in which an engine without word boundaries would find a clause.

    Oxigraph reads `SERVICEex:a` as SERVICE and ex:a where a triple does not fit, though the grammar makes it one name.
    """
    prefix, _, local = token.text.upper().partition(":")
    if _SPLIT_OFF.search(prefix) or any(_SPLIT_OFF.match(part) for part in local.split(".")[1:]):
        message = "a name with SERVICE, FROM or an update's word before the colon or after a dot is refused. Rename it."
        raise _bad(text, token.at, message)


def _agreed_iri(text: str, token: _Token, last: _Token, before: _Token) -> None:
    """Refuses an IRI that an engine may read as `less than`, and then find a string or comment in it.

    `FILTER(?a<'>')` has an IRI in the grammar and a comparison in Oxigraph. After `scheme://` it is unambiguous.
    """
    if _HIERARCHICAL.match(token.text):
        return
    after_operand = last.kind in _OPERANDS or last.text.lower() in (")", "]", "true", "false")
    declaring = before.text.upper() == "PREFIX"
    if "'" in token.text or ("#" in token.text and after_operand and not declaring):
        message = "this could be an address or a comparison. Put spaces round <, or write the address in full."
        raise _bad(text, token.at, message)


def _agreed_escapes(text: str, token: _Token) -> None:
    """Refuses escaped quotes, brackets and the like: engines that unescape first would end the string there."""
    if "\\" not in token.text:
        return
    for escape in _CODE_POINTS.finditer(token.text):
        character = chr(int(escape[1], 16))
        if character.isascii() and not character.isalnum():
            message = f"the escape {escape[0]} stands for a sign of SPARQL. Write the character itself."
            raise _bad(text, token.at + escape.start(), message)


def _undeclared(prefix: str) -> str:
    if namespace := PREFIXES.get(prefix):
        return f"the prefix {prefix}: is not declared. Add the line PREFIX {prefix}: <{namespace}>"
    return f"the prefix {prefix[:40]}: is not declared. Add a line PREFIX {prefix[:40]}: <...> at the top."


def _unreadable(character: str) -> str:
    if character in "\"'":
        return "a string begins here and does not end, or has a wrong escape in it. Close it with the same quotes."
    shown = character if character.isprintable() else f"U+{ord(character):04X}"
    return f"the character {shown} does not belong here. Take it away."


def _bad(text: str, at: int, message: str) -> BadQuery:
    begin = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
    lines = text.count("\n", 0, at) + text.count("\r", 0, at) - text.count("\r\n", 0, at)
    return BadQuery(message, lines + 1, at - begin + 1)
