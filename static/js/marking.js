// Marking: words that are selected in the case go into the form; the key of a code gives the code at once; j and k go
// from sentence to sentence, with Shift over more of them. Without this script the same form is filled by hand.

const SENTENCE = /[^。！？!?\n]*[。！？!?\n]+[」』）)]*|[^。！？!?\n]+$/g;
const AROUND = 24; // characters before the words that are sent along, as an anchor keeps them
const editable = "input:not([type=checkbox]), textarea, select";

const page = () => document.querySelector("[data-marking]");
const region = () => document.querySelector("[data-region]");
const form = () => document.querySelector("[data-marker]");
let sentences = []; // Ranges of the sentences of the case, in order
let first = -1; // sentences that are chosen by keys: from first to last
let last = -1;
let chosen = null; // the words that are selected, and where: { element, start, quote, prefix }
let busy = false;

const texts = () => [...document.querySelectorAll("[data-place]")]; // numbers of marks are no text: they are attributes

function pointAt(element, offset) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let node = walker.nextNode();
  while (node && offset > node.data.length) {
    offset -= node.data.length;
    node = walker.nextNode();
  }
  return node ? [node, offset] : [element, 0];
}

function sentencesIn(element) {
  return [...element.textContent.matchAll(SENTENCE)].filter((found) => found[0].trim()).map((found) => {
    const range = new Range();
    range.setStart(...pointAt(element, found.index));
    range.setEnd(...pointAt(element, found.index + found[0].trimEnd().length));
    return range;
  });
}

function prepare() {
  sentences = texts().flatMap(sentencesIn);
  first = last = -1;
  setChosen(null);
  document.querySelector("[data-keys]").hidden = false;
}

// --- What is selected -------------------------------------------------------------------------------------------------
function textAround(node) {
  return (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-place]");
}

function selected() {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const element = textAround(range.startContainer);
  if (!element || !element.closest("[data-region]")) return null;
  const before = new Range();
  before.selectNodeContents(element);
  before.setEnd(range.startContainer, range.startOffset);
  const inside = range.cloneRange();
  if (!element.contains(range.endContainer)) inside.setEnd(element, element.childNodes.length); // one text at a time
  const words = inside.toString();
  const quote = words.trim();
  const ahead = before.toString() + words.slice(0, words.length - words.trimStart().length);
  return quote ? { element, start: ahead.length, quote, prefix: ahead.slice(-AROUND) } : null;
}

function setChosen(found) {
  chosen = found;
  document.querySelector("[data-jump]").hidden = !found;
}

function fill() {
  const found = selected();
  if (!found) {
    if (region().contains(document.getSelection().anchorNode)) setChosen(null);
    return;
  }
  setChosen(found);
  const fields = form().elements;
  fields.quote.value = found.quote;
  fields.before.value = found.prefix;
  fields.place.value = found.element.dataset.place;
  fields.quote.dispatchEvent(new Event("input", { bubbles: true }));
}

function forgetPrefix(event) {
  if (event.isTrusted && ["quote", "place"].includes(event.target.name)) {
    form().elements.before.value = ""; // typed by hand: it stands where it stands
    setChosen(null);
  }
}

// --- By keys ----------------------------------------------------------------------------------------------------------
function choose(from, to) {
  first = Math.max(0, Math.min(from, sentences.length - 1));
  last = Math.max(first, Math.min(to, sentences.length - 1));
  const start = sentences[first];
  if (textAround(sentences[last].startContainer) !== textAround(start.startContainer)) last = first;
  const end = sentences[last];
  document.getSelection().setBaseAndExtent(start.startContainer, start.startOffset, end.endContainer, end.endOffset);
  start.startContainer.parentElement.scrollIntoView({ block: "nearest" });
  fill();
}

function step(by, more) {
  if (!sentences.length) return;
  if (more && first >= 0) choose(by < 0 && last === first ? first - 1 : first, Math.max(last + by, first));
  else choose(by > 0 ? last + 1 : Math.max(first, 1) - 1, by > 0 ? last + 1 : Math.max(first, 1) - 1);
}

// A Japanese input method hides the letter; the key says which one it was.
function letterOf(event) {
  return (event.key === "Process" ? event.code.replace(/^(Key|Digit)/, "") : event.key).toLowerCase();
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || !page()) return;
  const inCase = region().contains(document.activeElement) || chosen;
  if (!inCase || event.target.closest(editable)) return;
  const key = letterOf(event);
  const box = form().querySelector(`[data-letter="${CSS.escape(key)}"]`);
  if (key === "j" || key === "k") step(key === "j" ? 1 : -1, event.shiftKey);
  else if (key === "/") form().querySelector("[name=codes], [name=new_code]").focus();
  else if (box && chosen && !event.shiftKey) send([box.value]);
  else return;
  event.preventDefault();
}

// --- Sending ----------------------------------------------------------------------------------------------------------
async function send(codes) {
  if (busy) return;
  busy = true;
  const data = new FormData(form());
  if (codes) {
    data.delete("codes");
    for (const code of codes) data.append("codes", code);
  }
  try {
    const answer = await fetch(form().action, { method: "POST", body: data, credentials: "same-origin" });
    show(new DOMParser().parseFromString(await answer.text(), "text/html"), answer.ok);
  } catch {
    form().querySelector("[data-said]").textContent = form().dataset.offline;
  } finally {
    busy = false;
  }
}

function show(fresh, isDone) {
  const next = fresh.querySelector("[data-marking]");
  if (!next) return form().submit(); // signed out meanwhile: the server keeps what was typed
  const again = isDone && chosen && { ...chosen, at: texts().indexOf(chosen.element), from: first, to: last };
  page().replaceWith(next);
  prepare();
  if (again) selectAgain(again);
  if (isDone) form().querySelector("[data-said]").textContent = form().dataset.done;
  else form().querySelector(".field--error, .notice")?.scrollIntoView({ block: "nearest" });
}

// The same words stay selected: further codes for them, or on with j.
function selectAgain({ at, start, quote, from, to }) {
  const element = texts()[at];
  if (!element) return;
  region().focus({ preventScroll: true });
  document.getSelection().setBaseAndExtent(...pointAt(element, start), ...pointAt(element, start + quote.length));
  [first, last] = [from, to];
  fill();
}

if (page()) {
  prepare();
  document.addEventListener("selectionchange", fill);
  document.addEventListener("keydown", onKey);
  document.addEventListener("input", (event) => { if (event.target.form === form()) forgetPrefix(event); });
  document.addEventListener("submit", (event) => {
    if (event.target !== form()) return;
    event.preventDefault();
    send();
  });
}
