// The form of an article: rows are added, moved and removed on the page; a notice that says what is wrong takes the focus.

import { startRows } from "./rows.js";

const form = document.querySelector("form[data-rows-form]");
if (form) startRows(form);
(document.getElementById("conflict") ?? document.getElementById("problems"))?.focus();
