"""Self-contained pictures: an SVG file with its styles, or a page with the picture and a table of its data.

They load nothing; links go to the record's identifiers.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from markupsafe import Markup

from graph.rdf.terms import ID

__all__ = ["identifier", "page", "svg_file"]

_STYLES = Path(__file__).resolve().parents[2] / "static" / "pictures.css"


def identifier(endpoint: str, **values: object) -> str:
    """The external address of a thing: its identifier in the record."""
    return ID + str(next(iter(values.values()), ""))


def _styled(picture: Markup) -> Markup:
    opening, rest = picture.split(">", 1)
    return Markup(f"{opening}><style>{_STYLES.read_text(encoding='utf-8')}</style>{rest}")  # noqa: S704 - both are ours


def svg_file(picture: Markup) -> str:
    """The picture as an SVG file."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{_styled(picture)}\n'


def page(title: str, picture: Markup | None, rows: Sequence[Mapping[str, object]]) -> str:
    """A page with the picture, if any, and a table of the rows."""

    def cells(tag: str, values: Sequence[object]) -> Markup:
        return Markup("").join(Markup("<{0}>{1}</{0}>").format(tag, _text(value)) for value in values)

    header = cells("th", list(rows[0])) if rows else Markup("")
    body = Markup("\n").join(Markup("<tr>{}</tr>").format(cells("td", list(row.values()))) for row in rows)
    return Markup(
        '<!doctype html>\n<html lang="en-GB">\n<meta charset="utf-8">\n<title>{0}</title>\n'
        "<style>body {{ font-family: sans-serif; margin: 2em }} "
        "td, th {{ border-bottom: 1px solid #d8dde0; padding: 4px 8px; text-align: left }} td {{ vertical-align: top }}"
        "</style>\n"
        "<h1>{0}</h1>\n{1}\n<table>\n<thead><tr>{2}</tr></thead>\n<tbody>\n{3}\n</tbody>\n</table>\n</html>\n"
    ).format(title, _styled(picture) if picture else "", header, body)


def _text(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
