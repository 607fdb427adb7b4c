// Offers while one types, after the ARIA pattern "editable combobox with list autocomplete".
// <form data-combobox="/address/" data-combobox-label="…"><input name="q"></form>: the address answers with options
// (links) as HTML. Without this file the form is an ordinary one.

import { recentOptions } from "./history.js";

const PAUSE = 120; // ms without a key before the server is asked
const boxes = new WeakMap();

class Combobox {
  constructor(input) {
    this.input = input;
    this.list = this.append("div", "combobox__list", "listbox");
    this.list.id = `${input.id}-list`;
    this.list.setAttribute("aria-label", input.form.dataset.comboboxLabel);
    this.status = this.append("p", "vh", "status");
    this.describe();
    this.close();
    this.listen();
  }

  append(name, className, role) {
    const element = document.createElement(name);
    element.className = className;
    element.setAttribute("role", role);
    this.input.form.append(element);
    return element;
  }

  describe() {
    const is = { role: "combobox", "aria-autocomplete": "list", "aria-controls": this.list.id };
    for (const [name, value] of Object.entries(is)) this.input.setAttribute(name, value);
  }

  listen() {
    this.input.addEventListener("input", (event) => event.isComposing || this.askSoon());
    this.input.addEventListener("compositionend", () => this.askSoon());
    this.input.addEventListener("click", () => this.input.value.trim() || this.ask());
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.input.form.addEventListener("focusout", (event) => this.list.contains(event.relatedTarget) || this.close());
    this.input.form.addEventListener("submit", () => this.close());
    // The focus stays in the field while an option is pressed.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
  }

  get options() {
    return [...this.list.querySelectorAll('[role="option"]')];
  }

  get active() {
    return this.list.querySelector('[aria-selected="true"]');
  }

  // --- Asking
  askSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    this.running?.abort();
    const text = this.input.value;
    if (!text.trim()) return this.show(recentOptions(this.input.form.dataset.comboboxRecent));
    this.running = new AbortController();
    try {
      const answer = await fetch(this.address(), { signal: this.running.signal });
      const html = answer.ok ? await answer.text() : "";
      if (text === this.input.value && document.activeElement === this.input) this.show(html);
    } catch {
      // Cut short by the next key, or offline: the form still works.
    }
  }

  address() {
    return `${this.input.form.dataset.combobox}?${new URLSearchParams(new FormData(this.input.form))}`;
  }

  // --- Showing
  show(html) {
    const page = document.createElement("template");
    page.innerHTML = html;
    const said = page.content.querySelector("[data-said]");
    said?.remove();
    this.list.replaceChildren(page.content);
    this.options.forEach((option, place) => (option.id = `${this.list.id}-${place}`));
    this.activate(null);
    const any = this.options.length > 0;
    this.list.hidden = !any;
    this.input.setAttribute("aria-expanded", String(any));
    this.status.textContent = said?.textContent ?? "";
  }

  close() {
    clearTimeout(this.timer);
    this.running?.abort();
    this.show("");
  }

  activate(option) {
    this.active?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  // --- Keys
  onKey(event) {
    // While an input method composes, Enter, Escape and the arrows are its own.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (this.list.hidden) {
      if (event.key !== "ArrowDown") return;
      this.ask();
    } else if (!this.move(event.key)) return;
    event.preventDefault();
  }

  // Does the key mean something to the list? Home and End stay with the text until an option is chosen.
  move(key) {
    const options = this.options;
    const place = options.indexOf(this.active);
    const around = options.length + 1; // behind the last option and before the first comes the text itself
    const targets = {
      ArrowDown: () => options[((place + 2) % around) - 1],
      ArrowUp: () => options[((place + around) % around) - 1],
      Home: () => options[0],
      End: () => options.at(-1),
    };
    if (key === "Escape") this.close();
    else if (key === "Enter" && this.active) this.active.click();
    else if (key in targets && (place >= 0 || key.startsWith("Arrow"))) this.activate(targets[key]());
    else return false;
    return true;
  }
}

// A swap of the page brings new boxes: each is made when it is first used.
document.addEventListener("focusin", ({ target }) => {
  if (target.matches?.("form[data-combobox] input[name='q']") && !boxes.has(target)) boxes.set(target, new Combobox(target));
});
// A box that has the focus already (autofocus, a fast reader).
document.activeElement?.dispatchEvent(new FocusEvent("focusin", { bubbles: true }));
