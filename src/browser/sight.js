// Whether a box, with its words, can be seen: by what the browser draws, the pages around a frame included
// (W3C Intersection Observer, `trackVisibility`).

/** What `seen` answers. Also in `sight.rs`. */
const [UNKNOWN, VISIBLE, HIDDEN] = [0, 1, 2];

/** Boxes with their words. */
const WATCHED = ".choice";

/** @type {WeakMap<Element, boolean>} */
const last = new WeakMap();

/** @param {IntersectionObserverEntry[]} entries */
function note(entries) {
  for (const { target, isVisible } of /** @type {any[]} */ (entries)) last.set(target, isVisible);
}

/** Browsers without it would say nothing about visibility, whatever they are asked. The delay is the least there is. */
const observer =
  "isVisible" in IntersectionObserverEntry.prototype
    ? new IntersectionObserver(note, /** @type {IntersectionObserverInit} */ ({ trackVisibility: true, delay: 100 }))
    : undefined;

/**
 * Watches the boxes that are here, and those that will be.
 * @param {ShadowRoot} root
 */
export function watch(root) {
  if (!observer) return;
  const begin = () => root.querySelectorAll(WATCHED).forEach((element) => observer.observe(element));
  new MutationObserver(begin).observe(root, { childList: true, subtree: true });
  begin();
}

/**
 * @param {Element} box
 * @returns {number}
 */
export function seen(box) {
  if (observer) note(observer.takeRecords());
  const visible = last.get(/** @type {Element} */ (box.closest(WATCHED)));
  return visible === undefined ? UNKNOWN : visible ? VISIBLE : HIDDEN;
}
