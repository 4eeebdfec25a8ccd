// What is said of the records that the device keeps.

import { choose } from "./settings.js";

const tables = new Map(__THUAN_OUTBOX_WORDS__);

/** @param {string | null | undefined} tag */
const table = (tag) => /** @type {OutboxWords} */ (tables.get(choose([...tables.keys()], [tag ?? ""])));

/** @typedef {"kept" | "sending" | "arrived" | "refused" | "expired"} Stage */

/**
 * What is said of the records that the device keeps, below the form: a box for each.
 * @param {(name: string) => void} remove
 */
export function notices(remove) {
  /** @type {Map<string, HTMLElement>} */
  const boxes = new Map();
  /** @type {Map<string, Stage>} */
  const stages = new Map();

  /** @param {string} name */
  function boxFor(name) {
    const known = boxes.get(name);
    if (known) return known;
    const box = document.createElement("div");
    box.className = "notice";
    const words = document.createElement("p");
    words.setAttribute("role", "status");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "secondary";
    button.addEventListener("click", () => remove(name));
    box.append(words, button);
    boxes.set(name, box);
    return box;
  }

  return {
    /** @param {ShadowRoot} root @param {string} name @param {Stage} stage */
    show(root, name, stage) {
      stages.set(name, stage);
      const form = root.querySelector("form");
      if (!form) return;
      const texts = table(form.closest("[lang]")?.getAttribute("lang"));
      const box = boxFor(name);
      // A part of the form, and no child that the widget knows: it stands behind all of them.
      if (box.parentNode !== form) form.append(box);
      const [words, button] = /** @type {[HTMLElement, HTMLButtonElement]} */ (/** @type {unknown} */ ([...box.children]));
      const said = texts[stage].replace("{reference}", (name.split("-")[0] ?? "").toUpperCase());
      // The same words put there again would be read out again.
      if (words.textContent !== said) words.textContent = said;
      button.textContent = texts.delete;
      button.hidden = stage === "arrived" || stage === "expired";
    },
    /** @param {string} name */
    hide(name) {
      stages.delete(name);
      boxes.get(name)?.remove();
      boxes.delete(name);
    },
    names: () => [...stages.keys()],
    /** In another language. @param {ShadowRoot} root */
    again(root) {
      for (const [name, stage] of stages) this.show(root, name, stage);
    },
  };
}
