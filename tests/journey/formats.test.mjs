// What goes over the wire where the definition says how: each seen by a real server, preflights among it.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

import { thuan } from "../support/backend.mjs";
import { VIETTEL } from "../support/form.mjs";
import { filledIn } from "../support/form_page.mjs";
import { listen, startDefinitions } from "../support/receiver.mjs";
import { recordIn, recordOn } from "../support/record.mjs";
import { startEmbedded } from "../support/suite.mjs";

const suite = await startEmbedded();
const definitions = await startDefinitions();
after(definitions.stop);

/** A backend that answers the first `loses` posts with a broken connection; `seen` is what came, in order. */
async function receiver({ loses = 0, credentials = false, headers = {}, answer } = {}) {
  const seen = [];
  const cors = {
    "Access-Control-Allow-Origin": suite.host.origin,
    "Access-Control-Allow-Headers": "content-type, idempotency-key, x-form, x-service",
    ...(credentials ? { "Access-Control-Allow-Credentials": "true" } : {}),
    ...headers,
  };
  const server = await listen(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    seen.push({ method: request.method, url: request.url, headers: request.headers, body });
    const posts = seen.filter(({ method }) => method === "POST").length;
    if (request.method === "POST" && posts <= loses) response.destroy();
    else if (answer && request.method !== "OPTIONS") answer(request, response, cors);
    else response.writeHead(204, cors).end();
  });
  after(server.stop);
  return { url: server.url, seen, posts: () => seen.filter(({ method }) => method === "POST") };
}

/** Registers with a form of this definition, and waits for the confirmation. */
async function register(members, { attributes, prepare } = {}) {
  const { context, form } = await filledIn(suite, definitions.form(members), attributes);
  await prepare?.({ context, form });
  await form.send();
  await form.done.waitFor();
  await context.close();
}

/** A field whose value may have everything in it that the formats have signs for, and what is typed into it. */
const notes = { name: "notes", type: "multiline", section: "company", label: { vi: "Ghi chú", en: "Notes" } };
const fields = [...Object.keys(VIETTEL).map((name) => ({ name })), notes];
const NOTES = 'Dòng một & "hai"\n--thuan=1+1; 100%\n\nông Đỗ';
const writeNotes = ({ form }) => form.fill({ notes: NOTES });

/** What the server sees as fields, read as a server of another make reads them. */
const read = ({ headers, body }) => new Response(body, { headers: { "Content-Type": headers["content-type"] } }).formData();

/** The fields, one by one, and the proof among them. */
async function isFlat(post) {
  const fields = Object.fromEntries(await read(post));
  const proof = JSON.parse(fields["record.proof"]);
  const record = recordIn(proof);
  const values = proof.registration.fields;
  assert.equal(values.company_name, VIETTEL.company_name);
  assert.equal(values.notes, NOTES);
  const decisions = record.purposes.map(({ id, event_state }) => [`purpose.${id}`, event_state]);
  assert.ok(decisions.some(([, state]) => state === "given") && decisions.some(([, state]) => state === "refused"));
  // Forms write line breaks as two characters (HTML section 4.10.22.4), whatever they are in the record.
  const unbroken = Object.entries(fields).map(([name, value]) => [name, name === "record.proof" ? proof : value.replace(/\r\n/g, "\n")]);
  assert.deepEqual(Object.fromEntries(unbroken), {
    ...values,
    ...Object.fromEntries(decisions),
    "record.id": record.record_id,
    "record.event_time": record.event_time,
    "record.form": "vst",
    "record.language": "vi",
    "record.proof": proof,
  });
  await verifies(fields["record.proof"]);
  return record;
}

async function verifies(proof) {
  const folder = await mkdtemp(join(tmpdir(), "thuan-proof-"));
  const file = join(folder, "proof.json");
  await writeFile(file, proof);
  const verdict = JSON.parse(await thuan("verify", "--json", file));
  assert.equal(verdict.holds, true);
  await rm(folder, { recursive: true });
}

const isTheSame = (posts) => {
  const [first, ...more] = posts;
  for (const post of more) {
    assert.ok(post.body.equals(first.body), "the same bytes on every try");
    assert.equal(post.url, first.url);
    for (const name of ["content-type", "idempotency-key"]) assert.equal(post.headers[name], first.headers[name]);
  }
};

for (const [format, type] of [["form", /^application\/x-www-form-urlencoded;charset=utf-8$/i], ["multipart", /^multipart\/form-data; boundary=thuan-[0-9a-f-]{36}$/]]) {
  test(`${format}: values, decisions and the proof are fields, the same on every try`, async () => {
    const { url, seen, posts } = await receiver({ loses: 2 });
    await register({ endpoint: `${url}/f/abc`, fields, delivery: { format } }, { prepare: writeNotes });
    assert.equal(posts().length, 3);
    isTheSame(posts());
    assert.ok(seen.some(({ method }) => method === "OPTIONS"), "the idempotency key is asked for first");
    assert.match(posts()[0].headers["content-type"], type);
    const record = await isFlat(posts()[0]);
    assert.equal(posts()[0].headers["idempotency-key"], record.record_id);
    assert.equal(record.audience, `${url}/f/abc`);
  });

  test(`${format}, simple: nothing is asked first`, async () => {
    const { url, seen } = await receiver({ loses: 1 });
    await register({ endpoint: url, fields, delivery: { format, simple: true } }, { prepare: writeNotes });
    assert.deepEqual(seen.map(({ method }) => method), ["POST", "POST"]);
    isTheSame(seen);
    assert.equal(seen[0].headers["idempotency-key"], undefined);
    await isFlat(seen[0]);
  });
}

test("simple: JSON as plain text, with the record's name in it, and nothing is asked first", async () => {
  const { url, seen } = await receiver({ loses: 1 });
  await register({ endpoint: url, delivery: { simple: true } });
  assert.deepEqual(seen.map(({ method }) => method), ["POST", "POST"]);
  isTheSame(seen);
  assert.match(seen[0].headers["content-type"], /^text\/plain;charset=utf-8$/i);
  assert.equal(seen[0].headers["idempotency-key"], undefined);
  const { idempotency_key: name, ...envelope } = JSON.parse(seen[0].body);
  assert.equal(name, recordIn(envelope).record_id);
  await verifies(JSON.stringify(envelope));
});

for (const [format, simple] of [["multipart", false], ["form", true]]) {
  test(`${format}${simple ? ", simple" : ""}: what is withdrawn later goes the same way`, async () => {
    const { url, posts } = await receiver();
    const address = `${url}/f/{record_id}`;
    const { context, page, form } = await filledIn(suite, definitions.form({ endpoint: address, delivery: { format, simple, headers: simple ? {} : { "X-Form": "vst" } } }));
    await form.send();
    await form.done.waitFor();
    await form.form.getByRole("button", { name: /rút lại/ }).click();
    const record = recordOn(page);
    await record.box("withdraw.renewal_email").check();
    await record.send();
    await record.done.waitFor();
    const [first, second] = posts();
    const fields = Object.fromEntries(await read(second));
    assert.equal(fields["purpose.renewal_email"], "withdrawn");
    assert.equal(fields.company_name, undefined, "nothing that was typed is sent again");
    assert.equal(second.url, `/f/${fields["record.id"]}`);
    assert.notEqual(second.url, first.url);
    assert.equal(second.headers["x-form"], simple ? undefined : "vst");
    assert.equal(second.headers["idempotency-key"], simple ? undefined : fields["record.id"]);
    const [before] = [Object.fromEntries(await read(first))];
    assert.equal(recordIn(JSON.parse(fields["record.proof"])).audience, recordIn(JSON.parse(before["record.proof"])).audience);
    await verifies(fields["record.proof"]);
    await context.close();
  });
}

test("headers of the definition go along, beside those of the form", async () => {
  const { url, seen, posts } = await receiver({ loses: 1 });
  await register({ endpoint: url, delivery: { headers: { "X-Form": "vst", "X-Service": "a b" } } });
  const [asked] = seen;
  assert.equal(asked.method, "OPTIONS");
  assert.equal(asked.headers["access-control-request-headers"], "content-type,idempotency-key,x-form,x-service");
  for (const { headers } of posts()) {
    assert.equal(headers["x-form"], "vst");
    assert.equal(headers["x-service"], "a b");
    assert.equal(headers["content-type"], "application/json");
    assert.ok(headers["idempotency-key"]);
  }
  isTheSame(posts());
  await verifies(posts()[0].body);
});

test("cookies go along where the definition says so, and nowhere else", async () => {
  for (const [delivery, cookie] of [[{ credentials: "include" }, "visit=1"], [{ credentials: "omit" }, undefined], [{ credentials: "same-origin" }, undefined], [undefined, undefined]]) {
    const { url, posts } = await receiver({ credentials: true });
    // Of the same site and another origin, as `forms.company.example` is to `www.company.example`.
    const prepare = ({ context }) => context.addCookies([{ name: "visit", value: "1", url }]);
    await register({ endpoint: url, delivery }, { prepare });
    assert.equal(posts().length, 1);
    assert.equal(posts()[0].headers.cookie, cookie, JSON.stringify(delivery));
  }
});

test("an address with places in it: each registration has its own, and every try the same", async (t) => {
  await t.test("of the definition", () => places((endpoint) => register({ endpoint }, { attributes: 'partner="acme"' })));
  await t.test("of the element alone", () => places((endpoint) => register({}, { attributes: `partner="acme" endpoint="${endpoint.replaceAll("&", "&amp;")}"` })));
});

/** @param {(endpoint: string) => Promise<unknown>} register */
async function places(register) {
  const { url, posts } = await receiver({ loses: 1 });
  await register(`${url}/{form_id}/{record_id}?lang={language}&from={partner}&else={other}`);
  isTheSame(posts());
  const name = posts()[0].headers["idempotency-key"];
  const { pathname, searchParams } = new URL(posts()[0].url, url);
  assert.equal(pathname, `/vst/${name}`);
  assert.equal(searchParams.get("lang"), "vi");
  assert.equal(searchParams.get("from"), "acme");
  assert.equal(searchParams.get("else"), "{other}", "what stands for nothing stays");
  const envelope = posts()[0].body.toString();
  assert.equal(recordIn(JSON.parse(envelope)).record_id, name);
  assert.equal(recordIn(JSON.parse(envelope)).audience, `${url}/%7Bform_id%7D/%7Brecord_id%7D?lang={language}&from={partner}&else={other}`, "signed before they are filled in");
  await verifies(envelope);
}

test("a redirect is followed where the definition says so, and the registration goes to the first address alone", async () => {
  const end = await receiver({ headers: { "Access-Control-Allow-Origin": "*" } });
  const redirect = (request, response, cors) => response.writeHead(302, { ...cors, Location: `${end.url}/answer` }).end();
  const followed = await receiver({ answer: redirect });
  await register({ endpoint: followed.url, delivery: { follow_redirects: true } });
  assert.equal(followed.posts().length, 1);
  assert.deepEqual(end.seen.filter(({ method }) => method !== "OPTIONS").map(({ method, body }) => [method, body.length]), [["GET", 0]]);

  const refused = await receiver({ answer: redirect });
  const { context, form } = await filledIn(suite, definitions.form({ endpoint: refused.url, delivery: { headers: {} } }));
  await form.send();
  await form.status.filter({ hasText: "kết nối đến hệ thống bị gián đoạn" }).waitFor();
  await context.close();
  assert.equal(end.seen.filter(({ method }) => method === "GET").length, 1, "it was followed once, by the form before");
});
