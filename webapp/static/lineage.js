// The lineage as a network to explore. Data, positions and options come with the page; nothing moves by itself.
"use strict";

(() => {
  const data = JSON.parse(document.getElementById("network-data").textContent);
  const page = document.getElementById("network-page"), frame = document.getElementById("network");
  const facts = document.getElementById("network-facts"), goTo = document.getElementById("go-to");
  const share = document.getElementById("share"), shown = document.getElementById("share-shown");
  page.hidden = false;

  const nodes = new vis.DataSet(data.nodes), edges = new vis.DataSet(data.edges);
  const closed = new Set();
  const unknown = document.getElementById("unknown"), kinds = [...page.querySelectorAll("[data-kind]")];
  const network = new vis.Network(frame, { nodes, edges }, {
    ...data.options,
    configure: { enabled: false },
    physics: { enabled: false },
    interaction: { hover: true, keyboard: { enabled: true, bindToWindow: false, autoFocus: false }, tooltipDelay: 150 },
    nodes: { font: { face: "Arial, Liberation Sans, sans-serif", size: 15 }, margin: 6 },
    edges: { arrows: { to: { enabled: true, scaleFactor: 0.5 } }, smooth: { enabled: true, type: "cubicBezier", forceDirection: "horizontal", roundness: 0.5 } },
  });

  const byName = [...data.nodes].sort((a, b) => a.label.localeCompare(b.label));
  goTo.append(new Option("Choose a body", ""), ...byName.map(node => new Option(node.title, node.id)));

  // What can be seen: links of enough share, and the bodies that such links still join to the chosen one, of the kinds
  // that are ticked. A way may lead through a kind that is not: what lies beyond it stays.
  function apply() {
    const least = Number(share.value) / 100;
    shown.textContent = share.value + "%";
    const open = data.edges.filter(edge => (edge.share === null ? unknown.checked : edge.share >= least) && !closed.has(edge.id));
    const reached = new Set([data.chosen]), waiting = [data.chosen];
    while (waiting.length) {
      const at = waiting.pop();
      for (const edge of open) {
        const next = edge.from === at ? edge.to : edge.to === at ? edge.from : null;
        if (next && !reached.has(next)) { reached.add(next); waiting.push(next); }
      }
    }
    const off = new Set(kinds.filter(box => !box.checked).map(box => box.value));
    for (const node of data.nodes) if (off.has(node.kind) && node.id !== data.chosen) reached.delete(node.id);
    const seen = new Set(open.map(edge => edge.id));
    nodes.update(data.nodes.map(node => ({ id: node.id, hidden: !reached.has(node.id) })));
    edges.update(data.edges.map(edge => ({ id: edge.id, hidden: !seen.has(edge.id) || !reached.has(edge.from) || !reached.has(edge.to) })));
  }

  function line(text, parent = facts) {
    const paragraph = document.createElement("p");
    paragraph.textContent = text;
    parent.append(paragraph);
    return paragraph;
  }
  function toggle(text, links) {
    if (!links.length) return;
    const button = document.createElement("button");
    const isClosed = links.every(edge => closed.has(edge.id));
    button.type = "button";
    button.className = "nhsuk-button nhsuk-button--secondary nhsuk-button--small";
    button.textContent = (isClosed ? "Show" : "Hide") + " " + text + " (" + links.length + ")";
    button.addEventListener("click", () => {
      links.forEach(edge => isClosed ? closed.delete(edge.id) : closed.add(edge.id));
      apply();
      tell(network.getSelectedNodes()[0]);
      remember();
      facts.querySelector("button")?.focus();
    });
    facts.append(button);
  }
  function tell(id) {
    facts.replaceChildren();
    const node = data.nodes.find(each => each.id === id);
    if (!node) { line("Choose a body to see its facts here."); return; }
    const title = document.createElement("h2"), link = document.createElement("a");
    title.className = "nhsuk-heading-s";
    link.href = node.address;
    link.textContent = node.title;
    title.append(link);
    facts.append(title);
    line(node.kind + ", " + node.days);
    for (const edge of data.edges.filter(each => each.to === id)) line("From " + label(edge.from) + ": " + edge.title);
    for (const edge of data.edges.filter(each => each.from === id)) line("To " + label(edge.to) + ": " + edge.title);
    toggle("what came before", data.edges.filter(each => each.to === id));
    toggle("what came after", data.edges.filter(each => each.from === id));
  }
  const label = id => data.nodes.find(each => each.id === id).label;

  // The view is kept in the address, so that a link restores it.
  function remember() {
    const at = network.getViewPosition(), state = new URLSearchParams();
    const node = network.getSelectedNodes()[0];
    if (node) state.set("body", node);
    if (share.value !== share.min) state.set("share", share.value);
    if (closed.size) state.set("closed", [...closed].join(" "));
    if (!unknown.checked) state.set("unknown", "off");
    const off = kinds.filter(box => !box.checked).map(box => box.value);
    if (off.length) state.set("off", off.join("|"));
    state.set("view", [Math.round(at.x), Math.round(at.y), network.getScale().toFixed(3)].join(","));
    history.replaceState(null, "", "#" + state);
  }
  // Where the whole would be too small to read: the chosen body, with room on the side on which most of the others are.
  function beginAtChosen() {
    const places = data.nodes.map(node => node.x), first = Math.min(...places), last = Math.max(...places);
    const part = (data.nodes.find(node => node.id === data.chosen).x - first) / (last - first || 1);
    network.focus(data.chosen, { scale: 0.7, offset: { x: frame.clientWidth * (part - 0.5) / 2, y: 0 } });
  }
  function restore() {
    const state = new URLSearchParams(location.hash.slice(1));
    share.value = state.get("share") ?? share.min;
    unknown.checked = state.get("unknown") !== "off";
    const off = (state.get("off") ?? "").split("|");
    kinds.forEach(box => { box.checked = !off.includes(box.value); });
    (state.get("closed") ?? "").split(" ").filter(Boolean).forEach(id => closed.add(id));
    apply();
    const node = state.get("body") ?? data.chosen;
    if (nodes.get(node)) { network.selectNodes([node]); goTo.value = node; tell(node); }
    const view = (state.get("view") ?? "").split(",").map(Number);
    if (view.length === 3 && view.every(Number.isFinite) && view[2] > 0)
      network.moveTo({ position: { x: view[0], y: view[1] }, scale: view[2] });
    else {
      network.fit();
      if (network.getScale() < 0.6) beginAtChosen();
    }
  }

  function showAll() {
    share.value = share.min;
    closed.clear();
    [unknown, ...kinds].forEach(box => { box.checked = true; });
    apply();
    tell(network.getSelectedNodes()[0]);
    network.fit();
  }

  network.on("selectNode", event => { goTo.value = event.nodes[0]; tell(event.nodes[0]); remember(); });
  network.on("deselectNode", () => { goTo.value = ""; tell(""); remember(); });
  network.on("doubleClick", event => {
    const node = data.nodes.find(each => each.id === event.nodes[0]);
    if (node) location.assign(node.address);
  });
  network.on("dragEnd", remember);
  network.on("zoom", remember);
  goTo.addEventListener("change", () => {
    if (!goTo.value) return;
    network.selectNodes([goTo.value]);
    network.focus(goTo.value, { scale: Math.max(network.getScale(), 0.9) });
    tell(goTo.value);
    remember();
  });
  share.addEventListener("input", apply);
  share.addEventListener("change", remember);
  [unknown, ...kinds].forEach(box => box.addEventListener("change", () => { apply(); remember(); }));
  page.addEventListener("click", event => {
    const act = event.target.dataset?.act;
    if (act === "all") showAll();
    if (act === "in" || act === "out") network.moveTo({ scale: network.getScale() * (act === "in" ? 1.3 : 1 / 1.3) });
    if (act) remember();
  });
  restore();
})();
