// Compares a chosen file with the issued one by SHA-256, on the reader's device. Without it the page shows the hash.
const box = document.getElementById("compare");
const field = document.getElementById("compare-file");
const answer = document.getElementById("compare-answer");

const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

function tell(sentence, tone) {
  answer.textContent = sentence;
  answer.className = `alert mt-3 alert-${tone}`;
  answer.hidden = false;
}

async function compare(file) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  if (hex(digest) === box.dataset.sha256) tell(box.dataset.same, "success");
  else tell(box.dataset.other, "danger");
}

// Browsers offer SubtleCrypto on https and on localhost only; elsewhere the field stays hidden.
if (globalThis.crypto?.subtle) {
  box.hidden = false;
  field.addEventListener("change", () => {
    answer.hidden = true;
    if (field.files.length) compare(field.files[0]).catch(() => tell(box.dataset.failed, "warning"));
  });
}
