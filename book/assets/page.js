// A derivation that is too wide for its column sets its reasons under the lines, as on a phone; and where a piece of a
// line is still too wide, it sets its mathematics smaller, down to the size of the text. What is wider yet scrolls by
// itself, as it does without this script.
(() => {
  const SMALLEST = 0.77;
  const share = (list, line) => {
    const style = getComputedStyle(line);
    const room = list.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const [first, ...others] = [...line.querySelectorAll(".math")].map((piece) => piece.getBoundingClientRect().width);
    return Math.min(room / first, (room + parseFloat(style.textIndent)) / Math.max(0, ...others));
  };
  const fit = (box) => {
    const list = box.firstElementChild;
    box.classList.remove("stacked");
    box.style.removeProperty("--fit");
    box.classList.toggle("stacked", list.scrollWidth > box.clientWidth);
    const least = Math.min(...[...list.querySelectorAll(".line, .line-left")].map((line) => share(list, line)));
    if (least < 1) box.style.setProperty("--fit", Math.max(SMALLEST, least).toFixed(3));
  };
  const boxes = document.querySelectorAll(".derivation-box");
  const watch = new ResizeObserver((entries) => entries.forEach((entry) => fit(entry.target)));
  boxes.forEach((box) => { fit(box); watch.observe(box); });
  // Fonts that come late make formulas wider, and their box no larger: nothing would be observed.
  document.fonts.addEventListener("loadingdone", () => boxes.forEach(fit));
})();

// A link to a line within a folded solution opens the solution.
(() => {
  const open = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const folded = target && target.closest(".toggle-hidden");
    if (!folded) return;
    folded.querySelector(".admonition-title").click();
    target.scrollIntoView({ block: "center" });
  };
  window.addEventListener("load", open);  // the solutions are folded before
  window.addEventListener("hashchange", open);
})();
