"""Export of a lineage to GraphML, DOT and Mermaid.

All three come from the same weighted graph; names are escaped as each format requires.
"""

import html
import io

from ..model.share import share_text
from .lineage import Lineage, graph_of

__all__ = ["dot", "graphml", "mermaid"]


def graphml(lineage: Lineage) -> str:
    """GraphML, written by networkx: days as text, unknown shares left out."""
    import networkx as nx

    plain = graph_of(lineage)
    for _, node in plain.nodes(data=True):
        for key in ("start", "end"):
            node[key] = node[key].isoformat() if node[key] else ""
    for *_, edge in plain.edges(data=True):
        for key in ("earliest", "latest"):
            edge[key] = edge[key].isoformat()
        if edge["weight"] is None:
            del edge["weight"]
    text = io.BytesIO()
    nx.write_graphml(plain, text, encoding="utf-8")
    return text.getvalue().decode("utf-8") + "\n"


def _edge_label(lineage: Lineage, key: str) -> str:
    step = next(step for step in lineage.steps if step.link.id == key)
    share = share_text(step.link.share) if step.link.share is not None else ""
    return " ".join(filter(None, (step.link.kind, share)))


def dot(lineage: Lineage) -> str:
    """DOT for Graphviz, earliest bodies on the left; inferred links dashed, the chosen body bold."""

    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    graph = graph_of(lineage)
    lines = ["digraph lineage {", "  rankdir=LR;", "  node [shape=box, fontname=sans];"]
    for body, node in graph.nodes(data=True):
        thick = ", penwidth=3" if body == lineage.body.id else ""
        lines.append(f"  {quoted(body)} [label={quoted(node['label'])}{thick}];")
    for before, after, key, edge in graph.edges(keys=True, data=True):
        style = ", style=dashed" if edge["inferred"] else ""
        lines.append(f"  {quoted(before)} -> {quoted(after)} [label={quoted(_edge_label(lineage, key))}{style}];")
    return "\n".join([*lines, "}", ""])


def mermaid(lineage: Lineage) -> str:
    """A Mermaid flowchart, earliest bodies on the left; inferred links dashed, the chosen body bold."""
    graph = graph_of(lineage)
    number = {body: f"b{place}" for place, body in enumerate(graph.nodes)}
    lines = ["flowchart LR"]
    for body, node in graph.nodes(data=True):
        lines.append(f'  {number[body]}["{html.escape(node["label"])}"]')
    for before, after, key, edge in graph.edges(keys=True, data=True):
        arrow = "-.->" if edge["inferred"] else "-->"
        lines.append(f'  {number[before]} {arrow}|"{html.escape(_edge_label(lineage, key))}"| {number[after]}')
    lines.append(f"  style {number[lineage.body.id]} stroke-width:3px")
    return "\n".join([*lines, ""])
