// Single keys: off while typing, with a modifier, in a dialog, or where the person switched them off.

const TYPING = "input, textarea, select, [contenteditable]";

/** Call act(key) for each key that is a command. act returns whether it was. */
export function listen(isOn, act) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.matches?.(TYPING)) event.target.blur();
    if (!isOn() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.matches?.(TYPING) || document.querySelector("dialog[open]")) return;
    if (act(digit(event.key))) event.preventDefault();
  });
}

// Bengali keyboards write Bengali digits.
function digit(key) {
  const place = "০১২৩৪৫৬৭৮৯".indexOf(key);
  return place < 0 || key.length !== 1 ? key : String(place);
}
