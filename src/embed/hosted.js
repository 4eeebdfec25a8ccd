// The side of a hosted page in somebody's frame: it says how high it is and what happened, and takes three wishes.
//
// It comes when a hosted page finds itself in a frame.
//
// It listens to no window. It hands a port to the page around it, if the browser names that page's origin and the
// form's definition allows it, and hears only what comes through there.

import { embedder } from "./embedder.js";

/** The version of what is said; both sides must know it. */
const VERSION = 1;

/** Waits between two tries, in milliseconds, double from one to the next: the page around may still be loading. */
const FIRST_WAIT = 100;
const LAST_WAIT = 60_000;

/** How long the page around may take to follow a new height before this one scrolls by itself. */
const PATIENCE = 500;

/** How much is taken of what the page around knows in advance. */
const MOST_FIELDS = 32;
const LONGEST_TEXT = 1000;

/**
 * Whether a page may talk to this one.
 * @param {string | undefined} origin
 * @param {readonly string[]} allowed
 * @returns {origin is string}
 */
function isTrusted(origin, allowed) {
  return !!origin && origin !== "null" && (origin === location.origin || allowed.includes(origin));
}

let spoken = false;

/**
 * Talks to the page around, if that is allowed to.
 * @param {import("./thuan.js").ThuanFormElement} element
 * @param {readonly string[]} allowed whose pages may talk to this one, beside those of its own origin
 */
export function speak(element, allowed) {
  const origin = embedder();
  if (spoken || !isTrusted(origin, allowed)) return;
  spoken = true;
  /** Tells this document from the next one in the same frame. */
  const id = `${Math.random()}`;
  /** @type {MessagePort | undefined} */
  let port;
  /** @type {object[]} */
  const early = [];

  for (const type of /** @type {const} */ (["ready", "submitted", "error", "withdrawn"])) {
    element.addEventListener(`thuan:${type}`, ({ detail }) => {
      const message = { type, detail };
      if (port) port.postMessage(message);
      else early.push(message);
    });
  }

  const root = document.documentElement;
  let height = 0;
  // Bars would come and go with every line, and move everything: there are none while the frame follows.
  const fit = () => (root.style.overflowY = port && innerHeight >= height ? "hidden" : "");
  const measure = () => {
    height = Math.ceil(root.getBoundingClientRect().height);
    port?.postMessage({ type: "resize", height });
    setTimeout(fit, PATIENCE);
  };
  new ResizeObserver(measure).observe(root);
  addEventListener("resize", fit);

  /** @param {number} wait */
  const hello = (wait) => {
    if (port || wait > LAST_WAIT) return;
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => {
      if (port === port1) obey(element, Object(data));
      if (port || data?.type !== "welcome") return;
      port = port1;
      measure();
      for (const message of early.splice(0)) port.postMessage(message);
    };
    parent.postMessage({ thuan: "hello", version: VERSION, id }, origin, [port2]);
    setTimeout(hello, wait, wait * 2);
  };
  hello(FIRST_WAIT);
}

/**
 * @param {import("./thuan.js").ThuanFormElement} element
 * @param {{ type?: unknown, value?: unknown }} wish
 */
function obey(element, { type, value }) {
  if (type === "prefill") {
    const texts = Object.entries(Object(value)).filter(([, text]) => typeof text === "string" && text.length <= LONGEST_TEXT);
    element.prefill = Object.fromEntries(texts.slice(0, MOST_FIELDS));
  }
  if (typeof value !== "string") return;
  if (type === "theme" && ["light", "dark", ""].includes(value)) element.theme = value || null;
  if (type === "lang" && /^[a-z]{2,3}(-[a-z0-9]{1,8}){0,4}$/i.test(value)) {
    element.lang = document.documentElement.lang = value;
  }
}
