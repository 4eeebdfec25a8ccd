// What a person does to a form that is on the page before anything can answer.
//
// A page that comes with its form as HTML loads this first, as a classic script of its own, so small that nobody waits
// for it: from the first thing that can be pressed, a tick keeps its time, a click that no person made does nothing,
// and a press on the button is held until what was said can be signed. The loader asks it for copies: no script can
// note a tick. It must run in every browser, also in those in which nothing else does: there it gives up, and the form
// posts itself.

const KEY = Symbol.for("thuan.early");
const NAME = "thuan-form";

/**
 * What was done to a form.
 * @typedef {object} Early
 * @property {Map<string, { ticked: boolean, at: number }>} ticks boxes by name, with what was done last and when
 * @property {boolean} held whether the button was pressed
 * @property {boolean} hopeless whether nobody will ever answer
 * @property {boolean} over whether somebody else answers now
 */

/** @type {WeakMap<Element, Early>} */
const forms = new WeakMap();
let hopeless = false;

/**
 * @param {Element} host
 * @returns {Early}
 */
function of(host) {
  const early = forms.get(host) || { ticks: new Map(), held: false, hopeless, over: false };
  forms.set(host, early);
  return early;
}

/**
 * What a person did so far. A box that stands otherwise by now was not theirs to the end.
 * @param {Element} host
 */
function noted(host) {
  const { ticks, held } = of(host);
  /** @type {[string, boolean, number][]} */
  const stand = [];
  for (const box of /** @type {HTMLInputElement[]} */ (find(host, "input[type=checkbox]"))) {
    const tick = ticks.get(box.name);
    if (tick && tick.ticked === box.checked) stand.push([box.name, tick.ticked, tick.at]);
  }
  return { ticks: stand, held };
}

/**
 * Somebody else answers from here on; or, for a form that begins anew, nothing has been done to it.
 * @param {Element} host
 * @param {boolean} over
 */
function forget(host, over) {
  forms.delete(host);
  of(host).over = over;
}

/**
 * Lets the form post itself, as far as it can, and says so in it; or takes that back.
 * @param {Element} host
 * @param {boolean} free
 */
function release(host, free) {
  const early = of(host);
  early.hopeless = free;
  if (free) {
    early.held = false;
    for (const element of find(host, "[data-held]")) element.textContent = "";
  }
  for (const element of find(host, ".fallback")) element.hidden = !free;
}

/**
 * @param {Element} host
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
function find(host, selector) {
  return host.shadowRoot ? Array.from(host.shadowRoot.querySelectorAll(selector)) : [];
}

/**
 * Everything on the page. Not of the document itself, where a picture may have that name.
 * @param {string} selector
 * @returns {Element[]}
 */
function all(selector) {
  return Array.from(Document.prototype.querySelectorAll.call(document, selector));
}

/** @param {Event} event */
function clicked(event) {
  const path = event.composedPath();
  const target = /** @type {HTMLInputElement} */ (path[0]);
  const host = /** @type {Element | undefined} */ (path.find((node) => /** @type {Element} */ (node).localName === NAME));
  const early = host && of(host);
  // What stands beside the form, within the element, is the page's.
  if (!early || early.over || !target.closest || target.getRootNode() !== host.shadowRoot) return;
  const button = /** @type {HTMLButtonElement | null} */ (target.closest("button[type=submit]"));
  // A click on a box's words becomes one on the box that no browser can tell from a person's.
  if (!event.isTrusted) event.preventDefault();
  // A box in a field is an answer like any other, and no consent.
  else if (target.type === "checkbox" && !target.closest(".field")) early.ticks.set(target.name, { ticked: target.checked, at: Date.now() });
  else if (button && !(early.hopeless && button.form && button.form.hasAttribute("action"))) {
    // Where there is nowhere to post to, old browsers would put everything into the page's address.
    event.preventDefault();
    if (early.hopeless) return;
    early.held = true;
    for (const element of find(host, "[data-held]")) element.textContent = element.dataset.held || "";
  }
}

/** The page is there. Browsers that do not know declarative shadow DOM have the form in a template. */
function unfold() {
  for (const template of all(`${NAME} > template[shadowrootmode]`)) {
    const host = /** @type {Element} */ (template.parentElement);
    if (!host.shadowRoot) host.attachShadow({ mode: "open" }).append(/** @type {HTMLTemplateElement} */ (template).content);
    template.remove();
  }
  if (hopeless) giveUp();
}

function giveUp() {
  hopeless = true;
  all(NAME).forEach((host) => release(host, true));
}

/**
 * The loader did not arrive, or cannot be read.
 * @param {any} event
 */
function broken({ target, filename }) {
  const is = /** @param {unknown} url */ (url) => /\/thuan\.js(\?|$)/.test(`${url}`);
  if (!customElements.get(NAME) && (is(target && target.src) || is(filename))) giveUp();
}

const page = /** @type {any} */ (window);
if (!page[KEY]) {
  Object.defineProperty(page, KEY, { value: Object.freeze({ noted, forget, release, unfold }) });
  // The loader is a module: a browser that does not know what that is says nothing about it.
  hopeless = !("noModule" in HTMLScriptElement.prototype);
  addEventListener("click", clicked, true);
  addEventListener("error", broken, true);
  addEventListener("DOMContentLoaded", unfold);
}
