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
      return null;
    }
    draw() {
      const { rows, number, labels } = this.columns();
      const shown = rows.slice(0, 60);
      const most = Math.max(...shown.map((row) => Number(row[number].value)), 1);
      const svg = document.createElementNS(SVG, "svg");
      const height = shown.length * 26 + 10;
      svg.setAttribute("viewBox", `0 0 1000 ${height}`);
      svg.setAttribute("class", "sparql-chart");
      svg.setAttribute("role", "img");
      svg.setAttribute("aria-label", `Bars of ${number} by ${labels.join(", ")}; the table has the same numbers`);
      shown.forEach((row, index) => {
        const value = Number(row[number].value);
        const words = labels.map((name) => (row[name] ? shortened(row[name].value) : "")).join(" ").slice(0, 44);
        const bar = document.createElementNS(SVG, "rect");
        const width = Math.max(1, (540 * Math.max(value, 0)) / most);
        Object.entries({ x: 370, y: index * 26 + 6, width, height: 18, class: "sparql-bar" })
          .forEach(([name, text]) => bar.setAttribute(name, text));
        const text = document.createElementNS(SVG, "text");
        text.setAttribute("x", 360);
        text.setAttribute("y", index * 26 + 20);
        text.setAttribute("text-anchor", "end");
        text.textContent = words;
        const figure = document.createElementNS(SVG, "text");
        figure.setAttribute("x", 378 + width);
        figure.setAttribute("y", index * 26 + 20);
        figure.textContent = row[number].value;
        svg.append(bar, text, figure);
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
    autocompleters: ["vocabulary", "variables"],
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
    holder.querySelectorAll("input:not([aria-label]), select:not([aria-label])").forEach((input) => {
      const words = { search: "Filter the rows", checkbox: "Show more of each value" };
      input.setAttribute("aria-label", words[input.type] || (input.matches("select") ? "Rows on a page" : "Setting of the view"));
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
