// When htmx replaces a part of the page, the reader keeps the place: groups stay open, the focus stays where it was.

const openGroups = new Map();
let find = null;

function rememberGroup(event) {
  const group = event.target;
  if (group.matches?.("details[data-keep]")) openGroups.set(group.dataset.keep, group.open);
}

function restoreGroups() {
  for (const group of document.querySelectorAll("details[data-keep]")) {
    if (openGroups.has(group.dataset.keep)) group.open = openGroups.get(group.dataset.keep);
  }
}

const again = {
  ".facet a": (link) => {
    const { facet, code } = link.closest(".facet").querySelector("[data-facet]").dataset;
    const same = `[data-facet="${CSS.escape(facet)}"][data-code="${CSS.escape(code)}"]`;
    const kind = link.classList.contains("facet__not") ? ".facet__not" : ".facet__on";
    return () => document.querySelector(same)?.closest(".facet").querySelector(kind);
  },
  ".steps a": (link) => {
    const place = [...document.querySelectorAll(".steps a")].indexOf(link);
    return () => document.querySelectorAll(".steps a")[place];
  },
  ".facets .chip": () => () => document.querySelector(".facets a"),
  ".pages a": () => () => document.getElementById("results"),
};

function rememberFocus(event) {
  const element = event.detail.elt;
  const rule = Object.keys(again).find((selector) => element.matches(selector));
  find = rule ? again[rule](element) : null;
}

function restoreFocus() {
  restoreGroups();
  const lost = document.activeElement === document.body || !document.activeElement;
  if (find && lost) find()?.focus({ preventScroll: true });
  find = null;
}

document.addEventListener("toggle", rememberGroup, true);
document.addEventListener("htmx:beforeRequest", rememberFocus);
document.addEventListener("htmx:afterSettle", restoreFocus);
