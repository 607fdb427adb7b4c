// Tells the site, without a name, that results were seen and which rank was opened: <div data-ticket="…" data-text="…">
// stands in the page of results. Curators see frequent queries and those that find nothing. Nothing waits for it.

const token = () => JSON.parse(document.body.dataset.hxHeaders)["X-CSRFToken"];
const shown = () => document.querySelector("[data-ticket]")?.dataset;
let counted = "";

function tell(address, ticket, more = {}) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ csrfmiddlewaretoken: token(), ticket, ...more })) form.set(name, value);
  navigator.sendBeacon(address, form);
}

// Other filters or another page of the same words are no new search.
function seen() {
  const page = shown();
  const isFirst = !new URLSearchParams(location.search).has("page");
  if (page && page.text !== counted && isFirst) tell("/search/counted/", page.ticket);
  counted = page?.text ?? "";
}

function opened(event) {
  const link = event.target.closest?.("#results .card a");
  const card = link?.closest(".card");
  const place = [...document.querySelectorAll("#results .card")].filter((each) => !each.closest("[data-pinned]")).indexOf(card);
  if (place >= 0 && shown()) tell("/search/clicked/", shown().ticket, { place: place + 1 });
}

seen();
document.addEventListener("htmx:afterSettle", seen);
document.addEventListener("click", opened);
document.addEventListener("auxclick", opened);
