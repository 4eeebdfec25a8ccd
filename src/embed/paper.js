// What there is to do with a confirmation beside saving the record: printing it with a code that anybody can hold the file
// against, copying it, and clearing what this browser keeps. Loaded when one of these is asked for.

import { encodeQR } from "qr";

import { sha256Of } from "./proof.js";
import { choose } from "./settings.js";

const SVG = "http://www.w3.org/2000/svg";
/** How long a database that is cleared may be held by somebody else, in milliseconds. */
const BLOCKED = 5000;
const DATABASES = ["thuan", "thuan-outbox"];
const tables = new Map(__THUAN_PAPER_WORDS__);

/** @param {ParentNode} root */
function words(root) {
  const tag = root.querySelector("[lang]")?.getAttribute("lang") ?? "";
  return /** @type {PaperWords} */ (tables.get(choose([...tables.keys()], [tag])));
}

/**
 * The address at which a record can be held against its hash: anybody's copy of `verify.html` does, and this release has
 * one beside it.
 * @param {string} evidence
 */
async function addressOf(evidence) {
  const address = new URL("../../verify.html", import.meta.url);
  address.hash = await sha256Of(JSON.parse(evidence).consent);
  return address.href;
}

/**
 * Draws a code (ISO/IEC 18004) as one path, a unit a module, with the quiet zone of four around it.
 * @param {string} text
 */
function drawn(text) {
  const rows = encodeQR(text, "raw", { border: 4 });
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", rows.map((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")).join("")).join(""));
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${rows.length} ${rows.length}`);
  // The address beside it says the same.
  svg.setAttribute("aria-hidden", "true");
  svg.append(path);
  return svg;
}

/**
 * Prints the confirmation, with the code below it, which only paper shows.
 * @param {ShadowRoot} root
 * @param {string} evidence the person's copy
 */
export async function print(root, evidence) {
  const address = await addressOf(evidence);
  const figure = document.createElement("figure");
  figure.className = "paper";
  const caption = document.createElement("figcaption");
  const said = document.createElement("p");
  said.textContent = words(root).code;
  const code = document.createElement("code");
  code.textContent = address;
  caption.append(said, code);
  figure.append(drawn(address), caption);
  root.querySelector(".paper")?.remove();
  root.querySelector(".done")?.append(figure);
  window.print();
}

/**
 * Copies what the confirmation says, and the address of the check, as text.
 * @param {ShadowRoot} root
 * @param {string} evidence
 */
export async function copy(root, evidence) {
  const parts = [...root.querySelectorAll(".done > h2, .done > .reference, .done > h3, .done li")];
  const said = (/** @type {Element} */ part) => [...part.childNodes].map(({ textContent }) => (textContent ?? "").trim());
  const lines = parts.map((part) => said(part).join(part.matches("li") ? ": " : " "));
  const text = [...lines, await addressOf(evidence)].join("\n");
  try {
    await navigator.clipboard.writeText(text);
    tell(root, words(root).copied);
  } catch {
    // Frames may be kept from it: then there is something to copy from.
    const line = tell(root, words(root).not_copied);
    const field = document.createElement("textarea");
    field.readOnly = true;
    field.rows = lines.length + 1;
    field.value = text;
    field.setAttribute("aria-label", words(root).not_copied);
    line.after(field);
    field.select();
  }
}

/**
 * Clears everything that this browser keeps of forms on this origin: keys, records, and what was not sent yet.
 * @param {ShadowRoot} root
 */
export async function clear(root) {
  const gone = DATABASES.map(
    (name) =>
      new Promise((done, failed) => {
        const request = indexedDB.deleteDatabase(name);
        request.onsuccess = done;
        request.onerror = failed;
        // Whoever is just writing lets go in a moment; a page of an older release that has it open is not waited for.
        request.onblocked = () => setTimeout(failed, BLOCKED);
      }),
  );
  const cleared = await Promise.all(gone).then(() => true, () => false);
  /** @type {HTMLElement | null} */
  const stored = root.querySelector(".stored");
  if (cleared && stored) stored.hidden = true;
  tell(root, cleared ? words(root).cleared : words(root).not_cleared);
}

/**
 * @param {ShadowRoot} root
 * @param {string} text
 */
function tell(root, text) {
  const old = root.querySelector(".told");
  if (old?.nextElementSibling?.matches("textarea")) old.nextElementSibling.remove();
  old?.remove();
  const line = document.createElement("p");
  line.className = "status told";
  line.setAttribute("role", "status");
  root.querySelector(".done .buttons")?.after(line);
  // Once it is there: what comes along with its region is not read out by all.
  line.textContent = text;
  return line;
}
