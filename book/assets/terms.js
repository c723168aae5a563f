// A link to a term of the glossary shows the term's definition, which the page carries (products/terms.py).
// It comes when a mouse rests on the link or the keyboard reaches it; it stays while the mouse is on either, and while
// the link has the focus; Escape closes it. A finger gets none: a tap follows the link to the glossary, as without this
// script, since a tap that only shows would make following a link a riddle.
(() => {
  const SHOW_AFTER = 250, HIDE_AFTER = 250;  // ms: passing over a link shows nothing; time to reach the definition
  const definitions = document.querySelector(".term-definitions");
  if (!definitions || !HTMLElement.prototype.showPopover) return;

  const box = document.createElement("div");
  box.id = "term-popover";
  box.className = "term-popover";
  box.setAttribute("role", "tooltip");
  box.popover = "manual";  // in the top layer: nothing clips it, and the page does not move
  document.querySelector(".bd-article").append(box);

  let current = null, timer = 0;
  const definition = (link) => document.getElementById(`about-${decodeURIComponent(link.hash.slice(1))}`);

  function place(link) {
    // A link that breaks over two lines has two rectangles: stand at the first.
    const at = link.getClientRects()[0], size = box.getBoundingClientRect(), gap = 4;
    const above = at.top - size.height - gap;
    const top = above >= 0 ? above : link.getClientRects()[link.getClientRects().length - 1].bottom + gap;
    const left = Math.max(8, Math.min(at.left, document.documentElement.clientWidth - size.width - 8));
    box.style.left = `${left + scrollX}px`;
    box.style.top = `${top + scrollY}px`;
  }

  function show(link) {
    if (current === link) return;
    hide();
    box.replaceChildren(...[...definition(link).childNodes].map((node) => node.cloneNode(true)));
    box.showPopover();
    place(link);
    link.setAttribute("aria-describedby", box.id);
    current = link;
  }

  function hide() {
    clearTimeout(timer);
    if (!current) return;
    current.removeAttribute("aria-describedby");
    current = null;
    box.hidePopover();
  }

  const later = (action, delay) => { clearTimeout(timer); timer = setTimeout(action, delay); };
  const leave = () => later(() => { if (document.activeElement !== current) hide(); }, HIDE_AFTER);

  for (const link of document.querySelectorAll('.bd-article a[href*="#term-"]')) {
    if (!definition(link)) continue;
    link.addEventListener("pointerenter", (event) => {
      if (event.pointerType !== "touch") later(() => show(link), current === link ? 0 : SHOW_AFTER);
    });
    link.addEventListener("pointerleave", leave);
    link.addEventListener("focus", () => { if (link.matches(":focus-visible")) show(link); });
    link.addEventListener("blur", hide);
  }
  box.addEventListener("pointerenter", () => clearTimeout(timer));
  box.addEventListener("pointerleave", leave);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  addEventListener("resize", hide);
})();
