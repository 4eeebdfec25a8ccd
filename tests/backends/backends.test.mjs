// The small backends of docs/backends.md: each is started, takes a registration from the form in a browser whose first
// answer is lost, keeps it once, and what it keeps verifies.

import assert from "node:assert/strict";
import { execFile, spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";

import { startAppsScript } from "../support/apps_script.mjs";
import { thuan } from "../support/backend.mjs";
import { shownFiles } from "../support/document.mjs";
import { VIETTEL } from "../support/form.mjs";
import { filledIn } from "../support/form_page.mjs";
import { freePort } from "../support/port.mjs";
import { startDefinitions, startInFront } from "../support/receiver.mjs";
import { startEmbedded } from "../support/suite.mjs";

const HERE = import.meta.dirname;
const PYTHON = process.env.THUAN_PYTHON ?? "python3";
const suite = await startEmbedded();
const definitions = await startDefinitions();
after(definitions.stop);

/** Those with a server of their own: how each is started, what it needs, and how what it keeps is read. */
const servers = {
  node: { command: () => ["node", "server.mjs"], needs: ["node", "--eval", 'import("express")'], kept: files },
  python: {
    command: (port) => [PYTHON, "-m", "uvicorn", "server:app", "--port", port, "--log-level", "warning"],
    needs: [PYTHON, "-c", "import fastapi, uvicorn"],
    kept: rows,
  },
  php: {
    command: (port) => ["php", "-S", `127.0.0.1:${port}`, "server.php"],
    needs: ["php", "-r", "exit(extension_loaded('pdo_sqlite') ? 0 : 1);"],
    kept: rows,
  },
  ruby: { command: () => ["ruby", "server.rb"], needs: ["ruby", "-e", "require 'webrick'"], kept: files },
};

async function files(records) {
  const names = await readdir(records);
  assert.ok(names.every((name) => name.endsWith(".json")), "no draft is left");
  return Promise.all(names.map(async (name) => ({ name: name.replace(".json", ""), envelope: await readFile(join(records, name), "utf8") })));
}

async function rows(records) {
  const script =
    "import json, sqlite3, sys\nfor name, envelope in sqlite3.connect(sys.argv[1]).execute('SELECT name, envelope FROM records'):\n" +
    "  print(json.dumps({'name': name, 'envelope': envelope if isinstance(envelope, str) else envelope.decode()}))";
  const { stdout } = await promisify(execFile)(PYTHON, ["-c", script, records]);
  return stdout.trim().split("\n").filter(Boolean).map((line) => JSON.parse(line));
}

/** Starts one with an empty store, and waits until it takes connections. */
async function start({ command, kept }, name) {
  const [port, folder] = [String(await freePort()), await mkdtemp(join(tmpdir(), "thuan-small-"))];
  const records = join(folder, "records");
  const [program, ...args] = command(port);
  const env = { ...process.env, ORIGIN: suite.host.origin, RECORDS: records, PORT: port, PYTHONDONTWRITEBYTECODE: "1" };
  const child = spawn(program, args, { cwd: join(HERE, name), env, stdio: ["ignore", "pipe", "pipe"] });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => output.push(String(data)));
  const ended = once(child, "exit");
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  for (let tries = 0; !(await accepts(port)); tries += 1) {
    if (tries > 600 || child.exitCode !== null) {
      await stop();
      assert.fail(`it did not start:\n${output.join("")}`);
    }
    await new Promise((later) => setTimeout(later, 100));
  }
  return { url: `http://127.0.0.1:${port}`, kept: () => kept(records), stop, output };
}

function accepts(port) {
  const socket = connect(Number(port), "127.0.0.1");
  return new Promise((said) => socket.once("connect", () => said(true)).once("error", () => said(false))).finally(() => socket.destroy());
}

/** `thuan verify` must find that it holds. */
async function verifies(envelope) {
  const folder = await mkdtemp(join(tmpdir(), "thuan-kept-"));
  const file = join(folder, "kept.json");
  await writeFile(file, envelope);
  const verdict = JSON.parse(await thuan("verify", "--json", file));
  assert.equal(verdict.holds, true);
  await rm(folder, { recursive: true });
  return JSON.parse(Buffer.from(JSON.parse(envelope).consent.payload, "base64url").toString());
}

for (const [name, server] of Object.entries(servers)) {
  const there = spawnSync(server.needs[0], server.needs.slice(1), { cwd: HERE }).status === 0;
  const skip = there || process.env.THUAN_REQUIRE_ORACLES ? false : `${server.needs.join(" ")} fails`;

  test(`${name}: a registration whose first answer is lost is kept once, and verifies`, { skip }, async (t) => {
    const small = await start(server, name);
    t.after(small.stop);
    const front = await startInFront(small.url);
    t.after(front.stop);
    const endpoint = `${front.url}/registrations`;
    const { context, form } = await filledIn(suite, definitions.form({ endpoint: "/unused" }), `endpoint="${endpoint}"`);
    await form.send();
    await form.done.waitFor();
    await context.close();

    assert.ok(front.seen.some(({ method }) => method === "OPTIONS"), "the browser asked first");
    const posts = front.seen.filter(({ method }) => method === "POST");
    assert.equal(posts.length, 2);
    const [first] = posts;
    const kept = await small.kept();
    assert.deepEqual(kept, [{ name: first.headers["idempotency-key"], envelope: first.body.toString() }]);
    const record = await verifies(kept[0].envelope);
    assert.equal(record.record_id, kept[0].name);
    assert.equal(record.audience, endpoint);
    assert.equal(JSON.parse(kept[0].envelope).registration.fields.company_name, VIETTEL.company_name);

    await refuses(small, first.headers["idempotency-key"], first.body.toString());
    assert.equal((await small.kept()).length, 1, "nothing that was refused is kept");
  });
}

/** What each answers to what is no new registration, after one has been taken. */
async function refuses({ url }, taken, body) {
  const post = (name, content, more = {}) =>
    fetch(`${url}/registrations`, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...(name ? { "Idempotency-Key": name } : {}), Origin: suite.host.origin },
      body: content,
      ...more,
    });
  const again = await post(taken, body);
  assert.equal(again.status, 200);
  assert.deepEqual(await again.json(), { record_id: taken });
  assert.equal(again.headers.get("access-control-allow-origin"), suite.host.origin);

  const name = randomUUID();
  for (const [why, status, answer] of [
    ["other bytes under a name that is taken", 409, await post(taken, `${body}\n`)],
    ["no name", 400, await post(undefined, body)],
    ["a name that leads elsewhere", 400, await post("../../elsewhere", body)],
    ["no JSON", 400, await post(name, `${body}}`)],
    ["nothing", 400, await post(name, "")],
    ["no UTF-8", 400, await post(name, Buffer.from(JSON.stringify({ consent: "é" }), "latin1"))],
    ["a list", 422, await post(name, "[]")],
    ["a text", 422, await post(name, '"consent"')],
    ["no record", 422, await post(name, "{}")],
    ["a record of numbers", 422, await post(name, '{"consent":{"protected":1,"payload":2,"signature":3}}')],
    ["too much", 413, await post(name, `{"more":"${"x".repeat(70_000)}"}`)],
  ]) {
    assert.equal(answer.status, status, why);
    assert.match(answer.headers.get("content-type"), /^application\/problem\+json/, why);
    const problem = await answer.json();
    assert.equal(problem.status, status, why);
    assert.ok(problem.title, why);
    assert.equal(answer.headers.get("access-control-allow-origin"), suite.host.origin, why);
  }

  const asked = (origin) =>
    fetch(`${url}/registrations`, {
      method: "OPTIONS",
      headers: { Origin: origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type,idempotency-key" },
    });
  const stranger = await asked("https://stranger.example");
  assert.notEqual(stranger.headers.get("access-control-allow-origin"), "https://stranger.example");
  assert.notEqual(stranger.headers.get("access-control-allow-origin"), "*");
}

test("apps-script: a spreadsheet takes a registration once, and what stands in it verifies", async (t) => {
  const sheet = await startAppsScript(join(HERE, "apps-script/registrations.gs"));
  t.after(sheet.stop);
  const front = await startInFront(sheet.url);
  t.after(front.stop);
  const endpoint = `${front.url}/macros/s/KEY/exec`;
  const delivery = { simple: true, follow_redirects: true };
  const { context, form } = await filledIn(suite, definitions.form({ endpoint, delivery }));
  await form.send();
  await form.done.waitFor();
  await context.close();

  assert.deepEqual(front.seen.map(({ method }) => method), ["POST", "POST"], "nothing is asked first");
  assert.equal(sheet.rows.length, 1);
  const [[name, proof, at, company, taxCode]] = sheet.rows;
  const record = await verifies(proof);
  assert.equal(record.record_id, name);
  assert.equal(record.audience, endpoint);
  assert.equal(typeof at.getTime(), "number");
  assert.deepEqual([company, taxCode], [VIETTEL.company_name, VIETTEL.tax_code]);

  // What it cannot take: a page that the form cannot read, and nothing in the sheet.
  const post = (body) => fetch(sheet.url, { method: "POST", body });
  const posted = JSON.parse(front.seen[0].body);
  const other = JSON.stringify({ ...posted, consent: { ...posted.consent, signature: "AA" } });
  for (const body of ["{", "{}", other, JSON.stringify({ ...posted, idempotency_key: "=A1" })]) {
    const answer = await post(body);
    assert.equal(answer.headers.get("access-control-allow-origin"), null);
    assert.match(await answer.text(), /Error/);
  }
  assert.equal(sheet.rows.length, 1);
});

test("the backends in docs/backends.md are these files, letter for letter, and short", async () => {
  const shown = shownFiles(await readFile(join(HERE, "../../docs/backends.md"), "utf8"));
  const here = [...Object.keys(servers), "apps-script"];
  const found = (await Promise.all(here.map(async (folder) => (await readdir(join(HERE, folder))).map((file) => `${folder}/${file}`)))).flat();
  const backends = Object.entries(shown).filter(([file]) => file.startsWith("tests/backends/"));
  assert.deepEqual(backends.map(([file]) => file.replace("tests/backends/", "")).sort(), found.sort());
  for (const [file, text] of backends) {
    const written = await readFile(join(HERE, "../..", file), "utf8");
    assert.equal(text, written, file);
    const lines = written.trimEnd().split("\n");
    assert.ok(lines.length < 70, `${file} has ${lines.length} lines`);
    lines.forEach((line, at) => assert.ok([...line].length <= 120, `${file}:${at + 1} is too wide`));
  }
});
