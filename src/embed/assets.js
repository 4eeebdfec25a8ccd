// The four things every form needs: the engine, the style sheet, the texts of a language, and its own definition with
// the policy.

import { __wbg_finalize_init as finish, __wbg_get_imports as imports } from "./thuan_widget.js";
import { LoadError, get, imported, once, start } from "./loading.js";

const base = new URL(__THUAN_BASE__, import.meta.url);

/** The form's WebAssembly, fetched and started once. */
export const engine = once(() =>
  start(imports, finish, new URL(__THUAN_RELEASE__.wasm, base), __THUAN_RELEASE__.wasmIntegrity),
);

/** The texts of each language, fetched once. The first language stands in for one that has none. */
const tables = new Map(
  __THUAN_RELEASE__.texts.map(([language, file, integrity]) => [
    language,
    once(async () => (await get(new URL(file, base), integrity)).text()),
  ]),
);

/** The languages that there are texts in. */
export const languages = [...tables.keys()];

/**
 * The texts of the form, as the widget reads them.
 * @param {string} language
 */
export const texts = (language) => /** @type {() => Promise<string>} */ (tables.get(language) ?? tables.get(languages[0] ?? ""))();

let tries = 0;

/** The record module, imported and started once, when somebody asks for it. */
export const recordModule = once(async () => {
  const url = new URL(__THUAN_RELEASE__.record, base);
  // Browsers remember for the page's life that an import failed; under another address it can be tried again.
  if (tries) url.search = `${tries}`;
  tries += 1;
  const module = await imported(url, __THUAN_RELEASE__.recordIntegrity);
  await module.engine();
  return module;
});

/** What talks to the page around a frame, when there is one. @returns {Promise<typeof import("./hosted.js")>} */
export const speaker = once(() => imported(new URL(__THUAN_RELEASE__.hosted, base), __THUAN_RELEASE__.hostedIntegrity));

/** What there is to do with a confirmation. @type {() => Promise<typeof import("./paper.js")>} */
export const papers = once(() => imported(new URL(__THUAN_RELEASE__.paper, base), __THUAN_RELEASE__.paperIntegrity));

/** What carries records where the definition says more than where to. @type {() => Promise<typeof import("./carrier.js")>} */
const carrying = once(() => imported(new URL(__THUAN_RELEASE__.carrier, base), __THUAN_RELEASE__.carrierIntegrity));

/** The style sheet, fetched and parsed once, shared by every shadow root. */
export const style = once(async () => {
  const response = await get(new URL(__THUAN_RELEASE__.css, base), __THUAN_RELEASE__.cssIntegrity);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(await response.text());
  return sheet;
});

/**
 * A form's definition and its policy as they stand in the page, and the very bytes that were served.
 * @typedef {{ form: Uint8Array, policy: Uint8Array }} Inside
 * @param {Element} element
 * @returns {Inside | undefined}
 */
export function inside(element) {
  const [form, policy] = ["form", "policy"].map((name) => element.querySelector(`:scope > script[data-thuan=${name}]`)?.textContent);
  const encoder = new TextEncoder();
  return form && policy ? { form: encoder.encode(form), policy: encoder.encode(policy) } : undefined;
}

/**
 * A form's definition and its policy, as bytes: what is hashed is what was served.
 *
 * The definition is always asked for: it says where everything is sent, and a page may be older. While it is what the
 * page was drawn from, so is the policy, and the backend says when that has changed.
 * @typedef {{ form: Uint8Array, policy: Uint8Array, endpoint: string, languages: string[], theme?: string, jwks?: string, withdrawal_page?: string, allowed_origins: string[], carrier?: import("./carrier.js").Carrier }} Definition
 * @param {URL} url of the form definition
 * @param {string | null} own the element's word on where to post to, which goes before the definition's
 * @param {{ cache?: RequestCache, page?: Inside }} [known] `reload` where what was fetched before is known to be old; what
 *   stands in the page
 * @returns {Promise<Definition>}
 */
export async function definition(url, own, { cache, page } = {}) {
  const form = await bytes(url, cache);
  const { policy, value, ...addresses } = names(form, url);
  const known = page && same(form, page.form) ? page.policy : undefined;
  const extra = ["outbox", "delivery", "abuse"].some((name) => (value[name] ?? undefined) !== undefined) || /\{/.test(own ?? addresses.endpoint);
  const [text, carries] = await Promise.all([
    known ?? bytes(new URL(`../policy/${policy}.json`, url), cache),
    extra ? carrying() : undefined,
  ]);
  const jwks = addresses.jwks && new URL(addresses.jwks, url).href;
  return { form, policy: text, carrier: carries?.carrier(value, { form, policy: text, jwks, url }), ...addresses };
}

/**
 * @param {Uint8Array} one
 * @param {Uint8Array} other
 */
export function same(one, other) {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/**
 * @param {URL} url
 * @param {RequestCache} [cache]
 */
async function bytes(url, cache) {
  return new Uint8Array(await (await get(url, "", cache)).arrayBuffer());
}

/**
 * The members the loader itself needs; everything else is read, strictly, by the widget.
 * @param {Uint8Array} form
 * @param {URL} url
 */
function names(form, url) {
  let value;
  try {
    value = JSON.parse(new TextDecoder().decode(form));
  } catch {
    throw new LoadError("definition", `${url.href} is not JSON`);
  }
  const { policy, endpoint, languages, theme, jwks, withdrawal_page, allowed_origins } = Object(value);
  if (typeof policy !== "string" || !/^[a-z0-9-]{1,64}$/.test(policy) || typeof endpoint !== "string") {
    throw new LoadError("definition", `${url.href} must have "policy", a plain name, and "endpoint"`);
  }
  // Lists even where they are none: in a text, any part of it would be found.
  const list = (/** @type {any} */ value) => [].concat(value ?? []);
  return { value, policy, endpoint, languages: list(languages), theme, jwks, withdrawal_page, allowed_origins: list(allowed_origins) };
}
