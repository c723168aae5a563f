/* whenNear(elements, begin): calls begin(element) for each one once its place on the page is laid out.

   A browser that fills in forms asks of each new field whether it can be seen, and so lays out all above it: on a phone,
   a field far below made a chapter wait. Once readers do anything, what is left begins too, one after the other, for the
   tab key and for readers of screens; and what the address names begins at once. */
window.whenNear = (() => {
  const soon = window.requestIdleCallback ?? setTimeout;  // Safari has no idle callbacks
  const waiting = new Map();
  let awake = false;

  function start(element) {
    const begin = waiting.get(element);
    waiting.delete(element);
    watch.unobserve(element);
    begin?.(element);
  }

  // What content-visibility spares has no size to be told of.
  const watch = new ResizeObserver((entries) => entries.forEach(({ target }) => start(target)));

  function others() {
    const [first] = waiting.keys();
    awake = first !== undefined;
    if (!awake) return;
    start(first);
    soon(others);
  }

  for (const happens of ["keydown", "pointermove", "focusin", "scroll", "hashchange"]) {
    window.addEventListener(happens, () => { if (!awake) others(); }, { passive: true });
  }

  return (elements, begin) => {
    const named = location.hash.slice(1).split("?")[0];
    for (const element of elements) {
      waiting.set(element, begin);
      if (element.id && element.id === named) start(element);
      else watch.observe(element);
    }
  };
})();
