// What an element and its page say about a form: where it is, where it posts to, in which language, through whom.

import { embedder } from "./embedder.js";
import { LoadError } from "./loading.js";

/** @typedef {import("./thuan.js").ThuanFormElement} Element */

/**
 * Whether this is the page of a form, which others put into frames.
 * @param {Element} element
 */
export const isHosted = (element) => element.hasAttribute("hosted");

/**
 * The address of the form's definition.
 * @param {Element} element
 */
export function formUrlOf(element) {
  const attribute = element.form;
  if (!attribute) throw new LoadError("definition", `<${element.localName}> needs form="…/forms/<id>.json"`);
  let url;
  try {
    url = new URL(attribute, element.baseURI);
  } catch {
    throw new LoadError("definition", `form="${attribute}" is not an address`);
  }
  if (isHosted(element) && url.origin !== location.origin) throw new LoadError("definition", `${url.href} is elsewhere`);
  return url;
}

/**
 * Where to post to: what the element says, relative to the page, or what the definition says, relative to itself.
 * @param {Element} element
 * @param {URL} url of the definition
 * @param {string} endpoint as it stands there
 */
export function endpointOf(element, url, endpoint) {
  const own = element.endpoint;
  const said = own ?? endpoint;
  let target;
  try {
    target = new URL(said, own === null ? url : element.baseURI);
  } catch {}
  // Browsers do not post with a user's name or password in the address, either.
  if (!target || !/^https?:$/.test(target.protocol) || target.username || target.password) {
    throw new LoadError("definition", `the endpoint "${said}" is no address that a form can post to`);
  }
  target.hash = "";
  return target.href;
}

/**
 * The wishes, in this order: the element's, the page's, the browser's.
 * @param {Element} element
 */
export function languagesOf(element) {
  return [element.lang, document.documentElement.lang, ...navigator.languages].filter(Boolean);
}

/**
 * What is offered of these wishes: the first that is, otherwise the first that is offered. Only the first part of a
 * wish counts, `en` of `en-GB`.
 * @param {string[]} offered
 * @param {string[]} wishes
 */
export function choose(offered, wishes) {
  const tags = wishes.map((wish) => wish.toLowerCase().split(/[-_]/)[0] ?? "");
  return tags.find((tag) => offered.includes(tag)) ?? offered[0] ?? "";
}

/**
 * Through whom the person came. The address of a hosted page may say so; that of somebody else's page is theirs.
 * @param {Element} element
 * @param {any} options
 */
export function surround(element, options) {
  const asked = isHosted(element) && new URLSearchParams(location.search).get("partner");
  options.set_partner(element.partner ?? (asked || "").normalize());
  const origin = embedder();
  if (origin) options.set_embedder_origin(origin);
}
