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

for (const [name, group] of Object.entries(GROUPS)) {
  for (const colorScheme of ["light", "dark"]) {
    for (const language of ["vi", "en"]) {
      test(`every state is accessible: ${name}, ${colorScheme}, ${language}`, async () => {
        const visit = async (state, page) => {
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
          levels.reduce((before, level) => (assert.ok(level <= before + 1, `${state}: headings ${levels}`), level), levels[0] ?? 1);
          await page.setViewportSize(size);
        };
        // The checker is a script of its own, which the page's policy would refuse.
        await group(world, { language, visit, options: { colorScheme, bypassCSP: true } });
      });
    }
  }
}

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

test("a browser that knows the person fills in the form", async () => {
  const context = await browser.newContext({ locale: "vi-VN" });
  const { page } = await openPage(context);
  await page.goto(`${backend.url}/vst/`);
  const form = formOn(page);
  await form.ready();
  const devtools = await context.newCDPSession(page);
  await devtools.send("DOM.enable");
  await devtools.send("Autofill.enable");
  const { root } = await devtools.send("DOM.getDocument", { depth: -1, pierce: true });
  const find = (node) => {
    if (node.attributes?.some((value, at) => at % 2 && node.attributes[at - 1] === "name" && value === "contact_name")) return node;
    for (const child of [...(node.children ?? []), ...(node.shadowRoots ?? [])]) {
      const found = find(child);
      if (found) return found;
    }
  };
  const address = { fields: [["NAME_FULL", "Nguyễn Thị Bích Ngọc"], ["COMPANY_NAME", "Công ty Ví Dụ"], ["EMAIL_ADDRESS", "ngoc@vidu.vn"], ["PHONE_HOME_WHOLE_NUMBER", "+84 24 3934 3137"], ["ADDRESS_HOME_COUNTRY", "VN"], ["ADDRESS_HOME_STREET_ADDRESS", "1 Trần Hữu Dực"]].map(([name, value]) => ({ name, value })) };
  await devtools.send("Autofill.setAddresses", { addresses: [address] });
  const node = find(root);
  console.log(node?.backendNodeId);
  await devtools.send("Autofill.trigger", { fieldId: node.backendNodeId, address });
  await page.waitForTimeout(1000);
  for (const name of Object.keys(VIETTEL)) console.log(name, await form.input(name).inputValue());
  await context.close();
});
