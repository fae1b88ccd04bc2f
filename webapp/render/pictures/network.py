"""A lineage as an interactive network: pyvis provides nodes, edges and options, positions are precomputed.

The layout is that of the picture on the time axis; physics is off, so nothing moves by itself.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from graph.answers.lineage import Lineage
from graph.model.words import percent, upper_first
from graph.names.description import description
from graph.record.history import History

from .blocks import blocks_of, latest_name, ribbons_of
from .rows import arrange
from .svg import Addresses, Axis
from .words import BASES, EVENT_KINDS

__all__ = ["network"]

_COLOURS = {"national": "#005eb8", "regional": "#00703c", "local": "#5a4a9c"}
_BACKGROUNDS = {"national": "#d9e8f6", "regional": "#d5ebdf", "local": "#e9e6f5"}
_BASIS_COLOURS = {"legal": "#005eb8", "area": "#00703c", "code": "#7c2855"}
_DASHES = {(False, False): False, (True, False): [6, 4], (False, True): [1, 4], (True, True): [6, 4, 1, 4]}
"""Of a link, by whether it is inferred and whether its share is unknown: as in the picture on the time axis."""
_ACROSS, _DOWN, _CHARACTER, _MARGIN = 1000.0, 42.0, 8.2, 24.0


def network(lineage: Lineage, history: History, address: Addresses, *, today: date) -> Mapping[str, Any]:
    """Nodes, edges and options for vis-network, with the facts shown on the page."""
    from pyvis.network import Network  # imports IPython, so load it on first use

    blocks = blocks_of(lineage, history, (), today)
    ribbons = ribbons_of(lineage, blocks)
    axis = Axis(date(1985, 1, 1), today, 0, _ACROSS)
    labels = {block.id: block.label for block in blocks}
    widths = {block.id: len(labels[block.id]) * _CHARACTER + _MARGIN for block in blocks}
    extents = {block.id: (axis.at(block.first), axis.at(block.first) + widths[block.id]) for block in blocks}
    rows = arrange(blocks, ribbons, extents)
    net = Network(directed=True)
    for block in blocks:
        body = block.bodies[0]
        chosen = body.id == lineage.body.id
        net.add_node(
            body.id,
            label=labels[block.id],
            title=upper_first(description(history, body)) or latest_name(body, today),
            shape="box",
            x=round(axis.at(block.first) + widths[block.id] / 2),
            y=round(rows[block.id] * _DOWN),
            physics=False,
            borderWidth=3 if chosen else 1,
            color={
                "background": "#ffeb3b" if chosen else _BACKGROUNDS[block.tier],
                "border": "#212b32" if chosen else _COLOURS[block.tier],
                "highlight": {"background": "#ffeb3b", "border": "#212b32"},
                "hover": {"background": "#fff9c4", "border": "#212b32"},
            },
            shapeProperties={"borderDashes": [4, 3] if body.inferred else False},
            kind=history.kinds[body.kind].label,
            days=_days(block.first, block.last, today),
            address=address("bodies.show", body=body.id),
        )
    for step in lineage.steps:
        link = step.link
        share = float(link.share) if link.share is not None else None
        net.add_edge(
            link.predecessor,
            link.successor,
            id=link.id,
            width=1 + 5 * (share if share is not None else 0.15),
            dashes=_DASHES[link.inferred, share is None],
            color=dict.fromkeys(("color", "highlight", "hover"), _BASIS_COLOURS[link.basis]),
            title=f"{EVENT_KINDS[link.kind]}, {BASES[link.basis]}, {'inferred' if link.inferred else 'stated'}"
            + (f", {percent(share)}" if share is not None else ", share not known"),
            basis=link.basis.value,
            share=share,
            inferred=link.inferred,
        )
    net.toggle_physics(False)
    nodes, edges, _, _, _, options = net.get_network_data()
    return {"chosen": lineage.body.id, "nodes": nodes, "edges": edges, "options": json.loads(options)}


def _days(first: date, last: date, today: date) -> str:
    return f"since {first.year}" if last >= today else f"{first.year} to {last.year}"
