// What is typed into a longer form (data-typed) stays in this browser until it was sent and the next page finds no fault
// with it: after a lost connection or a closed browser it is offered again. The case form has its own way, which also
// saves on the server.

import { copyKey, dropCopy, dropKey, fieldsOf, keepCopy, keysOf, putBack, readCopy, readKey, sameText } from "./localcopy.js";

const SENT = "bansou:sent"; // key of the form that this tab sent and whose answer it has not seen
const LEFT = "bansou:left"; // who pressed the button that signs out, in this tab
const KEPT_DAYS = 30;
const account = document.body.dataset.account;

// Forbidden or broken: the text is offered once too often then.
function remembered(name) {
  try {
    return sessionStorage.getItem(name) ?? "";
  } catch {
    return "";
  }
}

function remember(name, value) {
  try {
    sessionStorage.setItem(name, value);
  } catch {
    // See above.
  }
}

const [navigation] = performance.getEntriesByType("navigation");
// A page that says that something is wrong with what was sent. Not every browser tells the status.
const refused = (navigation?.responseStatus ?? 200) >= 400 || document.querySelector("main .notice--error, .flash .notice--warning, main [aria-invalid=true]") !== null;
// A page that a form or a link of this site led to, and that says no such thing.
const answered = !refused && navigation?.type === "navigate" && document.referrer.startsWith(`${location.origin}/`);

function dropTaken() {
  if (answered) dropKey(remembered(SENT));
  remember(SENT, "");
}

// Whoever signs out leaves nothing behind: computers are shared. An expired login is no such thing.
function wipeLeft() {
  const left = remembered(LEFT);
  if (left) for (const key of keysOf(left)) dropKey(key);
  remember(LEFT, "");
}

function dropOld() {
  for (const key of keysOf(account)) if (Date.now() - (readKey(key)?.at ?? Date.now()) > KEPT_DAYS * 86400000) dropKey(key);
}

// While the notice stands, what is typed is not kept: it would take the place of what is offered.
function offer(form, copy) {
  const notice = document.getElementById("typed-notice").content.firstElementChild.cloneNode(true);
  notice.querySelector("[data-when]").textContent = new Date(copy.at).toLocaleString(document.documentElement.lang);
  notice.querySelector("[data-take]").addEventListener("click", () => take(form, copy, notice));
  notice.querySelector("[data-drop]").addEventListener("click", () => {
    dropCopy(form);
    close(form, notice);
  });
  form.before(notice);
  return notice;
}

// The copy brings the number under which it may have been stored already. Once it is changed it is another text.
function take(form, copy, notice) {
  const { once, base } = form.elements;
  const fresh = once?.value;
  putBack(form, copy);
  if (base) base.value = copy.base;
  if (once) form.addEventListener("input", () => (once.value = fresh), { once: true, capture: true });
  close(form, notice);
}

function close(form, notice) {
  notice.remove();
  form.querySelector("textarea")?.focus();
}

function start(form) {
  // Not form.action: a button of that name hides it. The query says what a new text is about.
  const { pathname, search } = new URL(form.getAttribute("action") ?? "", location.href);
  form.dataset.copyKey = `bansou:typed:${account}:${pathname}${search}`;
  const copy = readCopy(form);
  const same = copy && sameText(copy.fields, fieldsOf(form));
  if (same && !refused) dropCopy(form);
  const notice = copy && !same ? offer(form, copy) : null;
  for (const kind of ["input", "change"]) form.addEventListener(kind, () => notice?.isConnected || keepCopy(form, form.elements.base?.value ?? ""));
}

dropTaken();
if (account) {
  remember(LEFT, "");
  dropOld();
  for (const form of document.querySelectorAll("form[data-typed]")) start(form);
  document.addEventListener("submit", (event) => {
    const { copyKey: key = "", signsOut } = event.target.dataset;
    remember(SENT, key);
    if (signsOut !== undefined) remember(LEFT, account);
  });
  // The page was left by a link, or comes back as the browser had put it aside: nothing was answered.
  document.addEventListener("click", (event) => event.target.closest("a[href]") && remember(SENT, ""));
  window.addEventListener("pageshow", (event) => event.persisted && remember(SENT, ""));
} else wipeLeft();
