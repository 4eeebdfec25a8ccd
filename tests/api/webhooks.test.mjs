// What the backend tells others, judged by somebody else's library and by what docs/operating.md shows.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";

import { Webhook } from "standardwebhooks";

import { thuan } from "../support/backend.mjs";
import { openPage } from "../support/browser.mjs";
import { VIETTEL, formOn } from "../support/form.mjs";
import { listen } from "../support/receiver.mjs";
import { startAll } from "../support/suite.mjs";

const { browser, backend } = await startAll();

const received = [];
const receiver = await listen(async (request, response) => {
  const body = Buffer.concat(await request.toArray());
  received.push({ headers: request.headers, body });
  response.writeHead(204).end();
});
after(() => receiver.stop());

/** Waits for the next webhook. */
async function next() {
  for (let tries = 0; tries < 600 && !received.length; tries += 1) await new Promise((done) => setTimeout(done, 50));
  assert.ok(received.length, backend.log());
  return received.shift();
}

/** What docs/operating.md shows for a receiver without a library. */
async function shown() {
  const document = await readFile(join(import.meta.dirname, "../../docs/operating.md"), "utf8");
  const [, code] = /^```js\n(.*?)^```$/ms.exec(document);
  const folder = await mkdtemp(join(tmpdir(), "thuan-webhooks-"));
  const file = join(folder, "signed.mjs");
  await writeFile(file, code);
  const { isSigned } = await import(pathToFileURL(file));
  await rm(folder, { recursive: true, force: true });
  return isSigned;
}

test("a webhook is what the Standard Webhooks say, to their own library and to the one in the documentation", async () => {
  const database = ["--database", backend.database];
  const printed = await thuan("webhooks", "add", receiver.url, ...database);
  const [, id] = /^endpoint +(\S+)$/m.exec(printed);
  const [, secret] = /^secret +(whsec_\S+)$/m.exec(printed);

  const context = await browser.newContext({ locale: "vi-VN" });
  const { page } = await openPage(context);
  await page.goto(backend.url);
  const form = formOn(page);
  await form.ready();
  await form.fill(VIETTEL);
  await form.tick("acknowledged");
  await form.send();
  await form.done.waitFor();
  await context.close();

  const { headers, body } = await next();
  const told = new Webhook(secret).verify(body.toString(), headers);
  assert.equal(told.type, "registration.created");
  const [record] = await backend.records();
  assert.equal(told.data.record_id, record.record_id);
  for (const value of Object.values(VIETTEL)) assert.ok(!body.includes(value), value);

  const isSigned = await shown();
  assert.ok(isSigned(secret, headers, body));
  const stranger = `whsec_${Buffer.alloc(32).toString("base64")}`;
  const old = { ...headers, "webhook-timestamp": String(headers["webhook-timestamp"] - 301) };
  const another = { ...headers, "webhook-id": record.record_id };
  const changed = Buffer.concat([body, Buffer.from(" ")]);
  for (const [name, ...wrong] of [
    ["another secret", stranger, headers, body],
    ["another body", secret, headers, changed],
    ["another name", secret, another, body],
    ["another time", secret, old, body],
    ["no headers", secret, {}, body],
  ]) {
    assert.ok(!isSigned(...wrong), name);
    const [key, about, bytes] = wrong;
    assert.throws(() => new Webhook(key).verify(bytes.toString(), about), name);
  }

  // While two secrets sign, either side may have changed already.
  const rotated = await thuan("webhooks", "rotate", id, ...database);
  const [, newer] = /^secret +(whsec_\S+)$/m.exec(rotated);
  assert.equal(await thuan("webhooks", "test", id, ...database), "taken: 204\n");
  const tried = await next();
  for (const one of [secret, newer]) {
    assert.equal(new Webhook(one).verify(tried.body.toString(), tried.headers).type, "webhook.test");
    assert.ok(isSigned(one, tried.headers, tried.body));
  }
});
