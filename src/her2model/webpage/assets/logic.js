/* The model's logic: rules, scenarios, stages, percolation. Nothing here touches the page.

A rule is a tree of literals: a number n is "species n is on", ~n is "species n is off"; numbers
beyond the species are those of further levels, "species s is at level k or above". A list starts
with "&" or "|". A species has a rule for each level; it tends to the highest up to which all hold.
A state is a level for each species, a space the lowest and the highest that each can have.
A map of cuts says at which level a rule reads some inputs, whatever they are.
A scenario is {alterations, drugs, knockouts, gains, context, onset}, all by index; gains and context
come with levels. */

/* Number of a literal → species and level. */
let LITERALS = [];
const literal = (rule) => LITERALS[rule < 0 ? ~rule : rule] || [rule < 0 ? ~rule : rule, 1];

function evaluate(rule, state, cut) {
  if (typeof rule === "number") {
    const [species, level] = literal(rule);
    return (cut && cut.has(species) ? cut.get(species) : state[species]) >= level === rule >= 0;
  }
  const terms = rule.slice(1);
  return rule[0] === "&" ? terms.every((t) => evaluate(t, state, cut)) : terms.some((t) => evaluate(t, state, cut));
}

/* Whether some state of the space gives the rule this value; exact for rules in normal form. */
function possible(rule, value, space, cut) {
  if (typeof rule === "number") {
    const [species, level] = literal(rule);
    const reached = rule < 0 ? value === 0 : value === 1;
    if (cut && cut.has(species)) return cut.get(species) >= level === reached;
    return reached ? space.high[species] >= level : space.low[species] < level;
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
    LITERALS = [...data.species.map((_, i) => [i, 1]), ...data.bits];
    this.size = data.species.length;
    this.tops = Uint8Array.from(data.species, (s) => s.top || 1);
    this.rules = data.species.map((s) => s.levels || (s.rule === undefined ? null : [s.rule]));
    this.index = new Map(data.species.map((s, i) => [s.id, i]));
    const numbers = data.offered.map((_, k) => k);
    this.columns = [[], ...numbers.map((k) => [k]), ...numbers.flatMap((k) => numbers.slice(k + 1).map((n) => [k, n]))];
    this.drugs = data.species.map((s, i) => (s.drug ? i : -1)).filter((i) => i >= 0);
  }

  everything() {
    return { low: new Uint8Array(this.size), high: this.tops.slice() };
  }

  /* What keeps species within levels: {species: [lowest, cause, highest]}, or {clash: sentence}. */
  forcing(scenario) {
    const causes = [];
    for (const a of scenario.alterations) {
      const alteration = this.data.alterations[a];
      for (const [species, value] of alteration.fix) causes.push([species, value, value, alteration.name]);
      for (const [species, value] of alteration.floor || []) causes.push([species, value, this.tops[species], alteration.name]);
      for (const [species, value] of alteration.cap || []) causes.push([species, 0, value, alteration.name]);
    }
    const name = (species) => this.data.species[species].name;
    for (const [i, value] of scenario.context) causes.push([i, value, value, `the context ${name(i)}`]);
    for (const k of scenario.knockouts) causes.push([k, 0, 0, `the knockout of ${name(k)}`]);
    for (const [g, v] of scenario.gains) causes.push([g, v, v, `the gain of ${name(g)}${v < this.tops[g] ? `=${v}` : ""}`]);
    const forced = new Map();
    for (const [species, low, high, cause] of causes) {
      const [lowest, first, highest] = forced.get(species) || [low, cause, high];
      const [a, b] = [Math.max(low, lowest), Math.min(high, highest)];
      if (a > b) {
        const to = (level) => levelWord(level, this.tops[species]);
        return { clash: `${first} sets ${name(species)} ${to(lowest)} and ${cause} sets it ${to(low)}: leave one of them out.` };
      }
      forced.set(species, [a, first, b]);
    }
    for (const [i] of scenario.context) forced.delete(i);
    return { forced };
  }

  /* A network: the levels within which species are held, and arrows that are cut or,
  as {target, source, value}, read otherwise. */
  network(scenario, reads = []) {
    const cuts = new Map();
    for (const a of scenario.alterations) {
      for (const [source, target] of this.data.alterations[a].cut) {
        if (!cuts.has(target)) cuts.set(target, new Map());
        cuts.get(target).set(source, 0);
      }
    }
    const held = new Map();
    this.data.species.forEach((s, i) => {
      const value = s.drug ? Number(scenario.drugs.includes(i)) : s.initial;
      if (s.drug || (this.rules[i] === null && value !== undefined)) held.set(i, [value, value]);
    });
    for (const [i, value] of scenario.context) held.set(i, [value, value]);
    const forced = this.forcing(scenario).forced;
    for (const [i, [low, , high]] of forced) {
      const reached = this.stands(scenario, i, low, cuts);
      held.set(i, reached < low ? [reached, reached] : [low, high]);
    }
    for (const { target, source, value } of reads) {
      if (!cuts.has(target)) cuts.set(target, new Map());
      cuts.get(target).set(source, value);
    }
    return { held, cuts, forced };
  }

  /* Up to which level a species that is forced up stays there: formulas that Python made, over the
  drugs given and, after all literals, the arrows cut. */
  stands(scenario, species, level, cuts) {
    const kept = this.data.species[species].stands;
    if (kept === undefined) return level;
    const there = new Uint8Array(LITERALS.length + this.data.cuttable.length);
    for (const d of scenario.drugs) there[d] = 1;
    this.data.cuttable.forEach(([source, target], k) => {
      if (cuts.has(target) && cuts.get(target).has(source)) there[LITERALS.length + k] = 1;
    });
    let reached = 0;
    while (reached < level && evaluate(kept[reached], there)) reached += 1;
    return reached;
  }

  /* The lowest and the highest level that a species may be given, from some state of a space. */
  range(species, space, network) {
    const rules = this.rules[species];
    const cut = network.cuts.get(species);
    let [low, high] = rules === null ? [space.low[species], space.high[species]] : [0, 0];
    if (rules !== null) {
      while (low < rules.length && !possible(rules[low], 0, space, cut)) low += 1;
      while (high < rules.length && possible(rules[high], 1, space, cut)) high += 1;
    }
    return [this.kept(species, low, network), this.kept(species, high, network)];
  }

  /* The level nearest to one within which a species is held. */
  kept(species, level, network) {
    const [low, high] = network.held.get(species) || [level, level];
    return Math.max(low, Math.min(high, level));
  }

  /* Grow to the smallest trap space that holds the start, then propagate its constants. */
  percolated(start, network) {
    const space = { low: start.low.slice(), high: start.high.slice() };
    for (const i of network.held.keys()) {
      space.low[i] = this.kept(i, space.low[i], network);
      space.high[i] = this.kept(i, space.high[i], network);
    }
    const sweep = (lower, higher) => {
      let changed = true;
      while (changed) {
        changed = false;
        for (let i = 0; i < this.size; i++) {
          const [low, high] = this.range(i, space, network);
          const [a, b] = [lower(space.low[i], low), higher(space.high[i], high)];
          changed = changed || a !== space.low[i] || b !== space.high[i];
          [space.low[i], space.high[i]] = [a, b];
        }
      }
    };
    sweep(Math.min, Math.max);
    sweep(Math.max, Math.min);
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
  settled(scenario, reads = []) {
    let space = this.everything();
    let before = null;
    let network = null;
    for (const stage of this.stages(scenario)) {
      before = network === null ? null : space;
      network = this.network(stage, reads);
      space = this.percolated(space, network);
    }
    return { space, before, network };
  }

  /* A level, or null where the space leaves it open. */
  valueIn(space, species) {
    return space.low[species] === space.high[species] ? space.low[species] : null;
  }

  /* The state in which the last stage begins, its forced species at their values. */
  firstState(scenario) {
    const { before, network } = this.settled(scenario);
    const state = new Uint8Array(this.size);
    if (before !== null) {
      const known = this.coveredRow(scenario);
      const stored = known === null ? null : this.data.starts[scenario.drugs.length ? known : 0];
      if (stored) for (const i of stored) state[i] += 1;
      else state.set(before.low);
    }
    for (const i of network.held.keys()) state[i] = this.kept(i, state[i], network);
    return { state, network };
  }

  /* The level to which a species tends. */
  target(species, state, network) {
    const rules = this.rules[species];
    const cut = network.cuts.get(species);
    let level = rules === null ? state[species] : 0;
    if (rules !== null) while (level < rules.length && evaluate(rules[level], state, cut)) level += 1;
    return this.kept(species, level, network);
  }

  /* One step: each species moves one level towards its target. */
  image(state, network) {
    return state.map((level, i) => level + Math.sign(this.target(i, state, network) - level));
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
        next = now.map((level, i) => (i === one ? next[one] : level));
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
    return this.columns.findIndex((c) => c.length === key.length && c.every((d, i) => d === key[i]));
  }

  /* Growth at the end of a scenario, as far as percolation decides it: a value, or null. */
  growth(scenario) {
    const value = this.valueIn(this.settled(scenario).space, this.data.readouts.growth);
    return value === null ? null : levelWord(value, this.tops[this.data.readouts.growth]);
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
    return dying === null ? null : dying && dying === this.tops[death] ? WORDS.DEATH : WORDS.ARREST;
  }

  /* Python's answer to a cell of its table. */
  stored(row, column, treated) {
    const [shown, letter] = this.data.pairs[this.data.table[row][column]];
    const growth = this.data.verdicts.values[letter.toLowerCase()];
    const certified = letter !== letter.toLowerCase();
    const found = { growth, word: null, response: null, look: null, certified, by: "python" };
    if (!treated) return found;
    const look = this.data.verdicts.looks.find((l) => l.letter === shown);
    return { ...found, word: look.word, response: look.word === WORDS.RESPONDS ? look.role : null, look };
  }
}

/* The word for a level: off, on for the highest, or which of how many. */
function levelWord(level, top) {
  if (level === 0) return WORDS.OFF;
  return level === top ? WORDS.ON : `level ${level} of ${top}`;
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
