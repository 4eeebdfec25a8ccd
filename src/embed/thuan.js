// The element: <thuan-form form="…/forms/vst.json" lang="vi"></thuan-form>.
//
// A thin shell: it finds the definition, the policy, the style sheet and the engine, and hands over to the widget,
// which lives in WebAssembly and draws into the shadow root. Everything a page may touch is in thuan.d.ts.

import "./early.js";
import { Options, mount } from "./thuan_widget.js";
import { definition, engine, inside, recordModule, same, style } from "./assets.js";
import { frame as connect, listen } from "./frame.js";
import { embedder, speak } from "./hosted.js";
import { LoadError } from "./loading.js";
import { words } from "./words.js";

/** @typedef {import("./thuan.js").ThuanFormElement} Public */
/** @typedef {import("./thuan.js").Prefill} Prefill */

const NAME = "thuan-form";

/** Kinds of input whose answer is a tick. */
const TICKED = /^(radio|checkbox)$/;

/** What a person does before anything answers, noted by `early.js`. */
const early = /** @type {any} */ (window)[Symbol.for("thuan.early")];

/** While a form that did not come with the page loads, there is room for it: what is below does not jump when it comes. */
const room = new CSSStyleSheet();
room.replaceSync(":host { display: block; min-height: 100vh }");

/** The attributes that are properties too; `lang` is one of every element. */
const REFLECTED = /** @type {const} */ (["form", "endpoint", "theme", "partner", "view"]);

/** @implements {Public} */
class ThuanForm extends HTMLElement {
  static observedAttributes = ["lang", "form", "view"];

  /** By which releases on one page know each other. */
  static thuan = __THUAN_RELEASE__.version;

  /** Frames of the page: one release talks to them. */
  static frame = connect;

  /** A shadow root that came with the page is kept: attaching another would empty it. */
  #root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
  /** What of the form stands in the page. */
  #page = inside(this);
  /** What is shown: the form, or the record page. @type {any} */
  #handle;
  /** Which of them. */
  #record = false;
  /** @type {Prefill} */
  #prefill = {};
  /** Whether this is the page of a form, which others put into frames. */
  get #hosted() { return this.hasAttribute("hosted"); }
  /** @type {import("./assets.js").Definition | undefined} */
  #definition;
  /** Counts starts, so that one that was overtaken does not show its result. */
  #turn = 0;

  constructor() {
    super();
    // Between the widget and its shell; the page around never sees them.
    this.#root.addEventListener("thuan-renew", () => void this.#renew());
    this.#root.addEventListener("thuan-open-record", () => void this.#openRecord());
    this.#root.addEventListener("thuan-close-record", () => queueMicrotask(() => this.#again(false)));
  }

  get form() { return this.getAttribute("form"); }
  set form(value) { this.#reflect("form", value); }
  get endpoint() { return this.getAttribute("endpoint"); }
  set endpoint(value) { this.#reflect("endpoint", value); }
  get theme() { return this.getAttribute("theme"); }
  set theme(value) { this.#reflect("theme", value); }
  get partner() { return this.getAttribute("partner"); }
  set partner(value) { this.#reflect("partner", value); }
  get view() { return this.getAttribute("view"); }
  set view(value) { this.#reflect("view", value); }

  /** @returns {Prefill} */
  get prefill() {
    return { ...this.#prefill };
  }

  set prefill(values) {
    this.#prefill = { ...values };
    this.#fill();
  }

  /**
   * What a script may do. A number that this release does not know gives nothing, so that a page can ask.
   * @param {number} version
   * @returns {any}
   */
  thuan(version) {
    if (version !== 1) return undefined;
    /** @type {import("./thuan.js").ThuanDoor} */
    const door = { release: ThuanForm.thuan, restart: () => this.#restart(), openRecord: () => this.#openRecord() };
    return Object.freeze(door);
  }

  /**
   * @param {string} name
   * @param {string | null} value
   */
  #reflect(name, value) {
    if (value === null) this.removeAttribute(name);
    else this.setAttribute(name, value);
  }

  connectedCallback() {
    // What a script has set before the element was defined stands in the way of what it means now.
    for (const name of [...REFLECTED, /** @type {const} */ ("prefill")]) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete (/** @type {any} */ (this)[name]);
      /** @type {any} */ (this)[name] = value;
    }
    // A moved element is disconnected and connected again at once: what is on it stays.
    if (this.#handle || this.#turn % 2 === 1) return;
    this.#begin(this.view === "record");
  }

  disconnectedCallback() {
    queueMicrotask(() => {
      if (!this.isConnected) this.#stop();
    });
  }

  /**
   * @param {string} name
   * @param {string | null} before
   * @param {string | null} now
   */
  attributeChangedCallback(name, before, now) {
    if (name === "lang") this.#handle?.set_languages(this.#languages());
    else if (before !== now && this.#turn % 2 === 1) this.#restart();
  }

  /** Not while what is on the page handles an event: it is about to be freed. */
  #restart() {
    queueMicrotask(() => this.#again(this.view === "record"));
  }

  /** @param {boolean} record */
  #again(record) {
    this.#stop();
    if (this.isConnected) this.#begin(record);
  }

  /** @param {boolean} record whether the record page is wanted, and not the form */
  #begin(record) {
    this.#turn += 1;
    void this.#start(this.#turn, record);
  }

  /**
   * @param {number} turn
   * @param {boolean} record
   */
  async #start(turn, record) {
    const drawn = record ? undefined : this.#drawn();
    if (drawn) this.#clear();
    else {
      const progress = document.createElement("progress");
      progress.ariaHidden = "true";
      const status = line("status", words(this.#languages()).loading);
      status.append(" ", progress);
      this.#root.adoptedStyleSheets = [room];
      this.#root.replaceChildren(status);
    }
    try {
      const url = this.#formUrl();
      const wanted = record ? recordModule() : engine();
      const asked = definition(url, { page: this.#page });
      if (this.#hosted) void asked.then(({ allowed_origins }) => speak(this, allowed_origins)).catch(() => {});
      const [found, module, sheet] = await Promise.all([asked, wanted, drawn ? undefined : style()]);
      if (turn !== this.#turn) return;
      if (sheet) this.#empty(sheet);
      this.#definition = found;
      this.#record = record;
      const typed = this.#typed();
      this.#handle = record ? this.#mountRecord(module, url, found) : this.#mount(url, found);
      this.#type(typed);
      this.#tell("thuan:ready", {});
      if (early.of(this).held) drawn?.querySelector("form")?.requestSubmit();
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#fail(error, record);
    }
  }

  /** The form that came with the page as HTML, until there is another. */
  #drawn() {
    return [...this.#root.children].find((element) => element.className === "thuan");
  }

  /** Takes away what was said below the form that came with the page. */
  #clear() {
    while (this.#root.lastElementChild !== this.#drawn()) this.#root.lastElementChild?.remove();
  }

  /**
   * Takes away what is shown. A page's own link to the style sheet goes with it.
   * @param {CSSStyleSheet} sheet for what comes
   */
  #empty(sheet) {
    this.#root.adoptedStyleSheets = [sheet];
    this.#root.replaceChildren();
  }

  /** From the confirmation, which stays until the record page can take its place. */
  async #openRecord() {
    const handle = this.#handle;
    if (this.#record || !handle) return;
    try {
      const url = this.#formUrl();
      const [found, module, sheet] = await Promise.all([definition(url), recordModule(), style()]);
      if (handle !== this.#handle) return;
      const evidence = handle.evidence();
      handle.free();
      this.#handle = undefined;
      this.#empty(sheet);
      this.#record = true;
      this.#handle = this.#mountRecord(module, url, found, evidence);
    } catch (error) {
      if (this.#record) this.#fail(error, true);
      else if (handle === this.#handle) this.#warn(error);
    }
  }

  /**
   * Form or policy have changed since they were shown: shows them as they are now, with what was typed. Ticks are the
   * person's to make again.
   */
  async #renew() {
    const turn = this.#turn;
    const old = this.#definition;
    const url = this.#formUrl();
    const [found, sheet] = await Promise.all([definition(url, { cache: "reload" }), style()]).catch(() => []);
    // The same again: a cache on the way is behind. What the form says about it stays.
    const news = found && old && !(same(found.form, old.form) && same(found.policy, old.policy));
    if (turn !== this.#turn || !news) return;
    const typed = this.#typed();
    this.#handle?.free();
    this.#handle = undefined;
    this.#empty(sheet);
    this.#definition = found;
    try {
      this.#handle = this.#mount(url, found, true);
    } catch (error) {
      this.#fail(error, false);
    }
    this.#type(typed);
    this.#root.querySelector("form")?.scrollIntoView();
  }

  /** What was typed or chosen, by the name of the input. @returns {Prefill} */
  #typed() {
    return Object.fromEntries(this.#inputs().map((input) => [input.name, answer(input)]).filter(([, text]) => text));
  }

  /**
   * Types it again where another input has taken the place of the one that it was typed into.
   * @param {Prefill} typed
   */
  #type(typed) {
    for (const input of this.#inputs()) if (typed[input.name] && answer(input) !== typed[input.name]) put(input, typed[input.name]);
  }

  /** What is filled in: fields, and not what a person agrees to. @returns {HTMLInputElement[]} */
  #inputs() {
    return [...this.#root.querySelectorAll(/** @type {"input"} */ (".field :is(input, select, textarea)"))];
  }

  /**
   * @param {URL} url
   * @param {import("./assets.js").Definition} found
   * @param {boolean} [renewed]
   */
  #mount(url, { form, policy, endpoint, jwks, withdrawal_page }, renewed) {
    const options = new Options(form, policy, this.#endpoint(url, endpoint));
    this.#surround(options);
    if (jwks) options.set_jwks(new URL(jwks, url).href);
    if (withdrawal_page) options.set_withdrawal_page(new URL(withdrawal_page, url).href);
    if (renewed) options.set_renewed();
    if (__THUAN_RELEASE__.wasmSha256) options.set_widget_sha256(__THUAN_RELEASE__.wasmSha256);
    for (const tag of this.#languages()) options.add_language(tag);
    const noted = early.of(this);
    for (const [name, { ticked, at }] of noted.ticks) options.add_early(name, ticked, at);
    const handle = mounted(() => mount(this.#root, options));
    // What was done before the form was there belongs to the form that was.
    noted.ticks.clear();
    noted.over = true;
    this.#record = false;
    this.#fill();
    return handle;
  }

  /**
   * Through whom the person came. The address of a hosted page may say so; that of somebody else's page is theirs.
   * @param {any} options
   */
  #surround(options) {
    const asked = this.#hosted && new URLSearchParams(location.search).get("partner");
    options.set_partner(this.partner ?? (asked || "").normalize());
    const origin = embedder();
    if (origin) options.set_embedder_origin(origin);
  }

  /** Puts what the page knows into fields that are empty: what a person typed stays, and ticks are theirs alone. */
  #fill() {
    if (this.#record) return;
    const typed = this.#typed();
    for (const input of this.#inputs()) if (!typed[input.name]) put(input, this.#prefill[input.name]);
  }

  /**
   * @param {any} module
   * @param {URL} url
   * @param {import("./assets.js").Definition} found
   * @param {string} [evidence]
   */
  #mountRecord({ RecordOptions, open, wasmSha256 }, url, { form, policy, endpoint }, evidence) {
    const options = new RecordOptions();
    options.set_service(form, policy, this.#endpoint(url, endpoint), url.href);
    this.#surround(options);
    options.set_widget_sha256(wasmSha256);
    if (evidence) options.set_evidence(evidence);
    for (const tag of this.#languages()) options.add_language(tag);
    early.of(this).over = true;
    return mounted(() => open(this.#root, options));
  }

  /**
   * Where to post to: what the element says, relative to the page, or what the definition says, relative to itself.
   * @param {URL} url
   * @param {string} endpoint
   */
  #endpoint(url, endpoint) {
    const own = this.endpoint;
    const target = new URL(own ?? endpoint, own === null ? url : document.baseURI);
    target.hash = "";
    return target.href;
  }

  #formUrl() {
    const attribute = this.form;
    if (!attribute) throw new LoadError("definition", `<${NAME}> needs form="…/forms/<id>.json"`);
    let url;
    try {
      url = new URL(attribute, document.baseURI);
    } catch {
      throw new LoadError("definition", `form="${attribute}" is not an address`);
    }
    if (this.#hosted && url.origin !== location.origin) throw new LoadError("definition", `${url.href} is elsewhere`);
    return url;
  }

  /** The wishes, in this order: the element's, the page's, the browser's. */
  #languages() {
    return [this.lang, document.documentElement.lang, ...navigator.languages].filter(Boolean);
  }

  #stop() {
    this.#turn += this.#turn % 2;
    const handle = this.#handle;
    this.#handle = undefined;
    handle?.free();
    this.#root.replaceChildren();
  }

  /**
   * @param {unknown} error
   * @param {boolean} record
   */
  #fail(error, record) {
    const retry = document.createElement("button");
    retry.type = "button";
    retry.textContent = words(this.#languages()).retry;
    retry.addEventListener("click", () => void this.#start(this.#turn, record), { once: true });
    // What was typed into a form that came with the page stays, and where it is not for want of a network, it may yet be
    // sent as it is.
    if (!this.#drawn()) {
      this.#root.adoptedStyleSheets = this.#root.adoptedStyleSheets.filter((sheet) => sheet !== room);
      this.#root.replaceChildren();
    } else if (reasonOf(error) === "offline") {
      addEventListener("online", () => retry.isConnected && retry.click(), { once: true });
    } else early.release(this);
    this.#warn(error);
    this.#root.append(retry);
  }

  /**
   * Says below what is shown what went wrong.
   * @param {unknown} error
   */
  #warn(error) {
    const reason = reasonOf(error);
    [...this.#root.children].find((element) => element.role === "alert")?.remove();
    this.#root.append(line("alert", words(this.#languages())[reason]));
    console.error(`${NAME}:`, error);
    this.#tell("thuan:error", { code: `load_${reason}` });
  }

  /**
   * @param {string} name
   * @param {Record<string, string>} detail
   */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }));
  }
}

/**
 * Not by the class: the record module brings its own copy of it.
 * @param {unknown} error
 */
function reasonOf(error) {
  return /** @type {import("./loading.js").LoadError} */ (error).reason ?? "unsupported";
}

/**
 * @param {string} role
 * @param {string} text
 */
function line(role, text) {
  const line = document.createElement("p");
  line.setAttribute("role", role);
  line.textContent = text;
  return line;
}

/**
 * What is typed or chosen there; of a box that is not ticked, nothing.
 * @param {HTMLInputElement} input
 */
function answer({ type, checked, value }) {
  return checked || !TICKED.test(type) ? value : "";
}

/**
 * Types or chooses it. Whatever is shown only for some answers hears of it.
 * @param {HTMLInputElement} input
 * @param {unknown} text
 */
function put(input, text) {
  if (text === undefined) return;
  if (TICKED.test(input.type)) input.checked = input.value === `${text}`;
  else input.value = `${text}`;
  const list = /** @type {HTMLSelectElement} */ (/** @type {unknown} */ (input));
  if (list.selectedIndex < 0) list.selectedIndex = 0;
  if (list.options || TICKED.test(input.type)) input.dispatchEvent(new Event("change"));
}

/**
 * @template T
 * @param {() => T} mount which says what is wrong with the definition
 */
function mounted(mount) {
  try {
    return mount();
  } catch (error) {
    throw new LoadError("definition", String(error));
  }
}

early.unfold();

// Loaded twice, or by two scripts: the first stays.
const taken = /** @type {any} */ (customElements.get(NAME));
if (!taken) {
  customElements.define(NAME, ThuanForm);
  listen();
} else if (!taken.thuan) console.error(`${NAME}: something else on this page has this name, so no form can be shown`);

/** @type {typeof import("./thuan.js").frame} */
export const frame = (taken ?? ThuanForm).frame;
