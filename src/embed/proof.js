// Records and receipts in the loader's own hands: for what an earlier page has left, which no form is there for.

/** @typedef {import("./parcels.js").Parcel} Parcel */
/** @typedef {import("./carrier.js").Tools} Tools */

const bytes = new TextEncoder();

/**
 * The record in an envelope.
 * @param {string} body
 */
export function recordIn(body) {
  return JSON.parse(new TextDecoder().decode(fromBase64url(JSON.parse(body).consent.payload)));
}

/** @param {Uint8Array} data */
const base64url = (data) => btoa(String.fromCharCode(...data)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");

/** @param {string} digits */
const fromBase64url = (digits) => Uint8Array.from(atob(digits.replace(/-/g, "+").replace(/_/g, "/")), (digit) => digit.charCodeAt(0));

/**
 * Canonical JSON (RFC 8785) of what has no numbers: sorted members, and texts as `JSON.stringify` writes them.
 * @param {any} value
 * @returns {string}
 */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (Object(value) !== value) return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join()}}`;
}

/** @param {string} text */
const sha256 = async (text) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes.encode(text)));

/**
 * The hash of a signed record, in hexadecimal.
 * @param {{ payload: string }} consent
 */
export async function sha256Of({ payload }) {
  const hash = await crypto.subtle.digest("SHA-256", fromBase64url(payload));
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {{ body?: Uint8Array<ArrayBuffer> }} answer */
function json({ body }) {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

/** @param {{ status: number, body?: Uint8Array<ArrayBuffer> }} answer */
export const isAboutChallenge = (answer) =>
  answer.status === 422 && [].concat(json(answer)?.errors ?? []).some((fault) => `${Object(fault).code}`.startsWith("challenge_"));

/**
 * The same decision, signed over a fresh challenge and under the same name, so that the two cannot both count. No body
 * where the text that was agreed to is no longer in force, or there is no challenge to be had: the status says which.
 * @param {Parcel} parcel
 * @param {string} policy whose key signs
 * @param {(url: string) => ReturnType<Tools["insist"]>} ask
 * @param {Tools} tools
 */
export async function renewed({ url, body }, policy, ask, tools) {
  const record = recordIn(body);
  const address = new URL(url);
  address.pathname = `${address.pathname.replace(/\/+$/, "")}/challenge`;
  address.search += `${address.search ? "&" : "?"}form=${record.evidence.form_id}&language=${record.language}`;
  const answer = await ask(address.href);
  const { status } = answer;
  const { nonce, notice_sha256 } = Object(json(answer));
  if (status !== 200) return { status };
  // A page of whoever stands between is no word of the backend's.
  if (typeof nonce !== "string") return { status: 0 };
  if ((notice_sha256 ?? record.privacy_notice.sha256) !== record.privacy_notice.sha256) return { status };
  const key = await tools.signingKey(policy);
  const [x, y] = [key.point.slice(1, 33), key.point.slice(33)].map(base64url);
  const jwk = { crv: "P-256", kty: "EC", x, y };
  const kid = base64url(await sha256(canonical(jwk)));
  const now = new Date().toISOString();
  // A choice that was never touched was made by sending.
  const purposes = record.purposes.map((/** @type {{ decided_at: string }} */ purpose) =>
    purpose.decided_at === record.event_time ? { ...purpose, decided_at: now } : purpose,
  );
  const [header, payload] = [
    { alg: "ES256", jwk, kid, typ: "consent-record+jws" },
    { ...record, challenge: nonce, event_time: now, pii_principal_id: kid, purposes },
  ].map((part) => base64url(bytes.encode(canonical(part))));
  const signature = base64url(await key.sign(bytes.encode(`${header}.${payload}`)));
  return { status, body: canonical({ ...JSON.parse(body), consent: { protected: header, payload, signature } }) };
}

/**
 * Whether an answer is a backend's that took this record, as the form judges it: no page of a captive portal, and of no
 * other record.
 * @param {{ mediaType: string, body?: Uint8Array<ArrayBuffer> }} answer
 * @param {string} body the envelope
 */
export async function isTaken(answer, body) {
  if (answer.mediaType.startsWith("text/html")) return false;
  if (answer.mediaType !== "application/json") return true;
  const told = json(answer);
  const { record_sha256 } = Object(told);
  return told !== undefined && (record_sha256 === undefined || record_sha256 === (await sha256Of(JSON.parse(body).consent)));
}

/**
 * The receipt in an answer, with the keys it was checked against. One that does not hold is left out: the record beside
 * it does. One that cannot be checked now is kept.
 * @param {{ body?: Uint8Array<ArrayBuffer> }} answer
 * @param {string} body the envelope it is for
 * @param {string | undefined} jwks
 * @param {Tools} tools
 * @returns {Promise<[unknown?, unknown?]>}
 */
export async function receiptIn(answer, body, jwks, tools) {
  const { protected: header, payload, signature } = Object(Object(json(answer)).receipt);
  if (![header, payload, signature].every((part) => typeof part === "string")) return [];
  const receipt = { protected: header, payload, signature };
  if (!jwks) return [receipt];
  let keys;
  try {
    const response = await fetch(jwks, { credentials: "omit", signal: AbortSignal.timeout(10_000) });
    if (!response.ok) return [receipt];
    keys = await response.json();
  } catch {
    return [receipt];
  }
  try {
    const [{ alg, typ, kid, crit }, { record_sha256, record_id, audience }] = [header, payload].map((part) => JSON.parse(new TextDecoder().decode(fromBase64url(part))));
    // The key is the published one, whatever the receipt says of it.
    const { kty, crv, x, y } = keys.keys.find((/** @type {any} */ key) => key.kid === kid);
    const isP256 = alg === "ES256" && kty === "EC" && crv === "P-256";
    const isEd25519 = (alg === "EdDSA" || alg === "Ed25519") && kty === "OKP" && crv === "Ed25519";
    const fits = (isP256 || isEd25519) && crit === undefined && typ === "consent-receipt+jws";
    const record = recordIn(body);
    const isIts = record_id === record.record_id && audience === record.audience && record_sha256 === (await sha256Of(JSON.parse(body).consent));
    if (!fits || !isIts) return [];
    const point = isP256 ? Uint8Array.of(4, ...fromBase64url(x), ...fromBase64url(y)) : fromBase64url(x);
    const holds = await tools.verify(point, fromBase64url(signature), bytes.encode(`${header}.${payload}`));
    return holds ? [receipt, keys] : [];
  } catch {
    return [];
  }
}

/**
 * What this browser keeps of a record that has arrived: the proof, without what was typed, as the form keeps it.
 * @param {string} name
 * @param {Parcel} parcel
 * @param {unknown} receipt
 * @param {unknown} jwks
 */
export function copyOf(name, { body, text, form }, receipt, jwks) {
  const record = recordIn(body);
  const policy = { language: record.language, text };
  const { consent } = JSON.parse(body);
  // Members that are not there are left out.
  const evidence = { format: "urn:thuan:evidence:1", consent, receipt, policy, form, jwks };
  return canonical({
    form_id: record.evidence.form_id,
    record_id: name,
    event_time: record.event_time,
    notice_sha256: record.privacy_notice.sha256,
    evidence: JSON.stringify(evidence, undefined, 2),
  });
}

