// Saves the form every three seconds of change and on leaving. What is on the screen as saved is stored: the time comes
// from the server, after it has committed. Until then a copy stays in this browser.

import { dropCopy, fieldsOf, keepCopy, putBack, readCopy, sameText } from "./localcopy.js";
import { showKind } from "./kinds.js";

const WAIT = 3000;
const RETRY = 10000;
const SETTLE = 800; // what was sent on leaving the page before needs a moment to arrive
const KEEPALIVE_LIMIT = 60000; // bytes that a browser still sends after the page is gone

class Autosave {
  constructor(form) {
    this.form = form;
    this.url = form.dataset.autosave;
    this.base = form.elements.base;
    this.shown = document.querySelector("[data-saved]");
    this.notices = document.querySelector("[data-autosave-notices]");
    this.changes = 0;
    this.stored = 0;
    this.timer = 0;
    this.stopped = false;
    this.leaving = false;
    this.running = null; // the save that is under way
    this.unanswered = null; // a save whose answer was lost: it may be stored or not
  }

  start() {
    for (const kind of ["input", "change"]) this.form.addEventListener(kind, () => this.changed());
    this.form.addEventListener("submit", (event) => this.onSubmit(event));
    window.addEventListener("pagehide", () => this.save());
    window.addEventListener("pageshow", () => (this.leaving = false));
    window.addEventListener("online", () => this.now());
    document.addEventListener("visibilitychange", () => this.onVisible());
    this.offerCopy();
  }

  get dirty() {
    return this.changes !== this.stored;
  }

  changed() {
    this.changes += 1;
    keepCopy(this.form, this.base.value);
    if (!this.notices.children.length) this.say(this.text("waiting"), "wait");
    this.soon(WAIT);
  }

  // The first change starts the clock; further ones do not put it off.
  soon(delay) {
    if (this.stopped || this.timer || !this.dirty) return;
    this.timer = setTimeout(() => {
      this.timer = 0;
      this.save();
    }, delay);
  }

  now() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.soon(0);
  }

  onVisible() {
    if (document.visibilityState === "hidden") this.save();
    else this.now();
  }

  // A button was pressed while a save is under way: let that end first, so that both do not look like two screens.
  onSubmit(event) {
    if (!this.running) {
      this.leaving = true;
      return;
    }
    event.preventDefault();
    const button = event.submitter;
    this.running.finally(() => this.form.requestSubmit(button));
  }

  body() {
    const data = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) if (typeof value === "string" && name !== "action") data.append(name, value);
    return data;
  }

  send(body) {
    const keepalive = body.toString().length < KEEPALIVE_LIMIT;
    return fetch(this.url, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual", keepalive });
  }

  save() {
    if (this.running || this.leaving || this.stopped || !this.dirty) return;
    this.running = this.attempt().finally(() => {
      this.running = null;
      if (!this.notices.querySelector("[data-kind]")) this.soon(WAIT);
    });
  }

  // A save without an answer is sent once more as it was: harmless when it had been stored, and only then is the base right.
  async attempt() {
    const { body, upTo } = this.unanswered ?? { body: this.body(), upTo: this.changes };
    this.unanswered = { body, upTo };
    try {
      const response = await this.send(body);
      if (response.status < 500) this.unanswered = null;
      await this.onAnswer(response, upTo);
    } catch {
      this.warn("offline");
      this.again();
    }
  }

  again() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = 0;
      this.save();
    }, RETRY);
  }

  async onAnswer(response, upTo) {
    const answer = (response.headers.get("Content-Type") ?? "").includes("json") ? await response.json() : {};
    const actions = { 200: "saved", 422: "invalid", 409: "conflict", 423: "locked", 404: "gone" };
    const action = actions[response.status];
    if (action === "saved" || action === "invalid") this.onSaved(answer, upTo);
    else if (action === "conflict" && answer.url) this.onConflict(answer);
    else if (action === "locked" || action === "gone") this.onClosed(action);
    else if (response.status === 401 || response.status === 403 || response.type === "opaqueredirect") await this.onSession();
    else {
      this.warn("failed");
      this.again();
    }
  }

  onSaved(answer, upTo) {
    this.stored = upTo;
    this.base.value = answer.base;
    this.clear();
    this.say(answer.message, "ok");
    if (answer.problems) {
      const notice = this.warn("invalid");
      notice.querySelector("[data-autosave-list]").replaceChildren(...answer.problems.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
      delete notice.dataset.kind;
    }
    if (this.dirty || answer.problems) keepCopy(this.form, answer.base);
    else dropCopy(this.form);
  }

  // The server has put the text aside: it is safe there, and offered there.
  onClosed(action) {
    if (action === "locked") dropCopy(this.form);
    this.stop(action);
  }

  onConflict(answer) {
    dropCopy(this.form);
    this.stop("conflict").querySelector("[data-autosave-link]").href = answer.url;
  }

  // The login expired, or the page's token is older than the login: ask who is signed in now.
  async onSession() {
    const response = await fetch(this.url, { headers: { Accept: "application/json" }, redirect: "manual" });
    const answer = response.ok ? await response.json() : {};
    if (response.ok && answer.user !== this.form.dataset.user) return this.warn("other");
    if (response.ok) {
      this.form.elements.csrfmiddlewaretoken.value = answer.csrf;
      this.clear();
      clearTimeout(this.timer);
      this.timer = 0;
      return undefined;
    }
    this.warn("session");
    return this.again();
  }

  text(kind) {
    return document.querySelector(`template[data-autosave-text="${kind}"]`).content.textContent.trim();
  }

  say(text, state) {
    const mark = state === "ok" ? "✓ " : "";
    this.shown.className = `state state--${state}`;
    this.shown.textContent = text ? `${mark}${text}` : "";
  }

  // Show a notice once; it stays until something is saved.
  warn(kind) {
    const there = this.notices.querySelector(`[data-kind="${kind}"]`);
    if (there) return there;
    this.clear();
    const notice = document.querySelector(`template[data-autosave-text="${kind}"]`).content.firstElementChild.cloneNode(true);
    notice.dataset.kind = kind;
    this.notices.append(notice);
    this.say(this.text("waiting"), "wait");
    return notice;
  }

  clear() {
    this.notices.replaceChildren();
  }

  stop(kind) {
    this.stopped = true;
    clearTimeout(this.timer);
    return this.warn(kind);
  }

  offerCopy() {
    const copy = readCopy(this.form);
    if (!copy) return;
    if (sameText(copy.fields, fieldsOf(this.form))) dropCopy(this.form);
    else this.compareWithStored(copy);
  }

  // A save that was sent on leaving may have been stored after this page was made: then show the newer page.
  async compareWithStored(copy) {
    await new Promise((done) => setTimeout(done, SETTLE));
    const answer = await fetch(this.url, { headers: { Accept: "application/json" } }).then((response) => response.json(), () => ({}));
    if (answer.base && answer.base !== this.base.value && !this.dirty) location.reload();
    else this.offer(copy);
  }

  offer(copy) {
    const notice = document.querySelector('template[data-autosave-text="local"]').content.firstElementChild.cloneNode(true);
    notice.querySelector("[data-autosave-when]").textContent = new Date(copy.at).toLocaleString(document.documentElement.lang);
    notice.querySelector("[data-autosave-take]").addEventListener("click", () => this.take(copy));
    notice.querySelector("[data-autosave-drop]").addEventListener("click", () => this.drop());
    this.notices.append(notice);
  }

  // The copy keeps the base it was written on: when the stored text has changed since, the server keeps both.
  take(copy) {
    putBack(this.form, copy);
    this.base.value = copy.base;
    this.clear();
    showKind(this.form, this.form.querySelector('input[name="term-outcome"]:checked')?.value ?? this.form.dataset.outcome ?? "");
    this.changed();
  }

  drop() {
    dropCopy(this.form);
    this.clear();
  }
}

export function startAutosave(form) {
  const autosave = new Autosave(form);
  autosave.start();
  return autosave;
}

