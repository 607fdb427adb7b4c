// What is typed into a longer form (data-typed) stays in this browser until a page of ours has taken it: after a lost
// connection or a closed browser it is offered again. The case form has its own way, which also saves on the server.

import { copyKey, dropCopy, dropKey, fieldsOf, keepCopy, keysOf, putBack, readCopy, sameText } from "./localcopy.js";

const SENT = "bansou:sent"; // keys of the forms that this tab sent and whose answer it has not seen
const LEFT = "bansou:left"; // who pressed the button that signs out, in this tab
const KEPT_DAYS = 30;
const account = document.body.dataset.account;

// Forbidden or broken: the text is offered once too often then.
function remembered(name, otherwise) {
  try {
    return JSON.parse(sessionStorage.getItem(name)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function remember(name, value) {
  try {
    sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    // See above.
  }
}

const [navigation] = performance.getEntriesByType("navigation");
// A page that says that something is wrong with what was sent.
const refused = (navigation?.responseStatus ?? 200) >= 400;
// A page that a form or a link of this site led to, and that says no such thing.
const answered = !refused && navigation?.type === "navigate" && document.referrer.startsWith(`${location.origin}/`);

function dropTaken() {
  if (answered) for (const key of remembered(SENT, [])) dropKey(key);
  remember(SENT, []);
}

// Whoever signs out leaves nothing behind: computers are shared. An expired login is no such thing.
function wipeLeft() {
  const left = remembered(LEFT, "");
  if (left) for (const key of keysOf(left)) dropKey(key);
  remember(LEFT, "");
}

function offer(form, copy) {
  const notice = document.getElementById("typed-notice").content.firstElementChild.cloneNode(true);
  notice.querySelector("[data-when]").textContent = new Date(copy.at).toLocaleString(document.documentElement.lang);
  notice.querySelector("[data-take]").addEventListener("click", () => {
    putBack(form, copy);
    if (form.elements.base) form.elements.base.value = copy.base;
    notice.remove();
    form.querySelector("textarea")?.focus();
  });
  notice.querySelector("[data-drop]").addEventListener("click", () => {
    dropCopy(form);
    notice.remove();
    form.querySelector("textarea")?.focus();
  });
  form.before(notice);
}

function start(form) {
  // Not form.action: a button of that name hides it.
  const { pathname } = new URL(form.getAttribute("action") ?? "", location.href);
  form.dataset.copyKey = `bansou:typed:${account}:${pathname}`;
  const copy = readCopy(form);
  const same = copy && sameText(copy.fields, fieldsOf(form));
  if (copy && Date.now() - copy.at > KEPT_DAYS * 86400000) dropCopy(form);
  else if (same && !refused) dropCopy(form);
  else if (copy && !same) offer(form, copy);
  for (const kind of ["input", "change"]) form.addEventListener(kind, () => keepCopy(form, form.elements.base?.value ?? ""));
  form.addEventListener("submit", () => remember(SENT, [...remembered(SENT, []), copyKey(form)]));
}

if (account) {
  dropTaken();
  for (const form of document.querySelectorAll("form[data-typed]")) start(form);
  // Back on a page that the browser had put aside, as it was: nothing was answered.
  window.addEventListener("pageshow", (event) => event.persisted && remember(SENT, []));
  document.querySelector("form[data-signs-out]")?.addEventListener("submit", () => remember(LEFT, account));
} else wipeLeft();
