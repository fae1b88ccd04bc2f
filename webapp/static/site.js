// What scripts add to pages that work without them: suggestions while typing, and the slider over the years.
"use strict";

function suggestions(input) {
  const list = document.createElement("ul");
  const holder = document.createElement("div");
  holder.className = "site-suggest";
  input.replaceWith(holder);
  holder.append(input, list);
  list.className = "site-suggestions";
  list.id = input.id + "-suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list",
  })) input.setAttribute(name, value);
  let found = [], at = -1, waiting = 0;

  function close() {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
  function mark(next) {
    at = next;
    [...list.children].forEach((item, number) => item.setAttribute("aria-selected", String(number === at)));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    }
  }
  function show(answers) {
    found = answers;
    list.replaceChildren(...answers.map((answer, number) => {
      const item = document.createElement("li"), about = document.createElement("span");
      item.id = list.id + "-" + number;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      about.textContent = answer.about;
      item.append(answer.name, about);
      item.addEventListener("mousedown", event => { event.preventDefault(); location.assign(answer.address); });
      return item;
    }));
    at = -1;
    list.hidden = !answers.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
  }
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    const text = input.value.trim();
    if (text.length < 2) return close();
    waiting = setTimeout(async () => {
      try {
        const address = new URL(input.dataset.suggest, location.href); // it may carry a choice already
        address.searchParams.set("q", text);
        const answer = await fetch(address);
        if (answer.ok && input.value.trim() === text && document.activeElement === input) show(await answer.json());
      } catch { close(); }
    }, 150);
  });
  input.addEventListener("keydown", event => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") mark((at + 1) % found.length);
    else if (event.key === "ArrowUp") mark((at <= 0 ? found.length : at) - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && at >= 0) location.assign(found[at].address);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);
}

function slider(form) {
  const field = form.querySelector("[data-slider-field]"), slide = field.querySelector("input");
  const day = form.querySelector("[name=day]"), shown = field.querySelector("output");
  field.hidden = false;
  const chosen = () => new Date(Date.UTC(Number(slide.dataset.first), Number(slide.value), 1));
  function tell() {
    shown.textContent = chosen().toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
    slide.setAttribute("aria-valuetext", shown.textContent);
  }
  slide.setAttribute("aria-valuetext", shown.textContent);
  slide.addEventListener("input", () => { day.value = chosen().toISOString().slice(0, 10); tell(); });
  // A pointer has chosen when it lets go; a key changes the value at every press, and Enter or the button chooses.
  let pointed = false;
  slide.addEventListener("pointerdown", () => { pointed = true; });
  slide.addEventListener("keydown", () => { pointed = false; });
  slide.addEventListener("change", () => { if (pointed) form.requestSubmit(); });
}

// A picture wider than the screen opens at what matters: the body asked for, or today.
function begin(region) {
  const mark = region.querySelector(".is-chosen");
  if (region.dataset.begin === "today") region.scrollLeft = region.scrollWidth;
  else if (region.dataset.begin === "middle") region.scrollLeft = (region.scrollWidth - region.clientWidth) / 2;
  else if (mark) {
    const room = region.getBoundingClientRect(), box = mark.getBoundingClientRect();
    region.scrollLeft += box.left + box.width / 2 - room.left - room.width / 2;
    if (box.bottom > room.bottom) region.scrollTop += box.top + box.height / 2 - room.top - room.height / 2;
  }
}

// A table too wide for a phone is shown as blocks, a row each; roles keep it a table for those who hear it.
const narrow = matchMedia("(max-width: 40em)");
function label(table) {
  const words = [...table.querySelectorAll("thead th")].map(head => head.textContent.trim());
  const roles = { table: "table", "thead, tbody": "rowgroup", tr: "row", "thead th": "columnheader", "tbody th": "rowheader", td: "cell" };
  table.setAttribute("role", roles.table);
  for (const [cells, role] of Object.entries(roles)) table.querySelectorAll(cells).forEach(cell => cell.setAttribute("role", role));
  table.querySelectorAll("tbody td").forEach(cell => {
    if (words[cell.cellIndex]) cell.dataset.label = words[cell.cellIndex];
    cell.classList.toggle("is-none", ["", "–"].includes(cell.textContent.trim()) && !cell.childElementCount);
  });
}
function stack(frame) {
  const table = frame.querySelector(":scope > table");
  if (!table) return;
  table.classList.remove("is-stacked");
  if (!narrow.matches || frame.scrollWidth <= frame.clientWidth) return;
  if (!table.role) label(table);
  table.classList.add("is-stacked");
}

// What an address points at is laid open where it is folded.
function reveal() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  let folded = target?.closest("details:not([open])");
  if (!folded) return;
  for (; folded; folded = folded.parentElement.closest("details:not([open])")) folded.open = true;
  target.scrollIntoView();
}
// A long part that stands open on a wide screen is folded on a phone.
if (narrow.matches) document.querySelectorAll("details[data-wide]").forEach(part => { part.open = false; });
reveal();
addEventListener("hashchange", reveal);
document.addEventListener("click", event => { if (event.target.closest("a[href^='#']")) setTimeout(reveal); });

document.querySelectorAll(".site-scroll").forEach(stack);
document.addEventListener("toggle", event => event.target.querySelectorAll?.(".site-scroll").forEach(stack), true);
narrow.addEventListener("change", () => document.querySelectorAll(".site-scroll").forEach(stack));
addEventListener("beforeprint", () => document.querySelectorAll(".is-stacked").forEach(table => table.classList.remove("is-stacked")));
addEventListener("afterprint", () => document.querySelectorAll(".site-scroll").forEach(stack));
document.querySelectorAll("[data-begin]").forEach(begin);
// A picture wider than its frame says so: where the edge falls between two marks, nothing else would.
const wider = () => document.querySelectorAll(".site-scroll:has(> svg)").forEach(
  region => region.classList.toggle("is-wider", region.scrollWidth > region.clientWidth + 8));
wider();
addEventListener("resize", wider);
document.querySelectorAll("[data-suggest]").forEach(suggestions);
document.querySelectorAll("[data-slider]").forEach(slider);
