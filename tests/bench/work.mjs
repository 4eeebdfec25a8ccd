// What a proof of work costs a person: `cargo xtask bench work`.
//
// The form's own script calculates in a browser that is slowed down as for `bench page`. A number is found after as many
// tries as chance wants, so hashes are counted and the times said are those of the average.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join, resolve } from "node:path";

import { launch } from "../support/browser.mjs";

const PROJECT = process.env.THUAN_PROJECT ?? resolve(import.meta.dirname, "../..");
const RUNS = Number(process.env.THUAN_RUNS ?? 7);
const HASHES = 20_000;
/** As they are, a phone of the middle class, a cheap one. */
const SLOWER = [1, 4, 6];
const BITS = [14, 16, 18, 20];

const script = await readFile(join(PROJECT, "src/embed/work.js"));
const server = createServer((request, response) => {
  const isScript = request.url === "/work.js";
  response.writeHead(200, { "Content-Type": isScript ? "text/javascript" : "text/html" });
  response.end(isScript ? script : "<!doctype html><title>Work</title>");
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const browser = await launch();
const page = await browser.newPage();
await page.goto(`http://127.0.0.1:${server.address().port}/`);
const session = await page.context().newCDPSession(page);

const measure = async (hashes) => {
  const { hasher } = await import("/work.js");
  const hash = hasher(`${"A".repeat(64)}.`);
  const begin = performance.now();
  for (let number = 0; number < hashes; number += 1) hash(`${number}`);
  return hashes / (performance.now() - begin);
};
await page.evaluate(measure, HASHES);
console.log(`slower   hashes a second   ${BITS.map((bits) => `${bits} bits`.padStart(9)).join("")}   on average`);
for (const rate of SLOWER) {
  await session.send("Emulation.setCPUThrottlingRate", { rate });
  const runs = [];
  for (let run = 0; run < RUNS; run += 1) runs.push(await page.evaluate(measure, HASHES));
  const middle = runs.sort((a, b) => a - b)[RUNS >> 1];
  const times = BITS.map((bits) => `${(2 ** bits / middle / 1000).toFixed(2)} s`.padStart(9));
  console.log(`${rate} ×      ${Math.round(middle * 1000).toLocaleString("en").padStart(15)}   ${times.join("")}`);
}
await browser.close();
server.close();
