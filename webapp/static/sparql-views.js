/* How the query page draws results beside its table: bars, a timeline, a graph. Each is a view of YASR, drawn here as
   SVG; the graph asks for the network library of this site when it is first shown. */
window.sparqlViews = (shortened, settings) => {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";

  function made(tag, attributes, text) {
    const node = document.createElementNS(SVG, tag);
    Object.entries(attributes || {}).forEach(([name, value]) => node.setAttribute(name, value));
    if (text !== undefined) node.textContent = text;
    return node;
  }

  function icon(path) {
    const svg = made("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" });
    svg.append(made("path", { fill: "currentColor", d: path }));
    return svg;
  }

  function table(yasr) {
    const results = yasr.results;
    return {
      rows: (results && results.getBindings && results.getBindings()) || [],
      names: (results && results.getVariables && results.getVariables()) || [],
    };
  }

  function note(yasr, text) {
    const line = document.createElement("p");
    line.textContent = text;
    yasr.resultsEl.appendChild(line);
  }

  const known = new Map(settings.terms.filter(([, label]) => label));
  const word = (value) => known.get(value) ?? shortened(value);
  const words = (row, names) => names.map((name) => (row[name] ? word(row[name].value) : "")).join(" ");

  /* A text that is cut at the end where it is wider than its room. */
  const ruler = document.createElement("canvas").getContext("2d");
  function fitted(text, room) {
    ruler.font = "14px Arial, 'Liberation Sans', Helvetica, sans-serif";
    if (ruler.measureText(text).width <= room) return text;
    let end = text.length;
    while (end > 1 && ruler.measureText(`${text.slice(0, end)}…`).width > room) end -= 1;
    return `${text.slice(0, end).trimEnd()}…`;
  }

  /* Where the label of a row stands: left of its bar, or above it where the picture is narrow. */
  function places(room, part) {
    const above = room < 600;
    const side = above ? 0 : Math.round(room * part);
    const label = (text, y) =>
      above
        ? made("text", { x: 0, y }, fitted(text, room))
        : made("text", { x: side - 10, y, "text-anchor": "end" }, fitted(text, side - 10));
    return { side, step: above ? 42 : 24, down: above ? 18 : 0, label };
  }

  /* Columns to call a row by: those for people, where there are any. */
  function labels(rows, names) {
    const used = names.filter((name) => rows.some((row) => row[name]));
    const readable = used.filter((name) => !rows.some((row) => row[name] && row[name].type === "uri"));
    return readable.length ? readable : used;
  }

  /* A bar for each row: its first text, and its first number. */
  class Chart {
    constructor(yasr) {
      this.yasr = yasr;
      this.priority = 5;
      this.label = "Chart";
    }
    columns() {
      const { rows, names } = table(this.yasr);
      const numeric = (name) => rows.length > 0 && rows.every((row) => row[name] && row[name].value !== "" && isFinite(row[name].value));
      const number = names.find((name) => numeric(name) && !/year/i.test(name));
      return { rows, number, called: labels(rows, names.filter((name) => name !== number)) };
    }
    canHandleResults() {
      const { number, called } = this.columns();
      return Boolean(number && called.length);
    }
    getIcon() {
      return icon("M1 2h14v3H1zM1 7h9v3H1zM1 12h5v3H1z");
    }
    draw() {
      const { rows, number, called } = this.columns();
      const shown = rows.slice(0, 60);
      const most = Math.max(...shown.map((row) => Number(row[number].value)), 1);
      const room = Math.min(1000, Math.max(280, this.yasr.resultsEl.clientWidth));
      const { side, step, down, label } = places(room, 0.42); // the bars have the rest, but for their figures
      const height = shown.length * step + 10;
      const svg = made("svg", { viewBox: `0 0 ${room} ${height}`, width: room, class: "sparql-chart", role: "img" });
      svg.setAttribute("aria-label", `Bars of ${number} by ${called.join(", ")}; the table has the same numbers`);
      shown.forEach((row, index) => {
        const value = Number(row[number].value), top = index * step;
        const width = Math.max(1, ((room - side - 60) * Math.max(value, 0)) / most);
        svg.append(
          made("rect", { x: side, y: top + down + 4, width, height: 18, class: "sparql-bar" }),
          label(words(row, called), top + 18),
          made("text", { x: side + width + 8, y: top + down + 18 }, row[number].value),
        );
      });
      this.yasr.resultsEl.appendChild(svg);
      if (rows.length > shown.length) note(this.yasr, `The first ${shown.length} of ${rows.length} rows are drawn; the table has all.`);
    }
  }

  /* A bar from day to day for each row; a row with one day only is a mark. */
  class Timeline {
    constructor(yasr) {
      this.yasr = yasr;
      this.priority = 4;
      this.label = "Timeline";
    }
    columns() {
      const { rows, names } = table(this.yasr);
      const day = (text) => (/^\d{4}(-\d\d){0,2}$/.test(text) ? Date.parse(`${text}-01-01`.slice(0, 10)) : NaN);
      const dated = names.filter((name) => {
        const values = rows.filter((row) => row[name]).map((row) => row[name].value);
        return values.length && values.every((value) => value.length >= 10 && !Number.isNaN(day(value)));
      });
      return { rows, day, dated: dated.slice(0, 2), called: labels(rows, names.filter((name) => !dated.includes(name))) };
    }
    canHandleResults() {
      return this.columns().dated.length > 0;
    }
    getIcon() {
      return icon("M1 2h7v3H1zM5 7h8v3H5zM9 12h6v3H9z");
    }
    draw() {
      const { rows, day, dated, called } = this.columns();
      const [first, last] = dated;
      const usable = rows.filter((row) => row[first]), shown = usable.slice(0, 150);
      const now = Date.now();
      const ends = shown.map((row) => (!last ? day(row[first].value) : row[last] ? day(row[last].value) : now));
      const from = Math.min(...shown.map((row) => day(row[first].value))), to = Math.max(...ends, from + 1);
      const room = Math.min(1100, Math.max(320, this.yasr.resultsEl.clientWidth));
      const { side, step: line, down, label } = places(room, 0.34);
      const at = (moment) => side + ((moment - from) / (to - from)) * (room - side - 24);
      const height = shown.length * line + 40;
      const svg = made("svg", { viewBox: `0 0 ${room} ${height}`, width: room, class: "sparql-chart", role: "img" });
      svg.setAttribute("aria-label", `Days of ${called.join(", ") || "each row"} on a line of time; the table has the same days`);
      const years = new Date(to).getUTCFullYear() - new Date(from).getUTCFullYear();
      const step = [1, 2, 5, 10, 20, 50].find((each) => years / each <= 9) || 100;
      for (let year = Math.ceil(new Date(from).getUTCFullYear() / step) * step; Date.UTC(year, 0, 1) <= to; year += step) {
        if (Date.UTC(year, 0, 1) < from) continue;
        const x = at(Date.UTC(year, 0, 1));
        svg.append(made("line", { x1: x, x2: x, y1: 24, y2: height, class: "sparql-tick" }), made("text", { x, y: 16, "text-anchor": "middle" }, String(year)));
      }
      shown.forEach((row, index) => {
        const x = at(day(row[first].value)), y = index * line + 30, name = words(row, called);
        const bar = made("rect", { x, y: y + down, width: Math.max(3, at(ends[index]) - x), height: 15, class: "sparql-bar" });
        bar.append(made("title", {}, `${name}: ${row[first].value}${last ? ` to ${row[last] ? row[last].value : "today"}` : ""}`));
        svg.append(bar, label(name, y + 12));
      });
      this.yasr.resultsEl.appendChild(svg);
      if (rows.length > shown.length) note(this.yasr, `${shown.length} of ${rows.length} rows are drawn; the table has all.`);
    }
  }

  /* Triples, or rows with two columns of things, as nodes and the lines between them. */
  class Graph {
    constructor(yasr) {
      this.yasr = yasr;
      this.priority = 3;
      this.label = "Graph";
    }
    links() {
      const { rows, names } = table(this.yasr);
      const thing = (name) => rows.some((row) => row[name]) && rows.every((row) => !row[name] || row[name].type === "uri");
      const things = names.includes("subject") && names.includes("object") ? ["subject", "object"] : names.filter(thing);
      const [from, to] = things;
      if (!to) return [];
      const nameOf = (thing) => names.find((name) => name !== thing && name.toLowerCase().startsWith(thing.toLowerCase()) && !things.includes(name));
      const called = [from, to].map(nameOf);
      const said = names.includes("predicate") ? "predicate" : names.find((name) => ![from, to, ...called].includes(name));
      const text = (row, name) => (name && row[name] ? word(row[name].value) : "");
      return rows
        .filter((row) => row[from] && row[to] && row[to].type === "uri")
        .map((row) => ({ from: row[from].value, to: row[to].value, label: text(row, said), called: called.map((name) => text(row, name)) }));
    }
    canHandleResults() {
      return this.links().length > 0;
    }
    getIcon() {
      return icon("M3 1a2.5 2.5 0 1 1-.6 4.900L5 10a2.500 2.500 0 1 1-1.500 1L1.600 5.500A2.500 2.500 0 0 1 3 1zM12 3a2.500 2.500 0 1 1-1.800 4.200L7 10.500 6 9.300 9.600 6A2.500 2.500 0 0 1 12 3z");
    }
    async draw() {
      const links = this.links(), shown = links.slice(0, 400);
      const frame = document.createElement("div");
      frame.className = "sparql-graph";
      frame.setAttribute("role", "img");
      frame.setAttribute("aria-label", `${shown.length} links between things; the table has the same`);
      this.yasr.resultsEl.appendChild(frame);
      if (links.length > shown.length) note(this.yasr, `The first ${shown.length} of ${links.length} links are drawn; the table has all.`);
      await library(settings.network);
      const ids = [...new Set(shown.flatMap((link) => [link.from, link.to]))];
      const names = new Map(shown.flatMap((link) => [[link.from, link.called[0]], [link.to, link.called[1]]]));
      const nodes = ids.map((id) => ({ id, label: names.get(id) || word(id).replace(/^id:/, "") }));
      const edges = shown.map(({ from, to, label }, id) => ({ id, from, to, label }));
      const network = new window.vis.Network(frame, { nodes: new window.vis.DataSet(nodes), edges: new window.vis.DataSet(edges) }, {
        layout: { randomSeed: 7, improvedLayout: ids.length < 120 },
        nodes: { shape: "box", color: { background: "#d9e8f6", border: "#005eb8" }, font: { size: 14 }, widthConstraint: { maximum: 160 } },
        edges: { arrows: "to", color: "#4c6272", font: { size: 11, color: "#425563" } },
        physics: { stabilization: { iterations: 200 } },
      });
      // Names too small to read are worse than a part of the picture, which can be drawn about.
      network.once("stabilizationIterationsDone", () => {
        if (network.getScale() < 0.6) network.moveTo({ scale: 0.6 });
      });
    }
  }

  /* Bodies, cells and places of a column, drawn by the site on England: the longest column that can be drawn whole. */
  const DRAWN = 300;
  class Territory {
    constructor(yasr) {
      this.yasr = yasr;
      this.priority = 2;
      this.label = "Map";
    }
    things() {
      const { rows, names } = table(this.yasr);
      const { id } = settings.prefixes;
      const things = (name) => rows.filter((row) => row[name]?.type === "uri" && row[name].value.startsWith(id)).map((row) => row[name].value.slice(id.length));
      const columns = names.map(things).map((found) => [...new Set(found)]);
      const drawn = columns.filter((found) => found.some((thing) => settings.mapped.some((kind) => thing.startsWith(`${kind}-`))));
      const whole = (found) => found.length <= DRAWN;
      return drawn.sort((one, other) => whole(other) - whole(one) || other.length - one.length)[0] ?? [];
    }
    canHandleResults() {
      return this.things().length > 0;
    }
    getIcon() {
      return icon("M1 3l4-2 6 2 4-2v12l-4 2-6-2-4 2zM5 3v9l1 .3V3.300zM10 4.700v9l1 .3V5z");
    }
    async draw() {
      const things = this.things(), shown = things.slice(0, DRAWN);
      const address = new URL(settings.map, location.href);
      shown.forEach((thing) => address.searchParams.append("thing", thing));
      const frame = document.createElement("div");
      frame.className = "sparql-map";
      this.yasr.resultsEl.appendChild(frame);
      if (things.length > shown.length) note(this.yasr, `The first ${shown.length} of ${things.length} are drawn; the table has all.`);
      const answer = await fetch(address);
      if (!answer.ok) return note(this.yasr, "The site could not draw these on a map.");
      const drawing = new DOMParser().parseFromString(await answer.text(), "image/svg+xml").documentElement;
      drawing.setAttribute("role", "group");
      drawing.setAttribute("aria-label", `Map of ${drawing.querySelectorAll(".map-thing").length} areas; the table has the same`);
      frame.append(document.importNode(drawing, true));
      if (!drawing.querySelector(".map-thing")) note(this.yasr, "The record knows the area of none of these.");
    }
  }

  let loading = null;
  function library(address) {
    loading ||= new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = done;
      script.onerror = failed;
      document.head.append(script);
    });
    return loading;
  }

  return { chart: Chart, timeline: Timeline, graph: Graph, territory: Territory };
};
