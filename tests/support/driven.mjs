// The form and the record page as a person meets them, by WebDriver: clicks and keys are the browser's own.

import { Key } from "selenium-webdriver";

import { VIETTEL } from "./form.mjs";

/** How long anything may take, in milliseconds: engines start slowly on a busy machine. */
const PATIENCE = 30_000;

/** What the browser shows, with `<thuan-form>`, or what `host` selects, in it. */
export function driven(session, host = "thuan-form") {
  const until = (what, condition) =>
    // A document that is just being replaced answers with an error: it is asked again.
    session.wait(() => Promise.resolve(condition()).catch(() => false), PATIENCE, `waited in vain for ${what}`);
  const run = (script, ...args) => session.executeScript(script, ...args);
  const root = async () => (await session.findElement({ css: host })).getShadowRoot();
  const all = async (css) => (await root()).findElements({ css });
  const find = (css) => until(css, async () => (await all(css))[0]);
  /** By selector and not by element: not every driver takes a list of elements. */
  const each = (css, script, ...args) =>
    run(`return [...document.querySelector(arguments[0]).shadowRoot.querySelectorAll(arguments[1])].map((element) => ${script})`, host, css, ...args);
  const input = (name) => find(`[name="${name}"]`);
  const property = (name) => async (css) => run(`return arguments[0].${name}`, await find(css));
  const text = property("textContent");
  const page = {
    until,
    run,
    each,
    find,
    input,
    text,
    texts: (css) => each(css, "element.textContent"),
    value: (name) => property("value")(`[name="${name}"]`),
    isTicked: (name) => property("checked")(`[name="${name}"]`),
    click: async (css) => (await find(css)).click(),
    /** Presses the one of these whose words begin like this. */
    press: async (css, words) => {
      await find(css);
      const at = (await page.texts(css)).findIndex((text) => text.startsWith(words));
      if (at < 0) throw new Error(`none of ${css} says ${words}`);
      await (await all(css))[at].click();
    },
    /** The id of what has focus in the shadow root. */
    focused: () => run("return document.querySelector(arguments[0]).shadowRoot.activeElement?.id", host),
    /** Waits until this has the focus. */
    focus: (id) => until(`the focus on ${id}`, async () => (await page.focused()) === id),
    /** Opens an address anew, and waits until the element is there. */
    open: async (url) => {
      await session.get("about:blank");
      await until("an empty page", () => run("return location.href === 'about:blank'"));
      await session.get(url);
      await until(`${host} on ${url}`, () => run("return !!document.querySelector(arguments[0])?.shadowRoot", host));
    },
    /** Waits until the widget has taken over from the loader, or from what the page came with. */
    ready: () => find("form:not(:has(.fallback))"),
    fill: async (values) => {
      for (const [name, value] of Object.entries(values)) {
        const element = await input(name);
        await element.clear();
        await element.sendKeys(value.replaceAll("\n", Key.ENTER));
      }
    },
    tick: async (name) => (await input(name)).click(),
    send: () => page.click("button[type=submit]"),
    /**
     * Everything right, from an empty form to the confirmation. By the keyboard in frames: Chromium drops a click in one
     * that has just moved or grown, and WebKit's driver misses what it must scroll the page around for.
     */
    register: async ({ purposes = [], byKeyboard = false } = {}) => {
      const press = (element) => (byKeyboard ? element.sendKeys(Key.SPACE) : element.click());
      await page.ready();
      await page.fill(VIETTEL);
      for (const name of [...purposes.map((purpose) => `purpose.${purpose}`), "acknowledged"]) await press(await input(name));
      await press(await find("button[type=submit]"));
      await find("#done");
    },
  };
  return page;
}
