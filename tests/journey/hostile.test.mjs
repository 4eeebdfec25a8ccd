// Pages that mean no good, or were never cleaned up: names that hide what browsers have, styles for everything, objects
// that have more than they should. The form looks and works as on a calm page, and what it signs verifies.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";

import sharp from "sharp";

import { SITE, startBackend, thuan } from "../support/backend.mjs";
import { launch, openPage } from "../support/browser.mjs";
import { VIETTEL, formOn } from "../support/form.mjs";
import { siteFor } from "../support/framed.mjs";
import { embedding, startHost } from "../support/host.mjs";
import { downloaded } from "../support/record.mjs";

let browser;
let backend;
let host;
let site;

before(async () => {
  host = await startHost();
  site = await siteFor([host.origin]);
  [browser, backend] = await Promise.all([launch(), startBackend({ site: site.site, args: ["--allow-origin", host.origin] })]);
});

after(async () => {
  await browser?.close();
  await backend?.stop();
  await backend?.remove();
  await site?.removeSite();
  await host?.stop();
});

/** A page with the element; what is `before` the script comes first of all. */
async function open({ body = (element) => element, before = "", attributes, routes = [], ready = true } = {}) {
  const { script, element } = await embedding(backend.url, attributes);
  const context = await browser.newContext({ locale: "vi-VN", viewport: { width: 800, height: 900 } });
  const { page, trouble } = await openPage(context);
  for (const [pattern, answer] of routes) await page.route(pattern, answer);
  await page.addInitScript(() => {
    window.codes = [];
    addEventListener("thuan:error", (event) => window.codes.push(event.detail.code));
  });
  await page.goto(host.page(body(element), { head: before + script }));
  const form = formOn(page);
  if (ready) await form.ready();
  return { context, page, form, trouble };
}

/** From the first mistake to a file that verifies. */
async function wholeWay(page, form) {
  await form.send();
  await form.summary.waitFor();
  await form.fill(VIETTEL);
  await form.tick("purpose.renewal_email");
  await form.tick("acknowledged");
  await form.send();
  await form.done.waitFor();
  const { file } = await downloaded(page, form.form.getByRole("button", { name: /Tải bản ghi/ }));
  assert.match(await thuan("verify", file), /and it holds/);
}

// --- Names ---------------------------------------------------------------------------------------------------------

const GLOBALS = ["config", "thuan", "form", "customElements", "URL", "crypto", "fetch", "WebAssembly", "early", "name", "vi", "en"];
const OF_DOCUMENT = [
  "currentScript", "querySelector", "querySelectorAll", "baseURI", "documentElement", "head", "body", "referrer", "cookie", "forms",
  "activeElement", "getElementById", "readyState", "adoptedStyleSheets", "addEventListener", "dispatchEvent", "thuan",
];

for (const [what, around] of [
  ["links with the ids of globals", (element) => GLOBALS.map((name) => `<a id="${name}" name="${name}" href="https://evil.example/"></a>`).join("") + element],
  ["pictures with the names of what documents have", (element) => OF_DOCUMENT.map((name) => `<img name="${name}" alt="">`).join("") + element],
  ["forms with the names of what documents have", (element) => OF_DOCUMENT.map((name) => `<form name="${name}" id="${name}"></form>`).join("") + element],
  [
    "a form around it with fields of the widget's names",
    (element) => `<form id="form" name="thuan">${["tax_code", "submit", "action", "acknowledged", "method", "children", "getRootNode"].map((name) => `<input name="${name}" id="${name}">`).join("")}${element}</form>`,
  ],
  [
    "things within it",
    (element) => {
      const names = ["shadowRoot", "root", "form", "children", "lastElementChild"].map((name) => `<a id="${name}" name="${name}" href="https://evil.example/"></a>`);
      // What the build puts there in a hosted page; here it is somebody else's.
      const data = ["form", "policy"].map((name) => `<script type="application/json" data-thuan="${name}">{"polluted":"yes"}</script>`);
      return element.replace("></", `>${[...names, ...data].join("")}</`);
    },
  ],
]) {
  test(`${what} change nothing`, async () => {
    const { context, page, form, trouble } = await open({ body: around });
    await wholeWay(page, form);
    assert.deepEqual(trouble(), []);
    await context.close();
  });
}

// --- Styles --------------------------------------------------------------------------------------------------------

/** Every property of every element in the form that text or its place depends on, as the browser computed it. */
const computed = (form) =>
  form.form.evaluate(({ shadowRoot }) =>
    [...shadowRoot.querySelectorAll("*")].map((element) => {
      const style = getComputedStyle(element);
      return `${element.localName}.${element.className}: ${[...style].filter((name) => !name.startsWith("--")).map((name) => `${name}: ${style.getPropertyValue(name)}`).join("; ")}`;
    }),
  );

/** Where the page puts the element, the same in all of them. */
const PLACE = "main { display: block; width: 600px; padding: 20px; font: 16px serif; background: white }";

/** A page with these rules, drawn. */
async function drawn(css, attributes = 'lang="vi" theme="light"') {
  const { context, page, form, trouble } = await open({ body: (element) => `<main>${element}</main>`, before: `<style>${PLACE}${css}</style>`, attributes });
  await form.send();
  await form.focus("error-summary");
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.activeElement.blur());
  const styles = await computed(form);
  const picture = await form.form.screenshot({ animations: "disabled" });
  assert.deepEqual(trouble(), []);
  await context.close();
  return { styles, picture };
}

/** Pixels at rounded corners that browsers draw by where a box stands in the page; a style that gets in changes thousands. */
const EDGES = 100;

/** How many pixels of two pictures of the same size differ at all. */
async function pixelsBetween(one, other) {
  const [{ data: a, info }, { data: b, info: size }] = await Promise.all(
    [one, other].map((picture) => sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true })),
  );
  assert.deepEqual([size.width, size.height], [info.width, info.height]);
  let count = 0;
  for (let at = 0; at < a.length; at += 3) if (a[at] !== b[at] || a[at + 1] !== b[at + 1] || a[at + 2] !== b[at + 2]) count += 1;
  return count;
}

let first;
const calmly = () => (first ??= drawn(""));

for (const [what, css] of [
  [
    "what is inherited",
    `main { color: transparent; -webkit-text-fill-color: transparent; -webkit-text-stroke: 4px red; -webkit-text-security: disc; text-shadow: 0 0 9px red;
      text-transform: uppercase; text-indent: 7em; text-align: right; text-align-last: center; letter-spacing: 1em; word-spacing: 3em;
      white-space: nowrap; word-break: break-all; overflow-wrap: normal; hyphens: auto; line-height: 0.2; tab-size: 99; text-wrap: nowrap;
      font: italic small-caps 900 60px/5 fantasy; font-feature-settings: "smcp"; font-variation-settings: "wght" 900; font-size-adjust: 2; direction: rtl;
      writing-mode: horizontal-tb; list-style: square inside url(data:,); cursor: none; user-select: none; -webkit-user-select: none; caret-color: transparent;
      accent-color: red; color-scheme: dark; text-emphasis: circle; quotes: "x" "y"; line-break: anywhere; text-underline-position: under; font-synthesis: none;
      border-collapse: collapse; border-spacing: 9px; empty-cells: hide; caption-side: bottom; text-rendering: geometricPrecision; font-kerning: none; paint-order: stroke; text-decoration-skip-ink: none }`,
  ],
  ["a root of another writing", "html { direction: rtl; text-align: center; text-transform: capitalize; color: white; background: black }"],
  [
    "rules for everything",
    `body, body *, body *::before { margin: 0; padding: 0; border: 0 solid; box-sizing: content-box; color: white !important; background: none !important; font: italic 9px cursive !important; text-transform: uppercase !important;
      letter-spacing: 9px !important; line-height: 1 !important; text-align: justify !important; user-select: none !important; float: none; list-style: none; outline: none !important; transition: none; color-scheme: dark !important }`,
  ],
  [
    "rules for what is within",
    `thuan-form *, thuan-form > *, thuan-form input, thuan-form .thuan, .thuan, .field, .error, input, button, label, #done, fieldset, legend, h2
      { all: unset !important; display: none !important; font-size: 99px !important; position: fixed !important }`,
  ],
  ["::part of everything, which is no selector", "thuan-form::part(*) { display: none } ::slotted(*) { display: none } :host { display: none }"],
]) {
  test(`a page's styles, ${what}: the form looks the same to the pixel`, async () => {
    const calm = await calmly();
    const { styles, picture } = await drawn(css);
    for (const [at, style] of styles.entries()) {
      const [one, other] = [calm.styles[at].split("; "), style.split("; ")];
      assert.deepEqual(other.filter((part) => !one.includes(part)), [], `${one[0].split(":")[0]}: ${one.filter((part) => !other.includes(part))}`);
    }
    assert.equal(styles.length, calm.styles.length);
    const differing = await pixelsBetween(calm.picture, picture);
    assert.ok(differing <= EDGES, `the picture: ${differing} pixels`);
  });
}

test("a page that unsets everything: no longer in its place, but legible, and it works", async () => {
  const css = "body * { all: unset !important; color: white !important } body { background: black }";
  const { context, page, form, trouble } = await open({ body: (element) => `<main>${element}</main>`, before: `<style>${css}</style>`, attributes: 'lang="vi" theme="light"' });
  const look = ({ shadowRoot }) => {
    const of = (selector) => getComputedStyle(shadowRoot.querySelector(selector));
    return [of("label").color, of("[name=email]").color, of("h2").fontSize, of("button").cursor, of("[name=email]").display];
  };
  assert.deepEqual(await form.form.evaluate(look), ["rgb(27, 36, 48)", "rgb(27, 36, 48)", "24px", "pointer", "block"]);
  await wholeWay(page, form);
  assert.deepEqual(trouble(), []);
  await context.close();
});

test("whether it is seen and can be clicked stays the page's to say", async () => {
  const { context, page, form } = await open({ body: (element) => `<main>${element}</main>` });
  const email = form.input("email");
  const has = (name) => email.evaluate((input, name) => getComputedStyle(input)[name], name);
  const say = (css) => page.evaluate((css) => document.querySelector("main").setAttribute("style", css), css);
  await say("visibility: hidden");
  assert.equal(await email.isVisible(), false, "a closed dialog does not show the form that is in it");
  await say("pointer-events: none; opacity: 0");
  assert.equal(await has("pointerEvents"), "none", "what nobody sees takes no clicks");
  await say("display: none");
  assert.equal(await email.isVisible(), false);
  await say("");
  await page.evaluate(() => document.querySelector("thuan-form").setAttribute("style", "display: none"));
  assert.equal(await email.isVisible(), false);
  await context.close();
});

// --- Objects -------------------------------------------------------------------------------------------------------

/** What objects, lists and texts have, by name, and whether any of it can be gone through. */
const prototypes = (where) =>
  where.evaluate(() => [Object, Array, String, Function].map(({ prototype }) => [Object.getOwnPropertyNames(prototype).sort().join(), Object.keys(prototype)]));

const FORM = await readFile(join(SITE, "forms/vst.json"), "utf8");
const more = (member) => FORM.replace("{", `{${member},`);

for (const [what, text] of [
  ["__proto__", more('"__proto__":{"polluted":"yes"}')],
  ["__proto__ further down", FORM.replace(/"fields"\s*:\s*\[\s*\{/, (match) => `${match}"__proto__":{"polluted":"yes"},`)],
  ["constructor", more('"constructor":{"prototype":{"polluted":"yes"}}')],
  ["a member twice", more('"endpoint":"https://evil.example/"')],
  ["a member twice, once in other letters", more('"\\u0065ndpoint":"https://evil.example/"')],
]) {
  test(`a definition with ${what} is none, and nothing is polluted`, async () => {
    assert.notEqual(text, FORM);
    const answer = (route) => route.fulfill({ contentType: "application/json", headers: { "access-control-allow-origin": "*" }, body: text });
    const { context, page, form } = await open({ routes: [["**/forms/vst.json", answer]], ready: false });
    await form.form.getByRole("alert").waitFor();
    assert.match(await form.form.getByRole("alert").textContent(), /chưa được thiết lập đúng/);
    assert.deepEqual(await page.evaluate(() => window.codes), ["load_definition"]);
    const other = await context.newPage();
    assert.deepEqual(await prototypes(page), await prototypes(other));
    await context.close();
  });
}

const WISHES = '{"__proto__":{"polluted":"yes"},"prefill":{"__proto__":{"polluted":"yes"},"constructor":"x","toString":"y","email":"a@vidu.vn"}}';

test("what a page knows in advance pollutes nothing, on the page or in a frame", async () => {
  const frame = `<iframe src="${backend.url}/vst/" title="x"></iframe>`;
  const { context, page, form } = await open({ body: (element) => frame + element });
  const framed = page.frameLocator("iframe");
  await formOn(framed).ready();
  const calm = await prototypes(await context.newPage());
  await page.evaluate((wishes) => {
    const element = document.querySelector("thuan-form");
    element.prefill = JSON.parse(wishes).prefill;
    customElements.get("thuan-form").frame(document.querySelector("iframe"), JSON.parse(wishes));
  }, WISHES);
  assert.equal(await form.input("email").inputValue(), "a@vidu.vn");
  await page.frames()[1].waitForFunction(() => document.querySelector("thuan-form").shadowRoot.querySelector("[name=email]").value === "a@vidu.vn");
  assert.deepEqual([await prototypes(page), await prototypes(page.frames()[1])], [calm, calm]);
  await context.close();
});

test("a page that has polluted everything itself, as libraries once did: signed, sent, and it verifies", async () => {
  const pollute = () => {
    // As Prototype 1.6 had it, and worse: all of it can be gone through.
    for (const type of [Object, Array, String, Number, Date]) {
      type.prototype.toJSON = function () {
        return `"hostile ${String(this)}"`;
      };
    }
    Array.prototype.each = Array.prototype.last = function () {};
    String.prototype.strip = function () {};
    Function.prototype.bindAsEventListener = function () {};
    Object.prototype.x = "x";
    Object.prototype.email = "evil@evil.example";
    Object.prototype.polluted = { toString: () => "evil" };
  };
  const { context, page, form, trouble } = await open({ before: `<script>(${pollute})()</script>` });
  assert.equal(await form.form.locator("[name=email]").inputValue(), "", "what every object has is not what the page knows");
  await wholeWay(page, form);
  assert.deepEqual(trouble(), []);
  await context.close();
});
