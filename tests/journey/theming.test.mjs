// Colours: what each ready theme draws can be told apart, in both schemes and in every state; and who decides which.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { after, test } from "node:test";

import { launch, openPage } from "../support/browser.mjs";
import { measure, openEye } from "../support/contrast.mjs";
import { VIETTEL, formOn } from "../support/form.mjs";
import { embedding, startHost } from "../support/host.mjs";
import { startAll } from "../support/suite.mjs";

const PROJECT = process.env.THUAN_PROJECT ?? resolve(import.meta.dirname, "../..");
const SCHEMES = ["light", "dark"];
const THEMES = (await readdir(join(PROJECT, "style/themes"))).map((file) => file.replace(".css", ""));

const host = await startHost();
after(() => host.stop());
const { browser, backend } = await startAll({ args: ["--allow-origin", host.origin] });
const eye = await openEye(browser);

/** A page of another origin with the form, on a device of this scheme. */
async function open({ device = "light", attributes = 'lang="vi"', head = "" } = {}) {
  const { script, element } = await embedding(backend.url, attributes);
  const context = await browser.newContext({ locale: "vi-VN", colorScheme: device, viewport: { width: 640, height: 900 } });
  const { page, trouble } = await openPage(context);
  await page.goto(host.page(element, { head: head + script }));
  const form = formOn(page);
  await form.ready();
  const colour = (name) =>
    page.locator("thuan-form").evaluate((element, name) => {
      // Unlike the property, what it draws does not depend on how the style sheet says it.
      const probe = element.shadowRoot.querySelector("form").appendChild(document.createElement("i"));
      probe.style.color = `var(${name})`;
      const { color } = getComputedStyle(probe);
      probe.remove();
      return color;
    }, name);
  return { context, page, trouble, form, colour };
}

const other = (scheme) => (scheme === "light" ? "dark" : "light");

for (const theme of ["none", ...THEMES]) {
  for (const scheme of SCHEMES) {
    test(`every state has the contrast that people need: theme ${theme}, ${scheme}`, async () => {
      // On a device and in a page of the other scheme: the browser's own controls must follow the form as well.
      const { context, page, form, trouble } = await open({
        device: other(scheme),
        attributes: `lang="vi" theme="${scheme}"`,
        head: theme === "none" ? "" : `<link rel="stylesheet" href="${backend.url}/v/0.1.0/themes/${theme}.css">`,
      });
      const low = [];
      const look = async (state, least) => {
        const found = await measure(page, state);
        assert.ok(found.looked >= least, `${state}: only ${found.looked} looked at`);
        low.push(...found.low);
      };
      await look("empty", 60);
      await page.hover("thuan-form button[type=submit]");
      await look("pointed at", 60);
      await form.fill({ tax_code: "100109106", email: "lan@gmial.com", phone: "024 3934 3137" });
      await form.input("phone").blur();
      await form.send();
      await form.summary.waitFor();
      await look("errors", 75);
      low.push(...(await rings(page)), ...(await boxes(form)));

      await form.fill(VIETTEL);
      await form.tick("purpose.renewal_email");
      await form.tick("acknowledged");
      let answer;
      const held = new Promise((go) => (answer = go));
      // As often as it is tried, with next to no time between.
      await page.evaluate(() => (Math.random = () => 0.02));
      await page.route("**/api/registrations", async (route) => (await held, route.abort()), { times: 5 });
      await form.send();
      await form.form.locator("button[aria-disabled=true]").waitFor();
      await look("sending", 60);
      answer();
      await form.form.locator(".status.failed").waitFor();
      await look("not sent", 60);
      await form.send();
      await form.done.waitFor();
      await look("done", 15);
      await page.evaluate(() => document.querySelector("thuan-form").thuan(1).openRecord());
      await page.locator("thuan-form .report").waitFor();
      await look("record", 60);

      assert.deepEqual(low, []);
      assert.deepEqual(trouble().filter((line) => !line.includes("ERR_FAILED") && !line.startsWith("failed:")), []);
      await context.close();
    });
  }
}

/** Goes through everything with the Tab key, and says where focus is hard to see. */
async function rings(page) {
  const MARGIN = 8;
  const low = [];
  const seen = new Set();
  const focused = () =>
    page.evaluate(() => {
      const element = document.querySelector("thuan-form").shadowRoot.activeElement;
      if (!element) return undefined;
      element.scrollIntoView({ block: "center" });
      const { x, y, width, height } = element.getBoundingClientRect();
      return { what: `${element.tagName} ${element.name ?? element.className} ${element.textContent}`.slice(0, 60), x, y, width, height };
    });
  await page.evaluate(() => document.querySelector("thuan-form").shadowRoot.querySelector("#error-summary").focus());
  for (;;) {
    await page.keyboard.press("Tab");
    const at = await focused();
    if (!at) break;
    seen.add(at.what.split(" ")[0]);
    const picture = () =>
      page.screenshot({
        clip: { x: Math.floor(at.x) - MARGIN, y: Math.floor(at.y) - MARGIN, width: Math.ceil(at.width) + 2 * MARGIN, height: Math.ceil(at.height) + 2 * MARGIN },
      });
    const after = await picture();
    // Where the Tab key goes on from is not forgotten.
    await page.evaluate(() => document.querySelector("thuan-form").shadowRoot.activeElement.blur());
    const thickness = await eye.ring(await picture(), after, MARGIN);
    if (thickness < 2) low.push(`focus: ${thickness} px of three to one around ${at.what}`);
  }
  assert.deepEqual([...seen].sort(), ["A", "BUTTON", "DIV", "INPUT", "TEXTAREA"]);
  return low;
}

/** The browser draws check boxes itself. */
async function boxes(form) {
  const MARGIN = 4;
  const box = form.input("purpose.renewal_email");
  const look = async () => {
    await box.blur();
    const { x, y, width, height } = await box.boundingBox();
    const clip = { x: x - MARGIN, y: y - MARGIN, width: width + 2 * MARGIN, height: height + 2 * MARGIN };
    return eye.box(await form.form.page().screenshot({ clip }), MARGIN);
  };
  await box.scrollIntoViewIfNeeded();
  const empty = await look();
  await box.check();
  const ticked = await look();
  await box.uncheck();
  return Object.entries({ "empty box": empty.edge, "ticked box": ticked.edge, tick: ticked.tick })
    .filter(([, ratio]) => !(ratio >= 3))
    .map(([what, ratio]) => `${what}: ${ratio.toFixed(2)}`);
}

test("the attribute decides, or else the device; a change keeps what was typed", async () => {
  const { context, page, form, trouble, colour } = await open();
  await form.fill({ email: "a@vidu.vn" });
  const seen = {};
  for (const device of SCHEMES) {
    await page.emulateMedia({ colorScheme: device });
    for (const theme of [null, "auto", "light", "dark", "plaid"]) {
      await page.evaluate((theme) => (document.querySelector("thuan-form").theme = theme), theme);
      const scheme = await form.form.evaluate((element) => getComputedStyle(element).colorScheme);
      seen[`${theme} on ${device}`] = `${scheme} ${await colour("--thuan-paper")}`;
    }
  }
  const [light, dark] = ["light rgb(255, 255, 255)", "dark rgb(18, 18, 18)"];
  assert.deepEqual(seen, {
    "null on light": light, "auto on light": light, "light on light": light, "dark on light": dark, "plaid on light": light,
    "null on dark": dark, "auto on dark": dark, "light on dark": light, "dark on dark": dark, "plaid on dark": dark,
  });
  assert.equal(await form.input("email").inputValue(), "a@vidu.vn");
  assert.deepEqual(trouble(), []);
  await context.close();
});

test("a page may say one colour, or one for each scheme in either way of writing", async () => {
  const { context, page, form, colour } = await open();
  for (const [value, light, dark] of [
    ["rgb(1, 2, 3)", "rgb(1, 2, 3)", "rgb(1, 2, 3)"],
    ["light-dark(rgb(1, 2, 3), rgb(4, 5, 6))", "rgb(1, 2, 3)", "rgb(4, 5, 6)"],
    ["var(--thuan-light, rgb(1, 2, 3)) var(--thuan-dark, rgb(4, 5, 6))", "rgb(1, 2, 3)", "rgb(4, 5, 6)"],
  ]) {
    await form.form.evaluate((element, value) => element.style.setProperty("--thuan-accent", value), value);
    for (const [theme, expected] of [["light", light], ["dark", dark]]) {
      await page.evaluate((theme) => (document.querySelector("thuan-form").theme = theme), theme);
      assert.equal(await colour("--thuan-accent"), expected, value);
      const button = form.form.locator("button[type=submit]");
      assert.equal(await button.evaluate((button) => getComputedStyle(button).backgroundColor), expected, value);
    }
  }
  await context.close();
});

test("paper is light", async () => {
  const { context, page, colour } = await open({ device: "dark", attributes: 'theme="dark"' });
  await page.emulateMedia({ media: "print" });
  assert.equal(await colour("--thuan-good"), "rgb(27, 107, 58)");
  await context.close();
});

for (const device of SCHEMES) {
  test(`in a frame, what is around the form is the page's, whatever it and the form are: ${device} device`, async () => {
    const [pink, corner] = [[255, 192, 203], [6, 6]];
    // Emulated preferences would also hold in frames, where that of the page around holds.
    const own = await launch([`--blink-settings=preferredColorScheme=${device === "dark" ? 0 : 1}`]);
    const context = await own.newContext({ colorScheme: null, viewport: { width: 1000, height: 500 } });
    const { page: tab, trouble } = await openPage(context);
    let theme;
    // Who may frame the page is another test's concern.
    await tab.route(`${backend.url}/`, async (route) => {
      const response = await route.fetch();
      const { "content-security-policy": _, ...headers } = response.headers();
      const body = (await response.text()).replace("<thuan-form", `<thuan-form theme="${theme}"`);
      await route.fulfill({ response, headers, body });
    });
    for (const page of [":root { color-scheme: light }", ":root { color-scheme: dark }", ":root { color-scheme: light dark }", "iframe { color-scheme: light }"]) {
      for (theme of ["auto", "light", "dark"]) {
        const head = `<style>${page} body { margin: 0; background: pink } iframe { width: 960px; height: 480px; border: 0 }</style>`;
        await tab.goto(host.page(`<iframe src="${backend.url}/" title="Form"></iframe>`, { head }));
        await tab.frameLocator("iframe").locator("thuan-form form").waitFor();
        const picture = await tab.screenshot();
        assert.deepEqual(await eye.colour(picture, ...corner), pink, `page ${page}, form ${theme}`);
      }
    }
    assert.deepEqual(trouble(), []);
    await own.close();
  });
}

test("the page on which one tries themes works under the pages' own policy", async () => {
  const context = await browser.newContext({ colorScheme: "light", viewport: { width: 1280, height: 900 } });
  const { page, trouble } = await openPage(context);
  await page.goto(`${backend.url}/theming.html`);
  const form = formOn(page);
  await form.ready();
  const paper = () => form.form.evaluate((element) => getComputedStyle(element).backgroundColor);
  const row = (name) => page.locator("tr", { has: page.locator(`[id="${name}"]`) });
  for (const theme of THEMES) {
    await page.check(`[name=ready][value=${theme}]`);
    assert.match(await page.inputValue("#rule"), new RegExp(`/themes/${theme}\\.css`));
    for (const scheme of SCHEMES) {
      await page.check(`[name=scheme][value=${scheme}]`);
      const [red, green, blue] = (await paper()).match(/\d+/g).map(Number);
      const shown = await row("--thuan-paper").locator("[type=color]").inputValue();
      assert.equal(shown, `#${[red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("")}`);
    }
  }
  await row("--thuan-paper").locator("[type=text]").fill("rgb(1, 2, 3)");
  assert.equal(await paper(), "rgb(1, 2, 3)");
  assert.match(await page.inputValue("#rule"), /thuan-form \{\n {2}--thuan-paper: rgb\(1, 2, 3\);\n\}/);
  await page.click("[type=reset]");
  await page.waitForFunction(() => getComputedStyle(document.querySelector("thuan-form")).backgroundColor === "rgb(255, 255, 255)");
  await page.check("[name=view][value=record]");
  await page.locator("thuan-form .record").waitFor();
  assert.deepEqual(trouble(), []);
  await context.close();
});

test("properties and parts: what is documented is what there is", async () => {
  const read = (path) => readFile(join(PROJECT, path), "utf8");
  const every = (text, pattern) => [...new Set([...text.matchAll(pattern)].map(([, name]) => name))].sort();
  const sources = async (folder, ending) => {
    const files = await readdir(join(PROJECT, folder), { recursive: true });
    return (await Promise.all(files.filter((file) => file.endsWith(ending)).map((file) => read(join(folder, file))))).join("\n");
  };
  const declared = every(await read("style/tokens.css"), /(--thuan-[a-z-]+):/g);
  const document = await read("docs/theming.md");
  const switches = ["--thuan-light", "--thuan-dark"];
  const properties = declared.filter((name) => !switches.includes(name));
  assert.deepEqual(every(document, /^\| `(--thuan-[a-z-]+)`/gm), properties, "docs/theming.md");
  assert.deepEqual(every(await read("src/pages/theming.html"), /id="(--thuan-[a-z-]+)"/g), properties, "src/pages/theming.html");
  const used = (await sources("style", ".css")) + (await sources("src", ".css"));
  assert.deepEqual(every(used, /(--thuan-[a-z-]+)/g), declared, "used and declared");
  const parts = every(await sources("src", ".rs"), /\.attr\("part", "([a-z-]+)"\)/g);
  assert.deepEqual(every(document, /^\| `::part\(([a-z-]+)\)`/gm), parts, "parts");
  for (const theme of THEMES) assert.match(document, new RegExp(`themes/${theme}\\.css`));
});
