// What pages are promised in thuan.d.ts is what thuan.js has, and what a page in TypeScript can use.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";

const TSC = createRequire(import.meta.url).resolve("typescript/bin/tsc");

test("the loader, its declarations and a page that uses them agree", async () => {
  const output = await new Promise((done) =>
    execFile(process.execPath, [TSC, "--project", join(import.meta.dirname, "../types")], (_, stdout, stderr) => done(stdout + stderr)),
  );
  assert.equal(output, "");
});
