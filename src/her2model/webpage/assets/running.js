/* Running a case: steps, the prediction's score, the verdict in words. */

const lastStep = () => (now.run ? now.run.states.length - 1 : 0);

function mustPredict() {
  if (!data.readouts || now.prediction || now.shown) return false;
  const skip = element("button", { type: "button", id: "skip", onclick: () => {
    now.prediction = "skip";
    runCase();
  } }, "Just show me");
  say(element("p", { class: "buttons" }, "First say what you expect, or ", skip));
  $("prediction").querySelector("input").focus();
  return true;
}

function runCase() {
  if (mustPredict()) return;
  stopClock();
  if (now.shown && now.scheme === "asynchronous") {
    now.seed += 1;
    now.run = logic.trajectory(scenario(), now.scheme, now.seed);
  }
  now.reason = reasonOf(scenario());
  if (quietly.matches || lastStep() === 0) {
    now.time = lastStep();
    finish();
    return;
  }
  const steps = now.reason ? now.reason.steps.length : 1;
  const pause = Math.max(60, Math.min(350, 3600 / lastStep()));
  $("chain").style.setProperty("--pause", `${(pause * lastStep()) / steps}ms`);
  renderChain(true);
  now.timer = setInterval(() => {
    showTime(now.time + 1);
    if (now.time >= lastStep()) finish();
  }, pause);
  showTime(0);
}

function stepCase() {
  if (mustPredict()) return;
  stopClock();
  if (now.time < lastStep()) showTime(now.time + 1);
  if (now.time === lastStep()) finish();
}

function stopClock() {
  clearInterval(now.timer);
  now.timer = null;
}

function showTime(step) {
  now.time = step;
  render();
}

function finish(isNow = true) {
  stopClock();
  const first = isNow && !now.shown;
  now.shown = true;
  now.reason = reasonOf(scenario());
  const answer = logic.answer(scenario());
  const row = logic.coveredRow(scenario());
  if (row !== null && now.drugs.size === 1) now.seen.add(`${row}:${[...now.drugs][0]}`);
  if (first) score(answer);
  sayVerdict(answer);
  renderChain(false);
  renderWhy();
  $("why").open = true;
  render();
  if (isNow) writeAddress();
}

function score(answer) {
  scoreQuiz(answer);
  if (now.prediction === "skip" || !now.prediction || answer.growth === null) return;
  now.predicted += 1;
  if (isRight(answer)) now.right += 1;
}

/* A prediction is a look or, in links, a word; what comes and goes counts as what timing decides. */
function isRight(answer) {
  const truth = answer.word || answer.growth;
  if (truth === WORDS.UNSETTLED) return now.prediction === WORDS.MIXED;
  return now.prediction === truth || Boolean(answer.look && answer.look.role === now.prediction);
}

function predictionText() {
  const look = data.verdicts.looks.find((l) => l.role === now.prediction);
  return look ? shortMeaning(look) : now.prediction;
}

function say(...children) {
  $("verdict").replaceChildren(...children);
}

function sayVerdict(answer) {
  const box = $("verdict");
  box.dataset.verdict = answer.word || answer.growth || "";
  box.dataset.look = answer.look ? answer.look.role : "";
  const sign = answer.look && answer.look.sign ? [signOf(answer.look), " "] : [];
  const head = element("p", {}, ...sign, element("span", { class: "word" }, headline(answer)));
  const last = now.run.states[lastStep()];
  const lines = [head, element("p", { class: "aloud" }, `${tumourText()}, ${treatmentText()}.`)];
  const said = [];
  if (now.prediction && now.prediction !== "skip" && answer.growth !== null) {
    said.push(`You said: ${predictionText()}. That was ${isRight(answer) ? "right" : "wrong"}${now.predicted ? `: ${now.right} of ${now.predicted} so far` : ""}.`);
  }
  const turns = mechanism(now.reason);
  if (turns) said.push(turns);
  said.push(...comments(answer, last));
  if (said.length) lines.push(element("p", {}, said.join(" ")));
  lines.push(element("p", { class: "how" }, how(answer)));
  const record = answer.word ? recordOf(scenario()) : null;
  if (record) lines.push(element("p", { class: "how record" }, `${record}.`));
  say(...lines);
}

/* How often such verdicts were right, of tumours with the usual context or of all. */
function recordOf({ drugs, context }) {
  const told = data.records[[...drugs].sort((a, b) => a - b).join(",")];
  return told ? told[context.length ? 1 : 0] : null;
}

function headline(answer) {
  if (!data.readouts) return "This model names no readout, so there is no verdict";
  if (answer.growth === null) return "Not decided in this page";
  if (!answer.word) return `Untreated: ${nameOf(data.readouts.growth)} ${answer.growth}`;
  if (answer.word === WORDS.RESPONDS && !answer.response) return answer.word;
  return answer.look.meaning;
}

function how(answer) {
  if (!data.readouts) return "";
  if (answer.by === "python") {
    return `Python’s exact verdict, computed when this page was made${answer.certified ? "; certified for every update scheme" : `: ${data.semantics}`}.`;
  }
  if (answer.by === "page") {
    const death = answer.word === WORDS.RESPONDS && !answer.response ? " Whether cells die is not decided here; ask Python." : "";
    return `Decided in this page by percolation, so certified for every update scheme; Python says the same.${death}`;
  }
  return "One run does not settle this case: other orders of events may end elsewhere. The line of Python at the end of the page gives the exact verdict.";
}

function comments(answer, last) {
  const parts = [];
  if (!lastStep()) parts.push("Nothing changes.");
  if (now.run.cycle) parts.push(`The run ends in a cycle of ${counted(now.run.cycle)}, which may be due to updating all species at once.`);
  if (!now.run.ended) parts.push("The run had not come to an end.");
  if ([WORDS.RESISTANT, WORDS.PARTIAL, WORDS.MIXED, WORDS.UNSETTLED].includes(answer.word)) parts.push(...bypassText(answer));
  const growth = data.readouts ? word(last[data.readouts.growth], data.readouts.growth) : null;
  if (answer.growth && answer.growth !== growth) parts.push(`This run shows ${nameOf(data.readouts.growth)} ${growth}; the verdict looks at every possible run.`);
  return parts;
}

function bypassText(answer) {
  const altered = now.alterations.size + now.knockouts.size + now.gains.size;
  const plain = logic.answer({ ...scenario(), alterations: [], knockouts: [], gains: [] });
  if (plain.word === WORDS.RESISTANT && answer.word === WORDS.RESISTANT) return [altered ? `This treatment is ${WORDS.INERT}: it does not stop the unaltered tumour either.` : `In the matrix this is ${WORDS.INERT}.`];
  if (altered && plain.word === WORDS.RESPONDS) return ["Without the alteration this treatment works: a bypass."];
  return [];
}

function shownReadouts() {
  const named = data.readouts;
  if (!named) return [];
  return [named.growth, ...(named.death === null || named.death === undefined ? [] : [named.death]), ...named.pathway].filter((s, k, all) => all.indexOf(s) === k);
}
