"""Pages of the site that answer a question about the site itself, by the words people use for what is there."""

from typing import Final

from graph.record.name_index import plain

__all__ = ["pages_about"]

_PAGES: Final = (
    ("linked_data.whole", "", "The data", "Every table as CSV and Parquet, one SQLite file, and the whole record.",
     "csv data dataset download downloads dump excel file files licence license parquet sqlite successions table "
     "tables turtle zip"),
    ("changes.index", "", "What changed in the facts", "Each edition's changes, as a page, a feed and CSV.",
     "changelog edition editions feed news update updated updates version versions"),
    ("endpoint.sparql", "", "Query", "A SPARQL editor with examples; each query as a program in Python, R or for curl.",
     "curl endpoint graph notebook pandas python query r rdf sparql"),
    ("reference.about", "errors", "How to report an error", "What to send when a date, a name or a source is wrong.",
     "contact correct correction error errors feedback fix mistake report wrong"),
    ("api.readable", "", "For programs", "Every address, its parameters and the shape of its JSON.",
     "api developer developers json openapi rest"),
    ("recode.form", "", "Recode a table", "Old codes, postcodes or places to the bodies of another day, with shares.",
     "convert crosswalk lookup mapping recode spreadsheet"),
    ("reference.coverage", "", "Coverage and gaps", "How far each period can be trusted, and what is missing.",
     "accuracy complete completeness coverage gap gaps missing quality reliable trust"),
    ("reference.sources", "", "Sources", "Where each fact was read.", "reference references source sources"),
)  # fmt: skip
"""Endpoint, place on the page, title, what is there, and the words that mean it."""


def pages_about(text: str) -> list[tuple[str, str, str, str]]:
    """The endpoint, place, title and description of each page that some of the words mean, the best first."""
    words = set(plain(text).split())
    found = [(len(words & set(keys.split())), page) for *page, keys in _PAGES]
    best = sorted((each for each in found if each[0]), key=lambda each: -each[0])
    return [(endpoint, anchor, title, told) for _, (endpoint, anchor, title, told) in best]
