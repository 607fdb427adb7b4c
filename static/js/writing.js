// The case form: fields of the chosen kind, rows, autosave. Without this file every button works through the server.

import { startAutosave } from "./autosave.js";
import { startKinds } from "./kinds.js";
import { startRows } from "./rows.js";

const form = document.querySelector("form[data-autosave]");
if (form) {
  startRows(form);
  startKinds(form);
  startAutosave(form);
}
document.getElementById("problems")?.focus();
