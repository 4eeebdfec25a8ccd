// What is pressed stays where it is until it is let go.
//
// The press takes the focus from a field, and a field that is left says what it understood, which takes room: what is
// below moves away under the pointer, and no click comes of the press. Browsers that keep what one looks at in its
// place hide this, except at the top of a page; WebKit does not. So a field is told that it was left once the button
// is up again.

/** What is typed into. */
const TEXTS = "input:not([type=checkbox], [type=radio], [type=file]), textarea";

let pressed = false;

/** Fields that were left meanwhile. @type {Set<EventTarget>} */
const left = new Set();

function released() {
  pressed = false;
  for (const field of left) field.dispatchEvent(new Event("change", { bubbles: true }));
  left.clear();
}

addEventListener("mousedown", () => (pressed = true), true);
// A drag ends without the button's own event. The click that follows is in the same task: it comes first.
for (const type of ["mouseup", "dragend"]) addEventListener(type, () => setTimeout(released), true);

/**
 * Listens for `change`, before the widget does.
 * @param {Event} event
 */
export function hold(event) {
  const field = /** @type {Element} */ (event.target);
  if (!pressed || !event.isTrusted || !field.matches(TEXTS)) return;
  event.stopImmediatePropagation();
  left.add(field);
}
