// Buttons marked data-print open the print dialog; without scripting they are not shown (case.css).
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
