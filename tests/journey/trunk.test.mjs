// `trunk serve` alone: the form, live reload, and the API on the same origin.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";

import { startBackend } from "../support/backend.mjs";
import { launch, openPage } from "../support/browser.mjs";
import { VIETTEL, formOn } from "../support/form.mjs";
import { freePort } from "../support/port.mjs";

const PROJECT = process.env.THUAN_PROJECT ?? resolve(import.meta.dirname, "../..");
const TRUNK = process.env.THUAN_TRUNK ?? "trunk";

/** How long a build may take, in milliseconds, where nothing is built yet. */
const LONGEST_BUILD = 15 * 60_000;

/** What trunk says of a build that failed. */
const FAILED = /error from build pipeline/;

let backend;
let browser;
let port;
let trunk;

before(async () => {
  // The port is the one in Trunk.toml: that it leads to the backend is what is tested.
  [backend, browser, port] = await Promise.all([startBackend({ addr: "127.0.0.1:8080" }), launch(), freePort()]);
  trunk = await startTrunk(port);
});

after(async () => {
  await browser?.close();
  await trunk?.stop();
  await backend?.stop();
  await backend?.remove();
});

/** Starts it and waits for the first page. */
async function startTrunk(port) {
  const child = spawn(TRUNK, ["serve", "--address", "127.0.0.1", "--port", String(port)], {
    cwd: PROJECT,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NO_COLOR: "true" },
  });
  let output = "";
  let over = false;
  child.stdout.on("data", (data) => (output += data));
  child.stderr.on("data", (data) => (output += data));
  const ended = new Promise((done) => child.once("exit", done)).then(() => (over = true));
  const started = Date.now();
  while (!(await answers(port))) {
    // It goes on watching after a build that failed; there is nothing to wait for then.
    const failed = over || FAILED.test(output);
    if (failed || Date.now() - started > LONGEST_BUILD) {
      child.kill("SIGKILL");
      throw new Error(`trunk serve does not serve:\n${output}`);
    }
    await new Promise((later) => setTimeout(later, 500));
  }
  return {
    output: () => output,
    stop: async () => {
      child.kill("SIGINT");
      await ended;
    },
  };
}

async function answers(port) {
  try {
    return (await fetch(`http://127.0.0.1:${port}/`)).ok;
  } catch {
    return false;
  }
}

test("a registration works through the developer's server, and a change reloads the page", async () => {
  const context = await browser.newContext({ locale: "vi-VN" });
  const { page } = await openPage(context);
  await page.goto(`http://127.0.0.1:${port}/`);
  const form = formOn(page);
  await form.ready();
  await form.fill(VIETTEL);
  await form.tick("acknowledged");
  await form.send();
  await form.done.waitFor();
  const records = await backend.records();
  assert.equal(records.length, 1);
  assert.equal(records[0].verified, true);

  for (const path of ["theming.html", "theming.js", "theming.css", "themes/tre.css"]) {
    assert.equal((await fetch(`http://127.0.0.1:${port}/${path}`)).status, 200, path);
  }

  // Every kind of field, in both languages: for developers alone.
  const { page: gallery, trouble } = await openPage(context);
  await gallery.goto(`http://127.0.0.1:${port}/gallery.html`);
  for (const [lang, employees] of [["vi", "Số nhân viên"], ["en", "Number of employees"]]) {
    const one = gallery.locator(`thuan-form[lang="${lang}"]`);
    await one.locator("form:not(:has(.fallback))").waitFor();
    assert.equal(await one.getByLabel(employees).isVisible(), false);
    await one.locator("[name=product]").selectOption("payroll");
    assert.equal(await one.getByLabel(employees).isVisible(), true);
    const kinds = await one.locator("input:visible, select:visible, textarea:visible").evaluateAll((all) => [...new Set(all.map(({ type }) => type))].sort());
    assert.deepEqual(kinds, ["checkbox", "date", "radio", "select-one", "tel", "text", "textarea"]);
  }
  const paper = () => gallery.locator("thuan-form").first().evaluate((form) => getComputedStyle(form).backgroundColor);
  const plain = await paper();
  await gallery.check("[name=ready][value=tre]");
  await gallery.waitForFunction((plain) => getComputedStyle(document.querySelector("thuan-form")).backgroundColor !== plain, plain);
  await gallery.check("[name=scheme][value=dark]");
  assert.equal(await paper(), "rgb(23, 27, 22)");
  assert.deepEqual(trouble(), []);
  // What is wrong with a definition stands where it is made, in words that say where.
  await gallery.route("**/forms/gallery.json", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace('"is":"payroll"', '"is":"wages"') });
  });
  await gallery.reload();
  await gallery.getByText(/\/fields\/9\/shown_when: must name/).first().waitFor();
  await gallery.close();
  assert.equal((await fetch(`${backend.url}/gallery.html`)).status, 404, "no release has it");

  await page.evaluate(() => (window.before = true));
  const changed = join(PROJECT, "style/tokens.css");
  const bytes = await readFile(changed);
  let reloaded = false;
  page.once("load", () => (reloaded = true));
  // Trunk does not look for a moment after each build: a change that falls into it is made again. One that it has seen
  // is there when it is built.
  const begun = () => trunk.output().split("starting build").length;
  for (let tries = 0; !reloaded && tries < 6; tries += 1) {
    const before = begun();
    // The same bytes again: trunk goes by the writing, and a new time alone is none.
    await writeFile(changed, bytes);
    const mayCome = (waited) => waited < (begun() > before ? LONGEST_BUILD : 25_000) && !FAILED.test(trunk.output());
    for (let waited = 0; !reloaded && mayCome(waited); waited += 250) await new Promise((later) => setTimeout(later, 250));
  }
  assert.equal(reloaded, true, trunk.output());
  assert.equal(await page.evaluate(() => window.before), undefined);
  await form.ready();
  await context.close();
});
