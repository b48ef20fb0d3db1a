/* The address holds the case, so that it can be linked; the same case in Python. */

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
      if (i === undefined || data.species[i].rule !== undefined || data.species[i].drug || !/^[0-9]+$/.test(v || "") || Number(v) > logic.tops[i]) unknown.push(value);
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
