// What a form asks of whoever sends it, against programs that send forms by the thousand, where its definition says so.
//
// A person notices none of it who did nothing wrong: the challenge is fetched and calculated on while they type, and
// whatever is refused is mended or tried again, with what was typed still there.

import { KNOWN, ServiceError, service } from "./service.js";
import { choose, endpointOf } from "./settings.js";
import { solve } from "./work.js";

/** The name of the input that people do not see, as in the definition's `abuse`. */
const TRAP = "more-remarks";

/** So long before it runs out a challenge is no longer used, in milliseconds: it has to get there, too. */
const MARGIN = 10_000;

/** How long a challenge that is on its way is waited for before another is fetched, in milliseconds. */
const ON_ITS_WAY = 30_000;

const tables = new Map(__THUAN_GUARD_WORDS__);

/** @typedef {import("./carrier.js").Carrier} Carrier */
/** @typedef {import("./carrier.js").Tools} Tools */
/** What is said about the service. @typedef {"script" | "refused" | "asked"} Notice */
/** @typedef {Awaited<ReturnType<import("./carrier.js").Ask>>} Answer */

/** @param {ShadowRoot} root */
const languageOf = (root) => root.querySelector(".thuan")?.getAttribute("lang") ?? "";

/** @param {ShadowRoot} root */
const wordsIn = (root) => /** @type {GuardWords} */ (tables.get(choose([...tables.keys()], [languageOf(root)])));

/**
 * @template {keyof HTMLElementTagNameMap} N
 * @param {N} name
 * @param {Record<string, string>} attributes
 * @param {...HTMLElement} children
 */
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children);
  return made;
}

/**
 * The input that people do not see. Where something stands in it nothing is sent, and it is shown: it may have been a
 * program of the person's own that filled it in.
 * @param {ShadowRoot} root
 * @param {HTMLFormElement} form
 * @param {AbortSignal} signal
 */
function setTrap(root, form, signal) {
  const label = element("label", { for: TRAP });
  const error = element("p", { class: "error", id: `${TRAP}-error` });
  const input = element("input", { id: TRAP, name: TRAP, type: "text", autocomplete: "off", part: "input" });
  const field = element("div", {}, label, error, input);
  const say = () => {
    const words = wordsIn(root);
    label.textContent = words.empty;
    error.textContent = field.className === "trap" ? "" : words.trapped;
  };
  const hide = () => {
    field.className = "trap";
    field.setAttribute("aria-hidden", "true");
    input.tabIndex = -1;
    for (const name of ["aria-invalid", "aria-describedby"]) input.removeAttribute(name);
    say();
  };
  const show = () => {
    field.className = "field wrong";
    field.removeAttribute("aria-hidden");
    input.removeAttribute("tabindex");
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", error.id);
    say();
    input.focus();
  };
  hide();
  form.append(field);
  const stop = (/** @type {Event} */ event) => {
    if (event.target !== form) return;
    if (!input.value) return hide();
    event.preventDefault();
    event.stopImmediatePropagation();
    show();
    root.host.dispatchEvent(new CustomEvent("thuan:error", { bubbles: true, composed: true, detail: { code: "honeypot" } }));
  };
  root.addEventListener("submit", stop, { capture: true, signal });
  return say;
}

/**
 * Waits for something, and no longer than anybody wants it.
 * @template T
 * @param {AbortSignal | undefined} signal
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 */
const unless = (signal, promise) =>
  new Promise((done, failed) => {
    promise.then(done, failed);
    if (signal?.aborted) failed();
    signal?.addEventListener("abort", failed, { once: true });
  });

/** @param {Answer} answer */
function json({ body }) {
  try {
    return Object(JSON.parse(new TextDecoder().decode(body)));
  } catch {
    return {};
  }
}

/**
 * @param {import("./carrier.js").Definition} definition
 * @param {URL} url of the definition
 */
export function guard({ id, endpoint, challenge, abuse = {} }, url) {
  const ended = new AbortController();
  /**
   * What is known of a challenge by its nonce: when it was there, and the number that is calculated for it.
   * @type {Map<string, { at: number, bits?: number, work?: Promise<string | undefined>, stop: AbortController, wanted?: boolean }>}
   */
  const given = new Map();
  /** A challenge that was fetched before it is needed. @type {{ at: string, until: number, answer: Promise<Answer> } | undefined} */
  let ahead;
  /** @type {ShadowRoot} */
  let root;
  /** @type {Tools} */
  let tools;
  const notice = element("div", { class: "notice", hidden: "", role: "alert" }, element("p", {}));
  const container = element("div", { slot: "thuan-check" });
  const tokens = abuse.token && service(abuse.token, id, place, mayLoad, (asks) => say(asks ? "asked" : undefined));
  /** @type {Notice | undefined} */
  let said;

  /** @param {Notice | undefined} what */
  function say(what) {
    said = what;
    notice.hidden = !what;
    if (what) /** @type {Element} */ (notice.firstChild).textContent = wordsIn(root)[what].replace("{service}", tokens?.host ?? "");
  }

  /** In the page and not in the form's own tree, where the service's script would not find it. */
  function place() {
    root.host.append(container);
    return { container, language: languageOf(root) };
  }

  /**
   * Whether a script may run in the page. A definition is data: it may choose the one service that is known here, where
   * it is served with the page itself anything, and elsewhere what the page itself allows.
   * @param {string} origin
   */
  function mayLoad(origin) {
    const may = [KNOWN, root.host.getAttribute("token-origin")].includes(origin) || location.origin === url.origin;
    if (!may) console.error(`thuan-form: the definition asks for a script of ${origin}; to allow it, add token-origin="${origin}" to the element`);
    return may;
  }

  /** Where the form's next challenge comes from, as the widget asks for it. */
  function challengeUrl() {
    const address = new URL(endpointOf(/** @type {any} */ (root.host), url, endpoint));
    address.pathname = `${address.pathname.replace(/\/+$/, "")}/challenge`;
    address.search += `${address.search ? "&" : "?"}form=${id}&language=${languageOf(root)}`;
    return address.href;
  }

  /**
   * Begins to calculate what a challenge asks for.
   * @param {Answer} answer
   */
  function begin(answer) {
    const { nonce, work } = json(answer);
    const stop = new AbortController();
    if (answer.status === 200 && typeof nonce === "string") {
      const { bits } = Object(work);
      given.set(nonce, { at: performance.now(), stop, bits, work: work ? solve(nonce, bits, stop.signal) : undefined });
    }
    return answer;
  }

  /**
   * Waits until a challenge is as old as it has to be, which the backend judges all the same.
   * @param {number} at when it was there
   * @param {AbortSignal} signal
   */
  function mature(at, signal) {
    const rest = at + (abuse.minimum_seconds ?? 0) * 1000 - performance.now();
    return rest > 0 ? unless(signal, new Promise((done) => setTimeout(done, rest))) : undefined;
  }

  /** Fetches a challenge, unless there is one: from when it was given out, a form may be sent after a while. */
  function prepare() {
    const at = challengeUrl();
    if (ahead?.at === at && performance.now() < ahead.until) return;
    const mine = (ahead = { at, until: performance.now() + ON_ITS_WAY, answer: tools.ask(at, "strict-origin-when-cross-origin").then(begin) });
    void mine.answer.then((answer) => {
      const { server_time, expires_at } = json(answer);
      // By the backend's own clock. One that did not come, or does not say, is not asked for again at every key.
      const lasts = answer.status === 200 ? Date.parse(expires_at) - Date.parse(server_time) : 0;
      mine.until = performance.now() + (lasts > 0 ? lasts - MARGIN : ON_ITS_WAY);
    });
  }

  /**
   * The challenge that was fetched ahead, which is used once.
   * @param {string} at
   * @param {AbortSignal | undefined} signal
   */
  async function prepared(at, signal) {
    const mine = ahead;
    if (mine?.at !== at || performance.now() >= mine.until) return undefined;
    ahead = undefined;
    const answer = await unless(signal, mine.answer);
    return answer.status === 200 ? answer : undefined;
  }

  return {
    /** @type {import("./carrier.js").Ask} */
    async ask(at, policy, signal, request) {
      try {
        if (request?.method !== "POST") return (await prepared(at, signal)) ?? begin(await tools.ask(at, policy, signal));
      } catch {
        // Nobody waits any more.
        return { status: 408, mediaType: "" };
      }
      const answer = await tools.ask(at, policy, signal, request);
      if (answer.status !== 403 || json(answer).type !== "urn:thuan:problem:token-refused") return answer;
      say("refused");
      // With another token it may yet be taken.
      return { ...answer, status: 429 };
    },

    /**
     * The request with what is asked of whoever sends it; nothing where that cannot be had now. It takes as long as a
     * person does, which says nothing about the network.
     * @param {RequestInit} request
     * @param {AbortSignal} signal of who stops waiting
     */
    async prove(request, signal) {
      const { nonce, proved } = /** @type {any} */ (request);
      if (!proved) return request;
      const known = given.get(nonce);
      if (known) known.wanted = true;
      try {
        let work = await unless(signal, Promise.resolve(known?.work));
        // Where the form has gone meanwhile, nobody went on with it.
        if (known?.work && work === undefined && ended.signal.aborted) work = await solve(nonce, known.bits ?? NaN, signal);
        // It would be refused without.
        if (known?.work && work === undefined) return undefined;
        if (known) await mature(known.at, signal);
        const token = tokens && (await unless(signal, tokens.token(signal)));
        say(undefined);
        return proved({ work, token });
      } catch (error) {
        // Without a network it is waited for one, which the form says.
        if (error instanceof ServiceError && navigator.onLine) say(error.reason);
        return undefined;
      }
    },

    /** @param {ShadowRoot} shown @param {Tools} given */
    watch(shown, given) {
      [root, tools] = [shown, given];
      const form = root.querySelector("form");
      if (!form) return;
      const { signal } = ended;
      const sayTrap = abuse.honeypot ? setTrap(root, form, signal) : undefined;
      if (tokens) form.append(notice, element("slot", { name: "thuan-check" }));
      const first = () => form.isConnected && prepare();
      if (challenge) {
        for (const type of ["focusin", "pointerdown", "input", "change"]) form.addEventListener(type, first, { signal });
        if (root.activeElement) first();
      }
      const observer = new MutationObserver(() => {
        sayTrap?.();
        say(said);
        // A challenge says what is in force in the language that is read.
        if (ahead) first();
      });
      observer.observe(/** @type {Element} */ (root.querySelector(".thuan")), { attributeFilter: ["lang"] });
      signal.addEventListener("abort", () => observer.disconnect());
    },

    /** Another takes its place. What is on its way gets there all the same. */
    end() {
      ended.abort();
      for (const { wanted, stop } of given.values()) if (!wanted) stop.abort();
      tokens?.end();
    },
  };
}
