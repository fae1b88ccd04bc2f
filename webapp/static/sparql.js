/* The query page with scripts: an editor in place of the plain field, results as table, chart, text or file.
   Editor and result views are YASQE and YASR, out of the YASGUI bundle beside this file; nothing leaves this site. */
(function () {
  "use strict";

  const settings = JSON.parse(document.getElementById("sparql-settings").textContent);
  const form = document.getElementById("sparql-form");
  const plain = document.getElementById("query");
  const format = document.getElementById("format");
  const share = document.getElementById("share");
  const noShare = document.getElementById("no-share");
  const result = document.getElementById("result");
  if (!window.Yasgui) return; // the form works without

  const Yasqe = window.Yasgui.Yasqe;
  const Yasr = window.Yasgui.Yasr;
  const SVG = "http://www.w3.org/2000/svg";

  /* The component writes style sheets into the page's head, which the site's policy forbids. Their rules stand in
     sparql.css; a comment takes their place, since the component takes the last thing out again. */
  const append = document.head.appendChild.bind(document.head);
  document.head.appendChild = (node) => append(node instanceof HTMLStyleElement ? document.createComment("style") : node);

  function shortened(iri) {
    for (const [prefix, namespace] of Object.entries(settings.prefixes)) {
      if (iri.startsWith(namespace)) return prefix + ":" + iri.slice(namespace.length);
    }
    return iri;
  }

  /* Completion from the record's own vocabulary, in place of the component's, which asks other sites. */
  Yasqe.registerAutocompleter({
    name: "vocabulary",
    bulk: false,
    autoShow: false,
    isValidCompletionPosition: (editor) => /^[a-z]+:?/i.test(editor.getCompleteToken().string),
    preProcessToken: (editor, token) => token,
    postProcessSuggestion: (editor, token, suggested) => suggested,
    get: (editor, token) => {
      const typed = ((token && (token.autocompletionString || token.string)) || "").toLowerCase();
      return settings.terms.map(shortened).filter((term) => term.toLowerCase().startsWith(typed));
    },
  }, true);

  /* In place of the component's list, which it adds to rather than lets be replaced. */
  Yasqe.defaults.autocompleters = ["vocabulary", "variables"];

  /* A bar for each row: its first text, and its first number. */
  class Chart {
    constructor(yasr) {
      this.yasr = yasr;
      this.priority = 5;
      this.label = "Chart";
    }
    columns() {
      const results = this.yasr.results;
      const rows = (results && results.getBindings && results.getBindings()) || [];
      const names = (results && results.getVariables && results.getVariables()) || [];
      const numeric = (name) => rows.length > 0 && rows.every((row) => row[name] && row[name].value !== "" && isFinite(row[name].value));
      const number = names.find((name) => numeric(name) && !/year/i.test(name));
      const labels = names.filter((name) => name !== number && rows.some((row) => row[name]));
      const readable = labels.filter((name) => !rows.some((row) => row[name] && row[name].type === "uri"));
      return { rows, number, labels: readable.length ? readable : labels };
    }
    canHandleResults() {
      const { number, labels } = this.columns();
      return Boolean(number && labels.length);
    }
    getIcon() {
      const icon = document.createElementNS(SVG, "svg");
      icon.setAttribute("viewBox", "0 0 16 16");
      icon.setAttribute("aria-hidden", "true");
      const bars = document.createElementNS(SVG, "path");
      bars.setAttribute("fill", "currentColor");
      bars.setAttribute("d", "M1 2h14v3H1zM1 7h9v3H1zM1 12h5v3H1z");
      icon.append(bars);
      return icon;
    }
    draw() {
      const { rows, number, labels } = this.columns();
      const shown = rows.slice(0, 60);
      const most = Math.max(...shown.map((row) => Number(row[number].value)), 1);
      const room = Math.min(1000, Math.max(280, this.yasr.resultsEl.clientWidth));
      const words = Math.round(room * 0.42); // the labels' part; the bars have the rest, but for their figures
      const svg = document.createElementNS(SVG, "svg");
      const height = shown.length * 26 + 10;
      svg.setAttribute("viewBox", `0 0 ${room} ${height}`);
      svg.setAttribute("width", room);
      svg.setAttribute("class", "sparql-chart");
      svg.setAttribute("role", "img");
      svg.setAttribute("aria-label", `Bars of ${number} by ${labels.join(", ")}; the table has the same numbers`);
      const written = (x, y, text, anchor) => {
        const node = document.createElementNS(SVG, "text");
        Object.entries({ x, y, "text-anchor": anchor }).forEach(([name, value]) => node.setAttribute(name, value));
        node.textContent = text;
        return node;
      };
      shown.forEach((row, index) => {
        const value = Number(row[number].value);
        const label = labels.map((name) => (row[name] ? shortened(row[name].value) : "")).join(" ");
        const fits = Math.floor(words / 7.5);
        const bar = document.createElementNS(SVG, "rect");
        const width = Math.max(1, ((room - words - 60) * Math.max(value, 0)) / most);
        Object.entries({ x: words, y: index * 26 + 6, width, height: 18, class: "sparql-bar" })
          .forEach(([name, text]) => bar.setAttribute(name, text));
        const line = index * 26 + 20;
        svg.append(
          bar,
          written(words - 10, line, label.length > fits ? label.slice(0, fits - 1) + "…" : label, "end"),
          written(words + width + 8, line, row[number].value, "start"),
        );
      });
      this.yasr.resultsEl.appendChild(svg);
      if (rows.length > shown.length) {
        const note = document.createElement("p");
        note.textContent = `The first ${shown.length} of ${rows.length} rows are drawn; the table has all.`;
        this.yasr.resultsEl.appendChild(note);
      }
    }
  }
  Yasr.registerPlugin("chart", Chart, true);

  /* Values as people read them, without signs of SPARQL, unless the reader asks for those. */
  class Table extends Yasr.plugins.table {
    constructor(yasr) {
      super(yasr);
      this.persistentConfig = { compact: true };
    }
  }
  Yasr.registerPlugin("table", Table, true);

  const answer = document.getElementById("answer");
  const holder = document.createElement("div");

  const editor = new Yasqe(document.getElementById("editor"), {
    value: plain.value,
    persistenceId: null,
    consumeShareLink: null,
    createShareableLink: () => share.href,
    createShortLink: undefined,
    prefixCcApi: null,
    resizeable: false,
    editorHeight: "20rem",
    showQueryButton: false,
    viewportMargin: Infinity,
    extraKeys: { Tab: false, "Shift-Tab": false, "Ctrl-Enter": () => run(), "Ctrl-Space": () => editor.autocomplete() },
    screenReaderLabel: "Query",
    requestConfig: { endpoint: () => new URL(settings.endpoint, location.href).href, method: "GET", acceptHeaderGraph: "text/turtle" },
  });
  plain.hidden = true;
  const field = editor.getInputField();
  field.setAttribute("aria-label", "Query. Tab leaves the editor; Control and Space completes a term; Control and Enter runs.");
  field.id = "editor-field";
  document.querySelector('label[for="query"]').htmlFor = field.id;

  const view = new Yasr(holder, {
    persistenceId: null,
    prefixes: settings.prefixes,
    pluginOrder: ["table", "chart", "boolean", "response"],
    defaultPlugin: "table",
  });

  /* The component leaves some of its fields without a name, and a list where buttons are. */
  new MutationObserver(mend).observe(holder, { childList: true, subtree: true });
  function mend() {
    holder.querySelectorAll(".tableFilter:not([aria-label])").forEach((input) => input.setAttribute("aria-label", "Filter query results"));
    holder.querySelectorAll(".tableSizer:not([aria-label])").forEach((input) => input.setAttribute("aria-label", "Page size"));
    holder.querySelectorAll(".switch .label").forEach((label) => {
      if (label.textContent === "Ellipse") label.textContent = "Cut long values";
    });
    /* What this site has pages about is looked up here. */
    holder.querySelectorAll("a.iri").forEach((link) => {
      const iri = link.getAttribute("href"), { id, nhs } = settings.prefixes;
      const here = new URL(iri.startsWith(id) ? settings.things : settings.vocabulary, location.href);
      if (iri.startsWith(id)) here.pathname += iri.slice(id.length);
      else if (iri.startsWith(nhs)) here.hash = iri.slice(nhs.length);
      else return;
      link.setAttribute("href", here.pathname + here.search + here.hash);
      link.removeAttribute("target");
    });
    holder.querySelectorAll('ul[role="tablist"], ul[role="navigation"]').forEach((list) => list.removeAttribute("role"));
    holder.querySelectorAll("th").forEach((head) => {
      if (head.textContent.trim()) return;
      const words = document.createElement("span");
      words.className = "nhsuk-u-visually-hidden";
      words.textContent = "Row";
      head.append(words);
    });
    holder.querySelectorAll("table:not([aria-label])").forEach((table) => table.setAttribute("aria-label", "Result of the query"));
    holder.querySelectorAll(".dataTables_wrapper, .tableContainer").forEach((box) => box.setAttribute("tabindex", "0"));
  }

  let wrong = null;
  function mark(text) {
    if (wrong !== null) editor.removeLineClass(wrong, "background", "sparql-wrong");
    wrong = null;
    const place = /Line (\d+), column (\d+)/.exec(text || "");
    if (!place) return;
    wrong = Math.min(Number(place[1]), editor.lineCount()) - 1;
    editor.addLineClass(wrong, "background", "sparql-wrong");
    editor.setCursor({ line: wrong, ch: Number(place[2]) - 1 });
  }

  /* The address of what is asked, which the link leads to; the page's own where that would be too long. */
  function remember() {
    const page = new URL(settings.endpoint, location.href), asked = new URL(page);
    asked.searchParams.set("query", editor.getValue());
    const fits = asked.pathname.length + asked.search.length <= settings.longest;
    share.href = fits ? asked.href : page.href;
    share.hidden = !fits;
    noShare.hidden = fits;
    return fits ? asked : page;
  }

  /* Only forms that the answer to the query has can be chosen. */
  const triples = () => ["CONSTRUCT", "DESCRIBE"].includes(editor.getQueryType());
  function offer() {
    format.querySelectorAll("optgroup").forEach((group) => { group.disabled = triples() !== (group.dataset.form === "CONSTRUCT"); });
    if (format.selectedOptions[0]?.closest("optgroup")?.disabled) format.value = "";
  }

  function show(response) {
    result.hidden = false;
    answer.replaceChildren(holder);
    view.setResponse(response);
  }

  async function run() {
    const address = remember();
    history.replaceState(null, "", address);
    document.getElementById("query-error")?.remove();
    const cite = document.getElementById("cite");
    cite.hidden = false;
    cite.querySelector(".site-cite__address").textContent = address.href;
    const begun = performance.now();
    const headers = { Accept: triples() ? "text/turtle" : "application/sparql-results+json" };
    const body = new URLSearchParams({ query: editor.getValue() });
    try {
      const found = await fetch(settings.endpoint, { method: "POST", body, headers });
      const data = await found.text();
      mark(found.ok ? "" : data);
      const contentType = found.headers.get("Content-Type");
      const error = found.ok ? undefined : { status: found.status, statusText: found.statusText, text: data };
      show({ data, contentType, status: found.status, executionTime: Math.round(performance.now() - begun), error });
    } catch {
      const error = { text: "The site did not answer. Check your connection, then run the query again." };
      show({ data: error.text, contentType: "text/plain", status: 0, executionTime: 0, error });
    }
  }

  editor.on("change", () => { plain.value = editor.getValue(); remember(); offer(); });
  form.addEventListener("submit", (event) => {
    plain.value = editor.getValue();
    if (format.value) return; // a file: the browser asks for it itself
    event.preventDefault();
    run();
  });
  offer();

  /* What the page was sent with is not asked for again: a whole result is drawn, the beginning of a long one stays. */
  const sent = document.getElementById("sparql-result");
  if (sent) show({ ...JSON.parse(sent.textContent), status: 200 });
  const error = document.querySelector("#query-error a");
  if (error) {
    mark(error.textContent);
    error.href = "#" + field.id;
  }
})();
