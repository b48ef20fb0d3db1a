/* The address holds the case, so that it can be linked; the browser's history undoes and redoes. */

const SCHEMES = ["synchronous", "asynchronous"];
const ONSETS = ["de novo", "acquired", "together"];

function caseText() {
  const pairs = [...[...now.alterations].map((a) => ["a", data.alterations[a].name]), ...[...now.drugs].map((d) => ["d", data.species[d].id])];
  pairs.push(...[...now.knockouts].map((i) => ["off", data.species[i].id]), ...[...now.gains].map((g) => ["on", gainName(g)]));
  pairs.push(...[...now.context].map(([i, v]) => ["c", `${data.species[i].id}=${v}`]));
  if (now.onset !== "de novo") pairs.push(["o", now.onset]);
  if (now.scheme !== "synchronous") pairs.push(["u", now.scheme], ["seed", now.seed]);
  if (now.chosen !== null) pairs.push(["s", data.species[now.chosen].id]);
  return pairs.map(([k, v]) => `${k}=${encodeURIComponent(v)}`);
}

/* The case on one side, with its prediction and whether it has been run. */
function sideText() {
  const pairs = caseText();
  if (now.prediction) pairs.push(`p=${encodeURIComponent(now.prediction)}`);
  if (now.shown) pairs.push("run=1");
  return pairs.join("&");
}

/* Both sides: A as it is, B in a part of its own. */
function addressText() {
  const [a, b] = now.side ? [now.other, sideText()] : [sideText(), now.other];
  const parts = [a, b ? `b=${encodeURIComponent(b)}` : "", now.side ? "side=b" : "", now.quiz === null ? "" : `quiz=${now.quiz + 1}`];
  return `#${parts.filter(Boolean).join("&")}`;
}

const past = { at: 0, top: 0, steps: [] };
let written = "";

/* Write the address; a changed case is a new entry of the history. Frames may have no address. */
function writeAddress(isNew = false) {
  written = addressText();
  if (isNew) {
    past.at += 1;
    past.top = past.at;
  }
  past.steps[past.at] = written;
  const entry = { at: past.at, text: written };
  const write = (...place) => (isNew ? history.pushState(entry, "", ...place) : history.replaceState(entry, "", ...place));
  try {
    write(written);
  } catch (refused) {
    write();
  }
  renderHistory();
  renderPython();
}

function renderHistory() {
  $("undo").disabled = past.at === 0;
  $("redo").disabled = past.at >= past.top;
}

function openEntry(entry) {
  past.at = entry.at;
  openAddress(entry.text);
  written = entry.text;
}

/* Read the case of one side, as text: {case, prediction, run, chosen, unknown}. */
function parsedCase(text) {
  const found = { alterations: [], drugs: [], knockouts: [], gains: [], context: [], onset: "de novo", scheme: "synchronous", seed: 1, prediction: null, run: false, chosen: null, other: "", side: 0, quiz: null, unknown: [] };
  const anyCase = (names, value) => {
    const exact = names.indexOf(value);
    return exact >= 0 ? exact : names.findIndex((n) => n.toLowerCase() === value.toLowerCase());
  };
  const ids = data.species.map((s) => s.id);
  const put = (list, item, value) => (item < 0 ? found.unknown.push(value) : list.includes(item) || list.push(item));
  const forced = (list, value) => {
    const i = anyCase(ids, value);
    put(list, i < 0 || data.species[i].drug ? -1 : i, value);
  };
  const oneOf = (name, values) => (value) => {
    if (values.includes(value)) found[name] = value;
  };
  const parts = {
    a: (value) => {
      const a = anyCase(data.alterations.map((x) => x.name), value);
      put(found.alterations, data.changes.includes(a) ? a : -1, value);
    },
    d: (value) => {
      const i = anyCase(ids, value);
      put(found.drugs, data.offered.includes(i) ? i : -1, value);
    },
    off: (value) => forced(found.knockouts, value),
    on: (value) => {
      const [id, level] = value.split("=");
      const i = anyCase(ids, id);
      const v = level === undefined ? logic.tops[i] : Number(level);
      const other = found.gains.find(([g]) => g === i);
      if (i < 0 || data.species[i].drug || !(v >= 1 && v <= logic.tops[i]) || v % 1 || (other && other[1] !== v)) found.unknown.push(value);
      else if (!other) found.gains.push([i, v]);
    },
    c: (value) => {
      const [id, v] = value.split("=");
      const i = byId(id);
      if (i === undefined || data.species[i].rule !== undefined || data.species[i].drug || !/^[0-9]+$/.test(v || "") || Number(v) > logic.tops[i]) found.unknown.push(value);
      else if (data.species[i].initial !== Number(v)) found.context.push([i, Number(v)]);
    },
    o: oneOf("onset", ONSETS),
    u: oneOf("scheme", SCHEMES),
    seed: (value) => (found.seed = Number.parseInt(value, 10) || 1),
    s: (value) => (found.chosen = anyCase(ids, value) < 0 ? null : anyCase(ids, value)),
    p: (value) => (found.prediction = value),
    run: (value) => (found.run = value === "1"),
    b: (value) => (found.other = value),
    side: (value) => (found.side = value === "b" ? 1 : 0),
    quiz: (value) => (found.quiz = data.quiz[value - 1] ? value - 1 : null),
  };
  for (const [key, value] of new URLSearchParams(text.replace(/^#/, "").replaceAll("+", "%2B"))) {
    if (Object.hasOwn(parts, key)) parts[key](value);
    else found.unknown.push(key);
  }
  return found;
}

const scenarioOf = ({ alterations, drugs, knockouts, gains, context, onset }) => ({ alterations, drugs, knockouts, gains, context, onset });

/* Take a case over as that of the side that is shown; returns what was read. */
function readCase(text) {
  const found = parsedCase(text);
  clearCase();
  for (const part of ["alterations", "drugs", "knockouts"]) for (const i of found[part]) now[part].add(i);
  for (const part of ["gains", "context"]) for (const [i, v] of found[part]) now[part].set(i, v);
  Object.assign(now, { onset: found.onset, scheme: found.scheme, seed: found.seed, prediction: found.prediction });
  if (found.chosen !== null) now.chosen = found.chosen;
  return found;
}

/* Open an address with both of its sides. */
function openAddress(text) {
  const whole = parsedCase(text);
  const plain = String(text).replace(/^#/, "").split("&").filter((p) => !/^(b|side|quiz)=/.test(p)).join("&");
  now.side = whole.side;
  now.quiz = whole.quiz;
  now.other = whole.side ? plain : whole.other;
  now.chosen = null;
  openSide(whole.side ? whole.other : plain);
}

function openSide(text) {
  const found = readCase(text);
  renderAll(true);
  if (found.unknown.length) {
    say(element("p", {}, `The link names ${listed(found.unknown.map((n) => `“${n}”`))}, which this model does not have.`));
  } else if (found.run && now.run) {
    if (!now.prediction) now.prediction = "skip";
    buildPrediction();
    now.time = lastStep();
    finish(false);
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
  if (now.gains.size) parts.push(`gains=${quoted([...now.gains].map(gainName))}`);
  if (now.context.size) parts.push(`context={${[...now.context].map(([i, v]) => `${JSON.stringify(data.species[i].id)}: ${v}`).join(", ")}}`);
  if (now.onset !== "de novo") parts.push(`onset="${now.onset}"`);
  const note = data.shipped ? "" : `  # where your file is: ${data.title}`;
  $("python").textContent = `import her2model as h2\n\nresult = h2.simulate(${[JSON.stringify(data.load), ...parts].join(",\n                     ")})${note}\nprint(result)\n`;
}
