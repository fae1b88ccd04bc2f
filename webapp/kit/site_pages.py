"""Pages of the site that answer a question about the site itself, by the words people use for what is there."""

from typing import Any, Final

from graph.record.name_index import plain

__all__ = ["pages_about"]

_PAGES: Final[tuple[tuple[str, dict[str, Any], str, str, str], ...]] = (
    ("linked_data.whole", {}, "The data", "Every table as CSV and Parquet, one SQLite file, and the whole record.",
     "archive csv data dataset dcat download downloads dump excel file files parquet sqlite successions table tables "
     "turtle void zip"),
    ("linked_data.whole", {"_anchor": "licence"}, "Licence", "What the data may be used for, and what to name.",
     "attribution copyright free licence licences license licensed ogl open reuse"),
    ("changes.index", {}, "What changed in the facts", "Each edition's changes, as a page, a feed and CSV.",
     "atom change changed changelog changes edition editions feed lately latest news recent recently rss update "
     "updated updates version versions"),
    ("endpoint.sparql", {}, "Query", "A SPARQL editor with examples; each query as a program in Python, R or for curl.",
     "curl endpoint graph notebook pandas python query r rdf sparql"),
    ("reference.about", {"_anchor": "errors"}, "How to report an error",
     "What to send when a date, a name or a source is wrong or missing, and how an editor adds it.",
     "add adding amend announced contact contribute contribution correct correction edit editor error errors "
     "feedback fix improve mistake new report successor suggest wrong"),
    ("api.readable", {}, "For programs", "Every address, its parameters and the shape of its JSON.",
     "api developer developers json openapi rest"),
    ("map.today", {}, "Pictures to take away",
     "Each map and picture has buttons beneath it: SVG, PNG, a card of 1200 by 630, Cite and Embed.",
     "blog card embed image images picture pictures png poster presentation slide slides svg website"),
    ("reference.about", {"_anchor": "cite"}, "How to cite", "What to write; and each page ends with its own citation.",
     "bibtex citation citations cite citing doi quote"),
    ("recode.form", {}, "Recode a table", "Old codes, postcodes or places to the bodies of another day, with shares.",
     "convert crosswalk lookup mapping recode spreadsheet"),
    ("reference.coverage", {}, "Coverage and gaps", "How far each period can be trusted, and what is missing.",
     "accuracy complete completeness conflict conflicts contradict contradictions coverage gap gaps holes missing "
     "quality reliable trust uncertain unknown"),
    ("reference.vocabulary", {}, "Vocabulary", "The classes and properties of the record, and its SHACL shapes.",
     "classes ontology owl properties schema shacl shapes skos term terms vocabulary"),
    ("restructures.index", {}, "The restructures", "Each with its days, its law, what it changed and its sources.",
     "law laws legislation reform reforms reorganisation reorganisations restructure restructures restructuring "
     "statute statutes"),
    ("reference.sources", {}, "Sources", "Where each fact was read.", "reference references source sources"),
    ("stories.show", {"name": "lives"}, "How long a local commissioner lives", "A story, counted from the record.",
     "lasted lifespan lifetime live lived lives longest oldest shortest survived"),
    ("stories.show", {"name": "promises"}, "What was promised, and what came of it",
     "A story, counted from the record.",
     "commitment commitments kept pledge pledges promise promised promises"),
    ("stories.show", {"name": "doorstep"}, "Where the local NHS changed hands most often",
     "A story, counted from the record.", "most often places times"),
    ("stories.show", {"name": "parents"}, "The bodies made of the most others", "A story, counted from the record.",
     "biggest largest merger mergers parents"),
)  # fmt: skip
"""Endpoint, what its address takes, title, what is there, and the words that mean it."""
_GENERAL: Final = frozenset({"data", "dataset", "file", "files", "open", "table", "tables"})
"""Words that say less than any other of what is asked for: `recode a table`, `what changed in the data`."""
_BESIDE: Final = frozenset({"endpoint.sparql", "map.today"})
"""The pages that help with an answer of the record: `embed the map of 2010`."""


def pages_about(text: str, *, beside_an_answer: bool = False) -> list[tuple[str, dict[str, Any], str, str]]:
    """The endpoint, its address, title and description of each page that some of the words mean, the best first.

    Only the pages that help with another answer, if wanted beside one.
    """
    words = set(plain(text).split())
    found: list[tuple[tuple[int, int], tuple[str, dict[str, Any], str, str]]] = []
    for page, of, title, told, keys in _PAGES:
        meant = words & set(keys.split())
        if meant and (page in _BESIDE or not beside_an_answer):
            found.append(((len(meant - _GENERAL), len(meant)), (page, of, title, told)))
    return [page for _, page in sorted(found, key=lambda each: each[0], reverse=True)]
