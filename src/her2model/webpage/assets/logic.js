/* The model's logic: rules, scenarios, stages, percolation. Nothing here touches the page.

A rule is a tree of literals: a number n is "species n is on", ~n is "species n is off"; a list
starts with "&" or "|". A space says of each species whether it can be 0 and whether it can be 1.
A scenario is {alterations, drugs, knockouts, gains, context, onset}, all by index. */

function evaluate(rule, state, cut) {
  if (typeof rule === "number") {
    const species = rule < 0 ? ~rule : rule;
    const value = cut && cut.has(species) ? 0 : state[species];
    return value === (rule < 0 ? 0 : 1);
  }
  const terms = rule.slice(1);
  return rule[0] === "&" ? terms.every((t) => evaluate(t, state, cut)) : terms.some((t) => evaluate(t, state, cut));
}

/* Whether some state of the space gives the rule this value; exact for rules in normal form. */
function possible(rule, value, space, cut) {
  if (typeof rule === "number") {
    const species = rule < 0 ? ~rule : rule;
    const needed = rule < 0 ? 1 - value : value;
    return cut && cut.has(species) ? needed === 0 : space[needed][species] === 1;
  }
  const terms = rule.slice(1);
  const all = (rule[0] === "&") === (value === 1);
  return all ? terms.every((t) => possible(t, value, space, cut)) : terms.some((t) => possible(t, value, space, cut));
}

class Logic {
  constructor(data) {
    this.data = data;
    this.size = data.species.length;
    this.rules = data.species.map((s) => (s.rule === undefined ? null : s.rule));
    this.index = new Map(data.species.map((s, i) => [s.id, i]));
    this.drugs = data.species.map((s, i) => (s.drug ? i : -1)).filter((i) => i >= 0);
  }

  everything() {
    return [new Uint8Array(this.size).fill(1), new Uint8Array(this.size).fill(1)];
  }

  /* What forces species to a value: {species: [value, cause]}, or {clash: sentence}. */
  forcing(scenario) {
    const causes = [];
    for (const a of scenario.alterations) {
      const alteration = this.data.alterations[a];
      for (const [species, value] of alteration.fix) causes.push([species, value, alteration.name]);
    }
    const name = (species) => this.data.species[species].name;
    for (const k of scenario.knockouts) causes.push([k, 0, `the knockout of ${name(k)}`]);
    for (const g of scenario.gains) causes.push([g, 1, `the gain of ${name(g)}`]);
    const forced = new Map();
    for (const [species, value, cause] of causes) {
      const before = forced.get(species);
      if (before && before[0] !== value) {
        return { clash: `${before[1]} sets ${name(species)} ${before[0] ? "on" : "off"} and ${cause} sets it ${value ? "on" : "off"}: leave one of them out.` };
      }
      if (!before) forced.set(species, [value, cause]);
    }
    return { forced };
  }

  /* A network: values that are held, and arrows that are cut. A drug beats a gain. */
  network(scenario) {
    const cuts = new Map();
    for (const a of scenario.alterations) {
      for (const [source, target] of this.data.alterations[a].cut) {
        if (!cuts.has(target)) cuts.set(target, new Set());
        cuts.get(target).add(source);
      }
    }
    const held = new Map();
    this.data.species.forEach((s, i) => {
      if (s.drug) held.set(i, scenario.drugs.includes(i) ? 1 : 0);
      else if (this.rules[i] === null && s.initial !== undefined) held.set(i, s.initial);
    });
    for (const [i, value] of scenario.context) held.set(i, value);
    const forced = this.forcing(scenario).forced;
    for (const [i, [value]] of forced) held.set(i, value && this.unlessInhibited(scenario, i, cuts));
    return { held, cuts, forced };
  }

  unlessInhibited(scenario, species, cuts) {
    const hit = this.data.arrows.some((a) => a.target === species && a.sign === "-|" && scenario.drugs.includes(a.source));
    if (!hit) return 1;
    const best = this.everything();
    for (const d of this.drugs) best[scenario.drugs.includes(d) ? 0 : 1][d] = 0;
    return possible(this.rules[species], 1, best, cuts.get(species)) ? 1 : 0;
  }

  canBe(species, value, space, network) {
    if (network.held.has(species)) return network.held.get(species) === value;
    const rule = this.rules[species];
    return rule === null ? space[value][species] === 1 : possible(rule, value, space, network.cuts.get(species));
  }

  /* Grow to the smallest trap space that holds the start, then propagate its constants. */
  percolated(start, network) {
    const space = start.map((side) => side.slice());
    for (const [i, value] of network.held) {
      space[value][i] = 1;
      space[1 - value][i] = 0;
    }
    const sweep = (change) => {
      let changed = true;
      while (changed) {
        changed = false;
        for (let i = 0; i < this.size; i++) for (const v of [0, 1]) changed = change(i, v) || changed;
      }
    };
    sweep((i, v) => {
      if (space[v][i] || !this.canBe(i, v, space, network)) return false;
      space[v][i] = 1;
      return true;
    });
    sweep((i, v) => {
      if (!(space[0][i] && space[1][i]) || this.canBe(i, v, space, network)) return false;
      space[v][i] = 0;
      return true;
    });
    return space;
  }

  /* The scenarios to settle one after the other; the first is the unaltered, untreated tumour. */
  stages(scenario) {
    const untreated = { ...scenario, drugs: [] };
    const unaltered = { ...scenario, alterations: [], knockouts: [], gains: [] };
    const altered = scenario.alterations.length + scenario.knockouts.length + scenario.gains.length > 0;
    const treated = scenario.drugs.length > 0;
    const list = [{ ...unaltered, drugs: [] }];
    if (altered && treated && scenario.onset === "de novo") list.push(untreated);
    if (altered && treated && scenario.onset === "acquired") list.push(unaltered);
    if (altered || treated) list.push(scenario);
    return list;
  }

  /* Percolate stage after stage: the space at the end, the one before the last stage, the network. */
  settled(scenario) {
    let space = this.everything();
    let before = null;
    let network = null;
    for (const stage of this.stages(scenario)) {
      before = network === null ? null : space;
      network = this.network(stage);
      space = this.percolated(space, network);
    }
    return { space, before, network };
  }

  /* 0, 1, or null where the space leaves it open. */
  valueIn(space, species) {
    return space[0][species] && space[1][species] ? null : space[1][species];
  }

  /* The state in which the last stage begins, its forced species at their values. */
  firstState(scenario) {
    const { before, network } = this.settled(scenario);
    const state = new Uint8Array(this.size);
    if (before !== null) {
      const known = this.coveredRow(scenario);
      const stored = known === null ? null : this.data.starts[scenario.drugs.length ? known : 0];
      if (stored) for (const i of stored) state[i] = 1;
      else for (let i = 0; i < this.size; i++) state[i] = before[1][i] && !before[0][i] ? 1 : 0;
    }
    for (const [i, value] of network.held) state[i] = value;
    return { state, network };
  }

  target(species, state, network) {
    if (network.held.has(species)) return network.held.get(species);
    const rule = this.rules[species];
    return rule === null ? state[species] : Number(evaluate(rule, state, network.cuts.get(species)));
  }

  image(state, network) {
    return state.map((_, i) => this.target(i, state, network));
  }

  /* Follow a scheme to its end. Synchronous runs end at a state that comes back. */
  trajectory(scenario, scheme = "synchronous", seed = 1, most = 400) {
    const { state, network } = this.firstState(scenario);
    const states = [state];
    const seen = new Map([[state.join(""), 0]]);
    const chance = randomNumbers(seed);
    for (let step = 0; step < most; step++) {
      const now = states[states.length - 1];
      let next = this.image(now, network);
      const changing = [...next.keys()].filter((i) => next[i] !== now[i]);
      if (!changing.length) return { states, network, cycle: null, ended: true };
      if (scheme === "asynchronous") {
        const one = changing[Math.floor(chance() * changing.length)];
        next = now.slice();
        next[one] = 1 - now[one];
      } else {
        const known = seen.get(next.join(""));
        if (known !== undefined) return { states, network, cycle: states.length - known, ended: true };
        seen.set(next.join(""), states.length);
      }
      states.push(next);
    }
    return { states, network, cycle: null, ended: false };
  }

  /* Row of Python's table that a scenario belongs to, or null: one alteration, nothing else changed. */
  coveredRow(scenario) {
    const other = scenario.knockouts.length + scenario.gains.length;
    if (other || scenario.alterations.length > 1 || scenario.onset !== "de novo") return null;
    for (const [i, value] of scenario.context) if (this.data.species[i].initial !== value) return null;
    return scenario.alterations.length ? scenario.alterations[0] + 1 : 0;
  }

  coveredColumn(scenario) {
    const key = scenario.drugs.map((d) => this.data.offered.indexOf(d)).sort((a, b) => a - b);
    return this.data.columns.findIndex((c) => c.length === key.length && c.every((d, i) => d === key[i]));
  }

  /* The exact answer: {growth, word, response, certified, by}; by is "python", "page" or null. */
  answer(scenario) {
    const readouts = this.data.readouts;
    if (!readouts) return { growth: null, word: null, response: null, certified: false, by: null };
    const row = this.coveredRow(scenario);
    const column = row === null ? -1 : this.coveredColumn(scenario);
    if (column >= 0) return fromLetter(this.data.table[row][column], scenario.drugs.length > 0);
    const { space } = this.settled(scenario);
    const growth = this.valueIn(space, readouts.growth);
    if (growth === null) return { growth: null, word: null, response: null, certified: false, by: null };
    if (!scenario.drugs.length) return { growth: growth ? "on" : "off", word: null, response: null, certified: true, by: "page" };
    if (growth) return { growth: "on", word: "resistant", response: null, certified: true, by: "page" };
    const death = readouts.death === null ? 0 : this.valueIn(space, readouts.death);
    const response = death === null ? null : death ? "death" : "arrest";
    return { growth: "off", word: "responds", response, certified: true, by: "page" };
  }
}

/* Python's table holds a letter a cell, capital where it is certified for every update scheme. */
function fromLetter(letter, treated) {
  const kind = letter.toLowerCase();
  const growth = { d: "off", a: "off", r: "on", m: "mixed", u: "unsettled" }[kind];
  const words = { off: "responds", on: "resistant", mixed: "mixed", unsettled: "unsettled" };
  const response = treated ? { d: "death", a: "arrest" }[kind] || null : null;
  return { growth, word: treated ? words[growth] : null, response, certified: letter !== kind, by: "python" };
}

/* A small repeatable source of random numbers (mulberry32). */
function randomNumbers(seed) {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
