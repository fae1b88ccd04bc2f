"""How Sphinx makes a site of the Markdown pages: `make docs`.

The pages are written for a code host first. So the repository is Sphinx's source folder, which keeps every link
between them as it is, and the lists on the index are the site's table of contents.
"""

import re

from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

project = "NHS restructures"
author = project_copyright = "The contributors to nhs-restructures"
extensions = ["myst_parser"]
root_doc = "docs/index"
include_patterns = ["*.md", "docs/**.md"]
exclude_patterns = [".*", "benchmarks", "commands", "data", "deploy", "graph", "site", "tests", "tools", "webapp"]
suppress_warnings = ["toc.not_included"]  # the index links to every page, which the tests see to
nitpicky = True
language = "en_GB"

myst_heading_anchors = 3

html_theme = "furo"  # asks no other host for anything
html_title = project
html_show_sphinx = False
html_copy_source = html_use_index = False
templates_path = ["templates"]
html_additional_pages = {"index": "moved.html"}

SECTION = re.compile(r"^## (?P<title>[^\n]+)$(?P<text>.*?)(?=^## |\Z)", re.M | re.S)
PAGE = re.compile(r"^- .*?\]\((?P<path>[^)#]+)\.md\)", re.M)


def _contents(app: Sphinx, page: str, text: list[str]) -> None:
    """Each list of pages on the index is a part of the table of contents, under its heading."""
    if page == app.config.root_doc:
        for section in SECTION.finditer(text[0]):
            paths = "\n".join(found["path"] for found in PAGE.finditer(section["text"]))
            text[0] += f"\n```{{toctree}}\n:hidden:\n:caption: {section['title']}\n\n{paths}\n```\n"


def setup(app: Sphinx) -> None:
    app.add_lexer("csv", TextLexer)
    app.connect("source-read", _contents)
