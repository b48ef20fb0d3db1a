/* The picture: boxes and wires by their state, moving in it with keys. */

const picture = { svg: document.querySelector("#picture svg"), nodes: new Map(), edges: [], current: null };

function preparePicture() {
  const { svg } = picture;
  if (!svg) {
    for (const id of ["picture-help", "smaller", "larger", "legend", "save"]) $(id).hidden = true;
    return;
  }
  svg.removeAttribute("width");
  svg.removeAttribute("height");
  svg.setAttribute("role", "group");
  const sizes = [...svg.querySelectorAll("text")].map((t) => Number(t.getAttribute("font-size")) || 10);
  picture.base = 12.1 / Math.min(...sizes); /* no text is smaller than 12 pixels */
  svg.style.width = `${svg.viewBox.baseVal.width * picture.base}px`;
  prepareGestures();
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
  const parts = [...group.children];
  const first = parts.findIndex((part) => part.tagName === "text");
  const mark = parts.findIndex((part, k) => k > first && part.tagName === "path");
  if (first >= 0 && mark >= 0) for (const part of parts.slice(mark)) part.classList.add("badge");
  const number = group.querySelector("text.badge");
  const label = number ? `${nameOf(species)} ${number.textContent}` : nameOf(species);
  picture.nodes.set(species, { group, label, box, x: box.x + box.width / 2, y: box.y + box.height / 2 });
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
  const told = now.shown && now.reason ? now.reason : null;
  const steps = new Map(told ? told.steps.map((s, k) => [s.species, k + 1]) : []);
  for (const [species, { group, label, box }] of picture.nodes) {
    const value = state[species];
    const isHeld = held.has(species);
    for (const name of ["on", "part", "off"]) group.classList.toggle(name, shade(value, species) === name);
    group.classList.toggle("held", isHeld);
    group.classList.toggle("changed", Boolean(before) && before[species] !== value);
    group.classList.toggle("chosen", species === now.chosen);
    const lost = isHeld && value === 0 && held.get(species)[2] === 0; /* else a drug holds it off */
    cross(group, box, lost);
    number(group, box, steps.get(species));
    const drug = data.species[species].drug;
    group.setAttribute("aria-label", `${label}, ${drug ? (value ? "drug, given" : "drug, not given") : word(value, species)}${lost ? ", lost" : ""}${steps.has(species) ? `, step ${steps.get(species)}` : ""}`);
  }
  for (const { group, arrow } of picture.edges) renderEdge(group, arrow, state, network, told);
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

/* The number of a step of the chain, on the corner of its box. */
function number(group, box, step) {
  for (const old of group.querySelectorAll(".step")) old.remove();
  if (!step) return;
  group.append(svgElement("circle", { class: "step", cx: box.x, cy: box.y, r: 8 }), svgElement("text", { class: "step", x: box.x, y: box.y + 3.6 }, String(step)));
}

function halo(group, wanted) {
  const there = group.querySelector(".halo");
  if (there && !wanted) there.remove();
  if (wanted && !there) group.prepend(svgElement("path", { class: "halo", d: group.querySelector("path").getAttribute("d"), fill: "none" }));
}

function isCut(arrow, network) {
  const cuts = network && network.cuts.get(arrow.target);
  return Boolean(cuts && cuts.has(arrow.source));
}

/* An arrow carries the answer when its source is on and its target follows. */
function renderEdge(group, arrow, state, network, told) {
  const cut = isCut(arrow, network);
  const follows = arrow.sign === "-?" || (arrow.sign === "-|" ? state[arrow.target] < logic.tops[arrow.target] : state[arrow.target] > 0);
  const lit = !cut && state[arrow.source] > 0 && follows;
  const near = now.chosen !== null && (arrow.source === now.chosen || arrow.target === now.chosen);
  const step = told && told.steps.some((s) => s.species === arrow.target && s.inputs.includes(arrow.source));
  const turn = step && told.decisive && told.decisive.source === arrow.source && told.decisive.target === arrow.target;
  halo(group, Boolean(step));
  group.classList.toggle("step", Boolean(step));
  group.classList.toggle("released", Boolean(step) && state[arrow.source] === 0);
  group.classList.toggle("decisive", Boolean(turn));
  if (step) picture.svg.insertBefore(group, picture.first);
  else if (lit !== group.classList.contains("lit")) picture.svg.insertBefore(group, lit ? picture.first : (picture.svg.querySelector("g.edge") || picture.first));
  group.classList.toggle("lit", lit);
  group.classList.toggle("cut", cut);
  group.classList.toggle("near", near);
}
