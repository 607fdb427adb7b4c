// Writing a remark from a part of the case: the form is filled in place, with the words that are selected there.
const form = document.querySelector("#write");
let quote = "";

function selectedIn(part) {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !part || !part.contains(selection.anchorNode)) return "";
  return selection.toString().trim().slice(0, 300);
}

function fill(link) {
  const place = form.elements.place;
  place.value = link.dataset.write;
  if (place.selectedIndex < 0) place.value = "";
  if (quote) form.elements.quote.value = quote;
  form.scrollIntoView({ block: "start" });
  form.elements.text.focus({ preventScroll: true });
}

// The words that were found are marked where they stand, by the browser's highlights: the text itself stays as it is.
function rangesOf(words) {
  const walker = document.createTreeWalker(document.querySelector("[data-checked]"), NodeFilter.SHOW_TEXT);
  const ranges = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    for (const word of words) {
      for (let at = node.data.indexOf(word); at >= 0; at = node.data.indexOf(word, at + word.length)) {
        const range = new Range();
        range.setStart(node, at);
        range.setEnd(node, at + word.length);
        ranges.push(range);
      }
    }
  }
  return ranges;
}

const words = [...document.querySelectorAll("[data-finding]")].map((mark) => mark.textContent);
if (words.length && CSS.highlights && document.querySelector("[data-checked]")) {
  CSS.highlights.set("finding", new Highlight(...rangesOf(words)));
}

if (form) {
  for (const link of document.querySelectorAll("[data-write]")) {
    // Pressing the mouse on the link ends the selection: look before.
    link.addEventListener("pointerdown", () => { quote = selectedIn(link.closest("[data-place]")); });
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      fill(link);
      quote = "";
    });
  }
}
