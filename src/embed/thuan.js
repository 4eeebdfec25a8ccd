// The element: <thuan-form form="…/forms/vst.json" lang="vi"></thuan-form>.
//
// A thin shell: it finds the definition, the policy, the style sheet and the engine, and hands over to the widget,
// which lives in WebAssembly and draws into the shadow root. Everything a page may touch is in thuan.d.ts.

import { Options, mount } from "./thuan_widget.js";
import { LoadError, definition, engine, style } from "./assets.js";
import { words } from "./words.js";

const NAME = "thuan-form";

class ThuanForm extends HTMLElement {
  static observedAttributes = ["lang"];

  /** A shadow root that came with the page is kept: attaching another would empty it. */
  #root = this.attachInternals().shadowRoot ?? this.attachShadow({ mode: "open" });
  /** @type {import("./thuan_widget.js").Handle | undefined} */
  #handle;
  /** Counts starts, so that one that was overtaken does not show its result. */
  #turn = 0;

  connectedCallback() {
    // A moved element is disconnected and connected again at once: what is on it stays.
    if (this.#handle || this.#turn % 2 === 1) return;
    this.#turn += 1;
    void this.#start(this.#turn);
  }

  disconnectedCallback() {
    queueMicrotask(() => {
      if (!this.isConnected) this.#stop();
    });
  }

  attributeChangedCallback() {
    this.#handle?.set_languages(this.#languages());
  }

  /** @param {number} turn */
  async #start(turn) {
    const text = words(this.#languages());
    this.#say(text.loading);
    try {
      const url = this.#formUrl();
      const [{ form, policy, endpoint }, sheet] = await Promise.all([definition(url), style(), engine()]);
      if (turn !== this.#turn) return;
      this.#root.adoptedStyleSheets = [sheet];
      this.#root.replaceChildren();
      this.#handle = this.#mount(url, form, policy, endpoint);
      this.#tell("thuan:ready", {});
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#fail(error);
    }
  }

  /**
   * @param {URL} url
   * @param {Uint8Array} form
   * @param {Uint8Array} policy
   * @param {string} endpoint
   */
  #mount(url, form, policy, endpoint) {
    const target = new URL(this.getAttribute("endpoint") ?? endpoint, this.hasAttribute("endpoint") ? document.baseURI : url);
    target.hash = "";
    const options = new Options(form, policy, target.href);
    options.set_partner(this.getAttribute("partner") ?? "");
    if (__THUAN_RELEASE__.wasmSha256) options.set_widget_sha256(__THUAN_RELEASE__.wasmSha256);
    for (const tag of this.#languages()) options.add_language(tag);
    try {
      return mount(this.#root, options);
    } catch (error) {
      throw new LoadError("definition", String(error));
    }
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
    const line = document.createElement("p");
    line.setAttribute("role", "status");
    line.textContent = text;
    this.#root.replaceChildren(line);
    return line;
  }

  /** @param {unknown} error */
  #fail(error) {
    const reason = error instanceof LoadError ? error.reason : "unsupported";
    const text = words(this.#languages());
    const retry = document.createElement("button");
    retry.type = "button";
    retry.textContent = text.retry;
    retry.addEventListener("click", () => void this.#start(this.#turn), { once: true });
    this.#say(text[reason]).setAttribute("role", "alert");
    this.#root.append(retry);
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

// Loaded twice, or by two scripts: the first stays.
if (!customElements.get(NAME)) customElements.define(NAME, ThuanForm);
