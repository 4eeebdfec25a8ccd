// The element: <thuan-form form="…/forms/vst.json" lang="vi"></thuan-form>.
//
// A thin shell: it finds the definition, the policy, the style sheet and the engine, and hands over to the widget,
// which lives in WebAssembly and draws into the shadow root. Everything a page may touch is in thuan.d.ts.

import { Options, mount } from "./thuan_widget.js";
import { around } from "./around.js";
import { definition, engine, inside, languages, papers, recordModule, same, speaker, style, texts } from "./assets.js";
import { frame as connect, listen } from "./frame.js";
import { embedder } from "./embedder.js";
import { fill, type, typed } from "./inputs.js";
import { mounted, reasonOf } from "./loading.js";
import { hold } from "./press.js";
import { choose, endpointOf, formUrlOf, isHosted, languagesOf, surround } from "./settings.js";
import { line, waiting, words } from "./words.js";

/** @typedef {import("./thuan.js").ThuanFormElement} Public */
/** @typedef {import("./thuan.js").Prefill} Prefill */

const NAME = "thuan-form";

/**
 * What a person does before anything answers, noted by `early.js`, which pages load that come with a form.
 * @type {{
 *   noted: (host: Element) => { ticks: [string, boolean, number][], held: boolean },
 *   forget: (host: Element, over: boolean) => void,
 *   release: (host: Element, free: boolean) => void,
 *   unfold: () => void,
 * }}
 */
const early = /** @type {any} */ (window)[Symbol.for("thuan.early")] ?? { noted: () => ({ ticks: [], held: false }), forget() {}, release() {}, unfold() {} };

/** While a form that did not come with the page loads, there is room for it: what is below does not jump when it comes. */
const room = new CSSStyleSheet();
room.replaceSync(":host { display: block; min-height: 100vh }");

/** How often a form that is on the page already is tried to be started again before it says that it does not start. */
const TRIES = 2;

/** The attributes that are properties too; `lang` is one of every element. */
const REFLECTED = /** @type {const} */ (["form", "endpoint", "theme", "partner", "view", "name"]);

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
  /** Not an object: fields may have the names of what all objects have. @type {Map<string, string>} */
  #prefill = new Map();
  #around = around(this);
  /** @type {import("./assets.js").Definition | undefined} */
  #definition;
  /** The language that the form is shown in, and its texts. @type {[string, string]} */
  #said = ["", ""];
  /** How often it has been tried again without anybody being told. */
  #tries = 0;
  /** Counts starts, so that one that was overtaken does not show its result. */
  #turn = 0;

  constructor() {
    super();
    this.#root.addEventListener("change", hold, true);
    // Between the widget and its shell; the page around never sees them.
    this.#root.addEventListener("thuan-renew", () => void this.#renew());
    this.#root.addEventListener("thuan-open-record", () => void this.#openRecord());
    for (const act of /** @type {const} */ (["print", "copy", "clear"])) {
      this.#root.addEventListener(`thuan-${act}`, () => void this.#paper(act));
    }
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
  get name() { return this.getAttribute("name"); }
  set name(value) { this.#reflect("name", value); }

  /** @returns {Prefill} */
  get prefill() {
    return Object.fromEntries(this.#prefill);
  }

  set prefill(values) {
    const before = this.#prefill;
    this.#prefill = new Map(Object.entries({ ...values }));
    this.#fill(before);
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
    this.#around.enter();
    // A moved element is disconnected and connected again at once: what is on it stays.
    if (this.#handle || this.#turn % 2 === 1) return;
    this.#begin(this.view === "record");
  }

  disconnectedCallback() {
    this.#around.leave();
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#around.forget();
      this.#stop();
    });
  }

  /**
   * @param {string} name
   * @param {string | null} before
   * @param {string | null} now
   */
  attributeChangedCallback(name, before, now) {
    if (name === "lang") void this.#translate();
    else if (before !== now && this.#turn % 2 === 1) this.#restart();
  }

  /** Not while what is on the page handles an event: it is about to be freed. */
  #restart() {
    this.#around.forget();
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
    if (drawn) {
      this.#clear();
      early.release(this, false);
    } else {
      this.#root.adoptedStyleSheets = [room];
      this.#root.replaceChildren(waiting(words(languagesOf(this)).loading));
    }
    try {
      const url = formUrlOf(this);
      const wanted = record ? recordModule() : engine();
      const asked = definition(url, this.endpoint, { page: this.#page });
      const spoken = isHosted(this) && embedder() ? this.#speak(asked) : undefined;
      const [found, module, sheet, said] = await Promise.all([
        asked,
        wanted,
        drawn ? undefined : style(),
        record ? this.#said : this.#texts(asked),
      ]);
      if (turn !== this.#turn) return;
      if (sheet) this.#empty(sheet);
      // Somebody else's nodes, of an extension for one, may have come meanwhile.
      else if (this.#drawn()) this.#clear();
      this.#definition = found;
      // Unless the page says otherwise.
      if (found.theme && this.theme === null) this.theme = found.theme;
      this.#said = said;
      this.#record = record;
      this.#handle = record ? this.#mountRecord(module, url, found) : this.#take(url, found);
      this.#tries = 0;
      // Another language may have been asked for meanwhile.
      void this.#translate();
      // What is told before there is anybody to tell it to would be lost.
      await spoken;
      if (turn !== this.#turn) return;
      this.#tell("thuan:ready", {});
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#fail(error, record);
    }
  }

  /**
   * The language that a form will be shown in, and its texts. Which ones it is offered in is not known before it is
   * there; most are offered in what is wished for.
   * @param {Promise<import("./assets.js").Definition>} asked
   * @returns {Promise<[string, string]>}
   */
  async #texts(asked) {
    texts(choose(languages, languagesOf(this))).catch(() => {});
    const language = choose((await asked).languages, languagesOf(this));
    return [language, await texts(language)];
  }

  /**
   * Shows another language, once its texts have come: what was typed and ticked stays. Where they do not come, the form
   * stays as it is.
   */
  async #translate() {
    const [handle, found] = [this.#handle, this.#definition];
    if (!handle || !found) return;
    if (this.#record) return handle.set_languages(languagesOf(this));
    const wished = () => choose(found.languages, languagesOf(this));
    const language = wished();
    if (language === this.#said[0]) return;
    try {
      const table = await texts(language);
      if (handle !== this.#handle || language !== wished()) return;
      handle.set_language(language, table);
      this.#said = [language, table];
    } catch (error) {
      this.#warn(error, true);
    }
  }

  /**
   * Talks to the page around a frame. Where that cannot be, the form works all the same.
   * @param {Promise<import("./assets.js").Definition>} asked
   */
  #speak(asked) {
    return Promise.all([asked, speaker()]).then(([{ allowed_origins }, { speak }]) => speak(this, allowed_origins), () => {});
  }

  /**
   * Shows the form. What was done before to the one that came with the page counts if that was this one: nobody has
   * ticked what they did not read, and what was pressed is sent only in the words that were there.
   * @param {URL} url
   * @param {import("./assets.js").Definition} found
   */
  #take(url, found) {
    const [page, language] = [this.#page, this.#drawn()?.lang];
    const as = language && page && same(found.form, page.form) && same(found.policy, page.policy);
    const { ticks, held } = early.noted(this);
    const answers = typed(this.#root);
    const handle = this.#mount(url, found, !as && (held || ticks.length > 0), as ? ticks : []);
    type(this.#root, answers);
    if (as && held && this.#drawn()?.lang === language) queueMicrotask(() => this.#root.querySelector("form")?.requestSubmit());
    return handle;
  }

  /** The form that came with the page as HTML, until there is another. @returns {HTMLElement | undefined} */
  #drawn() {
    return /** @type {HTMLElement[]} */ ([...this.#root.children]).find((element) => element.className === "thuan");
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

  /**
   * What there is to do with a confirmation, beside saving and changing it.
   * @param {"print" | "copy" | "clear"} act
   */
  async #paper(act) {
    const evidence = this.#handle?.evidence?.();
    // Nothing was confirmed: a script of the page has pressed a button that nobody sees.
    if (!evidence) return;
    try {
      const module = await papers();
      if (act === "clear") await this.#definition?.carrier?.forget?.();
      await module[act](this.#root, evidence);
    } catch (error) {
      // On paper without the code, rather than not at all.
      if (act !== "print") return this.#warn(error);
      console.warn(error);
      print();
    }
  }

  /** From the confirmation, which stays until the record page can take its place. */
  async #openRecord() {
    const handle = this.#handle;
    if (this.#record || !handle) return;
    try {
      const url = formUrlOf(this);
      const [found, module, sheet] = await Promise.all([definition(url, this.endpoint), recordModule(), style()]);
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
    const url = formUrlOf(this);
    const asked = definition(url, this.endpoint, { cache: "reload" });
    const [found, sheet, said] = await Promise.all([asked, style(), this.#texts(asked)]).catch(() => []);
    // The same again: a cache on the way is behind. What the form says about it stays.
    const news = found && old && !(same(found.form, old.form) && same(found.policy, old.policy));
    if (turn !== this.#turn || !news) return;
    const answers = typed(this.#root);
    this.#handle?.free();
    this.#handle = undefined;
    this.#empty(sheet);
    this.#definition = found;
    this.#said = said;
    try {
      this.#handle = this.#mount(url, found, true);
    } catch (error) {
      this.#fail(error, false);
    }
    type(this.#root, answers);
    this.#root.querySelector("form")?.scrollIntoView();
  }

  /**
   * @param {URL} url
   * @param {import("./assets.js").Definition} found
   * @param {boolean} renewed whether it takes the place of another that somebody has begun with
   * @param {[string, boolean, number][]} [ticks] what was ticked already, how and when
   */
  #mount(url, { form, policy, endpoint, jwks, withdrawal_page, carrier }, renewed, ticks = []) {
    const options = new Options(form, policy, endpointOf(this, url, endpoint), ...this.#said);
    surround(this, options);
    if (jwks) options.set_jwks(new URL(jwks, url).href);
    if (withdrawal_page) options.set_withdrawal_page(new URL(withdrawal_page, url).href);
    if (carrier) options.set_carrier(carrier);
    if (renewed) options.set_renewed();
    if (__THUAN_RELEASE__.wasmSha256) options.set_widget_sha256(__THUAN_RELEASE__.wasmSha256);
    for (const [name, ticked, at] of ticks) options.add_early(name, ticked, at);
    const handle = mounted(() => mount(this.#root, options));
    early.forget(this, true);
    this.#record = false;
    this.#fill();
    return handle;
  }

  /** @param {Map<string, string>} [before] what the page knew already */
  #fill(before) {
    if (!this.#record) fill(this.#root, this.#prefill, before);
  }

  /**
   * @param {any} module
   * @param {URL} url
   * @param {import("./assets.js").Definition} found
   * @param {string} [evidence]
   */
  #mountRecord({ RecordOptions, open, wasmSha256 }, url, { form, policy, endpoint, carrier }, evidence) {
    const options = new RecordOptions();
    options.set_service(form, policy, endpointOf(this, url, endpoint), url.href);
    surround(this, options);
    options.set_widget_sha256(wasmSha256);
    // An outbox would keep half of a change: what it changes is in the person's file.
    if (carrier) options.set_carrier({ request: carrier.request });
    if (evidence) options.set_evidence(evidence);
    for (const tag of languagesOf(this)) options.add_language(tag);
    early.forget(this, true);
    return mounted(() => open(this.#root, options));
  }

  #stop() {
    this.#turn += this.#turn % 2;
    const handle = this.#handle;
    this.#handle = undefined;
    handle?.free();
    this.#root.replaceChildren();
    early.forget(this, false);
  }

  /**
   * @param {unknown} error
   * @param {boolean} record
   */
  #fail(error, record) {
    const [drawn, reason, turn] = [this.#drawn(), reasonOf(error), this.#turn];
    if (drawn && reason === "blocked" && this.#tries < TRIES) {
      // On a phone a lost connection looks like this, too. Nobody has to know yet: the form is there.
      this.#tries += 1;
      setTimeout(() => turn === this.#turn && !this.#handle && void this.#start(turn, record), this.#tries * 1500);
      return;
    }
    const retry = document.createElement("button");
    retry.type = "button";
    retry.textContent = words(languagesOf(this)).retry;
    retry.addEventListener("click", () => void this.#start(this.#turn, record), { once: true });
    if (!drawn) {
      this.#root.adoptedStyleSheets = this.#root.adoptedStyleSheets.filter((sheet) => sheet !== room);
      this.#root.replaceChildren();
      void style().then((sheet) => turn === this.#turn && this.#root.adoptedStyleSheets.push(sheet), () => {});
    } else if (reason === "offline") {
      addEventListener("online", () => retry.isConnected && retry.click(), { once: true });
    }
    // What was typed into a form that came with the page stays, and where it is not for want of a network, it may yet be
    // sent as it is; the form itself says so.
    const free = !!drawn && reason !== "offline";
    if (free) early.release(this, true);
    this.#warn(error, free);
    this.#root.append(retry);
  }

  /**
   * Says below what is shown what went wrong.
   * @param {unknown} error
   * @param {boolean} [said] whether the person is told otherwise
   */
  #warn(error, said) {
    const reason = reasonOf(error);
    [...this.#root.children].find((element) => element.role === "alert")?.remove();
    if (!said) this.#root.append(line("alert", words(languagesOf(this))[reason]));
    // Where the page is being made, what it says in the console stands in it as well: where, what, how to mend it.
    if (__THUAN_DEVELOPER__) this.#root.append(line("note", String(error)));
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

early.unfold();

// Loaded twice, or by two scripts: the first stays.
const taken = /** @type {any} */ (customElements.get(NAME));
if (!taken) {
  customElements.define(NAME, ThuanForm);
  listen();
} else if (!taken.thuan) console.error(`${NAME}: something else on this page has this name, so no form can be shown`);

/** @type {typeof import("./thuan.js").frame} */
export const frame = (taken ?? ThuanForm).frame;
