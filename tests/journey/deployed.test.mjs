// A new release while people are on the old one: a tab that was opened before goes on with the files of its own.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cp, mkdtemp, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { SITE, startBackend } from "../support/backend.mjs";
import { launch, openPage } from "../support/browser.mjs";
import { VIETTEL, formOn } from "../support/form.mjs";
import { hold } from "../support/slow.mjs";

const VERSION = "v/0.1.0";
const digest = (bytes, kind, as) => createHash(kind).update(bytes).digest(as);

/** Makes the site that a next build would leave: every file of the release anew under another name, the old ones beside. */
async function rebuild(site) {
  const folder = join(site, VERSION);
  const names = new Map();
  // WebAssembly first, since scripts name it; what is put at the end changes nothing but the hash.
  const order = (await readdir(folder)).filter((name) => /-[0-9a-f]{16}\.(wasm|css|js)$/.test(name)).sort((a, b) => b.endsWith(".wasm") - a.endsWith(".wasm"));
  const renamed = (text) => [...names].reduce((text, [old, now]) => text.replaceAll(old, now), text);
  for (const name of order) {
    const old = await readFile(join(folder, name));
    // A custom section without contents (WebAssembly core specification, 5.5.3), or a comment.
    const now = name.endsWith(".wasm") ? Buffer.concat([old, Buffer.from([0, 2, 1, 0x78])]) : Buffer.from(`${renamed(String(old))}\n/* next */\n`);
    const next = name.replace(/[0-9a-f]{16}(?=\.)/, digest(now, "sha256", "hex").slice(0, 16));
    await writeFile(join(folder, next), now);
    names.set(name, next);
    names.set(digest(old, "sha384", "base64"), digest(now, "sha384", "base64"));
    names.set(digest(old, "sha256", "hex"), digest(now, "sha256", "hex"));
  }
  for (const name of [`${VERSION}/thuan.js`, "thuan.js", "index.html", "vst/index.html"]) {
    const old = await readFile(join(site, name));
    const now = renamed(String(old));
    names.set(digest(old, "sha384", "base64"), digest(now, "sha384", "base64"));
    // As the build does it: another file in its place.
    await writeFile(join(site, `${name}.next`), now);
    await rename(join(site, `${name}.next`), join(site, name));
    await rm(join(site, `${name}.br`), { force: true });
  }
  return names;
}

test("a tab that was opened before a release goes the whole way with its own files, and a new one with the new", async (context) => {
  const site = await mkdtemp(join(tmpdir(), "thuan-deployed-"));
  await cp(SITE, site, { recursive: true });
  const [browser, backend] = await Promise.all([launch(), startBackend({ site })]);
  context.after(async () => {
    await browser.close();
    await backend.stop();
    await backend.remove();
    await rm(site, { recursive: true });
  });

  const open = async (held) => {
    const context = await browser.newContext({ locale: "vi-VN" });
    const slow = held && (await hold(context, held));
    const { page, trouble } = await openPage(context);
    const loaded = [];
    page.on("response", (response) => loaded.push([response.url().split("/").at(-1), response.status()]));
    await page.goto(backend.url, { waitUntil: "commit" });
    return { page, trouble, loaded, arrive: slow?.arrive, form: formOn(page) };
  };
  const wholeWay = async ({ page, form, trouble, loaded }) => {
    await form.ready();
    await form.fill(VIETTEL);
    await form.tick("acknowledged");
    await form.send();
    await form.done.waitFor();
    await form.form.getByRole("button", { name: /rút/i }).first().click();
    await page.locator(".report").waitFor();
    assert.deepEqual(trouble(), []);
    return loaded.filter(([name]) => /\.wasm$|record-.*\.js$/.test(name));
  };

  // The old page is there, and has yet to ask for all that is large.
  const old = await open(/\.wasm$/);
  await old.page.waitForFunction(() => customElements.get("thuan-form"));
  const names = await rebuild(site);
  old.arrive();
  const before = await wholeWay(old);
  const after = await wholeWay(await open());
  assert.equal(before.length, 3, before.join());
  assert.deepEqual(after, before.map(([name]) => [names.get(name), 200]));
});
