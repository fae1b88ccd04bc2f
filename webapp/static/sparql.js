/* The query page with scripts: an editor in place of the plain field, results as table, chart, text or file.
   Editor and result views are YASQE and YASR, out of the YASGUI bundle beside this file; nothing leaves this site. */
(function () {
  "use strict";

  const settings = JSON.parse(document.getElementById("sparql-settings").textContent);
  const form = document.getElementById("sparql-form");
  const plain = document.getElementById("query");
  const format = document.getElementById("format");
  const share = document.getElementById("share");
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
      const labels = names.filter((name) => name !== number && name !== number && rows.some((row) => row[name]));
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

  document.getElementById("answer").replaceChildren();
  const holder = document.createElement("div");
  document.getElementById("answer").appendChild(holder);

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
      const places = [[settings.prefixes.id, settings.things], [settings.prefixes.nhs, settings.vocabulary + "#"]];
      for (const [namespace, here] of places) {
        const iri = link.getAttribute("href");
        if (!iri.startsWith(namespace)) continue;
        link.setAttribute("href", here + iri.slice(namespace.length));
        link.removeAttribute("target");
      }
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

  function remember() {
    const address = new URL(settings.endpoint, location.href);
    address.searchParams.set("query", editor.getValue());
    share.href = address.href;
    return address;
  }

  async function run() {
    history.replaceState(null, "", remember());
    document.getElementById("query-error")?.remove();
    result.hidden = false;
    const begun = performance.now();
    const form = /^\s*(?:(?:#.*|PREFIX\s+\S*\s*<[^>]*>|BASE\s*<[^>]*>)\s*)*(CONSTRUCT|DESCRIBE)/i.test(editor.getValue());
    const headers = { Accept: form ? "text/turtle" : "application/sparql-results+json" };
    const body = new URLSearchParams({ query: editor.getValue() });
    try {
      const answer = await fetch(settings.endpoint, { method: "POST", body, headers });
      const data = await answer.text();
      mark(answer.ok ? "" : data);
      const contentType = answer.headers.get("Content-Type");
      const error = answer.ok ? undefined : { status: answer.status, statusText: answer.statusText, text: data };
      view.setResponse({ data, contentType, status: answer.status, executionTime: Math.round(performance.now() - begun), error });
    } catch {
      const error = { text: "The site did not answer. Check your connection, then run the query again." };
      view.setResponse({ data: error.text, contentType: "text/plain", status: 0, executionTime: 0, error });
    }
  }

  editor.on("change", () => { plain.value = editor.getValue(); remember(); });
  form.addEventListener("submit", (event) => {
    plain.value = editor.getValue();
    if (format.value) return; // a file: the browser asks for it itself
    event.preventDefault();
    run();
  });
  if (new URL(location.href).searchParams.has("query")) run();
})();
