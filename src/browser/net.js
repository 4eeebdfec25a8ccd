// Asking an address for something.
//
// All of it is waiting for promises, which in WebAssembly takes several times the bytes.

import { keep, signingKey, verify } from "./vault.js";

/** How long an answer may take, in milliseconds: a slow network gets its time, a dead one is told of. */
const PATIENCE = 30_000;

/** How long keeping a record on the device may take before it is sent all the same, in milliseconds. */
const STORING = 3_000;

/** After how long a person is told that it takes long. */
const SLOW = 5_000;

/** How often something is posted while there is a network, before the person is asked. */
const TRIES = 5;

/** The longest pause after the first try, in milliseconds; it doubles with each. */
const PAUSE = 1_000;

/** A backend that asks for more patience than this is for a person to wait for. */
const LONGEST = 60_000;

/** What a request to the form's own backend says of where it comes from. */
const ORIGIN = "strict-origin-when-cross-origin";

const ACCEPT = { Accept: "application/json, application/problem+json" };

/** That nothing was sent, for want of what it has to bring: no status that any backend gives (RFC 9110 section 15). */
const UNPROVED = 999;

/** What may yet be taken: nothing came, or nothing in time, or not now (RFC 9110 section 15, RFC 6585, RFC 8470). */
const AGAIN = [0, 408, 425, 429, 500, 502, 503, 504];

/**
 * Told to who waits: it takes long, it is tried again, there is no network. As numbers, for WebAssembly.
 * @typedef {0 | 1 | 2} Wait
 */

/**
 * What came back. What never came has the status 0, or 408 (RFC 9110 section 15.5.9) where it took too long; a body
 * that broke off counts as never come. 499 is what nobody waits for any more, 999 what was not sent for want of a proof.
 * @typedef {{ status: number, mediaType: string, body?: Uint8Array, retryAfter?: string | null }} Answer
 */

/**
 * What carries the records of a form whose definition says more than where to, by the root that the form is in.
 * @typedef {import("../embed/carrier.js").Carrier} Carrier
 * @type {WeakMap<Node, Carrier>}
 */
const carriers = new WeakMap();

/** The same by the form that sends: what was begun is ended by the same, whatever comes in the form's place. @type {WeakMap<EventTarget, Carrier>} */
const begun = new WeakMap();

/** @param {EventTarget} [near] */
function carrierOf(near) {
  const carrier = near && (begun.get(near) ?? carriers.get(/** @type {Node} */ (near).getRootNode()));
  if (near && carrier) begun.set(near, carrier);
  return carrier;
}

/**
 * @param {ShadowRoot} root
 * @param {Carrier} [carrier]
 */
export function carry(root, carrier) {
  carriers.get(root)?.end?.();
  if (carrier) carriers.set(root, carrier);
  else carriers.delete(root);
  carrier?.watch?.(root, { ask, insist, keep, signingKey, verify });
}

/**
 * A record has arrived, and the person has their copy.
 * @param {EventTarget} near
 * @param {string} key
 */
export function letGo(near, key) {
  unclear.delete(key);
  carrierOf(near)?.letGo?.(key);
}

/**
 * A record is not sent now, for what its form alone knows: an answer that is no backend's, a challenge that cannot be had.
 * @param {EventTarget} near
 * @param {string} key
 * @param {number} status that says it: 0 if it may yet be sent, 499 if nobody waits for it
 */
export function rest(near, key, status) {
  carrierOf(near)?.over?.(key, status, 0);
}

/**
 * Asks an address.
 * @param {string} url
 * @param {ReferrerPolicy} referrerPolicy
 * @param {AbortSignal} [signal] of who stops waiting before the time is over
 * @param {RequestInit} [more]
 * @returns {Promise<Answer>}
 */
export async function ask(url, referrerPolicy, signal = AbortSignal.timeout(PATIENCE), more) {
  try {
    const response = await fetch(url, {
      headers: ACCEPT,
      credentials: "omit",
      referrerPolicy,
      signal,
      ...more,
    });
    const { status, headers } = response;
    const [mediaType = ""] = (headers.get("Content-Type") ?? "").split(";");
    const body = new Uint8Array(await response.arrayBuffer());
    return { status, mediaType: mediaType.trim().toLowerCase(), body, retryAfter: headers.get("Retry-After") };
  } catch {
    return { status: signal.aborted ? 408 : 0, mediaType: "" };
  }
}

/**
 * How long a backend asks to wait (RFC 9110 section 10.2.3: seconds or a date), in milliseconds.
 * @param {string | null} [retryAfter]
 */
const asked = (retryAfter) => (retryAfter ? (/^\d+$/.test(retryAfter) ? +retryAfter * 1000 : Date.parse(retryAfter) - Date.now()) : 0) || 0;

/**
 * How long to wait, in milliseconds: at random, so that those who were refused together do not come back together, and
 * no shorter than the backend asks for.
 * @param {number} before how often one has waited
 * @param {string | null} [retryAfter]
 */
const pause = (before, retryAfter) => Math.max(Math.random() * Math.min(PAUSE * 2 ** before, LONGEST), asked(retryAfter));

/** Records that were posted and may have arrived, though nobody said so. @type {Set<string>} */
const unclear = new Set();

/** @param {number} status */
const isUnclear = (status) => status === 0 || status === 408 || (status >= 500 && status !== 503);

/**
 * Asks the form's own backend, or posts JSON to it where there is a body, and does so again while what comes back says
 * that it may yet be taken: the same bytes under the same name. A redirect of what is posted is not followed to another
 * place than the one it was signed for.
 *
 * Whoever waits is told by `thuan-wait` events, and stops it by a `thuan-stop` event. Where nobody is told, a network is
 * not waited for.
 * @param {EventTarget | undefined} near
 * @param {string} url
 * @param {string} [body]
 * @param {string} [idempotencyKey]
 * @returns {Promise<Answer>}
 */
export async function insist(near, url, body, idempotencyKey = "") {
  const stop = new AbortController();
  const { signal } = stop;
  const carrier = carrierOf(near);
  /** @param {Wait} detail @param {number} [patience] that the backend asks for, in milliseconds */
  const tell = (detail, patience) => {
    near?.dispatchEvent(new CustomEvent("thuan-wait", { detail }));
    carrier?.waits?.(idempotencyKey, patience);
  };
  /** @type {RequestInit & { url?: string }} */
  const { url: at = url, ...request } = body === undefined ? {} : carrier?.request(url, body, idempotencyKey) ?? {
    method: "POST",
    headers: { ...ACCEPT, "Content-Type": "application/json", "Idempotency-Key": idempotencyKey },
    body,
    redirect: "error",
  };
  // Addressed to one of them, or to what the person looks at, which is not what an earlier page has left.
  const stopping = (/** @type {any} */ { detail }) => (detail ? detail === idempotencyKey : !carrier?.resumes?.(idempotencyKey)) && stop.abort();
  near?.addEventListener("thuan-stop", stopping, { signal });
  // Storage that hangs must not keep anything from being sent.
  if (body !== undefined) await Promise.race([carrier?.keep?.(idempotencyKey, url, body), new Promise((done) => setTimeout(done, STORING))]);
  /** @param {Answer} answer */
  const over = (answer) => {
    // Lets go of every listener, too.
    stop.abort();
    let { status } = answer;
    const isProblem = answer.mediaType === "application/problem+json";
    const isJudged = status === 409 || (status === 422 && isProblem);
    // Of what an earlier page has left nobody knows; there a backend's own word is enough.
    const isUnknown = unclear.has(idempotencyKey) || (carrier?.resumes?.(idempotencyKey) && !isProblem);
    // Somebody has it, be it what takes the place of the backend in a network that asks to sign in.
    if (body !== undefined && status >= 200 && status < 300) unclear.add(idempotencyKey);
    // Whoever refuses now says nothing of what may have arrived before, but for a backend that judges the record itself.
    else if (isUnknown && status >= 400 && !isJudged && status !== 408 && status !== 499) status = 500;
    else if (!status && body !== undefined && !unclear.has(idempotencyKey)) status = UNPROVED;
    carrier?.over?.(idempotencyKey, status, asked(answer.retryAfter));
    return { ...answer, status };
  };
  const stopped = { status: 499, mediaType: "" };
  let posted = false;
  for (let tries = 1, pauses = 0; ; pauses += 1) {
    if (signal.aborted) return over(stopped);
    const slow = setTimeout(tell, SLOW, 0);
    // What is asked of whoever sends it takes its own time.
    const proved = carrier?.prove ? await carrier.prove(request, signal) : request;
    const attempt = new AbortController();
    const late = setTimeout(() => attempt.abort(), PATIENCE);
    signal.onabort = () => attempt.abort();
    posted = body !== undefined && proved !== undefined;
    const answer = proved ? await (carrier?.ask ?? ask)(at, ORIGIN, attempt.signal, proved) : { status: 0, mediaType: "" };
    clearTimeout(late);
    clearTimeout(slow);
    if (posted && isUnclear(answer.status)) unclear.add(idempotencyKey);
    if (signal.aborted) return over(stopped);
    const wait = pause(pauses, answer.retryAfter);
    // Without a network it was no try.
    const onLine = navigator.onLine || !near || answer.status !== 0;
    if (!AGAIN.includes(answer.status) || wait > LONGEST || (onLine && tries === TRIES)) return over(answer);
    if (onLine) tries += 1;
    tell(onLine ? 1 : 2, asked(answer.retryAfter));
    await new Promise((done) => {
      setTimeout(done, wait);
      if (!answer.retryAfter) addEventListener("online", done, { once: true, signal });
      signal.onabort = done;
    });
  }
}
