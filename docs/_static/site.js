// What is wider than its place scrolls; let it be scrolled with keys too.
function letScroll() {
  for (const box of document.querySelectorAll("pre, .table-wrapper")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}
addEventListener("load", letScroll);
addEventListener("resize", letScroll);

// Answers are folded until they are asked for; printed, or without this script, they stand open.
function foldAnswers() {
  const section = document.getElementById("answers");
  if (!section) return;
  const [heading, ...rest] = section.children;
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = "Show the answers";
  details.className = "answers";
  details.append(summary, ...rest);
  heading.after(details);
  addEventListener("beforeprint", () => (details.open = true));
  if (section.contains(document.querySelector(":target"))) details.open = true;
}
foldAnswers();
