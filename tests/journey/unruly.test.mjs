// The form and the record page over a network that loses, cuts, delays, doubles and reorders: whatever becomes of what
// they send, each record is kept once, and the receipt that the person has is the one that is kept.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { startBackend, thuan } from "../support/backend.mjs";
import { launch, openPage } from "../support/browser.mjs";
import { VIETTEL, formOn } from "../support/form.mjs";
import { kept, recordIn } from "../support/record.mjs";
import { startUnruly } from "../support/unruly.mjs";

// Another one has other fates.
const SEED = Number(process.env.THUAN_SEED ?? 5);
const PEOPLE = 6;

const proxy = await startUnruly(SEED);
const backend = await startBackend({ args: ["--public-url", proxy.origin] });
proxy.to(backend.url);
const browser = await launch();
after(async () => {
  await browser.close();
  await proxy.stop();
  await backend.stop();
  await backend.remove();
});

/** Registers over that network, pressing again when the form has given up, and gives what the person keeps. */
async function register(number) {
  const context = await browser.newContext({ locale: "vi-VN" });
  // Pauses between tries as short as chance allows; and how often the form has given up, which it may do again before
  // anybody has seen it sending.
  await context.addInitScript(() => {
    Math.random = () => 0;
    window.failures = 0;
    document.addEventListener("thuan:error", () => (window.failures += 1));
  });
  const { page } = await openPage(context);
  await page.goto(proxy.origin);
  const form = formOn(page);
  await form.ready();
  await form.fill({ ...VIETTEL, contact_name: `Nguyễn Thị Thử ${number}` });
  await form.tick("acknowledged");
  for (let presses = 1; !(await form.done.isVisible()); presses += 1) {
    await form.send();
    await page.waitForFunction((presses) => window.failures >= presses || document.querySelector("thuan-form").shadowRoot.querySelector("#done"), presses);
  }
  const { evidence } = await kept(page, form);
  await context.close();
  return evidence;
}

test(`over a bad network each record is kept once, with the receipt that the person has (seed ${SEED})`, async () => {
  const files = await Promise.all(Array.from({ length: PEOPLE }, (_, number) => register(number)));
  assert.ok(proxy.fates.some((fate) => fate !== "passes"), proxy.fates.join());

  const records = await backend.records();
  assert.equal(records.length, PEOPLE, `kept once each: ${proxy.fates.join()}`);
  for (const evidence of files) {
    const name = recordIn(evidence).record_id;
    const there = JSON.parse(await thuan("export", "--database", backend.database, name));
    assert.deepEqual(evidence.consent, there.consent);
    assert.deepEqual(evidence.receipt, there.receipt);
  }
  await thuan("audit", "--database", backend.database);
});
