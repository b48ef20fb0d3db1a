/* Switches of the case, and the prediction. */

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
    return chip("checkbox", "c", i, nameOf(i), value > 0, (on) => setContext(i, on ? data.species[i].initial || logic.tops[i] : 0));
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
    ? [[WORDS.RESPONDS, WORDS.RESPONDS], ...(logic.tops[data.readouts.growth] > 1 ? [[WORDS.PARTIAL, WORDS.PARTIAL]] : []), [WORDS.RESISTANT, WORDS.RESISTANT], [WORDS.MIXED, "depends on timing"]]
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
