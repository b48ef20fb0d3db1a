/* What is on the page: switches, prediction, verdict, picture, tables; the logic is above. */

const data = JSON.parse(document.getElementById("data").textContent);
const logic = new Logic(data);
const $ = (id) => document.getElementById(id);
const nameOf = (i) => data.species[i].name;
const byId = (id) => logic.index.get(id);
const quietly = window.matchMedia("(prefers-reduced-motion: reduce)");

/* The one place where things change: the case, and how far its run has been shown. */
const now = {
  alterations: new Set(), drugs: new Set(), knockouts: new Set(), gains: new Set(), context: new Map(),
  onset: "de novo", scheme: "synchronous", seed: 1,
  prediction: null, run: null, time: 0, shown: false, chosen: null, zoom: 1,
  seen: new Set(), uncovered: false, right: 0, predicted: 0, timer: null,
};

function scenario() {
  const { alterations, drugs, knockouts, gains, context, onset } = now;
  return { alterations: [...alterations], drugs: [...drugs], knockouts: [...knockouts], gains: [...gains], context: [...context], onset };
}

/* -- small builders ----------------------------------------------------------------------------- */

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "class") made.className = value;
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((c) => c !== null && c !== undefined));
  return made;
}

function chip(kind, name, value, text, checked, change) {
  const input = element("input", { type: kind, name, value, onchange: (e) => change(e.target.checked) });
  input.checked = checked;
  return element("label", { class: "chip" }, input, element("span", {}, text));
}

const listed = (names) => (names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`);
const word = (value) => ({ 0: "off", 1: "on" })[value] || "open";
const counted = (n) => (n === 1 ? "1 step" : `${n} steps`);

function tumourText() {
  const causes = [...now.alterations].map((a) => data.alterations[a].name);
  causes.push(...[...now.knockouts].map((i) => `${nameOf(i)} knocked out`), ...[...now.gains].map((i) => `${nameOf(i)} forced on`));
  causes.push(...[...now.context].map(([i, v]) => `${nameOf(i)} ${word(v)}`));
  return causes.join(" + ") || "Unaltered tumour";
}

const treatmentText = () => [...now.drugs].map(nameOf).join(" + ") || "untreated";

/* -- switches ----------------------------------------------------------------------------------- */

function toggle(set, item, on) {
  if (on) set.add(item);
  else set.delete(item);
  changed();
}

function buildSwitches() {
  const fill = (id, chips) => {
    $(id).querySelector(".chips").replaceChildren(...chips);
    $(id).hidden = !chips.length;
  };
  fill("alterations", data.changes.map((a) => chip("checkbox", "a", a, data.alterations[a].name, now.alterations.has(a), (on) => toggle(now.alterations, a, on))));
  fill("drugs", data.offered.map((d) => chip("checkbox", "d", d, nameOf(d), now.drugs.has(d), (on) => toggle(now.drugs, d, on))));
  fill("context", data.context.map((i) => {
    const value = now.context.has(i) ? now.context.get(i) : data.species[i].initial;
    return chip("checkbox", "c", i, nameOf(i), value === 1, (on) => setContext(i, Number(on)));
  }));
  const forced = [...[...now.knockouts].map((i) => [now.knockouts, i, "knocked out"]), ...[...now.gains].map((i) => [now.gains, i, "forced on"])];
  fill("changes", forced.map(([set, i, how]) => chip("checkbox", "f", i, `${nameOf(i)} ${how}`, true, () => toggle(set, i, false))));
  $("onset").value = now.onset;
  $("scheme").value = now.scheme;
}

function setContext(species, value) {
  if (data.species[species].initial === value) now.context.delete(species);
  else now.context.set(species, value);
  changed();
}

function force(species, how) {
  now.knockouts.delete(species);
  now.gains.delete(species);
  if (how === 0) now.knockouts.add(species);
  if (how === 1) now.gains.add(species);
  changed();
}

function buildPrediction() {
  const growing = nameOf(data.readouts.growth);
  const choices = now.drugs.size
    ? [["responds", "responds"], ["resistant", "resistant"], ["mixed", "depends on timing"]]
    : [["off", `${growing} off`], ["on", `${growing} on`]];
  choices.push(["skip", "just show me"]);
  if (!choices.some(([value]) => value === now.prediction)) now.prediction = null;
  const chips = choices.map(([value, text]) => chip("radio", "p", value, text, now.prediction === value, () => {
    now.prediction = value;
    writeAddress();
  }));
  $("prediction").querySelector(".chips").replaceChildren(...chips);
}

/* Something about the case has changed: back to its start, nothing shown, nothing predicted. */
function changed(keep = false) {
  stopClock();
  const active = keepFocus();
  if (!keep) now.prediction = null;
  now.shown = false;
  now.time = 0;
  const clash = logic.forcing(scenario()).clash;
  now.run = clash ? null : logic.trajectory(scenario(), now.scheme, now.seed);
  buildSwitches();
  if (data.readouts) buildPrediction();
  $("verdict").replaceChildren(...(clash ? [element("p", {}, clash)] : []));
  $("verdict").dataset.verdict = "";
  $("run").disabled = $("step").disabled = Boolean(clash);
  render();
  writeAddress();
  active();
}

/* Controls are rebuilt; give the focus back to the one that had it. */
function keepFocus() {
  const had = document.activeElement;
  const key = had && had.name && had.value !== undefined ? `input[name="${had.name}"][value="${had.value}"]` : null;
  const label = had && had.dataset ? had.dataset.key : null;
  return () => {
    const again = (key && document.querySelector(key)) || (label && document.querySelector(`[data-key="${label}"]`));
    if (again && document.activeElement !== again) again.focus({ preventScroll: true });
  };
}

/* -- running ------------------------------------------------------------------------------------ */

const lastStep = () => (now.run ? now.run.states.length - 1 : 0);

function mustPredict() {
  if (!data.readouts || now.prediction || now.shown) return false;
  say(element("p", {}, "First say what you expect, or choose “just show me”."));
  $("prediction").querySelector("input").focus();
  return true;
}

function runCase() {
  if (mustPredict()) return;
  stopClock();
  if (now.shown && now.scheme === "asynchronous") {
    now.seed += 1;
    now.run = logic.trajectory(scenario(), now.scheme, now.seed);
  }
  if (quietly.matches || lastStep() === 0) {
    showTime(lastStep());
    finish();
    return;
  }
  showTime(0);
  const pause = Math.max(60, Math.min(350, 3600 / lastStep()));
  now.timer = setInterval(() => {
    showTime(now.time + 1);
    if (now.time === lastStep()) finish();
  }, pause);
}

function stepCase() {
  if (mustPredict()) return;
  stopClock();
  if (now.time < lastStep()) showTime(now.time + 1);
  if (now.time === lastStep()) finish();
}

function stopClock() {
  clearInterval(now.timer);
  now.timer = null;
}

function showTime(step) {
  now.time = step;
  render();
}

function finish() {
  stopClock();
  const first = !now.shown;
  now.shown = true;
  const answer = logic.answer(scenario());
  const row = logic.coveredRow(scenario());
  if (row !== null && now.drugs.size === 1) now.seen.add(`${row}:${[...now.drugs][0]}`);
  if (first) score(answer);
  sayVerdict(answer);
  render();
  writeAddress();
}

function score(answer) {
  if (now.prediction === "skip" || !now.prediction || answer.growth === null) return;
  now.predicted += 1;
  if (isRight(answer)) now.right += 1;
}

function isRight(answer) {
  const truth = answer.word || answer.growth;
  return now.prediction === (truth === "unsettled" ? "mixed" : truth);
}

function say(...children) {
  $("verdict").replaceChildren(...children);
}

function sayVerdict(answer) {
  const box = $("verdict");
  box.dataset.verdict = answer.word || answer.growth || "";
  const head = element("p", {}, element("span", { class: "word" }, headline(answer)));
  const last = now.run.states[lastStep()];
  const values = shownReadouts().map((i) => `${nameOf(i)} ${word(last[i])}`).join(", ");
  const lines = [head, element("p", {}, element("span", { class: "aloud" }, `${tumourText()}, ${treatmentText()}. `), `${lastStep() ? `After ${counted(lastStep())}` : "Nothing changes"}${values ? `: ${values}` : ""}.${comment(answer, last)}`)];
  if (now.prediction && now.prediction !== "skip" && answer.growth !== null) {
    lines.push(element("p", {}, `Your prediction was ${isRight(answer) ? "right" : "wrong"}: ${now.right} of ${now.predicted} so far.`));
  }
  lines.push(element("p", { class: "how" }, how(answer)));
  say(...lines);
}

function headline(answer) {
  if (!data.readouts) return "This model names no readout, so there is no verdict";
  if (answer.growth === null) return "Not decided in this page";
  if (!answer.word) return `Untreated: ${nameOf(data.readouts.growth)} ${answer.growth}`;
  if (answer.word === "responds" && !answer.response) return "responds";
  return data.meanings[answer.response || answer.word];
}

function how(answer) {
  if (!data.readouts) return "";
  if (answer.by === "python") {
    return `Python’s exact verdict, computed when this page was made${answer.certified ? "; certified for every update scheme" : `: ${data.semantics}`}.`;
  }
  if (answer.by === "page") {
    const death = answer.word === "responds" && !answer.response ? " Whether cells die is not decided here; ask Python." : "";
    return `Decided in this page by percolation, so certified for every update scheme; Python says the same.${death}`;
  }
  return "One run does not settle this case: other orders of events may end elsewhere. The line of Python below gives the exact verdict.";
}

function comment(answer, last) {
  const parts = [];
  if (now.run.cycle) parts.push(`The run ends in a cycle of ${counted(now.run.cycle)}, which may be due to updating all species at once.`);
  if (!now.run.ended) parts.push("The run had not come to an end.");
  if (answer.word === "resistant" || answer.word === "mixed" || answer.word === "unsettled") parts.push(...bypassText(answer));
  const growth = data.readouts ? word(last[data.readouts.growth]) : null;
  if (answer.growth && answer.growth !== growth) parts.push(`This run shows ${nameOf(data.readouts.growth)} ${growth}; the verdict looks at every possible run.`);
  return parts.length ? ` ${parts.join(" ")}` : "";
}

function bypassText(answer) {
  const altered = now.alterations.size + now.knockouts.size + now.gains.size;
  const plain = logic.answer({ ...scenario(), alterations: [], knockouts: [], gains: [] });
  if (plain.word === "resistant" && answer.word === "resistant") return [altered ? "Inert: this treatment does not stop the unaltered tumour either." : "In the matrix this is inert."];
  if (altered && plain.word === "responds") return ["Without the alteration this treatment works: a bypass."];
  return [];
}

function shownReadouts() {
  const named = data.readouts;
  if (!named) return [];
  return [named.growth, ...(named.death === null || named.death === undefined ? [] : [named.death]), ...named.pathway].filter((s, k, all) => all.indexOf(s) === k);
}

/* -- the picture -------------------------------------------------------------------------------- */

const picture = { svg: document.querySelector("#picture svg"), nodes: new Map(), edges: [], current: null };

function preparePicture() {
  const { svg } = picture;
  if (!svg) {
    for (const id of ["picture-help", "smaller", "larger", "legend"]) $(id).hidden = true;
    return;
  }
  svg.removeAttribute("width");
  svg.removeAttribute("height");
  svg.setAttribute("role", "group");
  for (const group of svg.querySelectorAll("g[id]")) {
    if (group.id.startsWith("node-")) prepareNode(group, byId(group.id.slice(5)));
  }
  data.arrows.forEach((arrow, k) => {
    const group = document.getElementById(`edge-${data.species[arrow.source].id}-${data.species[arrow.target].id}`);
    if (!group) return;
    group.classList.add("edge");
    group.addEventListener("click", () => choose(arrow.target, k));
    picture.edges.push({ group, arrow });
  });
  picture.first = svg.querySelector("g.node");
  svg.addEventListener("keydown", moveInPicture);
}

function prepareNode(group, species) {
  if (species === undefined) return;
  group.classList.add("node");
  if (data.species[species].kind === "drug") group.classList.add("drug");
  group.setAttribute("role", "button");
  const box = group.querySelector("path").getBBox();
  let label = false;
  for (const child of group.children) {
    if (child.tagName === "text" && !label) label = true;
    else if (label && child.tagName === "path") child.classList.add("badge");
  }
  let last = null;
  for (const child of group.children) {
    if (child.tagName === "text" && last === "path" && group.querySelector("path.badge") && child.previousElementSibling.classList.contains("badge")) child.classList.add("badge");
    last = child.tagName;
  }
  picture.nodes.set(species, { group, x: box.x + box.width / 2, y: box.y + box.height / 2, box });
  group.addEventListener("click", () => choose(species));
  if (picture.current === null) picture.current = species;
}

function moveInPicture(event) {
  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const species = picture.current;
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    choose(species);
    return;
  }
  const way = ways[event.key];
  if (!way) return;
  event.preventDefault();
  const from = picture.nodes.get(species);
  let best = null;
  let least = Infinity;
  for (const [other, place] of picture.nodes) {
    const ahead = (place.x - from.x) * way[0] + (place.y - from.y) * way[1];
    const aside = Math.abs((place.x - from.x) * way[1] + (place.y - from.y) * way[0]);
    if (other !== species && ahead > 1 && ahead + 3 * aside < least) {
      least = ahead + 3 * aside;
      best = other;
    }
  }
  if (best === null) return;
  picture.current = best;
  rove();
  picture.nodes.get(best).group.focus();
}

function rove() {
  for (const [species, { group }] of picture.nodes) group.setAttribute("tabindex", species === picture.current ? "0" : "-1");
}

function renderPicture(state, before) {
  if (!picture.svg) return;
  const network = now.run ? now.run.network : null;
  const held = network ? network.forced : new Map();
  for (const [species, { group, box }] of picture.nodes) {
    const value = state[species];
    const isHeld = held.has(species);
    group.classList.toggle("on", value === 1);
    group.classList.toggle("off", value === 0);
    group.classList.toggle("held", isHeld);
    group.classList.toggle("changed", Boolean(before) && before[species] !== value);
    group.classList.toggle("chosen", species === now.chosen);
    cross(group, box, isHeld && value === 0);
    const drug = data.species[species].drug;
    group.setAttribute("aria-label", `${nameOf(species)}, ${drug ? (value ? "drug, given" : "drug, not given") : word(value)}${isHeld && !value ? ", lost" : ""}`);
  }
  for (const { group, arrow } of picture.edges) renderEdge(group, arrow, state, network);
  picture.svg.classList.toggle("chosen", now.chosen !== null);
}

function cross(group, box, wanted) {
  const there = group.querySelector(".cross");
  if (wanted === Boolean(there)) return;
  if (there) {
    there.remove();
    return;
  }
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("class", "cross");
  path.setAttribute("d", `M${box.x} ${box.y}l${box.width} ${box.height}m0 ${-box.height}l${-box.width} ${box.height}`);
  group.insertBefore(path, group.querySelector("text"));
}

function isCut(arrow, network) {
  const cuts = network && network.cuts.get(arrow.target);
  return Boolean(cuts && cuts.has(arrow.source));
}

/* An arrow carries the answer when its source is on and its target follows. */
function renderEdge(group, arrow, state, network) {
  const cut = isCut(arrow, network);
  const follows = arrow.sign === "-?" || state[arrow.target] === (arrow.sign === "-|" ? 0 : 1);
  const lit = !cut && state[arrow.source] === 1 && follows;
  const near = now.chosen !== null && (arrow.source === now.chosen || arrow.target === now.chosen);
  if (lit !== group.classList.contains("lit")) picture.svg.insertBefore(group, lit ? picture.first : (picture.svg.querySelector("g.edge") || picture.first));
  group.classList.toggle("lit", lit);
  group.classList.toggle("cut", cut);
  group.classList.toggle("near", near);
}

function zoom(factor) {
  now.zoom = Math.min(4, Math.max(0.4, now.zoom * factor));
  picture.svg.style.width = `${100 * now.zoom}%`;
}

/* -- one species -------------------------------------------------------------------------------- */

function choose(species, arrow = null) {
  now.chosen = species;
  if (picture.nodes.has(species)) {
    picture.current = species;
    rove();
  }
  render();
  writeAddress();
  const at = arrow === null ? $("species") : $(`arrow-${arrow}`);
  if (at) at.scrollIntoView({ block: "nearest" });
  if (arrow === null) $("species").scrollTop = 0;
}

function closeSpecies() {
  const place = picture.nodes.get(now.chosen);
  const inside = $("species").contains(document.activeElement);
  now.chosen = null;
  render();
  writeAddress();
  if (inside && place) place.group.focus();
}

function renderSpecies(state) {
  const i = now.chosen;
  document.querySelector("main").classList.toggle("reading", i !== null);
  if (i === null) return;
  const s = data.species[i];
  $("species-title").replaceChildren(s.name, " ", stateBadge(state[i]));
  const parts = [element("p", { class: "hint" }, [s.kind, s.band].filter(Boolean).join(", ") + (s.meaning ? `. On means: ${s.meaning}.` : "."))];
  if (s.note) parts.push(element("p", { class: "hint" }, `Note: ${s.note}.`));
  parts.push(...handles(i, state));
  if (s.rule !== undefined) parts.push(element("h3", {}, "Rule"), ...rulePart(i, state));
  const into = data.arrows.map((a, k) => [a, k]).filter(([a]) => a.target === i);
  if (into.length) parts.push(element("h3", {}, "Its inputs, and the words behind each arrow"), ...into.map(([a, k]) => arrowPart(a, k, state)));
  const out = data.arrows.filter((a) => a.source === i);
  if (out.length) parts.push(element("h3", {}, "It acts on"), element("p", { class: "buttons" }, ...out.map((a) => speciesButton(a.target, `${a.sign === "-|" ? "⊣" : a.sign === "->" ? "→" : "–?"} ${nameOf(a.target)}`))));
  $("species-body").replaceChildren(...parts);
}

function stateBadge(value) {
  return element("span", { class: value === 1 ? "state on" : "state" }, word(value));
}

function speciesButton(species, text = nameOf(species)) {
  return element("button", { type: "button", class: "link", onclick: () => choose(species) }, text);
}

/* What a student can do to a species: give a drug, switch an alteration, break it. */
function handles(i, state) {
  const s = data.species[i];
  const button = (text, on, act) => element("button", { type: "button", "data-key": `${i}:${text}`, "aria-pressed": String(on), onclick: act }, text);
  const made = [];
  if (s.drug && data.offered.includes(i)) made.push(button("given", now.drugs.has(i), () => toggle(now.drugs, i, !now.drugs.has(i))));
  for (const a of data.changes) {
    const fixes = data.alterations[a].fix.some(([species]) => species === i);
    if (fixes) made.push(button(data.alterations[a].name, now.alterations.has(a), () => toggle(now.alterations, a, !now.alterations.has(a))));
  }
  if (!s.drug && data.context.includes(i)) made.push(button("present", state[i] === 1, () => setContext(i, 1 - (now.context.has(i) ? now.context.get(i) : s.initial))));
  if (s.rule !== undefined) {
    made.push(button("knock out", now.knockouts.has(i), () => force(i, now.knockouts.has(i) ? null : 0)));
    made.push(button("force on", now.gains.has(i), () => force(i, now.gains.has(i) ? null : 1)));
  }
  const found = made.length ? [element("p", { class: "buttons" }, ...made)] : [];
  const cited = [...now.alterations].flatMap((a) => (data.alterations[a].fix.some(([species]) => species === i) ? [alterationPart(a)] : []));
  return [...found, ...cited];
}

function alterationPart(a) {
  const { name, note, evidence } = data.alterations[a];
  return element("div", { class: "arrow" }, element("p", {}, element("strong", {}, `Altered by ${name}`), note ? ` (${note})` : ""), ...evidence.map(evidencePart));
}

function rulePart(i, state) {
  const s = data.species[i];
  const network = now.run ? now.run.network : null;
  const cut = network ? network.cuts.get(i) : undefined;
  const gives = Number(evaluate(s.rule, state, cut));
  const text = element("p", { class: "rule" });
  if (s.text) text.append(s.text);
  else text.append(...ruleText(s.rule, state, cut, false));
  const parts = [text];
  const held = network && network.forced.has(i);
  const next = network ? logic.target(i, state, network) : gives;
  let then = `The rule gives ${word(gives)} now`;
  if (held) then += `, but ${network.forced.get(i)[1]} holds it ${word(next)}`;
  else if (next !== state[i]) then += `, so it will turn ${word(next)}`;
  parts.push(element("p", {}, `${then}.`));
  if (s.default) parts.push(element("p", { class: "hint" }, "The usual rule: any activator and no inhibitor."));
  if (s.why) parts.push(element("p", { class: "hint" }, `Why this rule: ${s.why}.`));
  return parts;
}

/* The rule in words, from its syntax tree, each literal marked by whether it holds now. */
function ruleText(rule, state, cut, inner) {
  if (typeof rule === "number") {
    const i = rule < 0 ? ~rule : rule;
    const holds = evaluate(rule, state, cut);
    return [element("span", { class: holds ? "true" : "false", title: holds ? "holds now" : "does not hold now" }, `${rule < 0 ? "not " : ""}${nameOf(i)}`)];
  }
  const terms = rule.slice(1);
  if (!terms.length) return [rule[0] === "&" ? "always on" : "always off"];
  const joined = terms.flatMap((t, k) => [...(k ? [rule[0] === "&" ? " and " : " or "] : []), ...ruleText(t, state, cut, true)]);
  return inner && rule[0] === "|" ? ["(", ...joined, ")"] : joined;
}

function arrowPart(arrow, k, state) {
  const verb = { "->": "activates", "-|": "inhibits", "-?": "acts on" }[arrow.sign];
  const cut = isCut(arrow, now.run && now.run.network);
  const head = element("p", {}, stateBadge(state[arrow.source]), " ", speciesButton(arrow.source), ` ${verb} ${nameOf(arrow.target)}${cut ? " (cut by the alteration)" : ""}`);
  const note = arrow.note ? element("p", { class: "hint" }, `Note: ${arrow.note}.`) : null;
  return element("div", { class: "arrow", id: `arrow-${k}` }, head, note, ...arrow.evidence.map(evidencePart));
}

function evidencePart(number) {
  const piece = data.evidence[number];
  const source = piece.source === undefined ? null : data.sources[piece.source];
  const cite = source && source.link
    ? element("a", { href: source.link, target: "_blank", rel: "noopener noreferrer", title: source.title || source.cite }, source.cite)
    : (source && source.cite) || "";
  const marks = [piece.basis, piece.supports].filter(Boolean).join(", ");
  const tail = marks || piece.note ? element("p", { class: "basis" }, [marks, piece.note].filter(Boolean).join(": ")) : null;
  if (piece.quote !== undefined) {
    const field = piece.field ? ` (${piece.field})` : "";
    return element("blockquote", {}, element("p", { dir: "auto" }, `“${data.quotes[piece.quote]}”`), element("p", {}, "— ", cite, field), tail);
  }
  return element("div", { class: "cited" }, element("p", {}, source && source.finding ? `${source.finding} ` : "", cite), tail);
}

/* -- tables ------------------------------------------------------------------------------------- */

function renderTrajectory() {
  const states = now.run ? now.run.states.slice(0, now.shown ? undefined : now.time + 1) : [];
  const only = $("changing").checked;
  const turn = (i) => states.findIndex((s) => s[i] !== states[0][i]);
  const late = (i) => (turn(i) < 0 ? Infinity : turn(i));
  const rows = data.species.map((_, i) => i).filter((i) => !only || turn(i) >= 0 || shownReadouts().includes(i));
  rows.sort((i, j) => (late(i) === late(j) ? i - j : late(i) - late(j)));
  const head = element("tr", {}, element("th", { scope: "col" }, "species"), ...states.map((_, k) => element("th", { scope: "col", class: k === now.time ? "now" : null }, String(k))));
  const body = rows.map((i) => element("tr", {}, element("th", { scope: "row" }, nameOf(i)), ...states.map((s, k) => element("td", { class: [s[i] ? "on" : "", k === now.time ? "now" : ""].join(" ").trim() }, s[i] ? "●" : "·"))));
  $("trajectory").replaceChildren(element("thead", {}, head), element("tbody", {}, ...body));
}

function renderTable(state) {
  const head = element("tr", {}, ...["species", "now", "kind"].map((t) => element("th", { scope: "col" }, t)));
  const rows = data.species.map((s, i) => {
    const button = element("button", { type: "button", class: "link", "data-key": `table:${i}`, onclick: () => choose(i) }, s.name);
    return element("tr", { class: now.run && now.run.network.forced.has(i) ? "held" : null }, element("th", { scope: "row" }, button), element("td", {}, stateBadge(state[i])), element("td", {}, s.kind));
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
    const column = data.columns.findIndex((c) => c.length === 1 && data.offered[c[0]] === drug);
    return fromLetter(data.table[r][column], true);
  };
  const answer = find(row);
  if (answer.word === "resistant" && find(0).word === "resistant") return "inert";
  return answer.response || answer.word;
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
    cell.className = [look || "covered", current ? "current" : ""].join(" ").trim();
    cell.textContent = look ? data.signs[look] : "?";
    cell.tabIndex = y === grid.row && x === grid.column ? 0 : -1;
    cell.setAttribute("role", "gridcell");
    if (current) cell.setAttribute("aria-current", "true");
    else cell.removeAttribute("aria-current");
    cell.setAttribute("aria-label", `${r ? data.alterations[r - 1].name : "none"}, ${nameOf(drug)}: ${look ? data.meanings[look] : "not run yet"}`);
    cell.title = cell.getAttribute("aria-label");
  }));
  for (const th of $("matrix").querySelectorAll("th[data-drug]")) th.classList.toggle("picked", now.drugs.has(Number(th.dataset.drug)));
  for (const th of $("matrix").querySelectorAll("th[data-row]")) th.classList.toggle("picked", Number(th.dataset.row) === row);
  $("matrix-legend").replaceChildren(...Object.entries(data.meanings).filter(([k]) => looks.has(k)).map(([k, text]) => {
    const sign = element("b", {}, data.signs[k]);
    sign.style.background = `var(--${k})`;
    if (k === "death") sign.style.color = "#fff";
    return element("li", {}, sign, ` ${text}`);
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

/* -- the address: a case can be linked ---------------------------------------------------------- */

function caseText() {
  const pairs = [...[...now.alterations].map((a) => ["a", data.alterations[a].name]), ...[...now.drugs].map((d) => ["d", data.species[d].id])];
  pairs.push(...[...now.knockouts].map((i) => ["off", data.species[i].id]), ...[...now.gains].map((i) => ["on", data.species[i].id]));
  pairs.push(...[...now.context].map(([i, v]) => ["c", `${data.species[i].id}=${v}`]));
  if (now.onset !== "de novo") pairs.push(["o", now.onset]);
  if (now.scheme !== "synchronous") pairs.push(["u", now.scheme], ["seed", now.seed]);
  if (now.chosen !== null) pairs.push(["s", data.species[now.chosen].id]);
  return pairs.map(([k, v]) => `${k}=${encodeURIComponent(v)}`);
}

function writeAddress() {
  const pairs = caseText();
  if (now.prediction) pairs.push(`p=${now.prediction}`);
  if (now.shown) pairs.push("run=1");
  written = `#${pairs.join("&")}`;
  try {
    history.replaceState(null, "", written);
  } catch (refused) {
    /* inside a notebook's frame there is no address to write */
  }
  renderPython();
}

let written = "";

/* Read a case; returns the names in it that this model does not have. */
function readCase(text) {
  const unknown = [];
  const put = (set, found, value) => (found === undefined || found < 0 ? unknown.push(value) : set.add(found));
  const anyCase = (names, value) => {
    const exact = names.indexOf(value);
    return exact >= 0 ? exact : names.findIndex((n) => n.toLowerCase() === value.toLowerCase());
  };
  clearCase();
  let run = false;
  for (const [key, value] of new URLSearchParams(text.replace(/^#/, "").replaceAll("+", "%2B"))) {
    const species = anyCase(data.species.map((s) => s.id), value);
    if (key === "a") {
      const a = anyCase(data.alterations.map((x) => x.name), value);
      put(now.alterations, data.changes.includes(a) ? a : -1, value);
    } else if (key === "d") put(now.drugs, data.offered.includes(species) ? species : -1, value);
    else if (key === "off" || key === "on") put(key === "on" ? now.gains : now.knockouts, species < 0 || data.species[species].drug ? -1 : species, value);
    else if (key === "c") {
      const [id, v] = value.split("=");
      const i = byId(id);
      if (i === undefined || data.species[i].rule !== undefined || data.species[i].drug || !"01".includes(v) || !v) unknown.push(value);
      else if (data.species[i].initial !== Number(v)) now.context.set(i, Number(v));
    } else if (key === "o" && ["de novo", "acquired", "together"].includes(value)) now.onset = value;
    else if (key === "u" && ["synchronous", "asynchronous"].includes(value)) now.scheme = value;
    else if (key === "seed") now.seed = Number.parseInt(value, 10) || 1;
    else if (key === "s") now.chosen = species < 0 ? null : species;
    else if (key === "p") now.prediction = value;
    else if (key === "run") run = value === "1";
    else unknown.push(key);
  }
  return { unknown, run };
}

function openAddress(text) {
  const { unknown, run } = readCase(text);
  changed(true);
  if (unknown.length) {
    say(element("p", {}, `The link names ${listed(unknown.map((n) => `“${n}”`))}, which this model does not have.`));
  } else if (run && now.run) {
    if (!now.prediction) now.prediction = "skip";
    if (data.readouts) buildPrediction();
    showTime(lastStep());
    finish();
  }
}

function clearCase() {
  for (const part of [now.alterations, now.drugs, now.knockouts, now.gains, now.context]) part.clear();
  now.onset = "de novo";
  now.prediction = null;
}

function renderPython() {
  const quoted = (names) => `[${names.map((n) => JSON.stringify(n)).join(", ")}]`;
  const ids = (set) => [...set].map((i) => data.species[i].id);
  const parts = [];
  if (now.alterations.size) parts.push(`alterations=${quoted([...now.alterations].map((a) => data.alterations[a].name))}`);
  if (now.drugs.size) parts.push(`drugs=${quoted(ids(now.drugs))}`);
  if (now.knockouts.size) parts.push(`knockouts=${quoted(ids(now.knockouts))}`);
  if (now.gains.size) parts.push(`gains=${quoted(ids(now.gains))}`);
  if (now.context.size) parts.push(`context={${[...now.context].map(([i, v]) => `${JSON.stringify(data.species[i].id)}: ${v}`).join(", ")}}`);
  if (now.onset !== "de novo") parts.push(`onset="${now.onset}"`);
  $("python").textContent = `import her2model as h2\n\nresult = h2.simulate(${[JSON.stringify(data.load), ...parts].join(",\n                     ")})\nprint(result)\n`;
}

function copyLink() {
  const link = location.protocol === "about:" ? written : location.href;
  const told = () => ($("copied").textContent = "Copied.");
  const shown = () => ($("copied").textContent = `Copy this: ${link}`);
  if (navigator.clipboard) navigator.clipboard.writeText(link).then(told, shown);
  else shown();
}

/* -- everything --------------------------------------------------------------------------------- */

function render() {
  const states = now.run ? now.run.states : null;
  const state = states ? states[now.time] : new Uint8Array(logic.size);
  $("case-title").textContent = `${tumourText()}, ${treatmentText()}`;
  $("time").max = String(lastStep());
  $("time").value = String(now.time);
  $("time").disabled = !now.shown;
  $("time-text").textContent = now.shown ? `${now.time} of ${lastStep()}` : String(now.time);
  renderPicture(state, states && now.time > 0 ? states[now.time - 1] : null);
  renderSpecies(state);
  renderTrajectory();
  renderTable(state);
  renderMatrix();
}

function paintTheme(dark) {
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  $("theme").textContent = dark ? "Light" : "Dark";
}

function start() {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  paintTheme(dark.matches);
  dark.addEventListener("change", (e) => paintTheme(e.matches));
  $("theme").addEventListener("click", () => paintTheme(document.documentElement.dataset.theme !== "dark"));
  $("semantics").textContent = `Verdicts: ${data.semantics}, first of the unaltered tumour without treatment, then of the altered one, then with the drugs. A drug beats an alteration of the same species.`;
  $("named").hidden = !data.named.length;
  $("named").textContent = `Named by the source, without a word on what they do: ${data.named.join(", ")}.`;
  $("prediction").hidden = !data.readouts;
  preparePicture();
  buildMatrix();
  $("run").addEventListener("click", runCase);
  $("step").addEventListener("click", stepCase);
  $("reset").addEventListener("click", () => {
    clearCase();
    now.chosen = null;
    changed();
  });
  $("copy").addEventListener("click", copyLink);
  $("onset").addEventListener("change", (e) => {
    now.onset = e.target.value;
    changed();
  });
  $("scheme").addEventListener("change", (e) => {
    now.scheme = e.target.value;
    changed();
  });
  $("time").addEventListener("input", (e) => showTime(Number(e.target.value)));
  $("changing").addEventListener("change", renderTrajectory);
  $("uncover").addEventListener("click", () => {
    now.uncovered = !now.uncovered;
    $("uncover").setAttribute("aria-pressed", String(now.uncovered));
    renderMatrix();
  });
  $("smaller").addEventListener("click", () => zoom(0.8));
  $("larger").addEventListener("click", () => zoom(1.25));
  $("switches").addEventListener("submit", (e) => e.preventDefault());
  $("close").addEventListener("click", closeSpecies);
  document.addEventListener("keydown", (e) => {
    if (e.key === "Escape" && now.chosen !== null) closeSpecies();
  });
  window.addEventListener("hashchange", () => {
    if (location.hash !== written) openAddress(location.hash);
  });
  openAddress(location.hash.length > 1 ? location.hash : data.first);
  if (picture.svg) rove();
}

start();
