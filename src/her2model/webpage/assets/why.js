/* The reasons under the verdict, in the numbers of the picture, each with its quotes. */

/* How wide the chain's frame was when last seen: to ask it in each drawing lays the page out anew. */
let room = 0;

/* Draw the chain: of the case when it has been run, before that of the tumour as it was. */
function renderChain(playing) {
  const frame = $("chain");
  const given = scenario();
  const clash = logic.forcing(given).clash;
  const treated = given.drugs.length > 0;
  const before = treated ? { ...given, drugs: [] } : given;
  const shown = clash || !data.readouts ? null : now.shown || playing ? now.reason : reasonOf(before);
  const isCovered = !now.shown && !playing && !treated;
  frame.hidden = $("chain-title").hidden = !data.readouts;
  document.body.classList.toggle("ran", now.shown);
  frame.classList.toggle("covered", isCovered);
  frame.classList.toggle("playing", playing);
  $("chain-title").textContent = chainTitle(shown, treated, playing);
  if (!shown) {
    frame.replaceChildren(element("p", { class: "note" }, clash ? "" : now.shown ? "This run ends in a cycle, so there is no chain to show; the pathway below has every step." : ""));
    return;
  }
  if (!now.shown && !playing) Object.assign(shown, { decisive: null, effects: effectsAhead(given, shown) });
  drawChain(frame, shown, room || frame.clientWidth || 360);
}

function chainTitle(shown, treated, playing) {
  if (!shown) return "";
  const name = nameOf(shown.readout);
  if (now.shown || playing) return `Why ${name} is ${word(shown.values[shown.readout], shown.readout)}`;
  return treated ? `Before treatment ${name} is ${word(shown.values[shown.readout], shown.readout)}` : "The chain; run it to see what is on.";
}

/* Before the run, a drug is shown beside the chain with what it acts on, its effect untold. */
function effectsAhead(given, shown) {
  const steps = new Set(shown.steps.map((s) => s.species));
  return given.drugs.flatMap((drug) => {
    const targets = data.arrows.filter((a) => a.source === drug);
    const arrow = targets.find((a) => steps.has(a.target)) || targets[0];
    return arrow ? [{ drug, target: arrow.target, sign: arrow.sign, blocked: false, reaches: null, ahead: true }] : [];
  });
}

function renderWhy() {
  const { reason } = now;
  $("why").hidden = !now.shown || !reason;
  if (!now.shown || !reason) return;
  const arrows = reason.steps.reduce((n, s) => n + s.inputs.length, 0);
  $("why").querySelector("summary").textContent = `Why? ${counted(reason.steps.length)}, ${arrows === 1 ? "1 arrow" : `${arrows} arrows`}`;
  $("steps").replaceChildren(...reason.steps.map((s, k) => stepItem(reason, s, k + 1)));
}

function stepItem(reason, step, number) {
  const turns = reason.decisive && reason.decisive.target === step.species;
  const lost = step.cause && step.cause.kind === "tumour" && !step.value;
  const because = step.cause ? `: ${step.cause.text}` : `, because ${listed(step.inputs.map((i) => `${nameOf(i)} is ${word(reason.values[i], i)}`))}`;
  const besides = step.besides.length ? ` (besides: ${step.besides.map((i) => `${nameOf(i)} ${word(reason.values[i], i)}`).join(", ")})` : "";
  const head = element("p", {}, speciesButton(step.species), element("strong", {}, ` is ${word(step.value, step.species)}`), because, besides, step.feedback ? " (feedback)" : "");
  const arrows = step.inputs.map((i) => data.arrows[arrowBetween(i, step.species)]).filter(Boolean);
  const open = turns || (!reason.decisive && number === 2);
  const told = arrows.length ? [element("details", { open }, element("summary", {}, arrows.map((a) => arrowWords(a, reason)).join("; ")), ...arrows.flatMap(evidenceParts))] : [];
  const cited = lost ? [...now.alterations].filter((a) => changesOf(a).includes(step.species) && data.alterations[a].evidence.length).map((a) => element("details", {}, element("summary", {}, data.alterations[a].name), ...data.alterations[a].evidence.map(evidencePart))) : [];
  const decisive = turns ? [element("p", { class: "turns" }, `Decisive: were ${nameOf(reason.decisive.source)} ${reason.values[reason.decisive.source] ? WORDS.OFF : WORDS.ON} for ${nameOf(step.species)} alone, ${nameOf(reason.readout)} would not be ${word(reason.values[reason.readout], reason.readout)}.`)] : [];
  return element("li", { class: [lost ? "lost" : "", turns ? "turn" : ""].join(" ").trim() || null, id: `why-${number}` }, element("span", { class: "disc", "aria-hidden": "true" }, String(number)), head, ...decisive, ...told, ...cited);
}

/* The first words behind an arrow, the others folded. */
function evidenceParts(arrow) {
  const [first, ...others] = arrow.evidence.map(evidencePart);
  if (!first) return [element("p", { class: "hint" }, "No evidence is recorded.")];
  return others.length ? [first, element("details", {}, element("summary", {}, `${others.length} more for ${nameOf(arrow.source)}, ${nameOf(arrow.target)}`), ...others)] : [first];
}

function arrowWords(arrow, reason) {
  const verb = { "->": "activates", "-|": "inhibits", "-?": "acts on" }[arrow.sign];
  const released = reason && reason.values[arrow.source] === 0;
  return `${nameOf(arrow.source)} ${verb} ${nameOf(arrow.target)}${released ? (arrow.sign === "-|" ? ", released" : ", not driven") : ""}`;
}

/* The mechanism in one sentence: where the answer turns. */
function mechanism(reason) {
  if (!reason || !reason.decisive) return null;
  const { source, target } = reason.decisive;
  return `Decisive: ${nameOf(source)} is ${word(reason.values[source], source)}, so ${nameOf(target)} is ${word(reason.values[target], target)}.`;
}
