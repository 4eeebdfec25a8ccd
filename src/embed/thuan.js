// The element: <thuan-form form="…/forms/vst.json" lang="vi"></thuan-form>.
//
// A thin shell: it finds the definition, the policy, the style sheet and the engine, and hands over to the widget,
// which lives in WebAssembly and draws into the shadow root. Everything a page may touch is in thuan.d.ts.

import { Options, mount } from "./thuan_widget.js";
import { definition, engine, recordModule, style } from "./assets.js";
import { LoadError } from "./loading.js";
import { words } from "./words.js";

const NAME = "thuan-form";

class ThuanForm extends HTMLElement {
  static observedAttributes = ["lang"];

  /** A shadow root that came with the page is kept: attaching another would empty it. */
  #root = this.attachInternals().shadowRoot ?? this.attachShadow({ mode: "open" });
  /** What is shown: the form, or the record page. @type {any} */
  #handle;
  /** @type {import("./assets.js").Definition | undefined} */
  #definition;
  /** Counts starts, so that one that was overtaken does not show its result. */
  #turn = 0;

  constructor() {
    super();
    // Between the widget and its shell; the page around never sees them.
    this.#root.addEventListener("thuan-renew", () => void this.#renew());
    this.#root.addEventListener("thuan-open-record", () => void this.#openRecord());
    this.#root.addEventListener("thuan-close-record", () => queueMicrotask(() => this.#backToForm()));
  }

  connectedCallback() {
    // A moved element is disconnected and connected again at once: what is on it stays.
    if (this.#handle || this.#turn % 2 === 1) return;
    this.#begin(this.getAttribute("view") === "record");
  }

  disconnectedCallback() {
    queueMicrotask(() => {
      if (!this.isConnected) this.#stop();
    });
  }

  attributeChangedCallback() {
    this.#handle?.set_languages(this.#languages());
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
    const text = words(this.#languages());
    this.#say(text.loading);
    try {
      const url = this.#formUrl();
      const wanted = record ? recordModule() : engine();
      const [found, sheet, module] = await Promise.all([definition(url), style(), wanted]);
      if (turn !== this.#turn) return;
      this.#root.adoptedStyleSheets = [sheet];
      this.#root.replaceChildren();
      this.#definition = found;
      this.#handle = record ? this.#mountRecord(module, url, found) : this.#mount(url, found);
      this.#tell("thuan:ready", {});
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#fail(error, record);
    }
  }

  /** Not while the record page is still handling the click: it is about to be freed. */
  #backToForm() {
    this.#stop();
    if (this.isConnected) this.#begin(false);
  }

  /** From the confirmation, which stays until the record page can take its place. */
  async #openRecord() {
    const handle = this.#handle;
    try {
      const url = this.#formUrl();
      const [found, module] = await Promise.all([definition(url), recordModule()]);
      if (handle !== this.#handle) return;
      const evidence = handle.evidence();
      handle.free();
      this.#handle = undefined;
      this.#root.replaceChildren();
      this.#handle = this.#mountRecord(module, url, found, evidence);
    } catch (error) {
      if (handle !== this.#handle) return;
      if (handle) this.#warn(error);
      else this.#fail(error, true);
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
    const found = await definition(url, "reload").catch(() => old);
    // The same again: a cache on the way is behind. What the form says about it stays.
    const news = found && old && !(same(found.form, old.form) && same(found.policy, old.policy));
    if (turn !== this.#turn || !news) return;
    const typed = this.#inputs().map((input) => [input.name, input.value]);
    this.#handle?.free();
    this.#handle = undefined;
    this.#root.replaceChildren();
    this.#definition = found;
    try {
      this.#handle = this.#mount(url, found, true);
    } catch (error) {
      this.#fail(error, false);
    }
    for (const input of this.#inputs()) {
      input.value = typed.find(([name]) => name === input.name)?.[1] ?? "";
    }
    this.#root.querySelector("form")?.scrollIntoView();
  }

  /** What is typed into: no boxes. @returns {HTMLInputElement[]} */
  #inputs() {
    return [...this.#root.querySelectorAll(/** @type {"input"} */ ("input:not([type=checkbox]), textarea"))];
  }

  /**
   * @param {URL} url
   * @param {import("./assets.js").Definition} found
   * @param {boolean} [renewed]
   */
  #mount(url, { form, policy, endpoint, jwks, withdrawal_page }, renewed) {
    const options = new Options(form, policy, this.#endpoint(url, endpoint));
    options.set_partner(this.getAttribute("partner") ?? "");
    if (jwks) options.set_jwks(new URL(jwks, url).href);
    if (withdrawal_page) options.set_withdrawal_page(new URL(withdrawal_page, url).href);
    if (renewed) options.set_renewed();
    if (__THUAN_RELEASE__.wasmSha256) options.set_widget_sha256(__THUAN_RELEASE__.wasmSha256);
    for (const tag of this.#languages()) options.add_language(tag);
    return mounted(() => mount(this.#root, options));
  }

  /**
   * @param {any} module
   * @param {URL} url
   * @param {{ form: Uint8Array, policy: Uint8Array, endpoint: string }} found
   * @param {string} [evidence]
   */
  #mountRecord({ RecordOptions, open, wasmSha256 }, url, { form, policy, endpoint }, evidence) {
    const options = new RecordOptions();
    options.set_service(form, policy, this.#endpoint(url, endpoint), url.href);
    options.set_partner(this.getAttribute("partner") ?? "");
    options.set_widget_sha256(wasmSha256);
    if (evidence) options.set_evidence(evidence);
    for (const tag of this.#languages()) options.add_language(tag);
    return mounted(() => open(this.#root, options));
  }

  /**
   * Where to post to: what the element says, relative to the page, or what the definition says, relative to itself.
   * @param {URL} url
   * @param {string} endpoint
   */
  #endpoint(url, endpoint) {
    const own = this.getAttribute("endpoint");
    const target = new URL(own ?? endpoint, own === null ? url : document.baseURI);
    target.hash = "";
    return target.href;
  }

  #formUrl() {
    const attribute = this.getAttribute("form");
    if (!attribute) throw new LoadError("definition", `<${NAME}> needs form="…/forms/<id>.json"`);
    try {
      return new URL(attribute, document.baseURI);
    } catch {
      throw new LoadError("definition", `form="${attribute}" is not an address`);
    }
  }

  /** The wishes, in this order: the element's, the page's, the browser's. */
  #languages() {
    return [this.getAttribute("lang"), document.documentElement.lang, ...navigator.languages].filter(
      (tag) => tag !== null && tag !== "",
    );
  }

  #stop() {
    this.#turn += this.#turn % 2;
    const handle = this.#handle;
    this.#handle = undefined;
    handle?.free();
    this.#root.replaceChildren();
  }

  /** @param {string} text */
  #say(text) {
    this.#root.replaceChildren(line("status", text));
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
    this.#root.replaceChildren();
    this.#warn(error);
    this.#root.append(retry);
  }

  /**
   * Says below what is shown what went wrong.
   * @param {unknown} error
   */
  #warn(error) {
    // Not by the class: the record module brings its own copy of it.
    const reason = /** @type {import("./loading.js").LoadError} */ (error).reason ?? "unsupported";
    this.#root.querySelector(":scope > [role=alert]")?.remove();
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

/**
 * @param {Uint8Array} one
 * @param {Uint8Array} other
 */
function same(one, other) {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

// Loaded twice, or by two scripts: the first stays.
if (!customElements.get(NAME)) customElements.define(NAME, ThuanForm);
