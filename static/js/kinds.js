// Shows the fields, labels and examples of the kind of case being chosen. The others stay in the form, hidden:
// changing the kind loses nothing. A failure goes back to the careful settings; its author may open them again.

const CAREFUL = { byline: "anonymous", visibility: "members" };

export function showKind(form, kind) {
  for (const part of form.querySelectorAll("[data-outcomes]")) {
    part.hidden = !part.dataset.outcomes.split(" ").includes(kind);
  }
}

function choose(form, name, value) {
  const radio = form.querySelector(`input[name="${name}"][value="${value}"]`);
  if (radio) radio.checked = true;
}

function onChange(event) {
  if (event.target.name !== "term-outcome") return;
  const form = event.currentTarget;
  showKind(form, event.target.value);
  if (event.target.value !== "failure") return;
  for (const [name, value] of Object.entries(CAREFUL)) choose(form, name, value);
}

export function startKinds(form) {
  for (const part of form.querySelectorAll("[data-without-script]")) part.hidden = true;
  form.addEventListener("change", onChange);
}
