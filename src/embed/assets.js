// The three things every form needs: the engine, the style sheet, and its own definition with the policy.

import init from "./thuan_widget.js";

/**
 * What went wrong while loading, as far as a person is concerned.
 * @typedef {"offline" | "blocked" | "unsupported" | "definition"} Cause
 */

export class LoadError extends Error {
  /**
   * @param {Cause} cause_
   * @param {string} message for the page's developer
   */
  constructor(cause_, message) {
    super(message);
    this.name = "LoadError";
    /** @type {Cause} */
    this.reason = cause_;
  }
}

const base = new URL(__THUAN_BASE__, import.meta.url);

/**
 * Runs a loading step once for all forms on the page; a step that failed can be tried again.
 * @template T
 * @param {() => Promise<T>} step
 * @returns {() => Promise<T>}
 */
function once(step) {
  /** @type {Promise<T> | undefined} */
  let running;
  return () =>
    (running ??= step().catch((error) => {
      running = undefined;
      throw error;
    }));
}

/**
 * @param {URL} url
 * @param {string} [integrity]
 */
async function get(url, integrity) {
  // The same mode as a preload with `crossorigin`, or that would be fetched twice. There are no cookies to send.
  /** @type {RequestInit} */
  const options = { credentials: "same-origin", ...(integrity ? { integrity } : {}) };
  let response;
  try {
    response = await fetch(url, options);
  } catch {
    // Offline, blocked by a policy, or not the bytes that the integrity value promises: fetch does not say which.
    throw new LoadError(navigator.onLine ? "blocked" : "offline", `${url.href} could not be fetched`);
  }
  if (!response.ok) throw new LoadError("offline", `${url.href} answered ${response.status}`);
  return response;
}

/** The widget's WebAssembly, fetched and started once. */
export const engine = once(async () => {
  if (typeof WebAssembly !== "object") throw new LoadError("unsupported", "WebAssembly is not available");
  // `fetch` enforces the integrity value; the attribute on a preload link would not.
  const response = await get(new URL(__THUAN_RELEASE__.wasm, base), __THUAN_RELEASE__.wasmIntegrity);
  try {
    await init({ module_or_path: response });
  } catch (error) {
    const blocked = error instanceof WebAssembly.CompileError && /policy|unsafe-eval/i.test(error.message);
    throw new LoadError(blocked ? "blocked" : "unsupported", String(error));
  }
});

/** The style sheet, fetched and parsed once, shared by every shadow root. */
export const style = once(async () => {
  const response = await get(new URL(__THUAN_RELEASE__.css, base), __THUAN_RELEASE__.cssIntegrity);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(await response.text());
  return sheet;
});

/**
 * A form's definition and its policy, as bytes: what is hashed is what was served.
 * @param {URL} url of the form definition
 */
export async function definition(url) {
  const form = await bytes(url);
  const { policy, endpoint } = names(form, url);
  return { form, policy: await bytes(new URL(`../policy/${policy}.json`, url)), endpoint };
}

/** @param {URL} url */
async function bytes(url) {
  return new Uint8Array(await (await get(url)).arrayBuffer());
}

/**
 * The two members the loader itself needs; everything else is read, strictly, by the widget.
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
  const { policy, endpoint } = Object(value);
  if (typeof policy !== "string" || !/^[a-z0-9-]{1,64}$/.test(policy) || typeof endpoint !== "string") {
    throw new LoadError("definition", `${url.href} must have "policy", a plain name, and "endpoint"`);
  }
  return { policy, endpoint };
}
