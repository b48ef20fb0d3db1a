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

/* Every word of a verdict, by its constant in Python. */
let WORDS = {};

class Logic {
  constructor(data) {
    WORDS = data.verdicts.words;
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
    for (const [i, value] of scenario.context) causes.push([i, value, `the context ${name(i)}`]);
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
    for (const [i] of scenario.context) forced.delete(i);
    return { forced };
  }

  /* A network: values that are held, and arrows that are cut. */
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
    for (const [i, [value]] of forced) held.set(i, value && this.stands(scenario, i, cuts));
    return { held, cuts, forced };
  }

  /* Whether a species that is forced on stays on: a formula that Python made, over the drugs given
  and, after the species, the arrows cut. */
  stands(scenario, species, cuts) {
    const kept = this.data.species[species].stands;
    if (kept === undefined) return 1;
    const there = new Uint8Array(this.size + this.data.cuttable.length);
    for (const d of scenario.drugs) there[d] = 1;
    this.data.cuttable.forEach(([source, target], k) => {
      if (cuts.has(target) && cuts.get(target).has(source)) there[this.size + k] = 1;
    });
    return Number(evaluate(kept, there));
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

  /* Growth at the end of a scenario, as far as percolation decides it: a value, or null. */
  growth(scenario) {
    const value = this.valueIn(this.settled(scenario).space, this.data.readouts.growth);
    return value === null ? null : value ? WORDS.ON : WORDS.OFF;
  }

  /* The exact answer: {growth, word, response, look, certified, by}; by is "python", "page" or null. */
  answer(scenario) {
    const open = { growth: null, word: null, response: null, look: null, certified: false, by: null };
    if (!this.data.readouts) return open;
    const treated = scenario.drugs.length > 0;
    const row = this.coveredRow(scenario);
    const column = row === null ? -1 : this.coveredColumn(scenario);
    if (column >= 0) return this.stored(row, column, treated);
    const growth = this.growth(scenario);
    if (growth === null) return open;
    if (!treated) return { ...open, growth, certified: true, by: "page" };
    const untreated = this.growth({ ...scenario, drugs: [] });
    if (untreated === null) return open;
    const word = this.data.verdicts.judged[untreated][growth];
    const response = word === WORDS.RESPONDS ? this.response(scenario) : null;
    return { growth, word, response, look: lookOfWord(this.data, word, response), certified: true, by: "page" };
  }

  /* How a tumour that responds does so, or null where percolation leaves that open. */
  response(scenario) {
    const death = this.data.readouts.death;
    const dying = death === null ? 0 : this.valueIn(this.settled(scenario).space, death);
    return dying === null ? null : dying ? WORDS.DEATH : WORDS.ARREST;
  }

  /* Python's answer to a cell of its table. */
  stored(row, column, treated) {
    const letter = this.data.growth[row][column];
    const growth = this.data.verdicts.values[letter.toLowerCase()];
    const certified = letter !== letter.toLowerCase();
    const found = { growth, word: null, response: null, look: null, certified, by: "python" };
    if (!treated) return found;
    const look = this.data.verdicts.looks.find((l) => l.letter === this.data.table[row][column]);
    return { ...found, word: look.word, response: look.word === WORDS.RESPONDS ? look.role : null, look };
  }
}

const lookOfWord = (data, word, response) => data.verdicts.looks.find((l) => l.role === response) || data.verdicts.looks.find((l) => l.word === word);

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
