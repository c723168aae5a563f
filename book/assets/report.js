// "Report a mistake" says where the reader is: the selected words and their line, or the section on the screen.
(() => {
  const TOP = 120;  // px: a heading that far down has begun
  const links = document.querySelectorAll("a[data-report]");
  const article = document.querySelector(".bd-article");
  if (!links.length || !article) return;

  const plain = (text) => text.replace(/#$/, "").replace(/\s+/g, " ").trim();

  function section(begun) {
    const headings = [...article.querySelectorAll("h1, h2, h3")];
    return plain((headings.filter(begun).pop() || headings[0]).textContent);
  }

  // Opening the menu takes the selection away: remember it. It counts as long as it is on the screen.
  let selected = null;
  document.addEventListener("selectionchange", () => {
    const selection = getSelection();
    if (!selection.isCollapsed && article.contains(selection.anchorNode)) selected = selection.getRangeAt(0).cloneRange();
  });

  function seen(range) {
    const box = range && range.getBoundingClientRect();
    return box && box.bottom > 0 && box.top < innerHeight;
  }

  function place() {
    if (!seen(selected)) return section((heading) => heading.getBoundingClientRect().top < TOP);
    const at = selected.startContainer;
    const before = (heading) => heading.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING;
    const line = (at.parentElement || at).closest("ul.derivation > li");
    const number = line && line.querySelector(".line-number");
    const words = plain(selected.cloneContents().textContent).slice(0, 200);
    return `${section(before)}${number ? `, line ${plain(number.textContent)}` : ""}: “${words}”`;
  }

  for (const link of links) {
    const address = link.href;  // it holds an empty "Section: "
    link.addEventListener("click", () => {
      link.href = address.replace("Section%3A%20", `Section%3A%20${encodeURIComponent(place())}`);
    });
  }
})();
