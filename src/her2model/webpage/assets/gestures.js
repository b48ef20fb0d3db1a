/* The pathway by touch: two fingers pinch, one pans the frame as any page; the wheel with Ctrl zooms. */

function prepareGestures() {
  const frame = $("picture");
  const fingers = new Map();
  let start = null;
  const spread = () => {
    const [a, b] = [...fingers.values()];
    return { gap: Math.hypot(a.x - b.x, a.y - b.y), x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  };
  const lift = (e) => {
    fingers.delete(e.pointerId);
    start = null;
  };
  frame.addEventListener("pointerdown", (e) => {
    if (e.pointerType !== "touch") return;
    fingers.set(e.pointerId, { x: e.clientX, y: e.clientY });
    start = fingers.size === 2 ? { ...spread(), zoom: now.zoom } : null;
  });
  frame.addEventListener("pointermove", (e) => {
    if (!fingers.has(e.pointerId)) return;
    fingers.set(e.pointerId, { x: e.clientX, y: e.clientY });
    if (!start || fingers.size !== 2) return;
    const at = spread();
    zoomTo((start.zoom * at.gap) / start.gap, at.x, at.y);
  });
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) frame.addEventListener(end, lift);
  frame.addEventListener("touchmove", (e) => {
    if (e.touches.length === 2) e.preventDefault();
  }, { passive: false });
  frame.addEventListener("wheel", (e) => {
    if (!e.ctrlKey) return;
    e.preventDefault();
    zoomTo(now.zoom * Math.exp(-e.deltaY / 300), e.clientX, e.clientY);
  }, { passive: false });
}

/* Zoom so that the point under a finger stays there. */
function zoomTo(factor, x = null, y = null) {
  const frame = $("picture");
  const before = now.zoom;
  now.zoom = Math.min(4, Math.max(0.3, factor));
  picture.svg.style.width = `${picture.svg.viewBox.baseVal.width * picture.base * now.zoom}px`;
  const box = frame.getBoundingClientRect();
  const [dx, dy] = [(x ?? box.left + box.width / 2) - box.left, (y ?? box.top + box.height / 2) - box.top];
  frame.scrollLeft = ((frame.scrollLeft + dx) * now.zoom) / before - dx;
  frame.scrollTop = ((frame.scrollTop + dy) * now.zoom) / before - dy;
}

const zoom = (factor) => zoomTo(now.zoom * factor);
