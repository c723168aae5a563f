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
  // Many boxes at once, and in turn all changes, all measurements: each change of mind costs a layout of the page.
  const fit = (boxes) => {
    const widest = ({ firstElementChild: list }) =>
      Math.min(...[...list.querySelectorAll(".line, .line-left")].map((line) => share(list, line)));
    boxes.forEach((box) => { box.classList.remove("stacked"); box.style.removeProperty("--fit"); });
    const tooWide = boxes.map((box) => box.firstElementChild.scrollWidth > box.clientWidth);
    boxes.forEach((box, i) => box.classList.toggle("stacked", tooWide[i]));
    const least = boxes.map(widest);
    boxes.forEach((box, i) => least[i] < 1 && box.style.setProperty("--fit", Math.max(SMALLEST, least[i]).toFixed(3)));
  };
  const widths = new Map();
  const boxes = [...document.querySelectorAll(".derivation-box")];
  const watch = new ResizeObserver((entries) => {
    const changed = entries.filter(({ target, contentRect }) => widths.get(target) !== contentRect.width);
    changed.forEach(({ target, contentRect }) => widths.set(target, contentRect.width));
    fit(changed.map((entry) => entry.target).filter((box) => box.clientWidth));
  });
  boxes.forEach((box) => watch.observe(box));
  // Fonts that come late make formulas wider, and their box no larger: nothing would be observed. Only boxes that were
  // laid out before: to ask the others for their width would lay them out.
  document.fonts.addEventListener("loadingdone", () => fit(boxes.filter((box) => widths.get(box))));
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

// What scrolls by itself can be reached by keyboard. Only what is laid out is observed, so that the rest need not be.
(() => {
  const scrolls = (area) => area.scrollWidth > area.clientWidth || area.scrollHeight > area.clientHeight + 1;
  const watch = new ResizeObserver((entries) => entries.forEach(({ target }) => {
    if (scrolls(target)) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }));
  const areas = ".derivation-box, pre, .cell_output > .output, .pst-scrollable-table-container, .katex-display, .line, .line-left, .mle-choice";
  document.querySelectorAll(areas).forEach((area) => watch.observe(area));
})();
