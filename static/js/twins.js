// Twins: words selected in a passage go into the quote of their side, and its place is chosen. A notice that says what is
// wrong takes the focus.

const form = document.querySelector("form[data-twins]");

function take() {
  const selection = document.getSelection();
  const words = selection.toString().trim();
  const spot = selection.anchorNode?.parentElement?.closest("[data-spot]");
  if (!words || !spot || spot !== selection.focusNode?.parentElement?.closest("[data-spot]")) return;
  const { side, spot: place } = spot.dataset;
  form.elements[`${side}_quote`].value = words.slice(0, 400);
  for (const radio of form.querySelectorAll(`input[name="${side}_place"]`)) radio.checked = radio.value === place;
  form.dispatchEvent(new Event("input")); // as if it had been typed
}

form?.addEventListener("pointerup", () => setTimeout(take));
form?.addEventListener("keyup", (event) => { if (event.shiftKey || event.key === "Shift") take(); });
document.getElementById("problems")?.focus();
