// Keeps what a form posts: level 0, a file a record. Node.js 20 or newer, express 5.
// ORIGIN=https://www.example RECORDS=records PORT=8080 node server.mjs
import { randomUUID } from "node:crypto";
import { link, mkdir, open, readFile, rm } from "node:fs/promises";
import express from "express";

const { ORIGIN = "https://www.example", RECORDS = "records", PORT = "8080" } = process.env;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
await mkdir(RECORDS, { recursive: true });

function refuse(response, status, title) {
  response.status(status).type("application/problem+json").send(JSON.stringify({ type: "about:blank", title, status }));
}

/** What was posted, if it is JSON. */
function json(bytes) {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

/** Whole and on the disk before it has its name, and each name is given once, whoever else asks at the same time. */
async function keep(name, bytes) {
  const [draft, kept] = [`${RECORDS}/${randomUUID()}.draft`, `${RECORDS}/${name}.json`];
  try {
    const file = await open(draft, "wx", 0o600);
    await file.writeFile(bytes);
    await file.sync().finally(() => file.close());
    const isNew = await link(draft, kept).then(() => true, (error) => error.code !== "EEXIST" && Promise.reject(error));
    const folder = await open(RECORDS);
    await folder.sync().finally(() => folder.close());
    if (isNew) return 201;
    return (await readFile(kept)).equals(bytes) ? 200 : 409;
  } finally {
    await rm(draft, { force: true });
  }
}

const app = express().disable("x-powered-by");
app.use("/registrations", (request, response, next) => {
  response.set({ "Access-Control-Allow-Origin": ORIGIN, Vary: "Origin", "Cache-Control": "no-store" });
  if (request.method !== "OPTIONS") return next();
  response.set("Access-Control-Allow-Methods", "POST");
  response.set("Access-Control-Allow-Headers", "content-type, idempotency-key");
  return response.status(204).end();
});
app.post("/registrations", express.raw({ type: () => true, limit: 65_536 }), async (request, response) => {
  const [name, envelope] = [request.get("Idempotency-Key") ?? "", json(request.body)];
  if (envelope === undefined) return refuse(response, 400, "The body is not JSON");
  if (!UUID.test(name)) return refuse(response, 400, "The Idempotency-Key is missing, or no record has such a name");
  const parts = ["protected", "payload", "signature"].map((part) => typeof envelope?.consent?.[part]);
  if (parts.some((part) => part !== "string")) return refuse(response, 422, "The body has no signed record");
  const status = await keep(name, request.body);
  if (status === 409) return refuse(response, 409, "Another record has this name");
  return response.status(status).json({ record_id: name });
});
app.use(({ status = 500, message }, request, response, next) => {
  refuse(response, status, status < 500 ? message : "Try again");
});
app.listen(Number(PORT), "127.0.0.1");
