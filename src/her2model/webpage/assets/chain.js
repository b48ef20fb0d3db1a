/* The causal chain of a value, as Python's answers/causal_chain.py finds it: what holds each value
of an attractor, by the shortest way back to what the scenario forces. */

const FAR = 1e6;
const speciesIn = (l) => literal(l)[0];

/* The smallest sets of settled inputs that are enough for a value of a rule, shortest first. */
function holdingSets(rule, wanted, values, cut) {
  const place = new Map();
  const absorbed = (terms) => {
    const kept = [];
    for (const t of [...terms].sort((a, b) => a.size - b.size)) if (!kept.some((k) => [...k].every((l) => t.has(l)))) kept.push(t);
    return kept;
  };
  const products = (e) => {
    if (typeof e === "number") {
      const [s, level] = literal(e);
      const needed = (e >= 0) === (wanted === 1);
      if (cut && cut.has(s)) return cut.get(s) >= level === needed ? [new Set()] : [];
      const number = e < 0 ? ~e : e;
      if (!place.has(number)) place.set(number, place.size);
      return values[s] !== null && values[s] >= level === needed ? [new Set([needed ? number : ~number])] : [];
    }
    const parts = e.slice(1).map(products);
    if ((e[0] === "&") !== (wanted === 1)) return absorbed(parts.flat());
    return parts.reduce((all, part) => absorbed(all.flatMap((a) => part.map((b) => new Set([...a, ...b])))), [new Set()]);
  };
  const at = (l) => place.get(l < 0 ? ~l : l);
  const key = (term) => term.map((l) => 2 * at(l) + (l < 0 ? 1 : 0));
  const inOrder = products(rule).map((t) => [...t].sort((a, b) => at(a) - at(b)));
  return inOrder.sort((a, b) => {
    if (a.length !== b.length) return a.length - b.length;
    const [x, y] = [key(a), key(b)];
    const k = x.findIndex((v, i) => v !== y[i]);
    return k < 0 ? 0 : x[k] - y[k];
  });
}

class Chain {
  constructor(given, values, network) {
    this.scenario = given;
    this.values = values;
    this.network = network;
    this.assumed = [];
    this.causes = this.forcedSpecies();
    this.known = new Map();
  }

  /* What the scenario forces, and why: given, absent, context, tumour. */
  forcedSpecies() {
    const causes = new Map();
    data.species.forEach((s, i) => {
      if (s.drug) causes.set(i, this.scenario.drugs.includes(i) ? { kind: "given", text: "given" } : { kind: "absent", text: "not given" });
      else if (logic.rules[i] === null || this.isHeld(i)) causes.set(i, { kind: "context", text: "as the context has it" });
    });
    for (const [i, [low, text]] of this.network.forced) {
      const beaten = low > this.values[i];
      if (this.isHeld(i) || logic.rules[i] === null) causes.set(i, { kind: "tumour", text: beaten ? `a drug beats ${text}` : text, beaten });
    }
    return causes;
  }

  /* Whether a species is held at one level, and not only within some. */
  isHeld(i) {
    const held = this.network.held.get(i);
    return held !== undefined && held[0] === held[1];
  }

  /* The smallest sets of inputs, each named once, that hold a species at its level. */
  implicants(i) {
    if (!this.known.has(i)) this.known.set(i, this.holding(i));
    return this.known.get(i);
  }

  holding(i) {
    const rules = logic.rules[i];
    if (rules === null) return [];
    const level = this.values[i];
    const [floor, cap] = this.network.held.get(i) || [0, rules.length];
    if (level && level === floor) return [[]];
    const sets = (rule, wanted) => holdingSets(rule, wanted, this.values, this.network.cuts.get(i));
    const needed = level ? [sets(rules[level - 1], 1)] : [];
    if (level < Math.min(rules.length, cap)) needed.push(sets(rules[level], 0));
    const together = needed.reduce((all, part) => all.flatMap((a) => part.map((b) => [...a, ...b])).slice(0, 1000), [[]]);
    return together.map((t) => [...new Set(t.map(speciesIn))]);
  }

  cost(implicant, ranks) {
    return 1 + Math.max(0, ...implicant.map((s) => ranks.get(s) ?? FAR));
  }

  implicant(i, ranks) {
    if (this.causes.has(i)) return [];
    const priced = this.implicants(i).map((m) => [this.cost(m, ranks), m.length, m]);
    return priced.reduce((best, p) => (best === null || p[0] < best[0] || (p[0] === best[0] && p[1] < best[1]) ? p : best), null)?.[2] ?? [];
  }

  needed(readout, ranks) {
    const found = new Set();
    const queue = [readout];
    while (queue.length) {
      const i = queue.pop();
      if (found.has(i)) continue;
      found.add(i);
      queue.push(...this.implicant(i, ranks));
    }
    return [...found];
  }

  ranks(readout) {
    const ranks = new Map([...this.causes.keys()].map((i) => [i, 0]));
    for (;;) {
      this.relax(ranks);
      const open = this.needed(readout, ranks).filter((i) => !ranks.has(i));
      if (!open.length) return ranks;
      const stuck = this.inFeedback(open[0], ranks);
      this.assumed.push(stuck);
      ranks.set(stuck, 1 + Math.max(0, ...ranks.values()));
    }
  }

  relax(ranks) {
    for (let changed = true; changed; ) {
      changed = false;
      for (let i = 0; i < logic.size; i++) {
        if (this.causes.has(i) || this.assumed.includes(i) || this.values[i] === null) continue;
        const best = Math.min(...this.implicants(i).map((m) => this.cost(m, ranks)));
        if (best < (ranks.get(i) ?? FAR)) {
          ranks.set(i, best);
          changed = true;
        }
      }
    }
  }

  inFeedback(i, ranks) {
    const seen = [];
    while (!seen.includes(i)) {
      seen.push(i);
      const options = this.implicants(i).map((m) => m.filter((s) => !ranks.has(s)));
      i = options.reduce((best, o) => (o.length < best.length ? o : best))[0];
    }
    return i;
  }

  /* Every step that ends in the readout, causes first. */
  to(readout) {
    const ranks = this.ranks(readout);
    const last = (i) => Number(i === readout);
    const order = this.needed(readout, ranks).sort((a, b) => last(a) - last(b) || ranks.get(a) - ranks.get(b) || a - b);
    return order.map((i, k) => this.step(i, ranks, order.slice(0, k)));
  }

  /* What keeps a species where no input does: its floor or cap, or nothing at all. */
  bound(i) {
    const forced = this.network.forced.get(i);
    return forced ? { kind: "tumour", text: forced[1] } : { kind: "absent", text: "by default" };
  }

  step(i, ranks, before) {
    const value = this.values[i];
    const cause = this.causes.get(i) || null;
    if (cause) return { species: i, value, cause, inputs: [], feedback: false };
    const inputs = this.implicant(i, ranks);
    const feedback = this.assumed.includes(i) || inputs.some((s) => !before.includes(s));
    return { species: i, value, cause: inputs.length ? null : this.bound(i), inputs, feedback };
  }
}

/* The steps that are told: those that do not hold only because something is absent. */
function toldSteps(steps) {
  const quiet = new Set();
  for (const s of steps.slice(0, -1)) {
    const absent = s.cause && (s.cause.kind === "absent" || (s.cause.kind === "context" && s.value === 0));
    if (absent || (s.inputs.length && s.inputs.every((i) => quiet.has(i)))) quiet.add(s.species);
  }
  const told = steps.filter((s) => !quiet.has(s.species));
  return told.map((s) => {
    const loud = s.inputs.filter((i) => !quiet.has(i));
    return { ...s, inputs: loud.length ? loud : s.inputs, besides: loud.length ? s.inputs.filter((i) => quiet.has(i)) : [] };
  });
}

const arrowNumbers = new Map(data.arrows.map((a, k) => [`${a.source}>${a.target}`, k]));
const arrowBetween = (source, target) => arrowNumbers.get(`${source}>${target}`);

/* The first arrow of a chain that the readout's value hangs on: {source, target}, or null. */
function decisiveArrow(given, steps, readout, value) {
  const told = new Set(steps.map((s) => s.species));
  const pairs = steps.flatMap((s) => s.inputs.filter((i) => told.has(i)).map((source) => ({ source, target: s.species })));
  for (const downstream of byCause(given, steps, readout, value)) {
    for (const { source, target } of pairs) {
      if (!downstream.has(source)) continue;
      const read = steps.find((s) => s.species === source).value ? 0 : logic.tops[source];
      if (readoutOf(given, readout, [{ source, target, value: read }]) !== value) return { source, target };
    }
  }
  return null;
}

const readoutOf = (given, readout, reads) => logic.valueIn(logic.settled(given, reads).space, readout);

/* What follows from what the tumour carries, from the drugs, and all: the first to be asked first. */
function byCause(given, steps, readout, value) {
  const downstream = (roots) => {
    const found = new Set(roots);
    for (const s of steps) if (s.inputs.some((i) => found.has(i))) found.add(s.species);
    return found;
  };
  const of = (kind) => downstream(steps.filter((s) => s.cause && s.cause.kind === kind).map((s) => s.species));
  const [drugs, carried, every] = [of("given"), of("tumour"), new Set(steps.map((s) => s.species))];
  const altered = given.alterations.length + given.knockouts.length + given.gains.length > 0;
  if (altered && readoutOf({ ...given, alterations: [], knockouts: [], gains: [] }, readout, []) !== value) return [carried, drugs, every];
  return [drugs, carried, every];
}

/* Why growth is as it is at the end of a run: told steps, decisive arrow, ways that drugs silence. */
function reasonOf(given) {
  if (!data.readouts || logic.forcing(given).clash) return null;
  const readout = data.readouts.growth;
  const run = logic.trajectory(given);
  const { space } = logic.settled(given);
  const ends = run.ended && run.cycle === null;
  const values = ends ? [...run.states.at(-1)] : Array.from({ length: logic.size }, (_, i) => logic.valueIn(space, i));
  if (values[readout] === null) return null;
  const steps = toldSteps(new Chain(given, values, run.network).to(readout));
  return { given, values, steps, readout, decisive: decisiveArrow(given, steps, readout, values[readout]), effects: effectsOf(given, values, steps) };
}

/* Of each drug given that is no step: the first species outside the chain that it switches off, and
the first of the chain that this would have reached. */
function effectsOf(given, values, steps) {
  const chain = new Set(steps.map((s) => s.species));
  const outside = given.drugs.filter((d) => !chain.has(d));
  if (!outside.length) return [];
  const before = logic.trajectory({ ...given, drugs: [] }).states.at(-1);
  const switched = (i) => values[i] !== before[i] && !chain.has(i);
  return outside.map((drug) => {
    const direct = data.arrows.filter((a) => a.source === drug);
    const blocked = nearest(drug, switched, (a) => a.sign === "-|" && switched(a.target));
    const target = blocked ?? (direct.find((a) => a.sign === "-|") || direct[0])?.target;
    return target === undefined ? null : { drug, target, blocked: blocked !== null, reaches: blocked === null ? null : nearest(blocked, switched, (a) => chain.has(a.target)) };
  }).filter(Boolean);
}

/* Walk arrows from a species through those that pass, to the first target that is wanted. */
function nearest(start, pass, wanted) {
  const seen = new Set([start]);
  const queue = [start];
  while (queue.length) {
    const here = queue.shift();
    for (const a of data.arrows) {
      if (a.source !== here || seen.has(a.target)) continue;
      if (wanted(a)) return a.target;
      if (!pass(a.target)) continue;
      seen.add(a.target);
      queue.push(a.target);
    }
  }
  return null;
}
