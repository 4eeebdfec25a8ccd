// Every state, in both schemes and both languages: axe finds nothing, headings are in order, what is pressed is large
// enough, and nothing scrolls both ways where 320 CSS pixels are left, be it a small phone or a page enlarged four times.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { axe, check } from "../support/axe.mjs";
import { startBackend } from "../support/backend.mjs";
import { openPage } from "../support/browser.mjs";
import { extra, siteWith } from "../support/definition.mjs";
import { VIETTEL, formOn } from "../support/form.mjs";
import { GROUPS } from "../support/states.mjs";
import { startEmbedded } from "../support/suite.mjs";

const world = await startEmbedded();
const { browser, backend } = world;
const made = await siteWith(await extra());
world.own = await startBackend({ site: made.site });
after(async () => {
  await world.own.stop();
  await world.own.remove();
  await made.removeSite();
});

/** What is left of 1280 × 1024 at 400 % (WCAG 2.2, 1.4.10). */
const REFLOW = { width: 320, height: 256 };

/** The smallest that a finger finds (WCAG 2.2, 2.5.5), in CSS pixels. */
const TARGET = 44;

/** Headings as one hears them, through shadow roots; what is too small to press; what is wider than the page. */
function measured(target) {
  const roots = [document];
  const all = [];
  for (const element of document.querySelectorAll("*")) all.push(element);
  for (const element of all) if (element.shadowRoot && !roots.includes(element.shadowRoot)) (roots.push(element.shadowRoot), all.push(...element.shadowRoot.querySelectorAll("*")));
  const shown = all.filter((element) => element.checkVisibility());
  const levels = shown.filter((element) => /^H[1-6]$/.test(element.tagName)).map((element) => Number(element.ariaLevel ?? element.tagName[1]));
  const small = [];
  for (const element of shown.filter((element) => element.matches("button, a, select, textarea, input:not([type=hidden])"))) {
    const tick = element.matches("[type=checkbox], [type=radio]");
    const { width, height } = element.getBoundingClientRect();
    const margin = tick ? 2 * parseFloat(getComputedStyle(element).marginTop) : 0;
    // A link in a sentence is as high as its line.
    const inline = element.matches("p a");
    if (!inline && height + margin < target) small.push(`${element.outerHTML.slice(0, 80)}: ${height} high`);
    if (!inline && width + margin < target) small.push(`${element.outerHTML.slice(0, 80)}: ${width} wide`);
  }
  return { levels, small, sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth };
}

/** What there is to say of a state of a page. */
async function look(state, page) {
  const size = page.viewportSize();
  await page.setViewportSize(REFLOW);
  // The page around somebody else's form is theirs.
  const hosted = await page.evaluate(() => !!document.querySelector("h1"));
  if (!(await page.evaluate(() => !!window.axe))) await page.evaluate(axe);
  await check(page, state, { hosted });
  const { levels, small, sideways } = await page.evaluate(measured, TARGET);
  assert.equal(sideways, 0, `${state}: nothing scrolls sideways`);
  assert.deepEqual(small, [], `${state}: large enough`);
  if (hosted) assert.equal(levels[0], 1, `${state}: first heading`);
  const skips = levels.filter((level, at) => at > 0 && level > levels[at - 1] + 1);
  assert.deepEqual(skips, [], `${state}: no level is left out: ${levels}`);
  await page.setViewportSize(size);
}

test("every state is accessible", { concurrency: 3 }, async (t) => {
  const walks = [];
  for (const [name, group] of Object.entries(GROUPS)) {
    for (const colorScheme of ["light", "dark"]) {
      for (const language of ["vi", "en"]) {
        // The checker is a script of its own, which the page's policy would refuse.
        const how = { language, visit: look, options: { colorScheme, bypassCSP: true } };
        walks.push(t.test(`${name}, ${colorScheme}, ${language}`, () => group(world, how)));
      }
    }
  }
  await Promise.all(walks);
});

test("what an input is for is said to the browser and to the keys on the screen", async () => {
  const context = await browser.newContext({ locale: "vi-VN" });
  const { page } = await openPage(context);
  await page.goto(`${backend.url}/vst/`);
  const form = formOn(page);
  await form.ready();
  const said = {};
  for (const name of Object.keys(VIETTEL)) {
    said[name] = await form.input(name).evaluate(({ type, autocomplete, inputMode, enterKeyHint }) => [type, autocomplete, inputMode, enterKeyHint]);
  }
  // HTML has no token for a tax code, and keys for numbers alone have no dash; a tall input's own key breaks the line.
  assert.deepEqual(said, {
    company_name: ["text", "organization", "", "next"],
    tax_code: ["text", "on", "", "next"],
    address: ["textarea", "street-address", "", ""],
    contact_name: ["text", "name", "", "next"],
    email: ["text", "email", "email", "next"],
    phone: ["tel", "tel", "", "next"],
  });
  await context.close();
});

test("a browser that knows the person fills the form in, and ticks nothing", async () => {
  const context = await browser.newContext({ locale: "vi-VN" });
  const { page } = await openPage(context);
  await page.goto(`${backend.url}/vst/`);
  const form = formOn(page);
  await form.ready();
  const devtools = await context.newCDPSession(page);
  await devtools.send("DOM.enable");
  await devtools.send("Autofill.enable");
  const { root } = await devtools.send("DOM.getDocument", { depth: -1, pierce: true });
  const known = {
    NAME_FULL: "Nguyễn Thị Bích Ngọc",
    COMPANY_NAME: "Công ty Ví Dụ",
    EMAIL_ADDRESS: "ngoc@vidu.vn",
    PHONE_HOME_WHOLE_NUMBER: "+84 24 3934 3137",
    ADDRESS_HOME_COUNTRY: "VN",
    ADDRESS_HOME_STREET_ADDRESS: "1 Trần Hữu Dực",
  };
  const address = { fields: Object.entries(known).map(([name, value]) => ({ name, value })) };
  await devtools.send("Autofill.trigger", { fieldId: named(root, "contact_name").backendNodeId, address });
  await page.waitForFunction(() => document.querySelector("thuan-form").shadowRoot.querySelector("[name=email]").value);
  const filled = await Promise.all(Object.keys(VIETTEL).map((name) => form.input(name).inputValue()));
  assert.deepEqual(filled, ["Công ty Ví Dụ", "", "1 Trần Hữu Dực", "Nguyễn Thị Bích Ngọc", "ngoc@vidu.vn", "+842439343137"]);
  assert.equal(await form.form.locator("[type=checkbox]:checked").count(), 0);
  await form.fill({ tax_code: VIETTEL.tax_code });
  await form.tick("acknowledged");
  await form.send();
  await form.done.waitFor();
  await context.close();
});

/** The node with this name below another, through shadow roots. */
function named(node, name) {
  const { attributes = [], children = [], shadowRoots = [] } = node;
  if (attributes.some((value, at) => at % 2 === 1 && value === name && attributes[at - 1] === "name")) return node;
  return [...children, ...shadowRoots].map((child) => named(child, name)).find(Boolean);
}

test("in the few colours of a system nothing is lost: edges, focus, what is ticked, what is wrong", async () => {
  const context = await browser.newContext({ locale: "vi-VN", forcedColors: "active" });
  const { page } = await openPage(context);
  await page.goto(`${world.own.url}/vst/`);
  const form = formOn(page);
  await form.ready();
  await form.send();
  // Before something else is focused: it would lose the focus again.
  await form.focus("error-summary");
  const style = (locator, ...names) => locator.first().evaluate((element, names) => names.map((name) => getComputedStyle(element)[name]), names);
  const paper = (await style(form.form, "backgroundColor"))[0];
  const seen = async (what, locator, side) => {
    const [width, line, colour] = await style(locator, `${side}Width`, `${side}Style`, `${side}Color`);
    assert.ok(parseFloat(width) >= 1 && line === "solid" && !/^rgba.*, 0\)$/.test(colour) && colour !== paper, `${what}: ${width} ${line} ${colour}`);
  };
  await seen("input", form.input("contact_name"), "borderTop");
  await seen("input that is wrong", form.form.locator(".wrong"), "borderInlineStart");
  await seen("select", form.input("product"), "borderTop");
  await seen("button", form.form.locator("button[type=submit]"), "borderTop");
  await seen("summary", form.summary, "borderTop");
  await seen("policy", form.form.locator(".policy-text"), "borderTop");
  // The browser's own boxes: it knows what the system's colours are for.
  for (const name of ["acknowledged", "heard", "authorised"]) assert.deepEqual(await style(form.input(name), "appearance"), ["auto"], name);
  for (const locator of [form.summary.locator("a"), form.input("email"), form.input("acknowledged"), form.form.locator("button[type=submit]")]) {
    await locator.first().focus();
    await page.keyboard.press("Shift");
    await seen("focus", locator, "outline");
  }
  await context.close();
});

test("what moves stands still for who wants it so, and is still seen", async () => {
  for (const reducedMotion of ["no-preference", "reduce"]) {
    const context = await browser.newContext({ locale: "vi-VN", reducedMotion });
    const { page } = await openPage(context);
    await page.goto(`${backend.url}/vst/`);
    const form = formOn(page);
    await form.ready();
    await form.fill(VIETTEL);
    await form.tick("acknowledged");
    await page.route("**/api/registrations", () => {});
    await form.send();
    const button = form.form.locator("button[aria-disabled=true]");
    await button.waitFor();
    const moving = await form.form.evaluate(({ shadowRoot }) => shadowRoot.getAnimations().length + document.getAnimations().length);
    assert.equal(moving > 0, reducedMotion === "no-preference", reducedMotion);
    // Where it takes longer, in other words.
    assert.match(await form.status.last().textContent(), /đang gửi/i);
    await context.close();
  }
});
