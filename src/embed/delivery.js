// Whether what a definition says about sending can be done: what the widget carries along unread.
//
// `thuan serve` refuses the same (form/delivery.rs and form/abuse.rs of the crate `thuan-consent`); a definition that
// comes from elsewhere is read here first.

import { LoadError } from "./loading.js";

/** Headers that a definition cannot set: the widget's and the browser's own (WHATWG Fetch section 2.2.2). */
const TAKEN = /^(accept|content-type|content-length|cookie2?|date|host|idempotency-key|origin|referer|te|upgrade|(sec-|proxy-|access-control-).*)$/i;

/**
 * What a value may be: one of these, or what this says of it.
 * @typedef {readonly unknown[] | ((value: any) => boolean)} Kind
 */

/** @type {Kind} */
const YES_OR_NO = [true, false];

/** @param {any} value */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @type {Record<string, Kind>} */
const DELIVERY = {
  format: ["json", "form", "multipart"],
  headers: isObject,
  credentials: ["omit", "same-origin", "include"],
  simple: YES_OR_NO,
  follow_redirects: YES_OR_NO,
};

/** @type {Record<string, Kind>} */
const ABUSE = {
  honeypot: YES_OR_NO,
  minimum_seconds: (value) => Number.isInteger(value) && value >= 1 && value <= 15,
  proof_of_work: YES_OR_NO,
  token: isObject,
};

/** A path below an origin as browsers write it. @param {string} text */
function isAddress(text) {
  try {
    const { origin, protocol, hostname } = new URL(text);
    const isSafe = protocol === "https:" || (protocol === "http:" && ["localhost", "127.0.0.1"].includes(hostname));
    return isSafe && text.startsWith(`${origin}/`);
  } catch {
    return false;
  }
}

/** @type {Record<string, Kind>} */
const TOKEN = {
  kind: ["turnstile"],
  site_key: (value) => typeof value === "string" && /^[\w.-]{1,200}$/.test(value),
  script: (value) => typeof value === "string" && !/[^!-~]|["'<>\\^`{|}#;,]/.test(value) && isAddress(value),
};

/** Members of which `null` says that there is nothing. */
const OPTIONAL = ["minimum_seconds", "token"];

/**
 * @param {string} at
 * @param {string} what
 * @returns {never}
 */
function wrong(at, what) {
  throw new LoadError("definition", `form definition: ${at}: ${what}`);
}

/**
 * @param {string} at where it stands
 * @param {any} value
 * @param {Record<string, Kind>} members
 */
function read(at, value, members) {
  if (!isObject(value)) wrong(at, "must be an object");
  for (const [name, one] of Object.entries(value)) {
    if (one === null && OPTIONAL.includes(name)) continue;
    const kind = Object.hasOwn(members, name) ? members[name] : wrong(`${at}/${name}`, `there is ${Object.keys(members).join(", ")}`);
    const fits = typeof kind === "function" ? kind(one) : kind?.includes(one);
    if (!fits) wrong(`${at}/${name}`, `cannot be ${JSON.stringify(one)}${Array.isArray(kind) ? `, but ${kind.join(", ")}` : ""}`);
  }
}

/** Whether one of the three is there: `null` says nothing, as of all that a definition need not have. @param {unknown} value */
const isThere = (value) => value !== undefined && value !== null;

/**
 * @param {import("./carrier.js").Definition} definition as it was served
 * @throws {LoadError} which says where something is wrong
 */
export function check({ outbox, delivery, abuse, challenge }) {
  if (isThere(outbox) && outbox !== "memory" && outbox !== "persistent") wrong("/outbox", "must be memory or persistent");
  if (isThere(delivery)) {
    read("/delivery", delivery, DELIVERY);
    const headers = Object.entries(delivery.headers ?? {});
    for (const [name, value] of headers) {
      const at = `/delivery/headers/${name}`;
      if (!/^[\w.-]+$/.test(name) || TAKEN.test(name)) wrong(at, "is set by the form or by browsers, or is no name of a header");
      if (typeof value !== "string" || !/^[ -~]*$/.test(value)) wrong(at, "must be a text of printable ASCII characters");
    }
    if (delivery.simple && headers.length) wrong("/delivery/headers", "there can be none with simple, since browsers would ask first");
  }
  if (isThere(abuse)) {
    read("/abuse", abuse, ABUSE);
    if (!challenge && (abuse.minimum_seconds || abuse.proof_of_work)) wrong("/abuse", "minimum_seconds and proof_of_work go by the challenge: set challenge to true");
    if (isThere(abuse.token)) {
      read("/abuse/token", abuse.token, TOKEN);
      if (!abuse.token.kind || !abuse.token.site_key) wrong("/abuse/token", "needs kind and site_key");
    }
  }
}
