// Repeated rows: added, moved and removed on the page. The same buttons submit the form where this file is missing.

const newKey = () => `r${[...crypto.getRandomValues(new Uint8Array(8))].map((n) => n.toString(16).padStart(2, "0")).join("").slice(0, 15)}`;
const rowsOf = (section) => [...section.querySelectorAll(":scope > [data-row-list] > li")];

function renumber(section) {
  const rows = rowsOf(section);
  rows.forEach((row, index) => {
    for (const number of row.querySelectorAll("[data-number]")) number.textContent = index + 1;
    row.querySelector('[data-row-move="up"]').disabled = index === 0;
    row.querySelector('[data-row-move="down"]').disabled = index === rows.length - 1;
  });
}

function changed(section) {
  renumber(section);
  section.dispatchEvent(new Event("input", { bubbles: true }));
}

function withKey(element, key) {
  for (const node of [element, ...element.querySelectorAll("*")]) {
    for (const attribute of [...node.attributes]) {
      if (attribute.value.includes("KEY")) node.setAttribute(attribute.name, attribute.value.replaceAll("KEY", key));
    }
  }
  return element;
}

// Add a row with this key (a new one by default) and return it.
export function addRow(section, key = newKey()) {
  const blank = section.querySelector("[data-row-template]").content.querySelector("li").cloneNode(true);
  const row = withKey(blank, key);
  section.querySelector("[data-row-list]").append(row);
  showReferences(row);
  renumber(section);
  return row;
}

function move(section, row, how) {
  if (how === "up" && row.previousElementSibling) row.previousElementSibling.before(row);
  if (how === "down" && row.nextElementSibling) row.nextElementSibling.after(row);
  const next = row.nextElementSibling ?? row.previousElementSibling;
  if (how === "remove") row.remove();
  changed(section);
  const focus = how === "remove" ? next?.querySelector("textarea, input:not([type=hidden]), select") : row.querySelector(`[data-row-move="${how}"]:not([disabled])`);
  (focus ?? row.querySelector("[data-row-move]:not([disabled])") ?? section.querySelector("[data-row-add]"))?.focus();
}

// Only an agreed issue points to a stated and a real one.
function showReferences(row) {
  const kind = row.querySelector('select[name$="-kind"]');
  for (const name of kind ? ["surface", "core"] : []) {
    const field = row.querySelector(`select[name$="-${name}"]`)?.closest(".field");
    if (field) field.hidden = kind.value !== "agreed";
  }
}

function onClick(event) {
  const button = event.target.closest("button");
  const section = button?.closest("[data-rows]");
  if (!section) return;
  if (button.hasAttribute("data-row-add")) {
    event.preventDefault();
    addRow(section).querySelector("textarea, input:not([type=hidden]), select")?.focus();
  } else if (button.dataset.rowMove) {
    event.preventDefault();
    move(section, button.closest("li"), button.dataset.rowMove);
  }
}

// A suggested term is ticked in its group.
function onSuggest(event) {
  const button = event.target.closest("[data-suggest]");
  if (!button) return;
  const [scheme, code] = button.value.split(":");
  const box = event.currentTarget.querySelector(`input[name="term-${scheme}"][value="${code}"]`);
  if (!box) return;
  event.preventDefault();
  box.checked = true;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  const next = button.nextElementSibling ?? button.previousElementSibling;
  button.remove();
  (next ?? box).focus();
}

export function startRows(form) {
  form.addEventListener("click", onClick);
  form.addEventListener("click", onSuggest);
  form.addEventListener("change", (event) => event.target.name?.endsWith("-kind") && showReferences(event.target.closest("li")));
  for (const row of form.querySelectorAll("[data-row]")) showReferences(row);
}
