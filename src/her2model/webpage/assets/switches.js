/* The drawer of switches, grouped by what they hit, with a search over all names. */

function toggle(set, item, on) {
  if (on) set.add(item);
  else set.delete(item);
  changed();
}

const folded = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");

function buildSwitches() {
  const grouped = (id, groups, made) => {
    const parts = groups.filter((g) => g.items.length).flatMap((g) => [element("p", { class: "group" }, g.label), element("div", { class: "chips" }, ...g.items.map(made))]);
    $(id).replaceChildren($(id).querySelector("legend"), ...parts);
    $(id).hidden = !parts.length;
  };
  grouped("alterations", data.groups.alterations, (a) => found(chip("checkbox", "a", a, data.alterations[a].name, now.alterations.has(a), (on) => toggle(now.alterations, a, on)), "a", a, data.alterations[a].name));
  grouped("drugs", data.groups.drugs, (d) => found(chip("checkbox", "d", d, nameOf(d), now.drugs.has(d), (on) => toggle(now.drugs, d, on)), "d", d, nameOf(d)));
  const fill = (id, chips) => {
    $(id).querySelector(".chips").replaceChildren(...chips);
    $(id).hidden = !chips.length;
  };
  fill("context", data.context.map((i) => {
    const value = now.context.has(i) ? now.context.get(i) : data.species[i].initial;
    return found(chip("checkbox", "c", i, nameOf(i), value > 0, (on) => setContext(i, on ? data.species[i].initial || logic.tops[i] : 0)), "s", i, nameOf(i));
  }));
  const forced = [...[...now.knockouts].map((i) => [now.knockouts, i, `${nameOf(i)} knocked out`]), ...[...now.gains].map((g) => [now.gains, g[0], gainText(g)])];
  fill("changes", forced.map(([set, i, text]) => chip("checkbox", "f", i, text, true, () => toggle(set, i, false))));
  $("onset").value = now.onset;
  $("scheme").value = now.scheme;
  search();
}

function found(made, kind, item, name) {
  made.dataset.names = [name, ...data.names.filter(([, k, items]) => k === kind && items.includes(item)).map(([n]) => n)].join("\n");
  return made;
}

/* Show what bears the name that is typed, by any of its names; species are offered to open. */
function search() {
  const [, typed, level] = $("search").value.match(/^(.*?)(?:=\s*(\d+)\s*)?$/);
  const wanted = folded(typed);
  let shown = 0;
  for (const made of document.querySelectorAll("#drawer .chip[data-names]")) {
    const hit = made.dataset.names.split("\n").find((n) => folded(n).includes(wanted));
    made.hidden = wanted !== "" && hit === undefined;
    made.title = wanted && hit ? hit : "";
    shown += made.hidden ? 0 : 1;
  }
  for (const label of document.querySelectorAll("#drawer .group")) label.hidden = [...label.nextElementSibling.children].every((c) => c.hidden);
  for (const id of ["alterations", "drugs", "context"]) {
    const chips = [...$(id).querySelectorAll(".chip")];
    $(id).hidden = chips.every((c) => c.hidden);
  }
  const species = wanted ? speciesNamed(wanted) : [];
  $("species-found").replaceChildren(...species.map((i) => (level >= 1 && level <= logic.tops[i] ? forceButton(i, Number(level)) : element("button", { type: "button", onclick: () => {
    $("drawer").close();
    choose(i);
  } }, `${nameOf(i)}: knock out, force on, read`))));
  const hits = [...document.querySelectorAll("#drawer .chip[title]")].filter((c) => c.title && !c.hidden && c.title !== c.textContent).map((c) => `${c.title}: ${c.textContent}`);
  $("found").textContent = !wanted ? "" : shown + species.length ? hits.slice(0, 4).join("; ") : "Nothing in this model bears that name.";
}

/* What is typed as in Python, AKT=1, is a gain to that level. */
const forceButton = (i, level) => element("button", { type: "button", onclick: () => force(i, level) }, `${nameOf(i)}: force ${gainTo([i, level])}`);

function speciesNamed(wanted) {
  const other = data.names.filter(([n, kind]) => kind === "s" && folded(n).includes(wanted)).flatMap(([, , items]) => items);
  const own = data.species.map((s, i) => [s, i]).filter(([s]) => !s.drug && (folded(s.name).includes(wanted) || folded(s.id).includes(wanted))).map(([, i]) => i);
  return [...new Set([...own, ...other])].slice(0, 6);
}

function setContext(species, value) {
  if (data.species[species].initial === value) now.context.delete(species);
  else now.context.set(species, value);
  changed();
}

/* Hold a species at a level, or let it go. */
function force(species, how) {
  now.knockouts.delete(species);
  now.gains.delete(species);
  if (how === 0) now.knockouts.add(species);
  if (how) now.gains.set(species, how);
  changed();
}

function buildPrediction() {
  $("prediction").hidden = $("ask").hidden = !data.readouts;
  if (!data.readouts) return;
  const growing = nameOf(data.readouts.growth);
  const looks = data.predictions.map((role) => data.verdicts.looks.find((look) => look.role === role));
  const choices = now.drugs.size ? looks.map((look) => [look.role, shortMeaning(look)]) : Object.keys(data.verdicts.judged).map((value) => [value, `${growing} ${value}`]);
  $("prediction").querySelector(".choices").replaceChildren(...choices.map(([value, text]) => chip("radio", "p", value, text, now.prediction === value, () => {
    now.prediction = value;
    if (!now.shown) say();
    writeAddress();
  })));
}

/* Something about the case has changed: back to its start, nothing shown, nothing predicted. */
function changed() {
  now.prediction = null;
  renderAll(false);
  writeAddress(true);
}

function renderAll(keep) {
  stopClock();
  const active = keepFocus();
  if (!keep) now.prediction = null;
  now.shown = false;
  now.time = 0;
  now.reason = null;
  const clash = logic.forcing(scenario()).clash;
  now.run = clash ? null : logic.trajectory(scenario(), now.scheme, now.seed);
  buildSwitches();
  buildPrediction();
  say(...(clash ? [element("p", {}, clash)] : []));
  $("verdict").dataset.verdict = $("verdict").dataset.look = "";
  $("run").disabled = $("step").disabled = Boolean(clash);
  renderWhy();
  renderChain(false);
  render();
  renderPython();
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
