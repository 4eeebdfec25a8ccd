// What is filled in: fields, and not what a person agrees to.

/** Kinds of input whose answer is a tick. */
const TICKED = /^(radio|checkbox)$/;

/**
 * @param {ShadowRoot} root
 * @returns {HTMLInputElement[]}
 */
function inputs(root) {
  return [...root.querySelectorAll(/** @type {"input"} */ (".field :is(input, select, textarea)"))];
}

/**
 * What was typed or chosen, by the name of the input. Not an object: fields may have the names of what all objects have.
 * @param {ShadowRoot} root
 * @returns {Map<string, string>}
 */
export function typed(root) {
  const answers = /** @type {[string, string][]} */ (inputs(root).map((input) => [input.name, answer(input)]));
  return new Map(answers.filter(([, text]) => text));
}

/**
 * Types it again where another input has taken the place of the one that it was typed into.
 * @param {ShadowRoot} root
 * @param {Map<string, string>} answers
 */
export function type(root, answers) {
  for (const input of inputs(root)) {
    const text = answers.get(input.name);
    if (text && answer(input) !== text) put(input, text);
  }
}

/**
 * Puts what the page knows into fields that are empty: what a person typed stays.
 * @param {ShadowRoot} root
 * @param {Map<string, unknown>} known
 * @param {Map<string, unknown>} [before] what it said already: what was emptied stays empty when the page says it again
 */
export function fill(root, known, before) {
  const answers = typed(root);
  for (const input of inputs(root)) {
    const text = known.get(input.name);
    if (!answers.has(input.name) && text !== undefined && text !== before?.get(input.name)) put(input, text);
  }
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
  if (TICKED.test(input.type)) input.checked = input.value === `${text}`;
  else input.value = `${text}`;
  const list = /** @type {HTMLSelectElement} */ (/** @type {unknown} */ (input));
  if (list.selectedIndex < 0) list.selectedIndex = 0;
  if (list.options || TICKED.test(input.type)) input.dispatchEvent(new Event("change"));
}
