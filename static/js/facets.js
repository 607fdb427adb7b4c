// Finding a value in a long facet: typing hides the values that do not hold the words. Without this file all values are
// there to be opened. What was typed survives a swap of the page.

const typed = new Map();

// Width, case and the two kinds of kana do not matter.
const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/[ァ-ヶ]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0x60)).replace(/\s+/g, "");
const wordsOf = (item) => plain(`${item.querySelector(".facet__what").textContent} ${item.dataset.also ?? ""}`);

function narrow(input) {
  const group = input.closest(".facets__group");
  const wanted = plain(input.value);
  const more = group.querySelector(".facets__more");
  let shown = 0;
  for (const item of group.querySelectorAll(".facet")) {
    item.hidden = !wordsOf(item).includes(wanted);
    shown += !item.hidden;
  }
  if (wanted && more) more.open = true;
  const none = group.querySelector("[data-none]");
  none.textContent = shown ? "" : none.dataset.none;
  if (wanted) typed.set(input.dataset.find, input.value);
  else typed.delete(input.dataset.find);
}

function prepare() {
  for (const input of document.querySelectorAll("[data-find]")) {
    input.closest(".facets__find").hidden = false;
    input.value = typed.get(input.dataset.find) ?? input.value;
    if (input.value) narrow(input);
  }
}

document.addEventListener("input", (event) => event.target.dataset?.find && narrow(event.target));
document.addEventListener("htmx:afterSettle", prepare);
prepare();
