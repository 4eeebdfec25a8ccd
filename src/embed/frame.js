// The side of a page that shows a hosted page in a frame: <iframe data-thuan src="https://widget.example/vst/">.
//
// The hosted page begins: it hands over a port, as often as it takes until somebody is there. Who says so is believed
// if it is the frame's window and has the origin of the frame's address. A sandboxed page has no origin: its window
// alone must do, once. Whatever comes through the port is looked at before it is used.

/** The version of what is said; both sides must know it. */
const VERSION = 1;

/** The longest name that a document may give itself. */
const LONGEST_ID = 64;

/** The height of the longest page that a frame makes room for, in CSS pixels. */
const HIGHEST = 30_000;

/**
 * What is known of a frame.
 * @typedef {object} Link
 * @property {Set<string>} ids the documents that have been in it
 * @property {MessagePort} [port] to the one that is
 * @property {Record<string, unknown>} wishes
 * @property {boolean} [named] whether a script has named it
 */

/** @type {WeakMap<HTMLIFrameElement, Link>} */
const links = new WeakMap();

/** Frames that no search of the document would find. @type {Set<WeakRef<HTMLIFrameElement>>} */
const named = new Set();

/** @param {HTMLIFrameElement} iframe */
function linkOf(iframe) {
  const link = links.get(iframe) ?? { ids: new Set(), wishes: {} };
  links.set(iframe, link);
  return link;
}

/** @type {typeof import("./thuan.js").frame} */
export function frame(iframe, wishes = {}) {
  const link = linkOf(iframe);
  if (!link.named) named.add(new WeakRef(iframe));
  link.named = true;
  Object.assign(link.wishes, wishes);
  wish(link, wishes);
}

/**
 * @param {Link} link
 * @param {object} wishes
 */
function wish({ port }, wishes) {
  for (const [type, value] of Object.entries(wishes)) {
    // A copy: what frameworks hand out may not be sent.
    port?.postMessage({ type, value: typeof value === "object" ? { ...value } : value });
  }
}

/** Listens for hosted pages in frames of this page. */
export function listen() {
  addEventListener("message", greet);
}

/** @param {MessageEvent} event */
function greet({ data, origin, source, ports }) {
  const [port] = ports;
  if (data?.thuan !== "hello" || data.version !== VERSION || !port) return;
  if (typeof data.id !== "string" || data.id.length > LONGEST_ID) return;
  // A frame that is gone has no window, and neither has what it sent.
  const iframe = source && all().find((iframe) => iframe.contentWindow === source);
  if (!iframe || origin !== expected(iframe)) return;
  const link = linkOf(iframe);
  // Once a document; and where any document could say so, the first alone.
  if (link.ids.has(data.id) || (origin === "null" && link.ids.size)) return;
  link.ids.add(data.id);
  link.port?.close();
  link.port = port;
  port.onmessage = ({ data }) => {
    if (iframe.isConnected) receive(iframe, Object(data));
    else port.close();
  };
  port.postMessage({ type: "welcome" });
  wish(link, link.wishes);
}

function all() {
  const frames = [...document.querySelectorAll(/** @type {"iframe"} */ ("iframe[data-thuan]"))];
  for (const reference of named) {
    const iframe = reference.deref();
    if (iframe) frames.push(iframe);
    else named.delete(reference);
  }
  return frames;
}

/**
 * The origin that what comes from a frame must have.
 * @param {HTMLIFrameElement} iframe
 */
function expected(iframe) {
  const { origin } = new URL(iframe.src, iframe.baseURI);
  const sandboxed = iframe.hasAttribute("sandbox") && !iframe.sandbox.contains("allow-same-origin");
  // What has no origin of its own, a `data:` address for one, is no hosted page.
  return origin === "null" ? undefined : sandboxed ? "null" : origin;
}

/**
 * @param {HTMLIFrameElement} iframe
 * @param {{ type?: unknown, height?: unknown, detail?: unknown }} message
 */
function receive(iframe, { type, height, detail }) {
  const { record_id, record_sha256, code } = Object(detail);
  if (type === "resize") resize(iframe, height);
  else if (type === "ready") tell(iframe, type, {});
  else if (type === "submitted" || type === "withdrawn") {
    if (is(record_id, /^[0-9a-f-]{36}$/) && is(record_sha256, /^[0-9a-f]{64}$/)) tell(iframe, type, { record_id, record_sha256 });
  } else if (type === "error" && is(code, /^[a-z0-9_]{1,64}$/)) tell(iframe, type, { code });
}

/**
 * @param {unknown} text
 * @param {RegExp} pattern
 */
function is(text, pattern) {
  return typeof text === "string" && pattern.test(text);
}

/**
 * @param {HTMLIFrameElement} iframe
 * @param {unknown} height
 */
function resize(iframe, height) {
  if (typeof height !== "number" || !(height > 0 && height <= HIGHEST)) return;
  const edges = getComputedStyle(iframe).boxSizing === "border-box" ? iframe.offsetHeight - iframe.clientHeight : 0;
  iframe.style.height = `${height + edges}px`;
}

/**
 * @param {HTMLIFrameElement} iframe
 * @param {string} type
 * @param {Record<string, string>} detail
 */
function tell(iframe, type, detail) {
  iframe.dispatchEvent(new CustomEvent(`thuan:${type}`, { bubbles: true, composed: true, detail }));
}
