// Fetching and starting what was released, once for all elements of the page.

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

/**
 * Not by the class: the record module brings its own copy of it.
 * @param {unknown} error
 * @returns {Cause}
 */
export function reasonOf(error) {
  return /** @type {LoadError} */ (error).reason ?? "unsupported";
}

/**
 * Runs a loading step once for all forms on the page; a step that failed can be tried again.
 * @template T
 * @param {() => Promise<T>} step
 * @returns {() => Promise<T>}
 */
export function once(step) {
  /** @type {Promise<T> | undefined} */
  let running;
  return () =>
    (running ??= step().catch((error) => {
      running = undefined;
      throw error;
    }));
}

/** What a fetch or an import that fails comes from: neither says which. */
const lost = () => (navigator.onLine ? "blocked" : "offline");

/**
 * @param {URL} url
 * @param {string} [integrity]
 * @param {RequestCache} [cache]
 */
export async function get(url, integrity = "", cache = "default") {
  let response;
  try {
    // The same mode as a preload with `crossorigin`, or that would be fetched twice. There are no cookies to send.
    response = await fetch(url, { credentials: "same-origin", integrity, cache });
  } catch {
    // Offline, blocked by a policy, or not the bytes that the integrity value promises.
    throw new LoadError(lost(), `${url.href} could not be fetched`);
  }
  // What is not there will not be there at the next try; a server in trouble may be back.
  if (!response.ok) throw new LoadError(response.status < 500 ? "definition" : "offline", `${url.href} answered ${response.status}`);
  return response;
}

/**
 * Fetches a module's WebAssembly and starts it.
 * @param {() => WebAssembly.Imports} imports from the module's glue: what it wants of the browser
 * @param {(instance: WebAssembly.Instance, module: WebAssembly.Module) => unknown} finish from there too
 * @param {URL} url
 * @param {string} [integrity]
 */
export async function start(imports, finish, url, integrity) {
  if (typeof WebAssembly !== "object") throw new LoadError("unsupported", "WebAssembly is not available");
  // `fetch` enforces the integrity value; the attribute on a preload link would not.
  const response = await get(url, integrity);
  try {
    // Some servers do not know the type, without which browsers do not compile what is still arriving.
    const { instance, module } = await (response.headers.get("content-type") === "application/wasm"
      ? WebAssembly.instantiateStreaming(response, imports())
      : WebAssembly.instantiate(await response.arrayBuffer(), imports()));
    finish(instance, module);
  } catch (error) {
    const blocked = error instanceof WebAssembly.CompileError && /policy|unsafe-eval/i.test(error.message);
    throw new LoadError(blocked ? "blocked" : "unsupported", String(error));
  }
}

/**
 * Imports a script whose bytes are those that the integrity value promises. `import()` alone would not look: it takes
 * what the link has fetched and checked.
 * @param {URL} url
 * @param {string} [integrity]
 */
export async function imported(url, integrity) {
  if (integrity) await preloaded(url, integrity);
  return import(url.href);
}

/**
 * @param {URL} url
 * @param {string} integrity
 */
function preloaded(url, integrity) {
  const link = document.createElement("link");
  if (!link.relList.supports("modulepreload")) throw new LoadError("unsupported", "modulepreload is not available");
  link.rel = "modulepreload";
  link.crossOrigin = "";
  link.integrity = integrity;
  link.href = url.href;
  return new Promise((done, failed) => {
    link.onload = done;
    link.onerror = () => failed(new LoadError(lost(), `${url.href} could not be loaded`));
    document.head.append(link);
  }).finally(() => link.remove());
}

/**
 * @template T
 * @param {() => T} mount which says what is wrong with the definition
 */
export function mounted(mount) {
  try {
    return mount();
  } catch (error) {
    throw new LoadError("definition", String(error));
  }
}
