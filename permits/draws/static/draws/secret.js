// Makes an official's secret in his browser: it is shown and saved here, and only its fingerprint goes into the form.

const part = document.querySelector("[data-secrets]");

function digits(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function chance(length) {
  return digits(crypto.getRandomValues(new Uint8Array(length)));
}

async function fingerprint(text) {
  return digits(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));
}

async function make() {
  const { draw, number, file } = part.dataset;
  const secret = chance(32);
  const nonce = chance(16);
  const sealed = await fingerprint(`${draw}|${number}|${secret}|${nonce}`);
  document.getElementById("id_commitment").value = sealed;
  part.querySelector("[data-secret]").textContent = secret;
  part.querySelector("[data-nonce]").textContent = nonce;
  const save = part.querySelector("[data-save]");
  const sheet = `${draw}\n${number}\nsecret ${secret}\nnonce ${nonce}\nsha256 ${sealed}\n`;
  save.href = URL.createObjectURL(new Blob([sheet], { type: "text/plain" }));
  save.download = file;
  part.querySelector("[data-sheet]").hidden = false;
}

if (part && window.crypto?.subtle) {
  part.hidden = false; // without a secure connection browsers compute no fingerprint: a tool of one's own does
  part.querySelector("[data-make]").addEventListener("click", make);
}
