/* Share a case by its link, or by a file that opens with it; save the picture. */

const isFramed = () => window.top !== window.self || location.protocol === "about:";

/* The case as a link: that of this page, or where a frame has none, of the address it was given. */
function caseLink() {
  if (data.address) return data.address.replace(/#.*/, "") + written;
  return isFramed() ? written : location.href.replace(/#.*/, "") + written;
}

function openSharing() {
  const known = data.address || !isFramed();
  $("sharing-note").textContent = known ? "The link opens this case, run as you see it." : "This page is inside another, so it does not know its own address. Save it as a file, or append this to the address of the page by itself:";
  $("link").value = caseLink();
  $("copied").textContent = "";
  $("sharing").showModal();
  $("link").select();
}

function copyLink() {
  $("link").select();
  const told = (done) => ($("copied").textContent = done ? "Copied." : "Select the text and copy it.");
  const byHand = () => told(document.execCommand("copy"));
  if (navigator.clipboard && !isFramed()) navigator.clipboard.writeText($("link").value).then(() => told(true), byHand);
  else byHand();
}

function download(content, type, name) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  element("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

const fileName = (ending) => `${`${tumourText()} ${treatmentText()}`.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 80)}.${ending}`;

/* This page with the case as its first: the text as it was loaded, with other data. */
function savePage() {
  const text = JSON.stringify({ ...data, first: written.slice(1) }).replaceAll("<", "\\u003c");
  download(pristine.replace("\u0000data\u0000", () => text), "text/html", fileName("html"));
  $("copied").textContent = "Saved.";
}

/* Text of the page before anything was changed, with a mark where its data are. */
const pristine = (() => {
  const copy = document.documentElement.cloneNode(true);
  copy.querySelector("#data").textContent = "\u0000data\u0000";
  return `<!doctype html>\n${copy.outerHTML}\n`;
})();

const PAINT = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "opacity", "font-size", "font-weight", "font-family", "text-anchor"];

/* A picture by itself: what the style sheet says of each part is written into it. */
function standalone(svg) {
  const box = svg.viewBox.baseVal;
  const copy = svg.cloneNode(true);
  const [from, to] = [svg, copy].map((s) => [s, ...s.querySelectorAll("*")]);
  from.forEach((part, k) => {
    const style = getComputedStyle(part);
    for (const name of PAINT) to[k].style.setProperty(name, style.getPropertyValue(name));
    to[k].removeAttribute("class");
  });
  copy.removeAttribute("style");
  copy.setAttribute("width", box.width);
  copy.setAttribute("height", box.height);
  copy.setAttribute("font-family", getComputedStyle(document.body).fontFamily);
  return copy;
}

/* The chain that is shown, or else the pathway, with the case above it, as PNG at three times its size. */
async function savePicture() {
  const wide = $("pathway").classList.contains("open") || !$("chain").querySelector("svg");
  const svg = wide ? picture.svg : $("chain").querySelector("svg");
  if (!svg) return;
  const copy = standalone(svg);
  const [w, h] = [Number(copy.getAttribute("width")), Number(copy.getAttribute("height"))];
  const scale = Math.min(3, 8000 / Math.max(w, h));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  const canvas = element("canvas", { width: Math.round(w * scale), height: Math.round((h + 40) * scale) });
  const paint = canvas.getContext("2d");
  const style = getComputedStyle(document.body);
  paint.scale(scale, scale);
  paint.fillStyle = style.backgroundColor;
  paint.fillRect(0, 0, w, h + 40);
  paint.drawImage(image, 0, 20, w, h);
  paint.fillStyle = style.color;
  paint.font = `600 13px ${style.fontFamily}`;
  paint.fillText(pictureTitle(), 6, 15, w - 12);
  paint.font = `11px ${style.fontFamily}`;
  paint.fillText(document.querySelector(".disclaimer").textContent, 6, h + 34, w - 12);
  canvas.toBlob((blob) => download(blob, "image/png", fileName("png")), "image/png");
}

function pictureTitle() {
  const said = now.shown ? document.querySelector("#verdict .word")?.textContent : "before the run";
  return `${tumourText()}, ${treatmentText()}: ${said}`;
}
