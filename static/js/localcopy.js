// A copy of what is being typed, kept in this browser until the server says that it is stored. It belongs to one
// person: the key holds the person's id, and nobody else is ever offered it.

import { addRow } from "./rows.js";

// What belongs to the page rather than to the text; a copy that brought it back would be refused for ever.
const IGNORED = new Set(["csrfmiddlewaretoken", "base", "depth", "action", "task", "revision"]);
const MEANINGLESS = new Set(["once", "token"]); // given back with a copy, so that nothing is stored twice, but not typed

export const copyKey = (form) => form.dataset.copyKey ?? `bansou:${form.dataset.user}:${form.dataset.case}:${form.dataset.section}`;

export function fieldsOf(form) {
  return [...new FormData(form)].filter(([name, value]) => !IGNORED.has(name) && typeof value === "string");
}

export function keepCopy(form, base) {
  const copy = { at: Date.now(), base, fields: fieldsOf(form) };
  try {
    localStorage.setItem(copyKey(form), JSON.stringify(copy));
  } catch {
    // Full or forbidden: the text still stands on the screen.
  }
}

export const readCopy = (form) => readKey(copyKey(form));

export function readKey(key) {
  try {
    const copy = JSON.parse(localStorage.getItem(key) ?? "null");
    return Array.isArray(copy?.fields) ? copy : null;
  } catch {
    return null;
  }
}

export const dropCopy = (form) => dropKey(copyKey(form));

export function dropKey(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // Nothing was kept then.
  }
}

// The keys of all copies of a person.
export function keysOf(account) {
  const beginnings = [`bansou:${account}:`, `bansou:typed:${account}:`, `bansou:memo:${account}`];
  try {
    return Object.keys(localStorage).filter((key) => beginnings.some((beginning) => key.startsWith(beginning)));
  } catch {
    return [];
  }
}

// What counts when two states of a form are compared: values, not the keys of empty rows.
function meaning(fields) {
  const said = fields
    .filter(([name]) => !MEANINGLESS.has(name) && !name.endsWith("-keys") && !name.endsWith("-present"))
    .map(([name, value]) => [name, value.replaceAll("\r\n", "\n").trim()])
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name}=${value}`);
  return said.sort().join("\n");
}

export const sameText = (one, other) => meaning(one) === meaning(other);

function ensureRows(form, fields) {
  for (const [name, key] of fields.filter(([name]) => name.endsWith("-keys"))) {
    const section = form.querySelector(`[data-rows="${CSS.escape(name.slice(0, -5))}"]`);
    if (section && !section.querySelector(`[data-row="${CSS.escape(key)}"]`) && /^r[0-9a-f]{15}$/.test(key)) addRow(section, key);
  }
}

// Put a copy back into the form.
export function putBack(form, copy) {
  ensureRows(form, copy.fields);
  const values = new Map();
  for (const [name, value] of copy.fields) values.set(name, [...(values.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!field.name || IGNORED.has(field.name) || field.name.endsWith("-keys") || field.type === "submit" || field.type === "file") continue;
    const kept = values.get(field.name) ?? [];
    if (field.type === "checkbox" || field.type === "radio") field.checked = kept.includes(field.value);
    else if (kept.length) field.value = kept[0];
  }
}
