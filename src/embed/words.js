// What the loader says itself, before the widget and its texts are there. The words are the translations', in all
// languages: they are what is said when nothing else can be had.

import { choose } from "./settings.js";

const tables = new Map(__THUAN_WORDS__);

/**
 * The words in the first of these languages that there are words in.
 * @param {string[]} tags
 * @returns {ThuanWords}
 */
export function words(tags) {
  return /** @type {ThuanWords} */ (tables.get(choose([...tables.keys()], tags)));
}

/**
 * @param {string} role
 * @param {string} text
 */
export function line(role, text) {
  const line = document.createElement("p");
  line.setAttribute("role", role);
  line.textContent = text;
  return line;
}

/**
 * What is said while something is fetched.
 * @param {string} text
 */
export function waiting(text) {
  const progress = document.createElement("progress");
  progress.ariaHidden = "true";
  const status = line("status", text);
  status.append(" ", progress);
  return status;
}
