/* Two tumours, A and B: what each is, its verdict once it has been run, and where they differ. */

const LETTERS = ["A", "B"];

function renderSides() {
  const shown = [sideText(), now.other];
  if (now.side) shown.reverse();
  shown.forEach((text, k) => {
    const found = parsedCase(text);
    const given = scenarioOf(found);
    const answer = found.run && !logic.forcing(given).clash ? logic.answer(given) : null;
    const button = $(`side-${k}`);
    button.setAttribute("aria-pressed", String(k === now.side));
    button.querySelector(".case").textContent = `${tumourText(given)} · ${treatmentText(given)}`;
    const look = answer && answer.look;
    const said = !answer ? "not run" : look ? look.word : answer.growth ? `${nameOf(data.readouts.growth)} ${answer.growth}` : data.readouts ? "not decided here" : "run";
    button.querySelector(".verdict").replaceChildren(...(look ? [signOf(look), " "] : []), said);
  });
  $("change").textContent = `Change ${LETTERS[now.side]}`;
  $("drawer-title").textContent = `Change ${LETTERS[now.side]}`;
  $("swap").textContent = `Same as ${LETTERS[1 - now.side]}`;
}

function switchSide(side) {
  if (side === now.side) return;
  stopClock();
  const [here, there] = [sideText(), now.other];
  Object.assign(now, { side, chosen: null, other: here });
  openSide(there);
  writeAddress();
}

/* State of each species at the end of a run, where both sides have been run. */
function renderDifference() {
  const other = parsedCase(now.other);
  const given = scenarioOf(other);
  const both = now.shown && other.run && !logic.forcing(given).clash;
  $("difference").hidden = !both;
  const ends = both ? [now.run.states.at(-1), logic.trajectory(given, other.scheme, other.seed).states.at(-1)] : [];
  if (now.side) ends.reverse();
  const differing = both ? data.species.map((_, i) => i).filter((i) => ends[0][i] !== ends[1][i]) : [];
  if (both) {
    $("difference-title").textContent = `A against B: ${differing.length} of ${logic.size} species differ`;
    $("outline").disabled = !differing.length || !picture.svg;
    $("differing").replaceChildren(...differing.map((i) => {
      const rises = ends[1][i] > ends[0][i];
      const text = element("span", { class: "aloud" }, ` ${word(ends[0][i], i)} in A, ${word(ends[1][i], i)} in B`);
      return element("li", {}, element("button", { type: "button", class: rises ? "rises" : "falls", onclick: () => choose(i) }, nameOf(i), element("span", { "aria-hidden": "true" }, rises ? " ▲" : " ▼"), text));
    }));
  }
  for (const [i, { group }] of picture.nodes) group.classList.toggle("differs", now.outlined && differing.includes(i));
}
