/* Everything together. */

function render() {
  const states = now.run ? now.run.states : null;
  const state = states ? states[now.time] : new Uint8Array(logic.size);
  $("case-title").textContent = `${tumourText()}, ${treatmentText()}`;
  $("time").max = String(lastStep());
  $("time").value = String(now.time);
  $("time").disabled = !now.shown;
  $("time-text").textContent = now.shown ? `${now.time} of ${lastStep()}` : String(now.time);
  renderSides();
  renderOutcomes(state);
  renderPicture(state, states && now.time > 0 ? states[now.time - 1] : null);
  renderSpecies(state);
  renderTrajectory();
  renderTable(state);
  renderMatrix();
  renderDifference();
  renderQuiz();
}

/* Always in sight: what the outcomes are at this step. */
function renderOutcomes(state) {
  const start = now.run && !now.shown && !now.timer && now.time === 0;
  const head = start ? [element("li", { class: "hint" }, "At the start")] : [];
  $("outcomes").replaceChildren(...head, ...shownOutcomes().map((i) => element("li", {}, stateBadge(state[i], i), ` ${nameOf(i)}`)));
}

function shownOutcomes() {
  if (!data.readouts) return data.species.map((s, i) => (s.kind === "phenotype" ? i : -1)).filter((i) => i >= 0).slice(0, 4);
  const { growth, death } = data.readouts;
  return death === null || death === undefined ? [growth] : [growth, death];
}

function paintTheme(dark) {
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  $("theme").setAttribute("aria-label", dark ? "Light" : "Dark");
}

function on(id, event, act) {
  $(id).addEventListener(event, act);
}

function prepareHead() {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  paintTheme(dark.matches);
  dark.addEventListener("change", (e) => paintTheme(e.matches));
  on("theme", "click", () => paintTheme(document.documentElement.dataset.theme !== "dark"));
  on("undo", "click", () => history.back());
  on("redo", "click", () => history.forward());
  on("share", "click", openSharing);
  on("save", "click", savePicture);
  on("copy", "click", copyLink);
  on("file", "click", savePage);
  window.addEventListener("popstate", (e) => {
    if (e.state) openEntry(e.state);
    else if (location.hash !== written) {
      past.at += 1;
      past.top = past.at;
      openAddress(location.hash);
      writeAddress();
    }
    renderHistory();
  });
}

function prepareCase() {
  on("side-0", "click", () => switchSide(0));
  on("side-1", "click", () => switchSide(1));
  on("change", "click", () => {
    $("search").value = "";
    search();
    $("drawer").showModal();
  });
  on("search", "input", search);
  on("search", "keydown", (e) => {
    if (e.key === "Enter") e.preventDefault();
  });
  on("onset", "change", (e) => {
    now.onset = e.target.value;
    changed();
  });
  on("scheme", "change", (e) => {
    now.scheme = e.target.value;
    changed();
  });
  on("reset", "click", () => {
    clearCase();
    now.chosen = null;
    changed();
  });
  on("swap", "click", () => {
    readCase(now.other);
    changed();
  });
  on("run", "click", runCase);
  on("step", "click", stepCase);
  on("time", "input", (e) => showTime(Number(e.target.value)));
  on("quiz-back", "click", () => openQuestion(now.quiz - 1));
  on("quiz-next", "click", () => openQuestion(now.quiz + 1));
}

function preparePictures() {
  preparePicture();
  buildMatrix();
  on("whole", "click", () => {
    const open = $("pathway").classList.toggle("open");
    $("whole").setAttribute("aria-expanded", String(open));
    if (open) $("pathway").scrollIntoView({ block: "start" });
  });
  on("smaller", "click", () => zoom(0.8));
  on("larger", "click", () => zoom(1.25));
  on("changing", "change", renderTrajectory);
  on("uncover", "click", () => {
    now.uncovered = !now.uncovered;
    $("uncover").setAttribute("aria-pressed", String(now.uncovered));
    renderMatrix();
  });
  on("outline", "click", () => {
    now.outlined = !now.outlined;
    $("outline").setAttribute("aria-pressed", String(now.outlined));
    renderDifference();
  });
  on("close", "click", closeSpecies);
  document.addEventListener("keydown", (e) => {
    if (e.key === "Escape" && now.chosen !== null && !document.querySelector("dialog[open]")) closeSpecies();
  });
  new ResizeObserver(() => {
    const width = $("chain").clientWidth;
    if (!width || Math.abs(room - width) <= 12) return;
    const drawn = room && now.timer === null;
    room = width;
    if (drawn) renderChain(false);
  }).observe($("chain"));
  window.addEventListener("beforeprint", () => {
    for (const d of document.querySelectorAll("#why, #why details")) d.open = true;
  });
}

function start() {
  $("semantics").textContent = `Verdicts: ${data.semantics}, first of the unaltered tumour without treatment, then of the altered one, then with the drugs. A drug beats an alteration of the same species.`;
  $("named").hidden = !data.named.length;
  $("named").textContent = `Named by the source, without a word on what they do: ${data.named.join(", ")}.`;
  prepareHead();
  prepareCase();
  preparePictures();
  if (data.quiz.length) now.quiz = 0;
  const first = data.first || (data.quiz.length ? `${data.quiz[0].case}&quiz=1` : "");
  openAddress(location.hash.length > 1 ? location.hash : first);
  past.at = history.state?.at ?? 0;
  past.top = Math.max(past.top, past.at);
  writeAddress();
  if (picture.svg) rove();
}

start();
