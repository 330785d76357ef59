(function () {
  "use strict";
  const all = (root, what) => Array.from(root.querySelectorAll(what));
  const verdicts = ["mismatch", "lost", "missing", "added", "equivalent", "same"];
  const grades = { note: 0, warning: 1, error: 2 };
  const rows = all(document, ".row");
  const listed = all(document, ".findings li");

  // What each row can be asked for: its findings, and its marks.
  const said = new Map(rows.map((row) => [row, {
    findings: all(row, ".why li[data-v]"),
    marks: all(row, ".cell mark"),
  }]));

  const state = { verdicts: new Set(), check: "", grade: 0, findings: false };
  const passes = (element) =>
    (!state.verdicts.size || state.verdicts.has(element.dataset.v)) &&
    (!state.check || element.dataset.c === state.check) &&
    grades[element.dataset.s] >= state.grade;
  const speaks = (mark) =>
    (!state.verdicts.size || state.verdicts.has(mark.dataset.v)) && (!state.check || mark.dataset.c === state.check);

  const bar = document.querySelector(".filters");
  const make = (name, text) => {
    const element = document.createElement(name);
    element.textContent = text || "";
    return element;
  };
  const shown = make("span");
  shown.className = "shown";
  shown.setAttribute("role", "status");

  function apply() {
    const free = !state.verdicts.size && !state.check && state.grade === 0;
    let visible = 0;
    for (const row of rows) {
      const { findings, marks } = said.get(row);
      for (const mark of marks) mark.classList.toggle("mute", !speaks(mark));
      for (const finding of findings) finding.classList.toggle("off", !passes(finding));
      const found = findings.some(passes);
      const on = (free && !state.findings) || found || (!state.findings && state.grade === 0 && marks.some(speaks));
      row.classList.toggle("off", !on);
      visible += on;
    }
    for (const item of listed) item.classList.toggle("off", !passes(item));
    shown.textContent = visible + " of " + rows.length + (rows.length === 1 ? " row" : " rows");
  }

  function toggle(text, count, press) {
    const button = make("button", text);
    button.type = "button";
    button.setAttribute("aria-pressed", "false");
    if (count !== null) {
      button.append(" ");
      button.append(make("b", String(count)));
    }
    button.addEventListener("click", () => {
      const on = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(on));
      press(on);
      apply();
    });
    bar.append(button);
    return button;
  }

  function choice(label, options, pick) {
    const select = make("select");
    select.setAttribute("aria-label", label);
    for (const [value, text] of options) {
      const option = make("option", text);
      option.value = value;
      select.append(option);
    }
    select.addEventListener("change", () => { pick(select.value); apply(); });
    bar.append(select);
  }

  // Facts are counted on one side only, or each pair would count twice.
  const tally = {};
  for (const row of rows) {
    const { marks } = said.get(row);
    for (const mark of marks) {
      const side = mark.closest(".target") ? "target" : "source";
      if (side === "source" || mark.dataset.v === "added") tally[mark.dataset.v] = (tally[mark.dataset.v] || 0) + 1;
    }
  }
  const only = toggle("rows with findings", null, (on) => { state.findings = on; });
  for (const verdict of verdicts) {
    if (!tally[verdict] && !listed.some((i) => i.dataset.v === verdict)) continue;
    toggle(verdict, tally[verdict] || 0, (on) => { state.verdicts[on ? "add" : "delete"](verdict); });
  }
  const checks = new Set(all(document, "[data-c]").map((e) => e.dataset.c));
  choice("check", [["", "every check"]].concat([...checks].sort().map((c) => [c, c])), (value) => { state.check = value; });
  choice("severity", [["note", "every severity"], ["warning", "warnings and errors"], ["error", "errors"]],
    (value) => { state.grade = grades[value]; });
  const help = make("span");
  help.append(make("kbd", "j"), " ", make("kbd", "k"));
  help.title = "next and previous row with findings; f: only rows with findings";
  bar.append(shown, help);
  bar.hidden = false;
  apply();

  // Steps through the rows with findings that are shown.
  const order = new Map(rows.map((row, number) => [row, number]));
  let at = null;
  function visit(row) {
    if (at) at.classList.remove("on");
    at = row;
    row.classList.add("on");
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "center" });
    for (const item of listed) item.classList.toggle("on", item.querySelector("a").hash === "#" + row.id);
  }
  function step(direction) {
    const stops = rows.filter((row) => row.classList.contains("has") && !row.classList.contains("off"));
    if (!stops.length) return;
    const here = at ? order.get(at) : direction > 0 ? -1 : rows.length;
    const next = direction > 0 ? stops.find((row) => order.get(row) > here)
      : stops.reverse().find((row) => order.get(row) < here);
    visit(next || stops[0]);
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(input|select|textarea)$/i.test(event.target.tagName)) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "f") only.click();
    else if (event.key === "Escape") document.activeElement.blur();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".findings a");
    const row = link && document.getElementById(link.hash.slice(1));
    if (row) {
      row.classList.remove("off");
      visit(row);
    }
  });

  // Puts a card under its words, inside its cell.
  function place(event) {
    const mark = event.target.closest && event.target.closest("mark");
    const card = mark && mark.querySelector(":scope > .card");
    const cell = mark && mark.closest(".cell");
    if (!card || !cell) return;
    const box = cell.getBoundingClientRect();
    const words = mark.getClientRects()[0];
    const room = Math.max(0, box.width - card.offsetWidth);
    card.style.left = Math.min(Math.max(0, words.left - box.left), room) + "px";
  }
  document.addEventListener("mouseover", place);
  document.addEventListener("focusin", place);
})();
