// A service that judges whether a person is there, spoken to as Cloudflare Turnstile is: its script gives tokens, each
// good for one try and for five minutes.
//
// It is asked when something is sent and not before: who only looks at a form is nobody's business.

/** Where Turnstile is, and its script. */
export const KNOWN = "https://challenges.cloudflare.com";
const SCRIPT = `${KNOWN}/turnstile/v0/api.js?render=explicit`;

/** How long its script may take to come, in milliseconds: some networks answer for what they block with nothing at all. */
const LOADING = 20_000;

/** How long a person may take to answer it, in milliseconds: as long as a token lives. */
const PATIENCE = 300_000;

/** The longest name that it takes for what a token is for. */
const LONGEST_ACTION = 32;

/** The name of the one policy by which pages under Trusted Types allow its script, and nothing else. */
const POLICY = "thuan-check";

/** @typedef {"script" | "refused"} Cause */

/** What went wrong. */
export class ServiceError extends Error {
  /** @param {Cause} cause_ */
  constructor(cause_) {
    super(cause_);
    this.reason = cause_;
  }
}

/** @type {{ createScriptURL: (url: string) => string } | undefined} */
let policy;

/** Scripts by their addresses: one for all forms of the page. @type {Map<string, Promise<unknown>>} */
const scripts = new Map();

/** How often a script was imported: browsers remember one that did not come, by its address. */
let imports = 0;

/** @param {string} url */
function load(url) {
  const known = scripts.get(url);
  if (known) return known;
  const loading = new Promise((done, failed) => {
    const script = document.createElement("script");
    try {
      policy ??= /** @type {any} */ (globalThis).trustedTypes?.createPolicy(POLICY, { createScriptURL: (/** @type {string} */ url) => url });
      script.src = policy ? policy.createScriptURL(url) : url;
    } catch {
      // The page allows no such policy. What is imported goes by `script-src` alone.
      imports += 1;
      return import(imports > 1 ? `${url}#${imports}` : url).then(done, failed);
    }
    script.async = true;
    const gone = () => {
      script.remove();
      failed();
    };
    const late = setTimeout(gone, LOADING);
    script.onload = () => {
      clearTimeout(late);
      done(undefined);
    };
    script.onerror = gone;
    document.head.append(script);
  });
  scripts.set(url, loading);
  // The next try fetches it anew.
  loading.catch(() => scripts.delete(url));
  return loading;
}

/** Its script, as far as it is needed. */
async function turnstile(/** @type {string} */ url) {
  const found = () => /** @type {any} */ (globalThis).turnstile;
  if (!found()) await load(url).catch(() => {});
  if (found()?.render) return found();
  // What came may have been somebody else's, who blocks it: the next try fetches it anew.
  scripts.delete(url);
  throw new ServiceError("script");
}

/**
 * Where tokens come from for one form.
 * @param {import("./carrier.js").Service} definition
 * @param {string} form its name
 * @param {() => { container: HTMLElement, language: string }} place where it shows what it has to show
 * @param {(origin: string) => boolean} mayLoad whether its script may run in this page
 * @param {(shown: boolean) => void} asks told when it asks the person for something, and when that is over
 */
export function service({ site_key, script = SCRIPT }, form, place, mayLoad, asks) {
  /** @type {unknown} */
  let id;
  /** @type {any} */
  let api;
  /** @type {HTMLElement | undefined} */
  let shown;
  /** @type {{ done: (token: string) => void, failed: (error: ServiceError) => void }} */
  let settle;
  /**
   * The newest token, there or on its way, and whether somebody has it: each try has one of its own.
   * @type {{ promise: Promise<string>, taken: boolean } | undefined}
   */
  let newest;
  let ended = false;

  const fail = () => {
    settle.failed(new ServiceError("refused"));
    // Said by the form.
    return true;
  };

  function render() {
    const { container, language } = place();
    shown = container;
    return api.render(container, {
      sitekey: site_key,
      ...(form.length <= LONGEST_ACTION && { action: form }),
      language,
      execution: "execute",
      appearance: "interaction-only",
      // It tries again when the form does.
      retry: "never",
      "refresh-expired": "manual",
      "refresh-timeout": "manual",
      "response-field": false,
      callback: (/** @type {string} */ token) => settle.done(token),
      "error-callback": fail,
      "timeout-callback": fail,
      "unsupported-callback": fail,
      "before-interactive-callback": () => asks(true),
      "after-interactive-callback": () => asks(false),
    });
  }

  /** Takes away what it shows. */
  function clear() {
    if (id !== undefined) api.remove(id);
    id = undefined;
    shown?.remove();
  }

  async function fresh() {
    if (!mayLoad(new URL(script).origin)) throw new ServiceError("script");
    api = await turnstile(script);
    let late;
    try {
      return await new Promise((done, failed) => {
        settle = { done, failed };
        late = setTimeout(fail, PATIENCE);
        if (id === undefined) id = render();
        else api.reset(id);
        api.execute(id);
      });
    } catch (error) {
      throw error instanceof ServiceError ? error : new ServiceError("refused");
    } finally {
      clearTimeout(late);
      asks(false);
      if (ended) clear();
    }
  }

  /** One after the other: it makes one at a time. */
  function next() {
    const before = newest?.promise ?? Promise.resolve();
    const mine = { promise: before.catch(() => {}).then(fresh), taken: false };
    mine.promise.catch(() => {
      if (newest === mine) newest = undefined;
    });
    return mine;
  }

  return {
    /** Who is sent: for messages. */
    host: new URL(script).host,

    /**
     * A token that nobody has used. A person who was just asked when its taker stopped waiting is not asked twice.
     * @param {AbortSignal} signal of who stops waiting
     */
    token(signal) {
      const mine = newest && !newest.taken ? newest : (newest = next());
      mine.taken = true;
      let came = false;
      void mine.promise.then(() => (came = true), () => {});
      signal.addEventListener("abort", () => came || (mine.taken = false), { once: true });
      return mine.promise;
    },

    /** What is on its way still gets its token. */
    end() {
      ended = true;
      if (!newest) clear();
      else void newest.promise.catch(() => {}).then(clear);
    },
  };
}
