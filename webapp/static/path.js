// In the picture of a lineage, what a body came from and what came of it is lit while it is pointed at or has the focus.
"use strict";

document.querySelectorAll("svg.lineage").forEach(picture => {
  const bars = [...picture.querySelectorAll(".bar")];
  const ribbons = [...picture.querySelectorAll(".ribbon")].map(mark => ({ mark, ...mark.dataset }));

  // Which marks are on a way that starts at a body or a link and never turns back in time: `day` is when it gets there.
  function walk(start, day, near, far, isLater, lit) {
    const reached = new Map([[start, day]]);
    for (let grown = true; grown;) {
      grown = false;
      for (const ribbon of ribbons) {
        const here = reached.get(ribbon[near]), there = reached.get(ribbon[far]);
        if (here === undefined || isLater(here, ribbon.day)) continue;
        lit.add(ribbon.mark);
        if (there === undefined || isLater(there, ribbon.day)) { reached.set(ribbon[far], ribbon.day); grown = true; }
      }
    }
    bars.filter(bar => reached.has(bar.dataset.block)).forEach(bar => lit.add(bar));
  }
  function lightUp(target) {
    const mark = target.closest?.(".bar, .ribbon"), lit = new Set();
    const { block, before = block, after = block, day } = mark?.dataset ?? {};
    if (mark) {
      lit.add(mark);
      walk(after, day ?? "", "before", "after", (a, b) => a > b, lit);
      walk(before, day ?? "9999", "after", "before", (a, b) => a < b, lit);
    }
    picture.classList.toggle("is-lit", Boolean(mark));
    for (const each of [...bars, ...ribbons.map(ribbon => ribbon.mark)]) each.classList.toggle("is-on-path", lit.has(each));
  }
  const focused = () => picture.contains(document.activeElement) ? document.activeElement : picture;
  picture.addEventListener("pointerover", event => lightUp(event.target));
  picture.addEventListener("pointerleave", () => lightUp(focused()));
  picture.addEventListener("focusin", event => lightUp(event.target));
  picture.addEventListener("focusout", event => { if (!picture.contains(event.relatedTarget)) lightUp(picture); });
});
