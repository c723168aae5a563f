// A derivation that is too wide for its column sets its reasons under the lines, as on a phone.
// Without this script it scrolls sideways by itself.
(() => {
  const fit = (box) => {
    box.classList.remove("stacked");
    box.classList.toggle("stacked", box.firstElementChild.scrollWidth > box.clientWidth);
  };
  const boxes = document.querySelectorAll(".derivation-box");
  const watch = new ResizeObserver((entries) => entries.forEach((entry) => fit(entry.target)));
  boxes.forEach((box) => { fit(box); watch.observe(box); });
})();
