// Keys of the workbench. Letters are told by where they lie, so that an Arabic keyboard serves as well.

/** Listen; `run` as the toolbar's, and tap, first, last, leave, number. */
export function keysOf({ list, map, run }) {
  const onPage = (event) => {
    if (event.key === "Escape") run.leave();
    if (!(event.ctrlKey || event.metaKey) || event.altKey || writes(event.target)) return;
    const back = event.code === "KeyZ" && !event.shiftKey;
    const again = event.code === "KeyY" || (event.code === "KeyZ" && event.shiftKey);
    if (!back && !again) return;
    event.preventDefault();
    if (back) run.undo();
    else run.redo();
  };
  const onList = (event) => {
    const moves = { ArrowUp: run.up, ArrowDown: run.down, Home: run.first, End: run.last };
    const plain = { " ": run.lock, Enter: run.number };
    const work = event.altKey ? moves[event.key] : plain[event.key];
    if (!work || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    work();
  };
  const onMap = (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    run.tap();
  };
  document.addEventListener("keydown", onPage);
  list.addEventListener("keydown", onList);
  map.addEventListener("keydown", onMap);
  return { stop: () => document.removeEventListener("keydown", onPage) };
}

function writes(element) {
  return Boolean(element.closest?.("input, textarea, select, dialog"));
}
