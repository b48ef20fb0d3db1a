/* The state of the page, and what its parts share; the logic is above. */

const record = (keys, row) => Object.fromEntries(
  keys.map((k, n) => [k, row[n]]).filter(([, v]) => v != null));
const data = JSON.parse(document.getElementById("data").textContent, (_, v) => {
  const [keys, ...rows] = v?.[""] ?? [];
  return keys ? rows.map((row) => record(keys, row)) : v;
});
const logic = new Logic(data);
const $ = (id) => document.getElementById(id);
const nameOf = (i) => data.species[i].name;
const byId = (id) => logic.index.get(id);
const quietly = window.matchMedia("(prefers-reduced-motion: reduce)");

/* The one place where things change: the case, and how far its run has been shown. */
const now = {
  alterations: new Set(), drugs: new Set(), knockouts: new Set(), gains: new Map(), context: new Map(),
  onset: "de novo", scheme: "synchronous", seed: 1,
  prediction: null, run: null, time: 0, shown: false, chosen: null, zoom: 1, reason: null,
  side: 0, other: "", outlined: false, quiz: null,
  seen: new Set(), uncovered: false, right: 0, predicted: 0, timer: null,
};

function scenario() {
  const { alterations, drugs, knockouts, gains, context, onset } = now;
  return { alterations: [...alterations], drugs: [...drugs], knockouts: [...knockouts], gains: [...gains], context: [...context], onset };
}

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
const word = (value, species) => value === null ? "open" : levelWord(value, logic.tops[species] || 1);
const shade = (value, species) => (value === 0 ? "off" : value === logic.tops[species] ? "on" : "part");
const counted = (n) => (n === 1 ? "1 step" : `${n} steps`);

/* A gain, a species and the level to which it is forced: in words, and as Python writes it. */
const gainTo = ([i, level]) => (level === logic.tops[i] ? "on" : `to ${level}`);
const gainText = (gain) => `${nameOf(gain[0])} forced ${gainTo(gain)}`;
const gainName = ([i, level]) => data.species[i].id + (level === logic.tops[i] ? "" : `=${level}`);

/* What is done to a tumour in a scenario, and its treatment, in words. */
function tumourText(given = scenario()) {
  const causes = given.alterations.map((a) => data.alterations[a].name);
  causes.push(...given.knockouts.map((i) => `${nameOf(i)} knocked out`), ...given.gains.map(gainText));
  causes.push(...given.context.map(([i, v]) => `${nameOf(i)} ${word(v, i)}`));
  return causes.join(" + ") || "Unaltered tumour";
}

const treatmentText = (given = scenario()) => given.drugs.map(nameOf).join(" + ") || WORDS.UNTREATED;

/* How a look is said where growth alone is asked: what stands behind its word. */
const shortMeaning = (look) => look.meaning.split(": ").at(-1).replace(" than untreated", "");

/* The sign of a look, which is for the eye alone. */
const signOf = (look) => element("span", { class: `sign ${look.role}`, "aria-hidden": "true" }, look.sign);
