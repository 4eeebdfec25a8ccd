// The record page as a person meets it, and a registration to have a record of.

import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { openPage } from "./browser.mjs";
import { VIETTEL, formOn } from "./form.mjs";

/** What the page is under: the element on the company's page, or the root of verify.html. */
export function recordOn(page) {
  const record = page.locator(".record");
  return {
    record,
    heading: record.locator("h2"),
    /** Shows a file that stands on disk. */
    choose: async (file) => {
      await record.locator("#record-file").setInputFiles(file);
      await record.locator(".report").waitFor();
    },
    /** The findings' names, in order. */
    codes: () => record.locator("[data-code]").evaluateAll((all) => all.map((one) => one.dataset.code)),
    box: (name) => record.locator(`[name="${name}"]`),
    send: () => record.locator('[data-act="send"]').click(),
    withdrawAll: () => record.locator('[data-act="withdraw-all"]').click(),
    done: record.locator(".banner .keep"),
    deadlines: record.locator(".banner .deadlines"),
    status: record.locator("#record-status"),
    /** Waits until this has the focus, which it gets with the next frame that is drawn. */
    focus: (id) => record.locator(`#${id}:focus`).waitFor(),
    /** Opens the newest record that the browser keeps. */
    openKept: async () => {
      await record.locator(".kept-records button").first().click();
      await record.locator(".report").waitFor();
    },
  };
}

/** The JSON behind a download. */
export async function downloaded(page, button) {
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  // The browser's own copy goes when the context is closed.
  const file = join(await mkdtemp(join(tmpdir(), "thuan-record-")), download.suggestedFilename());
  await download.saveAs(file);
  return { file, evidence: JSON.parse(await readFile(file, "utf8")) };
}

/**
 * Registers in a browser context of its own, agreeing to these purposes.
 * The context stays open: it has the key.
 */
export async function register(browser, backend, { purposes = ["renewal_email"], ...options } = {}) {
  const context = await browser.newContext({ locale: "vi-VN", ...options });
  const { page, trouble } = await openPage(context);
  await page.goto(backend.url);
  const form = formOn(page);
  await form.ready();
  await form.fill(VIETTEL);
  for (const purpose of purposes) await form.tick(`purpose.${purpose}`);
  await form.tick("acknowledged");
  await form.send();
  await form.done.waitFor();
  return { context, page, trouble, ...(await kept(page, form)) };
}

/** The file that the person keeps, from the confirmation. */
export const kept = (page, { form }) => downloaded(page, form.getByRole("button", { name: /\.json/ }));

/** The record in an evidence file. */
export const recordIn = ({ consent }) => JSON.parse(Buffer.from(consent.payload, "base64url").toString());

/** What was decided, by purpose. */
export const statesIn = (evidence) =>
  Object.fromEntries(recordIn(evidence).purposes.map(({ id, event_state }) => [id, event_state]));
