// The real backend on a real SQLite file, and its command line.

import { spawn, execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const PROJECT = process.env.THUAN_PROJECT ?? resolve(import.meta.dirname, "../..");
const THUAN = process.env.THUAN_BIN ?? join(PROJECT, "target/debug/thuan");
export const SITE = process.env.THUAN_SITE ?? join(PROJECT, "dist");

/** Runs a command of `thuan` and gives what it prints; fails when the command does. */
export async function thuan(...args) {
  const { stdout } = await promisify(execFile)(THUAN, args, { encoding: "utf8" });
  return stdout;
}

/** Those that run: a test that fails half-way must not keep its file from ending. */
const running = new Set();
process.once("exit", () => running.forEach((child) => child.kill("SIGKILL")));

/** Starts a backend on a free port, with an empty database in a folder of its own unless one is named. */
export async function startBackend({ addr = "127.0.0.1:0", args = [], site = SITE, database } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "thuan-"));
  database ??= `sqlite://${join(folder, "thuan.db")}`;
  const child = spawn(THUAN, ["serve", "--addr", addr, "--database", database, "--site", site, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  const output = [];
  const ended = new Promise((done) => child.once("exit", done)).finally(() => running.delete(child));
  const lines = createInterface({ input: child.stdout });
  child.stderr.on("data", (data) => output.push(String(data)));
  const url = await new Promise((found, failed) => {
    child.once("exit", (code) => failed(new Error(`the backend ended with ${code}:\n${output.join("")}`)));
    lines.on("line", (line) => {
      output.push(`${line}\n`);
      const match = /^listening on (http:\S+)$/.exec(line);
      if (match) found(match[1]);
    });
  });
  for (const part of [child, child.stdout, child.stderr]) part.unref();
  return {
    url,
    database,
    log: () => output.join(""),
    records: async () => (await thuan("records", "--database", database, "--json")).trim().split("\n").filter(Boolean).map((line) => JSON.parse(line)),
    /** Ends it politely; the database stays until `remove`. */
    stop: async () => {
      child.ref();
      child.kill("SIGTERM");
      await ended;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
