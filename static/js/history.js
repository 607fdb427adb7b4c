// Cases that one opened and searches that one made, kept in this browser alone: nothing of it is sent to the server.
// It belongs to one account (<body data-account>) and is wiped as soon as a page shows that nobody, or somebody else,
// is signed in: computers are shared. It can be switched off and cleared on "My page".
//
// A case page has <meta name="bansou-viewed" content="title">, results have an element with data-searched="words".

const PREFIX = "bansou-history:";
const OFF = "bansou-history-off:";
const LIMITS = { cases: 20, searches: 10 };
const KEPT = 90 * 24 * 3600 * 1000; // ms
const SAME = 2 * 60 * 1000; // ms in which a search with the same words is the former one, refined

const account = document.body.dataset.account ?? "";
const key = PREFIX + account;

// --- Storage, which may be full or forbidden: then there is no history
function stored(action) {
  try {
    return action(localStorage);
  } catch {
    return null;
  }
}

function read() {
  const found = stored((storage) => JSON.parse(storage.getItem(key))) ?? {};
  const fresh = (entries) => (Array.isArray(entries) ? entries : []).filter((entry) => Date.now() - entry.at < KEPT && isOurs(entry.url));
  return { cases: fresh(found.cases), searches: fresh(found.searches) };
}

// Only addresses of this site: what another program wrote here must not become a link elsewhere.
const isOurs = (url) => typeof url === "string" && /^\/(?!\/)/.test(url);
const isOn = () => account !== "" && !stored((storage) => storage.getItem(OFF + account));
const clear = () => stored((storage) => storage.removeItem(key));

function wipeOthers() {
  stored((storage) => Object.keys(storage).filter((name) => name.startsWith(PREFIX) && name !== key).forEach((name) => storage.removeItem(name)));
}

function switchTo(on) {
  if (on) return stored((storage) => storage.removeItem(OFF + account));
  clear();
  return stored((storage) => storage.setItem(OFF + account, "1"));
}

// --- Recording
function add(kind, entry) {
  if (!isOn()) return;
  const found = read();
  const others = found[kind].filter((old) => old.url !== entry.url && !refines(entry, old));
  found[kind] = [{ ...entry, at: Date.now() }, ...others].slice(0, LIMITS[kind]);
  stored((storage) => storage.setItem(key, JSON.stringify(found)));
}

const wordsOf = (url) => new URL(url, location.origin).searchParams.get("q") ?? "";
const refines = (entry, old) => entry.refines === true && Date.now() - old.at < SAME && wordsOf(entry.url) === wordsOf(old.url);

function record() {
  const viewed = document.querySelector('meta[name="bansou-viewed"]');
  if (viewed) add("cases", { url: location.pathname, title: viewed.content });
  const searched = document.querySelector("[data-searched]");
  if (searched?.dataset.searched) add("searches", { url: searched.dataset.searchedUrl, title: searched.dataset.searched, refines: true });
}

// --- Showing
const RECENT = 5; // searches offered in an empty search box

// The latest searches as the options of a combobox (HTML); "" when there are none.
export function recentOptions(label) {
  const entries = isOn() ? read().searches.slice(0, RECENT) : [];
  const group = element("div", "combobox__group", { role: "group", "aria-label": label });
  group.append(element("p", "combobox__label", { "aria-hidden": "true" }, label));
  for (const { url, title } of entries) {
    group.append(element("a", "combobox__option", { role: "option", "aria-selected": "false", tabindex: "-1", href: url }, title));
  }
  return entries.length ? group.outerHTML : "";
}

function element(name, className, attributes, text = "") {
  const made = document.createElement(name);
  made.className = className;
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.textContent = text;
  return made;
}

function item({ url, title }) {
  const line = element("li", "list__item", {});
  line.append(element("a", "", { href: url }, title));
  return line;
}

function show(section) {
  const found = read();
  for (const list of section.querySelectorAll("[data-history-list]")) {
    const entries = found[list.dataset.historyList];
    list.replaceChildren(...entries.map(item));
    list.hidden = entries.length === 0;
    list.nextElementSibling.hidden = entries.length > 0;
  }
  const on = isOn();
  section.querySelector("[data-history-on]").hidden = on;
  section.querySelector("[data-history-off]").hidden = !on;
  section.querySelector("[data-history-lists]").hidden = !on;
  section.querySelector("[data-history-clear]").hidden = !on;
  section.hidden = false;
}

function act(section, action, said) {
  action();
  show(section);
  const status = section.querySelector("[data-history-said]");
  status.textContent = said.dataset.said;
  status.focus();
}

function listen(section) {
  const acts = { "[data-history-clear]": clear, "[data-history-off]": () => switchTo(false), "[data-history-on]": () => switchTo(true) };
  for (const [selector, action] of Object.entries(acts)) {
    const button = section.querySelector(selector);
    button.addEventListener("click", () => act(section, action, button));
  }
}

wipeOthers();
if (account) {
  record();
  document.body.addEventListener("htmx:afterSettle", record); // results that came without a new page
  document.querySelectorAll('form[action="/accounts/logout/"]').forEach((form) => form.addEventListener("submit", clear));
  const section = document.querySelector("[data-history]");
  if (section) {
    listen(section);
    show(section);
  }
}
