// How a registration gets to its backend where the definition says more about it than where: in another format, by way
// of an outbox that outlives the page, with what is asked of whoever sends it. Loaded for such forms alone.

import { check } from "./delivery.js";
import { guard } from "./guard.js";
import { outbox } from "./outbox.js";
import { recordIn } from "./proof.js";

/**
 * What the definition says about it, what the widget asks of a carrier, and what it gives it.
 * @typedef {{ format?: "json" | "form" | "multipart", headers?: Record<string, string>, credentials?: RequestCredentials, simple?: boolean, follow_redirects?: boolean }} Delivery
 * @typedef {{ kind: "turnstile", site_key: string, script?: string }} Service
 * @typedef {{ honeypot?: boolean, minimum_seconds?: number, proof_of_work?: boolean, token?: Service }} Abuse
 * @typedef {{ id: string, policy: string, endpoint: string, challenge?: boolean, outbox?: string, delivery?: Delivery, abuse?: Abuse, jwks?: string }} Definition
 * @typedef {{ work?: string, token?: string }} Proofs
 * @typedef {{
 *   prove?: (request: RequestInit, signal: AbortSignal) => Promise<RequestInit | undefined>,
 *   ask?: Ask,
 *   request: (url: string, body: string, name: string) => RequestInit & { url: string },
 *   keep?: (name: string, url: string, body: string) => Promise<void>,
 *   waits?: (name: string, patience?: number) => void,
 *   over?: (name: string, status: number, patience: number) => void,
 *   letGo?: (name: string) => void,
 *   resumes?: (name: string) => boolean,
 *   forget?: () => Promise<void>,
 *   end?: () => void,
 *   watch?: (root: ShadowRoot, tools: Tools) => void,
 * }} Carrier
 * @typedef {(url: string, referrerPolicy: ReferrerPolicy, signal?: AbortSignal, more?: RequestInit) => Promise<{ status: number, mediaType: string, body?: Uint8Array<ArrayBuffer>, retryAfter?: string | null }>} Ask
 * @typedef {{
 *   ask: Ask,
 *   insist: (near: EventTarget, url: string, body?: string, name?: string) => Promise<{ status: number, mediaType: string, body?: Uint8Array<ArrayBuffer> }>,
 *   keep: (name: string, text: string) => Promise<unknown>,
 *   signingKey: (controller: string) => Promise<{ point: Uint8Array<ArrayBuffer>, sign: (data: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer>> }>,
 *   verify: (point: Uint8Array<ArrayBuffer>, signature: Uint8Array<ArrayBuffer>, data: Uint8Array<ArrayBuffer>) => Promise<boolean>,
 * }} Tools
 */

/**
 * What goes into the fields of a form service: each value, each decision, and the proof.
 * @param {string} body the envelope
 * @param {string} name the record's
 * @returns {[string, string][]}
 */
function flat(body, name) {
  const record = recordIn(body);
  return [
    ...Object.entries(JSON.parse(body).registration?.fields ?? {}),
    ...record.purposes.map((/** @type {{ id: string, event_state: string }} */ { id, event_state }) => [`purpose.${id}`, event_state]),
    ["record.id", name],
    ["record.event_time", record.event_time],
    ["record.form", record.evidence.form_id],
    ["record.language", record.language],
    ["record.proof", body],
  ];
}

/**
 * A multipart body (RFC 7578) that is the same each time: `FormData` would choose another boundary for every try.
 * @param {[string, string][]} fields
 * @param {string} boundary which no field has in it
 */
function multipart(fields, boundary) {
  const quoted = (/** @type {string} */ name) => name.replace(/"/g, "%22").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
  const parts = fields.map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"\r\n\r\n${value.replace(/\r?\n/g, "\r\n")}\r\n`,
  );
  return `${parts.join("")}--${boundary}--\r\n`;
}

/** The headers of what is asked of whoever sends a record. @type {Record<string, string>} */
const HEADERS = { work: "Thuan-Work", token: "Thuan-Token" };

/**
 * The request that posts a record. A request in words, which holds none, goes the same way as JSON.
 * @param {Delivery} delivery
 * @param {string} form its id
 * @param {string} url
 * @param {string} body the envelope
 * @param {string} name the record's
 * @param {Proofs} [proofs] what is asked of whoever sends it; no part of the envelope, since a token is another each time
 * @returns {RequestInit & { url: string }}
 */
function request({ format = "json", headers = {}, credentials = "omit", simple, follow_redirects }, form, url, body, name, proofs = {}) {
  const given = Object.entries(proofs).filter(([, text]) => text !== undefined);
  /** @type {Record<string, string>} */
  const key = simple ? {} : { "Idempotency-Key": name, ...Object.fromEntries(given.map(([kind, text]) => [HEADERS[kind], text])) };
  const fields = () => [...flat(body, name), .../** @type {[string, string][]} */ (simple ? given.map(([kind, text]) => [`record.${kind}`, text]) : [])];
  let type;
  let content = body;
  const isRecord = "consent" in JSON.parse(body);
  if (isRecord && format === "form") {
    type = "application/x-www-form-urlencoded;charset=UTF-8";
    content = `${new URLSearchParams(fields())}`;
  } else if (isRecord && format === "multipart") {
    const boundary = `thuan-${name}`;
    type = `multipart/form-data; boundary=${boundary}`;
    content = multipart(fields(), boundary);
  } else if (simple) {
    type = "text/plain;charset=UTF-8";
    const beside = JSON.stringify({ idempotency_key: name, ...Object.fromEntries(given) });
    content = `${beside.slice(0, -1)},${body.slice(1)}`;
  } else {
    type = "application/json";
  }
  const { language, partner = "" } = isRecord ? recordIn(body) : JSON.parse(body);
  /** @type {Record<string, string>} */
  const places = { record_id: name, form_id: form, language, partner };
  return {
    url: url.replace(/(?:\{|%7B)([a-z_]+)(?:\}|%7D)/gi, (whole, place) => (Object.hasOwn(places, place) ? encodeURIComponent(places[place] ?? "") : whole)),
    method: "POST",
    headers: { Accept: "application/json, application/problem+json", ...headers, ...key, "Content-Type": type },
    body: content,
    credentials,
    redirect: follow_redirects ? "follow" : "error",
  };
}

/**
 * What carries the records of a form.
 * @param {Definition} definition
 * @param {{ form: Uint8Array, policy: Uint8Array, jwks?: string, url: URL }} served the texts it goes with, as they were
 *   served, the address of the backend's keys, and the definition's own
 * @returns {Carrier}
 * @throws {import("./loading.js").LoadError} where the definition asks for what there is not
 */
export function carrier(definition, { form, policy, jwks, url }) {
  check(definition);
  const { abuse } = definition;
  const delivery = definition.delivery ?? {};
  const [text, pack] = [form, policy].map((part) => new TextDecoder().decode(part));
  const kept = definition.outbox === "persistent" ? outbox({ ...definition, jwks }, text ?? "", JSON.parse(pack ?? "").text) : undefined;
  const guarded = abuse && guard(definition, url);
  return {
    ...kept,
    ...guarded,
    request: (url, body, name) => ({
      ...request(delivery, definition.id, url, body, name),
      ...(abuse && "consent" in JSON.parse(body) && {
        nonce: recordIn(body).challenge,
        proved: (/** @type {Proofs} */ proofs) => request(delivery, definition.id, url, body, name, proofs),
      }),
    }),
    watch(root, tools) {
      // What an earlier page has left is sent with what is asked, too.
      guarded?.watch(root, tools);
      kept?.watch(root, tools);
    },
    end() {
      guarded?.end();
      kept?.end();
    },
  };
}
