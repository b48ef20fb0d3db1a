// What is wider than its place scrolls; let it be scrolled with keys too.
function letScroll() {
  for (const box of document.querySelectorAll("pre, .table-wrapper")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}
addEventListener("load", letScroll);
addEventListener("resize", letScroll);
