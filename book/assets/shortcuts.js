// Keyboard shortcuts: `?` lists them. One key each, so they can be turned off (WCAG 2.1.4), in the list itself, which a
// button at the foot of the page opens too. They rest wherever keys mean something else: in fields, questions, explorers
// and open dialogs.
(() => {
  const KEY = "mle-shortcuts";
  const RESTS = "input, textarea, select, [contenteditable], [role=slider], .mle-question, .mle-explorer, dialog, .dropdown-menu";
  const sidebar = document.querySelector(".bd-sidebar-primary");
  if (!sidebar) return;  // slides and print have keys of their own, or none

  // From a folder, or with storage forbidden, the choice lasts as long as the page.
  let on = true;
  try { on = localStorage.getItem(KEY) !== "off"; } catch { /* then they are on */ }
  function remember() {
    try { localStorage.setItem(KEY, on ? "on" : "off"); } catch { /* as above */ }
  }

  const press = (selector) => {
    const button = [...document.querySelectorAll(selector)].find((one) => one.getClientRects().length);
    if (button) button.click();
  };
  const follow = (selector) => {
    const link = document.querySelector(selector);
    if (link) location.assign(link.href);
  };

  function contents() {
    const link = sidebar.querySelector("a.current") || sidebar.querySelector("nav a");
    if (link && link.getClientRects().length) link.focus();
    else press(".primary-toggle");
  }

  const SHORTCUTS = {
    "?": ["Show this list", open],
    n: ["Next page", () => follow("a.right-next")],
    p: ["Previous page", () => follow("a.left-prev")],
    c: ["Contents of the book", contents],
    g: ["Glossary", () => follow('.bd-sidebar-primary a[href$="glossary.html"]')],
    "/": ["Search", () => press(".search-button__button")],
    t: ["Light, dark, or as the system is", () => press(".theme-switch-button")],
  };

  const make = (name, properties, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  function build() {
    const rows = Object.entries(SHORTCUTS).map(([key, [what]]) =>
      make("div", {}, make("dt", {}, make("kbd", { textContent: key })), make("dd", { textContent: what })));
    const box = make("input", { type: "checkbox", checked: on });
    box.addEventListener("change", () => { on = box.checked; remember(); });
    const title = make("h2", { id: "shortcuts-title", textContent: "Keyboard shortcuts" });
    const close = make("button", { type: "button", textContent: "Close" });
    const dialog = make("dialog", { className: "shortcuts" }, title, make("dl", {}, ...rows),
      make("label", {}, box, " Use these keys"), close);
    dialog.setAttribute("aria-labelledby", title.id);
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });  // beside it
    document.body.append(dialog);
    return dialog;
  }

  let dialog = null;
  function open() {
    dialog = dialog || build();
    if (!dialog.open) dialog.showModal();
  }

  document.addEventListener("keydown", (event) => {
    const shortcut = Object.hasOwn(SHORTCUTS, event.key) && SHORTCUTS[event.key];
    if (!on || !shortcut || event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing) return;
    if (event.defaultPrevented || event.target.closest(RESTS) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    shortcut[1]();
  });

  const button = make("button", { type: "button", className: "shortcuts-button", textContent: "Keyboard shortcuts" });
  button.addEventListener("click", open);
  const footer = document.querySelector(".bd-footer-content__inner");
  if (footer) footer.append(make("div", { className: "footer-item d-print-none" }, button));
})();
