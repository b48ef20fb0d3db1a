"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const make = (tag, text, into, name) => {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (name) made.className = name;
    if (into) into.append(made);
    return made;
  };
  const at = (id) => document.getElementById(id);
  const body = document.querySelector("#tumours tbody");
  const head = make("tr", undefined, document.querySelector("#tumours thead"));
  for (const name of ["tumour", "carries", "uncertain", ...data.regimens]) make("th", name, head).scope = "col";

  const look = (cell, into) => {
    const sign = make("span", undefined, into, "look");
    if (cell.looks.length === 1) {
      const how = data.looks[cell.looks[0]];
      sign.textContent = how.sign || "\u00a0";
      sign.style.background = how.fill;
      if (how.dark) sign.classList.add("dark");
    } else {
      const [first, last] = [cell.looks[0], cell.looks[cell.looks.length - 1]].map((k) => data.looks[k].fill);
      sign.textContent = "?";
      sign.style.background = `linear-gradient(135deg, ${first} 50%, ${last} 50%)`;
    }
    make("span", cell.words, into);
  };

  const told = (pattern, into) => {
    for (const line of pattern.why) make("pre", line, into);
    data.regimens.forEach((name, k) => {
      const cell = pattern.cells[k];
      make("strong", `${name}: ${cell.text}`, into);
      if (cell.reason.length) make("pre", cell.reason.map((n) => data.lines[n]).join("\n"), into);
      else make("p", cell.none, into, "quiet");
    });
  };

  const rows = data.tumours.map(([name, which]) => {
    const pattern = data.patterns[which];
    const row = make("tr");
    const button = make("button", name, make("td", undefined, row), "name");
    button.type = "button";
    button.setAttribute("aria-expanded", "false");
    make("td", pattern.carried || "nothing that counts", row);
    make("td", pattern.uncertain, row);
    for (const cell of pattern.cells) look(cell, make("td", undefined, row));
    const text = `${name} ${pattern.carried} ${pattern.uncertain}`.toLowerCase();
    return { row, button, pattern, text, why: null };
  });
  const toggle = (entry, open) => {
    const isOpen = entry.why !== null;
    if (open === isOpen) return;
    entry.button.setAttribute("aria-expanded", String(open));
    if (!open) {
      entry.why.remove();
      entry.why = null;
      return;
    }
    entry.why = make("tr", undefined, undefined, "why");
    const cell = make("td", undefined, entry.why);
    cell.colSpan = 3 + data.regimens.length;
    told(entry.pattern, cell);
    entry.row.after(entry.why);
  };
  const by = new Map(rows.map((entry) => [entry.button, entry]));
  body.addEventListener("click", (event) => {
    const entry = by.get(event.target);
    if (entry) toggle(entry, entry.why === null);
  });

  const choose = (id, names) => names.forEach((name, k) => { make("option", name, at(id)).value = String(k - 1); });
  const looks = Object.keys(data.looks);
  choose("regimen", ["any", ...data.regimens]);
  choose("look", ["any", ...looks.map((k) => data.looks[k].meaning), "depends on what is uncertain"]);
  const fits = (entry) => {
    if (!entry.text.includes(at("search").value.trim().toLowerCase())) return false;
    const [regimen, wanted] = [Number(at("regimen").value), Number(at("look").value)];
    const cells = regimen < 0 ? entry.pattern.cells : [entry.pattern.cells[regimen]];
    if (wanted < 0) return true;
    if (wanted === looks.length) return cells.some((c) => c.looks.length > 1);
    return cells.some((c) => c.looks.includes(looks[wanted]));
  };
  const show = () => {
    body.replaceChildren();
    const shown = rows.filter(fits);
    for (const entry of shown) body.append(...(entry.why ? [entry.row, entry.why] : [entry.row]));
    at("shown").textContent = `${shown.length} of ${rows.length} tumours`;
  };
  at("filters").addEventListener("input", show);
  at("filters").addEventListener("submit", (event) => event.preventDefault());
  at("open").addEventListener("click", () => {
    const shown = rows.filter(fits);
    const open = shown.some((entry) => entry.why === null);
    shown.forEach((entry) => toggle(entry, open));
  });
  at("print").addEventListener("click", () => window.print());
  show();
})();
