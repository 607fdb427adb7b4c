// Menus and the filter drawer. Without this file both still work: <details> opens, and #id:target shows the drawer.

const FOCUSABLE = 'a[href], button:not([disabled]), input:not([disabled], [type="hidden"]), select, textarea, summary';
let openId = "";
let opener = null;

const drawer = () => (openId ? document.getElementById(openId) : null);
const isShown = (element) => element.getClientRects().length > 0;

function show(panel) {
  panel.setAttribute("data-open", "");
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-modal", "true");
}

function openDrawer(panel, link) {
  openId = panel.id;
  opener = link;
  show(panel);
  focusable(panel)[0]?.focus();
}

function closeDrawer() {
  const panel = drawer();
  openId = "";
  for (const name of ["data-open", "role", "aria-modal"]) panel?.removeAttribute(name);
  // The page may have been swapped since: fall back to any link that opens the same drawer.
  const link = opener?.isConnected ? opener : panel && document.querySelector(`a[href="#${panel.id}"]`);
  link?.focus();
}

function focusable(panel) {
  return [...panel.querySelectorAll(FOCUSABLE)].filter(isShown);
}

function keepFocusInside(event, panel) {
  const stops = focusable(panel);
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  if (document.activeElement !== edge && panel.contains(document.activeElement)) return;
  event.preventDefault();
  (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
}

function onClick(event) {
  const link = event.target.closest?.("a[href^='#']");
  const target = link && document.getElementById(link.getAttribute("href").slice(1));
  if (target?.hasAttribute("data-drawer")) {
    event.preventDefault();
    openDrawer(target, link);
  } else if (openId && link?.hasAttribute("data-drawer-close")) {
    event.preventDefault();
    closeDrawer();
  }
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
}

function onKey(event) {
  const panel = drawer();
  if (event.key === "Escape") {
    if (panel) closeDrawer();
    const menu = document.querySelector("details[data-menu][open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  } else if (event.key === "Tab" && panel) {
    keepFocusInside(event, panel);
  }
}

// A swap replaces the drawer: the new one opens where the old one was open.
function restore() {
  const panel = drawer();
  if (panel) show(panel);
}

// A drawer that the address opened (#facets, from a page without JavaScript) becomes a proper one.
function adopt() {
  const target = document.getElementById(location.hash.slice(1));
  if (!target?.hasAttribute("data-drawer")) return;
  history.replaceState(null, "", location.pathname + location.search);
  openDrawer(target, null);
}

document.addEventListener("click", onClick);
document.addEventListener("keydown", onKey);
document.addEventListener("htmx:afterSwap", restore);
matchMedia("(min-width: 64rem)").addEventListener("change", (wide) => wide.matches && openId && closeDrawer());
adopt();
