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

  const terms = settings.terms.map(([iri, label]) => ({ short: shortened(iri), label }));

  /* The prefixes of the record that a query uses and does not declare; comments, texts and addresses use none. */
  function undeclared(query) {
    const bare = query.replace(/<[^<>"{}|^`\\\s]*>|"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#.*/g, " ");
    const declared = new Set([...bare.matchAll(/\bPREFIX\s+([\w-]*):/gi)].map((found) => found[1]));
    const used = new Set([...bare.matchAll(/(?<![\w?$:-])([a-z][\w-]*):/gi)].map((found) => found[1]));
    return Object.entries(settings.prefixes).filter(([prefix]) => used.has(prefix) && !declared.has(prefix));
  }

  function declare() {
    const missing = undeclared(editor.getValue());
    if (!missing.length) return;
    const place = editor.getCursor(), lines = missing.map(([prefix, iri]) => `PREFIX ${prefix}: <${iri}>\n`);
    editor.replaceRange(lines.join(""), { line: 0, ch: 0 });
    editor.setCursor({ line: place.line + lines.length, ch: place.ch });
  }

  /* Completion from the record's own vocabulary, in place of the component's, which asks other sites. */
  Yasqe.registerAutocompleter({
    name: "vocabulary",
    bulk: false,
    autoShow: false,
    isValidCompletionPosition: (editor) => word(editor).length > 0,
    preProcessToken: (editor, token) => token,
    postProcessSuggestion: (editor, token, suggested) => suggested,
    get: (editor) => {
      const typed = word(editor).toLowerCase();
      return terms.filter((term) => [term.short, term.label].some((text) => text.toLowerCase().startsWith(typed))).map((term) => term.short);
    },
    postprocessHints: (editor, hints) => hints.map((hint) => {
      const label = terms.find((term) => term.short === hint.text)?.label, { line, ch } = editor.getCursor();
      return { ...hint, from: { line, ch: ch - word(editor).length }, to: { line, ch }, displayText: label ? `${hint.text}   ${label}` : hint.text };
    }),
  }, true);

  /* What stands before the cursor as far as it can be a term; the component takes its first letter for the word "a". */
  function word(editor) {
    const { line, ch } = editor.getCursor();
    return /[a-z][\w:-]*$/i.exec(editor.getLine(line).slice(0, ch))?.[0] ?? "";
  }

  /* In place of the component's list, which it adds to rather than lets be replaced. */
  Yasqe.defaults.autocompleters = ["vocabulary", "variables"];

  for (const [name, View] of Object.entries(window.sparqlViews(shortened, settings))) {
    Yasr.registerPlugin(name, View, true);
  }

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
  /* A long query is scrolled by keyboard, too. */
  const scroller = editor.getScrollerElement();
  scroller.tabIndex = 0;
  scroller.setAttribute("role", "region");
  scroller.setAttribute("aria-label", "The text of the query");
  const field = editor.getInputField();
  field.setAttribute("aria-label", "Query. Tab leaves the editor; Control and Space completes a term; Control and Enter runs.");
  field.id = "editor-field";
  document.querySelector('label[for="query"]').htmlFor = field.id;

  const view = new Yasr(holder, {
    persistenceId: null,
    prefixes: settings.prefixes,
    pluginOrder: ["table", "chart", "timeline", "territory", "graph", "boolean", "response"],
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
    samples();
    noShare.hidden = fits;
    return fits ? asked : page;
  }

  /* The query as a program of somebody's own; each language has its own way to write a text. */
  const written = {
    python: (text) => `"""${text.replace(/\\/g, "\\\\").replace(/"/g, '\\"')}"""`,
    r: (text) => `"${text.replace(/\\/g, "\\\\").replace(/"/g, '\\"')}"`,
    curl: (text) => `'query=${text.replace(/'/g, `'\\''`)}'`,
  };
  function samples() {
    document.querySelectorAll("[data-sample]").forEach((code) => {
      code.textContent = settings.samples[code.dataset.sample].replace("QUERY", () => written[code.dataset.sample](editor.getValue()));
    });
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
    declare();
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
    declare();
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
