// The map moves: a slider over the months, play, the keyboard on the map, and the panel of the body that is chosen.
// All months come as one document on the first move. What a month looks like is looked up there, and drawn by leaving
// out the borders that cells of one body share. When the hand rests, panel and table are fetched from the server.
"use strict";

(() => {
  const page = document.querySelector("[data-map-page]");
  const all = (name, within = document) => [...within.querySelectorAll(`[data-map-${name}]`)];
  const one = name => all(name)[0];
  const slider = one("slider"), play = one("play"), field = one("field");
  const sheets = { england: page.querySelector(".map-england"), london: page.querySelector(".map-london") };
  const cursors = [...page.querySelectorAll(".map-months")];
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const INFERRED = 1, SHARED = 2, BEHIND = 4;

  let data, loading, resting, fetching, playing = 0, drawn = -1;
  let chosen = new URLSearchParams(location.search).get("body") ?? "";
  let day = page.dataset.day;

  // The document of all months

  function load() {
    loading ??= fetch(page.dataset.months).then(answer => {
      if (!answer.ok) throw new Error(answer.statusText);
      return answer.json();
    }).then(found => {
      for (const name of Object.keys(sheets)) found[name] = sheets[name] && prepared(found[name], found.cells.length);
      found.numbers = new Map(found.bodies.map(([id], place) => [id, place + 1]));
      data = found;
    }).catch(error => { loading = undefined; throw error; });
    return loading;
  }

  // Of each arc: its ends, its steps in both directions as parts of a path, and the cells on both sides.
  function prepared({ rings, arcs }) {
    const lines = arcs.map(steps => {
      let [x, y] = steps;
      const there = [], back = [];
      for (let at = 2; at < steps.length; at += 2) {
        there.push(`${steps[at]} ${steps[at + 1]}`);
        back.push(`${-steps[at]} ${-steps[at + 1]}`);
        x += steps[at];
        y += steps[at + 1];
      }
      return { start: [steps[0], steps[1]], end: [x, y], there: there.join(" "), back: back.reverse().join(" "), right: -1, left: -1 };
    });
    rings.forEach((ring, cell) => ring.forEach(arc => { if (arc >= 0) lines[arc].right = cell; else lines[~arc].left = cell; }));
    return { rings, lines };
  }

  function valueAt(runs, month) {
    let at = runs.length - 2;
    while (runs[at] > month) at -= 2;
    return runs[at + 1];
  }

  const startOf = (lines, arc) => arc >= 0 ? lines[arc].start : lines[~arc].end;
  const endOf = (lines, arc) => arc >= 0 ? lines[arc].end : lines[~arc].start;
  const stepsOf = (lines, arc) => arc >= 0 ? lines[arc].there : lines[~arc].back;
  const key = ([x, y]) => x * 65536 + y;

  // The outline of a union of cells: an arc met twice lies inside; the others are joined end to end.
  function area({ rings, lines }, cells) {
    const once = new Set();
    for (const cell of cells) for (const arc of rings[cell]) if (!once.delete(~arc)) once.add(arc);
    const starts = new Map();
    for (const arc of once) {
      const place = key(startOf(lines, arc));
      if (starts.has(place)) starts.get(place).push(arc); else starts.set(place, [arc]);
    }
    let path = "";
    for (let arc of once) {
      const [x, y] = startOf(lines, arc);
      let steps = "";
      while (arc !== undefined) {
        once.delete(arc);
        steps += stepsOf(lines, arc) + " ";
        arc = starts.get(key(endOf(lines, arc)))?.find(next => once.has(next));
      }
      if (steps.trim()) path += `M${x} ${y}l${steps}z`;
    }
    return path;
  }

  function border({ lines }, differ) {
    return lines.filter(line => line.there && differ(line)).map(line => `M${line.start[0]} ${line.start[1]}l${line.there}`).join("");
  }

  const escaped = text => text.replace(/[&<>"]/g, letter => `&#${letter.charCodeAt(0)};`);
  const grouped = (cells, of) => {
    const found = new Map();
    cells.forEach((value, cell) => {
      const group = of(value, cell);
      if (group) if (found.has(group)) found.get(group).push(cell); else found.set(group, [cell]);
    });
    return found;
  };

  function drawSheet(name, owners, above) {
    const sheet = data[name], root = sheets[name];
    if (!sheet) return;
    const here = cell => sheet.rings[cell].length > 0;
    const id = `map-${name}`;
    const shape = (number, cells, more) => `<path class="${more}${data.bodies[number - 1][2]}" d="${area(sheet, cells)}"/>`;
    let shapes = "";
    for (const [number, cells] of grouped(owners, (value, cell) => here(cell) && !(value & BEHIND) && value >> 3)) {
      const [body, title] = data.bodies[number - 1];
      shapes += `<a href="${escaped(address(day, body))}#panel" tabindex="-1" data-body="${body}"><title>${escaped(title)}</title>${shape(number, cells, "")}</a>`;
    }
    for (const [number, cells] of grouped(owners, (value, cell) => here(cell) && value & BEHIND && value >> 3)) shapes += shape(number, cells, "map-behind ");
    root.querySelector(".map-bodies").innerHTML = shapes;
    const overlay = (kind, is) => {
      const cells = [...owners.keys()].filter(cell => here(cell) && is(owners[cell]));
      return cells.length ? `<path class="map-${kind}" fill="url(#${id}-${kind})" d="${area(sheet, cells)}"/>` : "";
    };
    root.querySelector(".map-overlays").innerHTML = overlay("lined", value => value & BEHIND) + overlay("unknown", value => value === 0)
      + overlay("inferred", value => value & INFERRED) + overlay("shared", value => value & SHARED);
    const differ = values => line => line.right >= 0 && line.left >= 0 && values[line.right] !== values[line.left];
    const bodies = owners.map(value => value >> 3);
    const drawnAs = (kind, is) => { const path = border(sheet, is); return path && `<path class="map-${kind}" d="${path}"/>`; };
    root.querySelector(".map-lines").innerHTML = drawnAs("border", differ(bodies))
      + drawnAs("coast", line => (line.right < 0) !== (line.left < 0)) + drawnAs("above", differ(above));
  }

  function outline() {
    const number = data.numbers.get(chosen), month = Number(slider.value);
    const cells = number ? [...data.cells.keys()].filter(cell => valueAt(data.owners[cell], month) >> 3 === number) : [];
    if (number) cells.push(...(data.parts[number] ?? []));
    for (const name of Object.keys(sheets)) {
      if (!data[name]) continue;
      const path = area(data[name], new Set(cells));
      sheets[name].querySelectorAll(".map-chosen path").forEach(part => part.setAttribute("d", path));
    }
  }

  // Days and addresses

  const dayOf = month => `${1990 + Math.floor(month / 12)}-${String(month % 12 + 1).padStart(2, "0")}-01`;
  const inWords = text => new Date(text + "T00:00Z").toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  function address(of, body) {
    const choices = new URLSearchParams(location.search);
    if (body) choices.set("body", body); else choices.delete("body");
    const text = choices.toString();
    return `${page.dataset.base}${of}${text ? "?" + text : ""}`;
  }

  // Moving

  function mark(month) {
    for (const picture of cursors) {
      const { left, right, width } = picture.dataset;
      const x = Number(left) + (month + 0.5) * (width - left - right) / data.months;
      picture.querySelector(".map-cursor").setAttribute("transform", `translate(${x.toFixed(1)} 0)`);
      picture.querySelectorAll("[data-first]").forEach(era => era.classList.toggle("is-now", era.dataset.first <= month && month < era.dataset.until));
    }
  }

  function show(month) {
    slider.value = month;
    if (!data || drawn === month) return;
    drawn = month;
    day = dayOf(month);
    const words = inWords(day), [title, subtitle, count] = valueAt(data.texts, month);
    const owners = data.owners.map(runs => valueAt(runs, month)), above = data.above.map(runs => valueAt(runs, month));
    for (const name of Object.keys(sheets)) drawSheet(name, owners, above);
    outline();
    mark(month);
    one("title").textContent = title.replace("\u001f", words);
    one("subtitle").textContent = subtitle;
    one("day").textContent = words;
    one("count").textContent = count;
    field.value = words;
    slider.setAttribute("aria-valuetext", `${words}, ${count}`);
    document.title = document.title.replace(/^.*(?= – )/, one("title").textContent);
    history.replaceState(null, "", address(day, chosen));
    if (!playing) rest();
  }

  function move(month) {
    const wanted = Math.min(Math.max(month, 0), Number(slider.max));
    slider.value = wanted;
    load().then(() => show(Number(slider.value))).catch(() => location.assign(address(dayOf(wanted), chosen)));
  }

  // When the hand rests, what is not drawn here comes from the server: panel, table, key, what to take away.
  function rest(wait = 350) {
    clearTimeout(resting);
    resting = setTimeout(async () => {
      fetching?.abort();
      fetching = new AbortController();
      try {
        const answer = await fetch(address(day, chosen), { signal: fetching.signal, headers: { Accept: "text/html" } });
        if (!answer.ok) return;
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
        for (const name of ["panel", "bodies", "take", "key", "ways"]) all(name).forEach((old, place) => {
          const found = all(name, fresh)[place];
          if (found && old.innerHTML !== found.innerHTML) old.innerHTML = found.innerHTML;
        });
      } catch { /* Another move came first, or the network is gone: the next rest brings it. */ }
    }, wait);
  }

  function stop() {
    clearInterval(playing);
    playing = 0;
    play.textContent = "Play";
    rest(0);
  }
  function start() {
    if (Number(slider.value) >= Number(slider.max)) slider.value = 0;
    play.textContent = "Pause";
    playing = setInterval(() => {
      if (!data) return;
      const now = Number(slider.value);
      const next = calm.matches ? data.changes.find(change => change > now) : now + 1;
      if (next === undefined || next > Number(slider.max)) stop(); else show(next);
    }, calm.matches ? 1500 : 150);
    load().catch(stop);
  }

  function choose(body) {
    chosen = body;
    history.replaceState(null, "", address(day, chosen));
    load().then(outline).catch(() => {});
    rest(80);
  }

  // The arrow keys go from body to body: the nearest whose middle lies in that direction.
  function middles() {
    return [...sheets.england.querySelectorAll("[data-body]")].map(link => {
      const box = link.getBBox();
      return { body: link.dataset.body, x: box.x + box.width / 2, y: box.y + box.height / 2 };
    });
  }
  function neighbour(east, south) {
    const places = middles();
    const at = places.find(each => each.body === chosen) ?? { x: 3300, y: 3600 };
    let best, least = Infinity;
    for (const each of places) {
      const along = (each.x - at.x) * east + (each.y - at.y) * south, across = Math.abs((each.x - at.x) * south) + Math.abs((each.y - at.y) * east);
      const far = along + 2 * across;
      if (along > 0 && across <= along * 1.5 && far < least) { best = each.body; least = far; }
    }
    return best;
  }

  // What people do

  slider.hidden = play.hidden = false;
  page.classList.add("is-live");
  slider.addEventListener("input", () => { if (playing) stop(); move(Number(slider.value)); });
  for (const event of ["pointerenter", "pointerdown", "focus"]) slider.addEventListener(event, () => load().catch(() => {}));
  slider.addEventListener("keydown", event => {
    const by = { PageUp: 12, PageDown: -12 }[event.key];
    if (!by) return;
    event.preventDefault();
    move(Number(slider.value) + by);
  });
  play.addEventListener("click", () => playing ? stop() : start());
  if (location.hash === "#play") start(); // a link that asks for it, as the front page has
  page.addEventListener("click", event => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const step = event.target.closest("[data-map-step]"), body = event.target.closest("[data-body]");
    const month = event.target.closest(".map-step");
    if (step || month) {
      event.preventDefault();
      if (playing) stop();
      const of = (step ?? month).getAttribute("href").match(/(\d{4})-(\d{2})-\d{2}/);
      move((of[1] - 1990) * 12 + Number(of[2]) - 1);
    } else if (body) {
      event.preventDefault();
      choose(body.dataset.body);
    }
  });
  sheets.england.setAttribute("tabindex", "0");
  sheets.england.addEventListener("keydown", event => {
    const way = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
    if (way) {
      const body = neighbour(...way);
      if (body) choose(body);
    } else if (event.key === "Escape" && chosen) choose("");
    else return;
    event.preventDefault();
  });
})();
