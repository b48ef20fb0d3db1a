/* The chain as a picture of its own: boxes in a snake of columns, wires on a grid between them. */

const CELL = 8;
const COLUMN = 15;
const EDGE = 2;
const ROW = 8;
const WIDE = 11;
const HIGH = 4;
const BADGE = 4; /* how far a first line of two gives way to the number */
const SIDES = [[0, -1], [1, 0], [0, 1], [-1, 0]];

/* Step of each species → how many arrows away from the end it is at most, the longest way. */
function layersOf(steps) {
  const depth = new Map(steps.map((s) => [s.species, 0]));
  for (const s of [...steps].reverse()) {
    for (const i of s.inputs) if (depth.has(i) && !s.feedback) depth.set(i, Math.max(depth.get(i), depth.get(s.species) + 1));
  }
  const most = Math.max(...depth.values());
  const layers = Array.from({ length: most + 1 }, () => []);
  for (const s of steps) layers[most - depth.get(s.species)].push(s);
  return layers.filter((l) => l.length);
}

/* Places of boxes: single steps go on in the row and turn at its end; several have rows of their own. */
function placed(reason, columns) {
  const boxes = new Map();
  let [row, column, way] = [reason.effects.length, 0, 1];
  let open = false;
  const put = (s, x, y) => boxes.set(s.species, { ...s, column: x, row: y, number: reason.steps.indexOf(s) + 1 });
  reason.effects.forEach(({ drug, target, blocked }, k) => {
    boxes.set(drug, { species: drug, value: 1, column: 0, row: k, drug: true });
    const at = boxes.has(target) || reason.steps.some((s) => s.species === target) ? null : Math.min(1, columns - 1);
    if (at !== null) boxes.set(target, { species: target, value: reason.values[target], column: at, row: k, blocked });
  });
  for (const layer of layersOf(reason.steps)) {
    if (layer.length === 1) {
      if (open && (column + way < 0 || column + way >= columns)) [row, way] = [row + 1, -way];
      else if (open) column += way;
      put(layer[0], column, row);
      open = true;
      continue;
    }
    if (open) row += 1;
    const middle = meanColumn(layer, boxes, columns);
    for (let k = 0; k < layer.length; k += columns) {
      const part = layer.slice(k, k + columns);
      const apart = 2 * part.length - 1 <= columns ? 2 : 1;
      const width = apart * (part.length - 1);
      const first = Math.max(0, Math.min(columns - 1 - width, Math.round(middle - width / 2)));
      part.forEach((s, n) => put(s, first + n * apart, row));
      row += 1;
    }
    column = Math.round(middle);
    way = 2 * column <= columns - 1 ? 1 : -1;
    open = false;
  }
  return boxes;
}

/* Where the inputs of some steps stand, on the whole. */
function meanColumn(layer, boxes, columns) {
  const above = layer.flatMap((s) => s.inputs).filter((i) => boxes.has(i)).map((i) => boxes.get(i).column);
  return above.length ? above.reduce((a, b) => a + b) / above.length : (columns - 1) / 2;
}

/* The wires of the picture: {from, to, sign, kind, arrow}. */
function wiresOf(reason, boxes) {
  const wires = [];
  for (const s of reason.steps) {
    for (const source of s.inputs) {
      if (!boxes.has(source)) continue;
      const arrow = arrowBetween(source, s.species);
      const decisive = reason.decisive && reason.decisive.source === source && reason.decisive.target === s.species;
      wires.push({ from: source, to: s.species, sign: data.arrows[arrow].sign, kind: "step", released: reason.values[source] === 0, decisive, arrow });
    }
  }
  for (const { drug, target, blocked, reaches, sign = "-|" } of reason.effects) {
    if (boxes.has(target)) wires.push({ from: drug, to: target, sign, kind: "effect" });
    if (blocked && reaches !== null && boxes.has(reaches)) wires.push({ from: target, to: reaches, sign: "->", kind: "silent" });
  }
  return wires;
}

/* Finds ways between boxes on a grid; none runs through a box, and crossings and turns cost. */
class Router {
  constructor(columns, rows, boxes) {
    this.width = (columns - 1) * COLUMN + WIDE + 2 * EDGE;
    this.height = (rows - 1) * ROW + HIGH + 2 * EDGE;
    this.solid = new Uint8Array(this.width * this.height);
    this.used = [new Uint8Array(this.solid.length), new Uint8Array(this.solid.length)];
    this.ports = new Map();
    for (const b of boxes) for (let x = 0; x < WIDE; x++) for (let y = 0; y < HIGH; y++) this.solid[this.at(this.left(b) + x, this.top(b) + y)] = 1;
  }

  at(x, y) {
    return y * this.width + x;
  }

  left(b) {
    return b.column * COLUMN + EDGE;
  }

  top(b) {
    return b.row * ROW + EDGE;
  }

  /* Cells outside the sides of a box, with the way out and what it costs to use them. */
  outside(b) {
    const found = [];
    SIDES.forEach(([dx, dy], side) => {
      const length = dx ? HIGH : WIDE;
      for (let k = 1; k < length - 1; k++) {
        const x = dx ? this.left(b) + (dx > 0 ? WIDE : -1) : this.left(b) + k;
        const y = dy ? this.top(b) + (dy > 0 ? HIGH : -1) : this.top(b) + k;
        if (x < 0 || y < 0 || x >= this.width || y >= this.height) continue;
        const badge = (side === 0 && k < 3) || (side === 3 && k < 2) ? 6 : 0;
        found.push({ cell: this.at(x, y), side, cost: 0.4 * Math.abs(k - (length - 1) / 2) + 20 * (this.ports.get(this.at(x, y)) || 0) + badge });
      }
    });
    return found;
  }

  /* Cells that a way must still cross to come to a box: what is ahead costs that much at least. */
  ahead(b) {
    const [left, top] = [this.left(b) - 1, this.top(b) - 1];
    const beyond = (v, low, high) => Math.max(low - v, v - high, 0);
    return (cell) => beyond(cell % this.width, left, left + WIDE + 1) + beyond(Math.floor(cell / this.width), top, top + HIGH + 1);
  }

  /* The cheapest way, by A*; a state is a cell and the side that the way goes to. */
  route(from, to) {
    const goals = new Map(this.outside(to).map((o) => [o.cell * 4 + ((o.side + 2) % 4), o.cost]));
    const search = {
      best: new Float64Array(this.solid.length * 4).fill(Infinity),
      came: new Int32Array(this.solid.length * 4).fill(-1),
      ahead: this.ahead(to),
      queue: new Heap(),
    };
    for (const o of this.outside(from)) if (!this.solid[o.cell]) this.reach(search, o.cell * 4 + o.side, o.cost, -1);
    while (search.queue.size) {
      const [estimate, state] = search.queue.pop();
      if (state < 0) return this.kept(search.came, ~state);
      const [cell, way, cost] = [state >> 2, state & 3, search.best[state]];
      if (estimate > cost + search.ahead(cell) + 1e-9) continue;
      if (goals.has(state) && search.came[state] >= 0) search.queue.push(cost + goals.get(state), ~state);
      for (let turn = -1; turn <= 1; turn++) this.extend(search, state, cost, cell, (way + turn + 4) % 4, turn);
    }
    return null;
  }

  extend(search, state, cost, cell, way, turn) {
    const [x, y] = [(cell % this.width) + SIDES[way][0], Math.floor(cell / this.width) + SIDES[way][1]];
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    const next = this.at(x, y);
    if (this.solid[next]) return;
    const along = way % 2;
    const aside = along ? this.width : 1;
    const beside = (this.used[along][next - aside] || 0) + (this.used[along][next + aside] || 0);
    const price = cost + 1 + (turn ? 4 : 0) + 40 * this.used[along][next] + 5 * this.used[1 - along][next] + 3 * beside;
    this.reach(search, next * 4 + way, price, state);
  }

  reach({ best, came, ahead, queue }, state, cost, from) {
    if (cost >= best[state]) return;
    best[state] = cost;
    came[state] = from;
    queue.push(cost + ahead(state >> 2), state);
  }

  kept(came, end) {
    const states = [];
    for (let s = end; s >= 0; s = came[s]) states.unshift(s);
    for (const s of states) {
      this.used[(s & 3) % 2][s >> 2] = 1;
      this.used[1 - ((s & 3) % 2)][s >> 2] ||= 0;
    }
    for (const s of [states[0], end]) this.ports.set(s >> 2, (this.ports.get(s >> 2) || 0) + 1);
    const centre = (s) => [((s >> 2) % this.width) * CELL + CELL / 2, Math.floor((s >> 2) / this.width) * CELL + CELL / 2];
    const edge = (s, sign) => centre(s).map((v, k) => v + sign * SIDES[s & 3][k] * (CELL / 2));
    return corners([edge(states[0], -1), ...states.map(centre), edge(end, 1)]);
  }
}

/* The least first: a binary heap of [cost, item]. */
class Heap {
  constructor() {
    this.items = [];
  }

  get size() {
    return this.items.length;
  }

  push(cost, item) {
    const { items } = this;
    let k = items.push([cost, item]) - 1;
    while (k && items[(k - 1) >> 1][0] > items[k][0]) {
      [items[k], items[(k - 1) >> 1]] = [items[(k - 1) >> 1], items[k]];
      k = (k - 1) >> 1;
    }
  }

  pop() {
    const { items } = this;
    const top = items[0];
    const last = items.pop();
    if (!items.length) return top;
    items[0] = last;
    for (let k = 0; ; ) {
      let least = k;
      for (const c of [2 * k + 1, 2 * k + 2]) if (c < items.length && items[c][0] < items[least][0]) least = c;
      if (least === k) return top;
      [items[k], items[least]] = [items[least], items[k]];
      k = least;
    }
  }
}

/* Drop points on straight lines. */
function corners(points) {
  return points.filter((p, k) => {
    if (!k || k === points.length - 1) return true;
    const [a, b] = [points[k - 1], points[k + 1]];
    return (p[0] - a[0]) * (b[1] - p[1]) !== (p[1] - a[1]) * (b[0] - p[0]);
  });
}

function svgElement(tag, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/* A line with rounded corners that ends `short` before its end. */
function roundedPath(points, short) {
  const last = points.length - 1;
  const way = [0, 1].map((k) => Math.sign(points[last][k] - points[last - 1][k]));
  const all = [...points.slice(0, last), points[last].map((v, k) => v - way[k] * short)];
  let d = `M${all[0]}`;
  for (let k = 1; k < last; k++) {
    const toward = (p, q) => {
      const length = Math.hypot(q[0] - p[0], q[1] - p[1]);
      const r = Math.min(6, length / 2);
      return p.map((v, n) => v + ((q[n] - v) * r) / length);
    };
    d += `L${toward(all[k], all[k - 1])}Q${all[k]} ${toward(all[k], all[k + 1])}`;
  }
  return { d: `${d}L${all[last]}`, tip: points[last], way };
}

function headOf({ tip, way }, sign, off) {
  const [x, y] = tip.map((v, k) => v - way[k] * off);
  const [nx, ny] = [-way[1], way[0]];
  if (sign === "-|") return svgElement("path", { class: "bar", d: `M${x + nx * 8} ${y + ny * 8}L${x - nx * 8} ${y - ny * 8}` });
  return svgElement("path", { class: "head", d: `M${x} ${y}L${x - way[0] * 10 + nx * 5.5} ${y - way[1] * 10 + ny * 5.5}L${x - way[0] * 10 - nx * 5.5} ${y - way[1] * 10 - ny * 5.5}Z` });
}

function wireItem(wire, points, number) {
  const off = wire.sign === "-|" ? (wire.released ? 10 : 5) : 1;
  const line = roundedPath(points, wire.sign === "-|" ? off : 9);
  const group = svgElement("g", { class: ["wire", wire.kind, wire.released ? "released" : "", wire.decisive ? "decisive" : ""].join(" ").trim(), style: `--k:${number}` });
  if (wire.kind === "step") group.append(svgElement("path", { class: "halo", d: line.d }));
  group.append(svgElement("path", { class: "line", d: line.d }), headOf(line, wire.sign, off));
  if (wire.kind === "silent") {
    const [[x0, y0], [x1, y1]] = points;
    const [x, y] = [x0 + Math.sign(x1 - x0) * 13, y0 + Math.sign(y1 - y0) * 13];
    group.append(svgElement("path", { class: "stop", d: `M${x - 6} ${y - 6}l12 12m0-12l-12 12` }));
  }
  if (wire.arrow !== undefined) group.addEventListener("click", () => choose(data.arrows[wire.arrow].target, wire.arrow));
  return group;
}

/* A name in one line or two of a box. */
function nameLines(name) {
  const fits = (t) => t.length <= 14;
  if (fits(name)) return [name];
  const cut = [...name.matchAll(/[ :/–+-]/g)].map((m) => m.index + 1).filter((k) => k < name.length);
  const best = cut.sort((a, b) => Math.abs(a - name.length / 2) - Math.abs(b - name.length / 2))[0] ?? Math.ceil(name.length / 2);
  const short = (t) => (t.length <= 14 ? t : `${t.slice(0, 13)}…`);
  return [name.slice(0, best).trim(), name.slice(best).trim()].map(short);
}

function boxItem(b, router, reason) {
  const [x, y, w, h] = [router.left(b) * CELL, router.top(b) * CELL, WIDE * CELL, HIGH * CELL];
  const lost = b.cause && b.cause.kind === "tumour" && b.value === 0 && !b.cause.beaten;
  const kind = data.species[b.species].kind;
  const classes = ["box", shade(b.value, b.species), b.drug || (b.cause && b.cause.kind === "given") ? "drug" : "", lost ? "lost" : "", b.blocked ? "blocked" : "", b.number ? "" : "aside"];
  const group = svgElement("g", { class: classes.join(" "), style: `--k:${b.number || 0}`, "data-species": b.species });
  const shape = kind === "phenotype" ? `M${x + 10} ${y}h${w - 20}l10 ${h / 2}l-10 ${h / 2}h${20 - w}l-10 ${-h / 2}Z` : null;
  group.append(shape ? svgElement("path", { class: "shape", d: shape }) : svgElement("rect", { class: "shape", x, y, width: w, height: h, rx: kind === "drug" ? 2 : 7 }));
  const lines = nameLines(nameOf(b.species));
  const beside = (k) => b.number && lines.length > 1 && !k;
  lines.forEach((t, k) => group.append(svgElement("text", { class: beside(k) && "beside", x: x + w / 2 + (beside(k) ? BADGE : 0), y: y + h / 2 + 4.5 + (k - (lines.length - 1) / 2) * 13 }, t)));
  if (lost) group.append(svgElement("path", { class: "slash", d: `M${x - 5} ${y + h + 3}L${x + w + 5} ${y - 3}` }));
  if (b.number) group.append(svgElement("circle", { class: "badge", cx: x + 1, cy: y, r: 10.5 }), svgElement("text", { class: "number", x: x + 1, y: y + 4.3 }, String(b.number)));
  group.append(svgElement("title", {}, boxWords(b)));
  group.addEventListener("click", () => choose(b.species));
  return group;
}

const boxWords = (b) => `${nameOf(b.species)}: ${b.drug ? "given" : word(b.value, b.species)}${b.cause ? `, ${b.cause.text}` : ""}${b.blocked ? ", blocked by the drug" : ""}`;

/* What is said beside a blocked box: above the line, where one leaves it there. */
function asideLabels(reason, boxes, router, columns, ways) {
  if (columns < 3) return [];
  return reason.effects.flatMap(({ target, blocked, ahead }) => {
    const b = boxes.get(target);
    if (!b || b.number || ahead) return [];
    const text = blocked ? "blocked" : b.value ? "stays on" : "off already";
    const right = (router.left(b) + WIDE) * CELL;
    const crossed = [...ways].some(([w, points]) => points && w.from === target && points[0][0] === right);
    return [svgElement("text", { class: "label", x: right + 2 * CELL, y: (router.top(b) + HIGH / 2) * CELL + (crossed ? -9 : 4.5) }, text)];
  });
}

/* Measures text, without a layout of the page. */
const pen = document.createElement("canvas").getContext("2d");

/* Draw a reason into a frame, as wide as it is. */
function drawChain(frame, reason, room) {
  const columns = Math.max(2, Math.min(7, Math.floor(room / (0.93 * COLUMN * CELL))));
  const boxes = placed(reason, columns);
  const rows = 1 + Math.max(...[...boxes.values()].map((b) => b.row));
  const router = new Router(columns, rows, boxes.values());
  const size = [router.width * CELL, router.height * CELL];
  const wires = wiresOf(reason, boxes);
  const span = (w) => Math.abs(boxes.get(w.from).row - boxes.get(w.to).row) * 2 + Math.abs(boxes.get(w.from).column - boxes.get(w.to).column);
  const ways = new Map([...wires].sort((a, b) => Number(a.kind === "silent") - Number(b.kind === "silent") || span(a) - span(b)).map((w) => [w, router.route(boxes.get(w.from), boxes.get(w.to))]));
  const svg = svgElement("svg", { viewBox: `-2 0 ${size[0] + 4} ${size[1]}`, role: "img", "aria-label": chainWords(reason) });
  svg.style.maxWidth = `${size[0] * 1.25}px`;
  const drawn = wires.filter((w) => ways.get(w)).sort((a, b) => Number(a.kind === "step") - Number(b.kind === "step"));
  svg.append(...drawn.map((w) => wireItem(w, ways.get(w), boxes.get(w.to).number || 0)));
  svg.append(...[...boxes.values()].map((b) => boxItem(b, router, reason)), ...asideLabels(reason, boxes, router, columns, ways));
  svg.style.setProperty("--steps", String(reason.steps.length));
  frame.replaceChildren(svg);
  for (const text of svg.querySelectorAll(".box > text:not(.number)")) {
    const { fontWeight, fontSize, fontFamily } = getComputedStyle(text);
    pen.font = `${fontWeight} ${fontSize} ${fontFamily}`;
    const most = WIDE * CELL - 8 - 2 * (text.classList.contains("beside") ? BADGE : 0);
    if (pen.measureText(text.textContent).width > most) for (const [k, v] of [["textLength", most], ["lengthAdjust", "spacingAndGlyphs"]]) text.setAttribute(k, v);
  }
}

const chainWords = (reason) => `The chain to ${nameOf(reason.readout)}: ${reason.steps.map((s, k) => `${k + 1}, ${nameOf(s.species)} ${word(s.value, s.species)}`).join("; ")}.`;
