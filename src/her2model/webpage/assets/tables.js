/* Trajectory, table of species, resistance matrix. */

function renderTrajectory() {
  const states = now.run ? now.run.states.slice(0, now.shown ? undefined : now.time + 1) : [];
  const only = $("changing").checked;
  const turn = (i) => states.findIndex((s) => s[i] !== states[0][i]);
  const late = (i) => (turn(i) < 0 ? Infinity : turn(i));
  const rows = data.species.map((_, i) => i).filter((i) => !only || turn(i) >= 0 || shownReadouts().includes(i));
  rows.sort((i, j) => (late(i) === late(j) ? i - j : late(i) - late(j)));
  const head = element("tr", {}, element("th", { scope: "col" }, "species"), ...states.map((_, k) => element("th", { scope: "col", class: k === now.time ? "now" : null }, String(k))));
  const body = rows.map((i) => element("tr", {}, element("th", { scope: "row" }, nameOf(i)), ...states.map((s, k) => element("td", { class: [s[i] ? shade(s[i], i) : "", k === now.time ? "now" : ""].join(" ").trim() }, s[i] ? (logic.tops[i] > 1 ? String(s[i]) : "●") : "·"))));
  $("trajectory").replaceChildren(element("thead", {}, head), element("tbody", {}, ...body));
}

function renderTable(state) {
  const head = element("tr", {}, ...["species", "now", "kind"].map((t) => element("th", { scope: "col" }, t)));
  const rows = data.species.map((s, i) => {
    const button = element("button", { type: "button", class: "link", "data-key": `table:${i}`, onclick: () => choose(i) }, s.name);
    return element("tr", { class: now.run && now.run.network.forced.has(i) ? "held" : null }, element("th", { scope: "row" }, button), element("td", {}, stateBadge(state[i], i)), element("td", {}, s.kind));
  });
  const active = keepFocus();
  $("table").replaceChildren(element("thead", {}, head), element("tbody", {}, ...rows));
  active();
}

const grid = { cells: [], row: 0, column: 0 };

function buildMatrix() {
  $("matrix-section").hidden = !data.readouts || !data.offered.length;
  if ($("matrix-section").hidden) return;
  const rows = [0, ...data.changes.map((a) => a + 1)];
  const head = element("tr", {}, element("td", { class: "corner" }), ...data.offered.map((d) => element("th", { scope: "col", "data-drug": d }, element("span", {}, nameOf(d)))));
  grid.cells = rows.map((row) => data.offered.map((drug) => element("td", { tabindex: "-1", onclick: () => openCell(row, drug) })));
  const body = rows.map((row, r) => element("tr", {}, element("th", { scope: "row", "data-row": row }, row ? data.alterations[row - 1].name : "none"), ...grid.cells[r]));
  $("matrix").setAttribute("role", "grid");
  $("matrix").setAttribute("aria-labelledby", "matrix-title");
  $("matrix").replaceChildren(element("thead", {}, head), element("tbody", {}, ...body));
  $("matrix").addEventListener("keydown", moveInMatrix);
  for (const th of $("matrix").querySelectorAll("th")) th.setAttribute("role", th.scope === "row" ? "rowheader" : "columnheader");
  grid.rows = rows;
}

function lookOf(row, drug) {
  const find = (r) => {
    const column = logic.columns.findIndex((c) => c.length === 1 && data.offered[c[0]] === drug);
    return logic.stored(r, column, true);
  };
  const answer = find(row);
  const inert = answer.word === WORDS.RESISTANT && find(0).word === WORDS.RESISTANT;
  return inert ? lookOfWord(data, WORDS.INERT) : answer.look;
}

function renderMatrix() {
  if ($("matrix-section").hidden) return;
  const row = now.run && now.alterations.size < 2 ? ([...now.alterations][0] ?? -1) + 1 : null;
  const looks = new Set();
  grid.rows.forEach((r, y) => data.offered.forEach((drug, x) => {
    const cell = grid.cells[y][x];
    const look = now.uncovered || now.seen.has(`${r}:${drug}`) ? lookOf(r, drug) : null;
    const current = r === row && now.drugs.has(drug) && now.drugs.size === 1;
    if (look) looks.add(look);
    cell.className = [look ? look.role : "covered", current ? "current" : ""].join(" ").trim();
    cell.textContent = look ? look.sign : "?";
    cell.tabIndex = y === grid.row && x === grid.column ? 0 : -1;
    cell.setAttribute("role", "gridcell");
    if (current) cell.setAttribute("aria-current", "true");
    else cell.removeAttribute("aria-current");
    cell.setAttribute("aria-label", `${r ? data.alterations[r - 1].name : "none"}, ${nameOf(drug)}: ${look ? look.meaning : "not run yet"}`);
    cell.title = cell.getAttribute("aria-label");
  }));
  for (const th of $("matrix").querySelectorAll("th[data-drug]")) th.classList.toggle("picked", now.drugs.has(Number(th.dataset.drug)));
  for (const th of $("matrix").querySelectorAll("th[data-row]")) th.classList.toggle("picked", Number(th.dataset.row) === row);
  $("matrix-legend").replaceChildren(...data.verdicts.looks.filter((look) => looks.has(look)).map((look) => {
    return element("li", {}, element("b", { class: look.role }, look.sign), ` ${look.meaning}`);
  }));
}

function moveInMatrix(event) {
  const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [0, -99], End: [0, 99] };
  if (event.target.tagName !== "TD") return;
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    openCell(grid.rows[grid.row], data.offered[grid.column]);
    return;
  }
  const move = moves[event.key];
  if (!move) return;
  event.preventDefault();
  const within = (v, n) => Math.max(0, Math.min(n - 1, v));
  grid.row = within(grid.row + move[0], grid.rows.length);
  grid.column = within(grid.column + move[1], data.offered.length);
  renderMatrix();
  grid.cells[grid.row][grid.column].focus();
}

function openCell(row, drug) {
  grid.row = grid.rows.indexOf(row);
  grid.column = data.offered.indexOf(drug);
  clearCase();
  if (row) now.alterations.add(row - 1);
  now.drugs.add(drug);
  changed();
}
