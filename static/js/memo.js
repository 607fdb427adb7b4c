// The quick memo on a phone without network: what is typed stays in this browser until the memo is in the list.

const KEY = "bansou:memo";
const form = document.querySelector("form[data-memo]");
const userId = () => document.querySelector("[data-memo-user]")?.dataset.memoUser ?? "";

function read() {
  try {
    return JSON.parse(localStorage.getItem(`${KEY}:${userId()}`) ?? "null");
  } catch {
    return null;
  }
}

function write(memo) {
  try {
    if (memo) localStorage.setItem(`${KEY}:${userId()}`, JSON.stringify(memo));
    else localStorage.removeItem(`${KEY}:${userId()}`);
  } catch {
    // Full or forbidden: the text still stands on the screen.
  }
}

const kept = read();
if (kept && document.getElementById(kept.once)) write(null);
else if (kept && form && !form.elements.memo.value) {
  form.elements.memo.value = kept.text;
  form.elements.once.value = kept.once;
}
form?.addEventListener("input", () => {
  const text = form.elements.memo.value;
  write(text ? { text, once: form.elements.once.value } : null);
});
