// The form and the record page as a person meets them, by WebDriver: clicks and keys are the browser's own.

import { Key } from "selenium-webdriver";

import { VIETTEL } from "./form.mjs";

/** How long anything may take, in milliseconds: engines start slowly on a busy machine. */
const PATIENCE = 20_000;

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
    /** Presses the button whose words begin like this. */
    press: async (words) => {
      await find("button");
      const at = (await page.texts("button")).findIndex((text) => text.startsWith(words));
      if (at < 0) throw new Error(`no button says ${words}`);
      await (await all("button"))[at].click();
    },
    /** The id of what has focus in the shadow root. */
    focused: () => run("return document.querySelector(arguments[0]).shadowRoot.activeElement?.id", host),
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
    /** By the keyboard: a click is dropped in a frame of another origin that has just moved or grown. */
    tickByKey: async (name) => (await input(name)).sendKeys(Key.SPACE),
    send: () => page.click("button[type=submit]"),
    /** Everything right, from an empty form to the confirmation. */
    register: async ({ purposes = [], tick = page.tick } = {}) => {
      await page.ready();
      await page.fill(VIETTEL);
      for (const purpose of purposes) await tick(`purpose.${purpose}`);
      await tick("acknowledged");
      await page.send();
      await page.find("#done");
    },
  };
  return page;
}
