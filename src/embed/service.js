// A service that judges whether a person is there, spoken to as Cloudflare Turnstile is: its script gives tokens, each
// good for one try and for five minutes.
//
// It is asked when something is sent and not before: who only looks at a form is nobody's business.

/** Where Turnstile's script is. */
const SCRIPT = "https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit";

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
      return import(url).then(done, failed);
    }
    script.async = true;
    script.onload = done;
    script.onerror = () => {
      script.remove();
      failed();
    };
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
  if (!found()?.render) throw new ServiceError("script");
  return found();
}

/**
 * Where tokens come from for one form.
 * @param {import("./carrier.js").Service} definition
 * @param {string} form its name
 * @param {() => { container: HTMLElement, language: string }} place where it shows what it has to show
 * @param {(shown: boolean) => void} asks told when it asks the person for something, and when that is over
 */
export function service({ site_key, script = SCRIPT }, form, place, asks) {
  /** @type {unknown} */
  let id;
  /** @type {any} */
  let api;
  /** @type {{ done: (token: string) => void, failed: (error: ServiceError) => void }} */
  let settle;
  /** @type {Promise<string> | undefined} */
  let waiting;

  const fail = () => {
    settle.failed(new ServiceError("refused"));
    // Said by the form.
    return true;
  };

  function render() {
    const { container, language } = place();
    return api.render(container, {
      sitekey: site_key,
      ...(form.length <= LONGEST_ACTION && { action: form }),
      language,
      execution: "execute",
      appearance: "interaction-only",
      "refresh-expired": "manual",
      "response-field": false,
      callback: (/** @type {string} */ token) => settle.done(token),
      "error-callback": fail,
      "timeout-callback": fail,
      "unsupported-callback": fail,
      "before-interactive-callback": () => asks(true),
      "after-interactive-callback": () => asks(false),
    });
  }

  async function fresh() {
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
    }
  }

  return {
    /** Who is sent: for messages. */
    host: new URL(script).host,

    /**
     * A token that nobody has used. A person who is just answering is not asked twice.
     * @returns {Promise<string>}
     */
    token: () => (waiting ??= fresh().finally(() => (waiting = undefined))),

    end() {
      if (id !== undefined) api.remove(id);
      id = undefined;
    },
  };
}
