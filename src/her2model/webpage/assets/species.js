/* One species: what can be done to it, its rule, its inputs and the words behind each arrow. */

function choose(species, arrow = null) {
  now.chosen = species;
  if (picture.nodes.has(species)) {
    picture.current = species;
    rove();
  }
  render();
  writeAddress();
  $("species").scrollTop = arrow === null ? 0 : Math.max(0, ($(`arrow-${arrow}`)?.offsetTop ?? 0) - 8);
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
  $("species").hidden = i === null;
  if (i === null) return;
  const s = data.species[i];
  $("species-title").replaceChildren(s.name, " ", stateBadge(state[i], i));
  const parts = [element("p", { class: "hint" }, [s.kind, s.band].filter(Boolean).join(", ") + (s.meaning ? `. ${s.top ? "Levels: " : "On means: "}${s.meaning}.` : "."))];
  if (s.note) parts.push(element("p", { class: "hint" }, `Note: ${s.note}.`));
  parts.push(...handles(i, state));
  if (s.rule !== undefined) parts.push(element("h3", {}, "Rule"), ...rulePart(i, state));
  const into = data.arrows.map((a, k) => [a, k]).filter(([a]) => a.target === i);
  if (into.length) parts.push(element("h3", {}, "Its inputs, and the words behind each arrow"), ...into.map(([a, k]) => arrowPart(a, k, state)));
  const out = data.arrows.filter((a) => a.source === i);
  if (out.length) parts.push(element("h3", {}, "It acts on"), element("p", { class: "buttons" }, ...out.map((a) => speciesButton(a.target, `${{ "-|": "inhibits", "->": "activates", "-?": "acts on" }[a.sign]} ${nameOf(a.target)}`))));
  $("species-body").replaceChildren(...parts);
}

function stateBadge(value, species) {
  return element("span", { class: value ? `state ${shade(value, species)}` : "state" }, word(value, species));
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
    const fixes = changesOf(a).includes(i);
    if (fixes) made.push(button(data.alterations[a].name, now.alterations.has(a), () => toggle(now.alterations, a, !now.alterations.has(a))));
  }
  if (!s.drug && data.context.includes(i)) made.push(button("present", state[i] > 0, () => setContext(i, (now.context.has(i) ? now.context.get(i) : s.initial) ? 0 : s.initial || s.top || 1)));
  if (s.rule !== undefined) {
    made.push(button("knock out", now.knockouts.has(i), () => force(i, now.knockouts.has(i) ? null : 0)));
    for (let k = 1; k <= logic.tops[i]; k++) made.push(button(`force ${gainTo([i, k])}`, now.gains.get(i) === k, () => force(i, now.gains.get(i) === k ? null : k)));
  }
  const found = made.length ? [element("p", { class: "buttons" }, ...made)] : [];
  const cited = [...now.alterations].flatMap((a) => (changesOf(a).includes(i) ? [alterationPart(a)] : []));
  return [...found, ...cited];
}

/* Species that an alteration sets or bounds. */
function changesOf(a) {
  const { fix, floor, cap } = data.alterations[a];
  return [...fix, ...(floor || []), ...(cap || [])].map(([species]) => species);
}

function alterationPart(a) {
  const { name, note, evidence } = data.alterations[a];
  return element("div", { class: "arrow" }, element("p", {}, element("strong", {}, `Altered by ${name}`), note ? ` (${note})` : ""), ...evidence.map(evidencePart));
}

function rulePart(i, state) {
  const s = data.species[i];
  const network = now.run ? now.run.network : null;
  const cut = network ? network.cuts.get(i) : undefined;
  const gives = network ? logic.target(i, state, { ...network, held: new Map() }) : 0;
  const parts = (s.levels || [s.rule]).map((rule, k) => {
    const shown = s.levels ? s.shown[k] : s.text || rule;
    const text = element("p", { class: "rule" }, s.top ? `${k + 1}: ` : "");
    text.append(...(typeof shown === "string" ? [shown] : ruleText(shown, state, cut)));
    return text;
  });
  const held = network && network.forced.has(i);
  const next = network ? logic.target(i, state, network) : gives;
  let then = `The ${s.top ? "rules give" : "rule gives"} ${word(gives, i)} now`;
  if (held) then += `, but ${network.forced.get(i)[1]} holds it ${word(next, i)}`;
  else if (next !== state[i]) then += `, so it will turn ${word(next, i)}`;
  parts.push(element("p", {}, `${then}.`));
  if (s.default) parts.push(element("p", { class: "hint" }, "The usual rule: any activator and no inhibitor."));
  if (s.why) parts.push(element("p", { class: "hint" }, `Why this rule: ${s.why}.`));
  return parts;
}

/* The rule in words, from its syntax tree, each literal marked by whether it holds now; "and" binds. */
function ruleText(rule, state, cut, within = "|") {
  if (typeof rule === "number") {
    const [i, level] = literal(rule);
    const sign = level > 1 ? ` ${rule < 0 ? "<" : "≥"} ${level}` : "";
    const holds = evaluate(rule, state, cut);
    return [element("span", { class: holds ? "true" : "false", title: holds ? "holds now" : "does not hold now" }, `${rule < 0 && !sign ? "not " : ""}${nameOf(i)}${sign}`)];
  }
  const terms = rule.slice(1);
  if (!terms.length) return [rule[0] === "&" ? "always on" : "always off"];
  const joined = terms.flatMap((t, k) => [...(k ? [rule[0] === "&" ? " and " : " or "] : []), ...ruleText(t, state, cut, rule[0])]);
  return rule[0] === "|" && within === "&" ? ["(", ...joined, ")"] : joined;
}

function arrowPart(arrow, k, state) {
  const verb = { "->": "activates", "-|": "inhibits", "-?": "acts on" }[arrow.sign];
  const cut = isCut(arrow, now.run && now.run.network);
  const head = element("p", {}, stateBadge(state[arrow.source], arrow.source), " ", speciesButton(arrow.source), ` ${verb} ${nameOf(arrow.target)}${cut ? " (cut by the alteration)" : ""}`);
  const note = arrow.note ? element("p", { class: "hint" }, `Note: ${arrow.note}.`) : null;
  return element("div", { class: "arrow", id: `arrow-${k}` }, head, note, ...arrow.evidence.map(evidencePart));
}

function address(link) {
  const [kind, ...number] = link.split(":");
  return data.links[kind].replace("{}", () => number.join(":"));
}

function evidencePart(number) {
  const piece = data.evidence[number];
  const source = piece.source === undefined ? null : data.sources[piece.source];
  const cite = source && source.link
    ? element("a", { href: address(source.link), target: "_blank", rel: "noopener noreferrer", title: source.title || source.cite }, source.cite)
    : (source && source.cite) || "";
  const marks = [piece.of ? `said of ${piece.of}` : null, piece.basis, piece.supports].filter(Boolean).join(", ");
  const tail = marks || piece.note ? element("p", { class: "basis" }, [marks, piece.note].filter(Boolean).join(": ")) : null;
  if (piece.quote !== undefined) {
    const field = piece.field ? ` (${piece.field})` : "";
    return element("blockquote", {}, element("p", { dir: "auto" }, `“${data.quotes[piece.quote]}”`), element("p", {}, "— ", cite, field), tail);
  }
  return element("div", { class: "cited" }, element("p", {}, source && source.finding ? `${source.finding} ` : "", cite), tail);
}
