/* Everything together. */

function render() {
  const states = now.run ? now.run.states : null;
  const state = states ? states[now.time] : new Uint8Array(logic.size);
  $("case-title").textContent = `${tumourText()}, ${treatmentText()}`;
  $("time").max = String(lastStep());
  $("time").value = String(now.time);
  $("time").disabled = !now.shown;
  $("time-text").textContent = now.shown ? `${now.time} of ${lastStep()}` : String(now.time);
  renderPicture(state, states && now.time > 0 ? states[now.time - 1] : null);
  renderSpecies(state);
  renderTrajectory();
  renderTable(state);
  renderMatrix();
}

function paintTheme(dark) {
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  $("theme").textContent = dark ? "Light" : "Dark";
}

function start() {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  paintTheme(dark.matches);
  dark.addEventListener("change", (e) => paintTheme(e.matches));
  $("theme").addEventListener("click", () => paintTheme(document.documentElement.dataset.theme !== "dark"));
  $("semantics").textContent = `Verdicts: ${data.semantics}, first of the unaltered tumour without treatment, then of the altered one, then with the drugs. A drug beats an alteration of the same species.`;
  $("named").hidden = !data.named.length;
  $("named").textContent = `Named by the source, without a word on what they do: ${data.named.join(", ")}.`;
  $("prediction").hidden = !data.readouts;
  preparePicture();
  buildMatrix();
  $("run").addEventListener("click", runCase);
  $("step").addEventListener("click", stepCase);
  $("reset").addEventListener("click", () => {
    clearCase();
    now.chosen = null;
    changed();
  });
  $("copy").addEventListener("click", copyLink);
  $("onset").addEventListener("change", (e) => {
    now.onset = e.target.value;
    changed();
  });
  $("scheme").addEventListener("change", (e) => {
    now.scheme = e.target.value;
    changed();
  });
  $("time").addEventListener("input", (e) => showTime(Number(e.target.value)));
  $("changing").addEventListener("change", renderTrajectory);
  $("uncover").addEventListener("click", () => {
    now.uncovered = !now.uncovered;
    $("uncover").setAttribute("aria-pressed", String(now.uncovered));
    renderMatrix();
  });
  $("smaller").addEventListener("click", () => zoom(0.8));
  $("larger").addEventListener("click", () => zoom(1.25));
  $("switches").addEventListener("submit", (e) => e.preventDefault());
  $("close").addEventListener("click", closeSpecies);
  document.addEventListener("keydown", (e) => {
    if (e.key === "Escape" && now.chosen !== null) closeSpecies();
  });
  window.addEventListener("hashchange", () => {
    if (location.hash !== written) openAddress(location.hash);
  });
  openAddress(location.hash.length > 1 ? location.hash : data.first);
  if (picture.svg) rove();
}

start();
