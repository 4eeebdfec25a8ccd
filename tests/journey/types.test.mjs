// What pages are promised in thuan.d.ts is what thuan.js has, and what a page in TypeScript can use; and what thuan.js
// asks of the modules is what wasm-bindgen says they have.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";

const PROJECT = process.env.THUAN_PROJECT ?? resolve(import.meta.dirname, "../..");
const WORK = process.env.THUAN_WORK ?? join(PROJECT, "target/xtask");
const TYPES = join(import.meta.dirname, "../types");
const TSC = createRequire(import.meta.url).resolve("typescript/bin/tsc");

/** The two parts of the glue that wasm-bindgen does not declare. */
const PARTS = `
export function __wbg_get_imports(): WebAssembly.Imports;
export function __wbg_finalize_init(instance: WebAssembly.Instance, module: WebAssembly.Module): unknown;
`;

test("the loader, its declarations, the modules and a page that uses them agree", async () => {
  const folder = await mkdtemp(join(tmpdir(), "thuan-types-"));
  const glue = join(folder, "glue");
  await mkdir(glue);
  for (const module of ["thuan_widget", "thuan_record"]) {
    const declared = await readFile(join(WORK, `${module}-release/glue/${module}.d.ts`), "utf8");
    await writeFile(join(glue, `${module}.d.ts`), declared + PARTS);
  }
  const embed = join(PROJECT, "src/embed");
  const config = {
    extends: join(TYPES, "tsconfig.json"),
    // The modules' declarations as if they stood beside the scripts that import them.
    compilerOptions: { rootDirs: [embed, glue] },
    include: [embed, glue, join(TYPES, "*.ts")],
  };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
  const output = await new Promise((done) =>
    execFile(process.execPath, [TSC, "--project", folder], (_, stdout, stderr) => done(stdout + stderr)),
  );
  assert.equal(output, "");
  await rm(folder, { recursive: true });
});
