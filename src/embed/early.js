// What a person does to a form that is on the page before anything can answer.
//
// A page that comes with its form as HTML loads this first, as a classic script of its own, so small that nobody waits
// for it: from the first thing that can be pressed, a tick keeps its time, a click that no person made does nothing,
// and a press on the button is held until what was said can be signed. The loader has it as well, for pages without
// it, and is the only one to ask it anything. It must run in every browser, also in those in which nothing else does:
// there it gives up, and the form posts itself.

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
 * Lets the form post itself, as far as it can, and says so in it.
 * @param {Element} host
 */
function release(host) {
  const early = of(host);
  early.hopeless = true;
  early.held = false;
  for (const element of find(host, "[data-held]")) element.textContent = "";
  for (const element of find(host, ".fallback")) element.hidden = false;
}

/**
 * @param {Element} host
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
function find(host, selector) {
  return host.shadowRoot ? Array.from(host.shadowRoot.querySelectorAll(selector)) : [];
}

/** @param {Event} event */
function clicked(event) {
  const path = event.composedPath();
  const target = /** @type {HTMLInputElement} */ (path[0]);
  const host = path.find((node) => /** @type {Element} */ (node).localName === NAME);
  const early = host && of(/** @type {Element} */ (host));
  if (!early || early.over || !target.closest) return;
  // A box in a field is an answer like any other, and no consent.
  if (target.type === "checkbox" && !target.closest(".field")) {
    if (event.isTrusted) early.ticks.set(target.name, { ticked: target.checked, at: Date.now() });
    else event.preventDefault();
  } else if (!early.hopeless && target.closest("button[type=submit]")) {
    event.preventDefault();
    early.held = true;
    for (const element of find(/** @type {Element} */ (host), "[data-held]")) element.textContent = element.dataset.held || "";
  }
}

/** The page is there. Browsers that do not know declarative shadow DOM have the form in a template. */
function unfold() {
  for (const template of Array.from(document.querySelectorAll(`${NAME} > template[shadowrootmode]`))) {
    const host = /** @type {Element} */ (template.parentElement);
    if (!host.shadowRoot) host.attachShadow({ mode: "open" }).append(/** @type {HTMLTemplateElement} */ (template).content);
    template.remove();
  }
  if (hopeless) giveUp();
}

function giveUp() {
  hopeless = true;
  document.querySelectorAll(NAME).forEach(release);
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
  page[KEY] = { of, release, unfold };
  // The loader is a module: a browser that does not know what that is says nothing about it.
  hopeless = !("noModule" in HTMLScriptElement.prototype);
  addEventListener("click", clicked, true);
  addEventListener("error", broken, true);
  document.addEventListener("DOMContentLoaded", unfold);
}
