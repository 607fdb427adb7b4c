// Says how many characters a field holds: <span data-count="ID" data-limit="200"><span data-now>0</span> / 200</span>.
// It counts what the server counts (code points, a line break is one) and never cuts anything off.

function update(field) {
  const counter = document.querySelector(`[data-count="${CSS.escape(field.id)}"]`);
  if (!counter) return;
  const now = [...field.value.replaceAll("\r\n", "\n")].length;
  counter.querySelector("[data-now]").textContent = now;
  counter.classList.toggle("is-over", now > Number(counter.dataset.limit));
}

document.addEventListener("input", (event) => event.target.id && update(event.target));
