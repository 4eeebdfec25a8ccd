// Whether a box, with its words, can be seen: by what the browser draws, the pages around a frame included
// (W3C Intersection Observer, `trackVisibility`).
//
// While somebody watches, Chromium drops what is pressed in a frame of another origin that has just moved, and scrolling
// the page around moves it. Nobody should have to press twice for the sake of a note, so within frames one looks just
// after a box was used, and not before.

/** What is known. Also in `sight.rs`. */
const [UNKNOWN, VISIBLE, HIDDEN] = [0, 1, 2];

/** Boxes with their words. */
const WATCHED = ".choice";

const framed = parent !== window;

/** What was last seen of each; nothing of what is outside the part of the page that is shown. @type {WeakMap<Element, number>} */
const last = new WeakMap();

/** What was seen first after a box was used. @type {WeakMap<Element, number | undefined>} */
const since = new WeakMap();

/** A form that begins anew has the same root. @type {WeakSet<ShadowRoot>} */
const watched = new WeakSet();

/** @param {IntersectionObserverEntry[]} entries */
function note(entries) {
  for (const { target, isVisible, isIntersecting } of /** @type {any[]} */ (entries)) {
    const now = isVisible ? VISIBLE : isIntersecting || framed ? HIDDEN : UNKNOWN;
    last.set(target, now);
    if (since.has(target)) since.set(target, since.get(target) ?? now);
    if (framed) observer?.unobserve(target);
  }
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
  if (!observer || framed || watched.has(root)) return;
  watched.add(root);
  const begin = () => root.querySelectorAll(WATCHED).forEach((element) => observer.observe(element));
  new MutationObserver(begin).observe(root, { childList: true, subtree: true });
  begin();
}

/**
 * What is known of a box as it is used.
 * @param {Element} box
 * @returns {number}
 */
export function seen(box) {
  const element = /** @type {Element} */ (box.closest(WATCHED));
  // A key may have brought it there just now, and used it before anything is seen of it.
  const now = framed ? UNKNOWN : known(element);
  if (framed) {
    last.delete(element);
    observer?.observe(element);
  }
  since.set(element, undefined);
  return now;
}

/**
 * What has become known of a box since it was used.
 * @param {Element} box
 * @returns {number}
 */
export function seenSince(box) {
  const element = /** @type {Element} */ (box.closest(WATCHED));
  known(element);
  return since.get(element) ?? UNKNOWN;
}

/** @param {Element} element */
function known(element) {
  if (observer) note(observer.takeRecords());
  return last.get(element) ?? UNKNOWN;
}
