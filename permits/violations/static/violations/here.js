// The place where the inspector stands, from his device. Without scripts the degrees are typed, or a parcel is named.

const row = document.querySelector("#here");
const said = document.querySelector("#here-said");
const field = (name) => document.querySelector(`[name=${name}]`);
const PATIENCE_MS = 15000;

if (row && navigator.geolocation) {
  row.hidden = false;
  row.querySelector("button").addEventListener("click", () => {
    said.textContent = said.dataset.asking;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        field("latitude").value = coords.latitude.toFixed(7);
        field("longitude").value = coords.longitude.toFixed(7);
        said.textContent = `${said.dataset.taken} ${Math.ceil(coords.accuracy)}`;
      },
      () => {
        said.textContent = said.dataset.refused;
      },
      { enableHighAccuracy: true, timeout: PATIENCE_MS },
    );
  });
}
