// Speed and size of the crate beside what people use, on the same inputs in the same run.
//
//     node run.mjs [--json]
//
// THUAN_PYTHON: a Python with python-stdnum and phonenumbers (default python3; left out of the table where it has none).
// THUAN_WASM_OPT: binaryen's wasm-opt (default: the one on PATH; without it sizes are as rustc makes them).

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const run = (command, args, options = {}) =>
  execFileSync(command, args, { cwd: here, encoding: "utf8", stdio: ["pipe", "pipe", "inherit"], ...options });

if (!existsSync(join(here, "node_modules"))) run("npm", ["ci", "--no-audit", "--no-fund"]);
const require = createRequire(import.meta.url);
const { parsePhoneNumberFromString } = require("libphonenumber-js/max");
const { stdnum } = require("stdnum");

const cargo = (...args) => run("cargo", [...args, "--manifest-path", join(here, "Cargo.toml")]);
const target = JSON.parse(cargo("metadata", "--no-deps", "--format-version", "1")).target_directory;

function buildNative() {
  cargo("build", "--quiet", "--release", "--features", "parsers", "--bin", "native");
  return join(target, "release", "native");
}

function buildWasm(profile, feature) {
  const features = feature ? ["--features", feature] : [];
  cargo("build", "--quiet", "--profile", profile, "--lib", "--target", "wasm32-unknown-unknown", ...features);
  return readFileSync(join(target, "wasm32-unknown-unknown", profile, "thuan_fields_bench.wasm"));
}

const wasmOpt = process.env.THUAN_WASM_OPT ?? "wasm-opt";
const optimises = spawnSync(wasmOpt, ["--version"]).status === 0;

function weigh(wasm) {
  if (optimises) {
    const out = join(tmpdir(), `thuan-fields-bench-${process.pid}.wasm`);
    // Its names and producers stay out: the browser does not get them either.
    run(wasmOpt, ["-Oz", "--strip-debug", "--strip-producers", "-", "-o", out], { input: wasm });
    wasm = readFileSync(out);
  }
  const brotli = brotliCompressSync(wasm, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: wasm.length } });
  return { wasm: wasm.length, brotli: brotli.length };
}

// The inputs of the vectors; in their first column \\ is a backslash and \u{XXXX} that code point.
function inputs(name) {
  const lines = readFileSync(join(here, "..", "tests", "vectors", name), "utf8").split("\n");
  const rows = lines.filter((line) => line && !line.startsWith("#")).slice(1);
  const unescape = (_, code) => (code ? String.fromCodePoint(parseInt(code, 16)) : "\\");
  return rows.map((row) => row.split("\t")[0].replace(/\\(?:\\|u\{([0-9A-F]+)\})/g, unescape));
}

function pack(texts) {
  return Buffer.concat(texts.flatMap((text) => [Buffer.from(text), Buffer.from([255])]));
}

// The best of some runs: what the code costs, not what else the machine does.
function time(runs, rounds, texts, judge) {
  let ns = Infinity;
  let valid = 0;
  for (let i = 0; i < runs; i++) {
    const start = process.hrtime.bigint();
    for (let round = 0; round < rounds; round++) {
      valid = 0;
      for (const text of texts) if (judge(text)) valid++;
    }
    ns = Math.min(ns, Number(process.hrtime.bigint() - start) / rounds / texts.length);
  }
  return { ns, valid };
}

async function timeWasm(module, kind, texts) {
  const { exports } = await WebAssembly.instantiate(module, {});
  const write = (bytes) => {
    const at = exports.texts(bytes.length);
    new Uint8Array(exports.memory.buffer, at, bytes.length).set(bytes);
  };
  write(pack(texts));
  const rounds = 400;
  let ns = Infinity;
  let valid = 0;
  for (let i = 0; i < 7; i++) {
    const start = process.hrtime.bigint();
    valid = exports.run(kind, rounds) / rounds;
    ns = Math.min(ns, Number(process.hrtime.bigint() - start) / rounds / texts.length);
  }
  // One call a text, its characters written over from JavaScript: what a page pays.
  const encoder = new TextEncoder();
  const memory = new Uint8Array(exports.memory.buffer, exports.texts(4096), 4096);
  const one = (text) => exports.one(kind, encoder.encodeInto(text, memory).written) !== 0;
  return { batch: { ns, valid }, called: time(7, 40, texts, one) };
}

function child(command, args, texts) {
  const { status, stdout } = spawnSync(command, args, { cwd: here, input: pack(texts), encoding: "utf8" });
  return status === 0 ? JSON.parse(stdout) : undefined;
}

const native = buildNative();
const module = await WebAssembly.compile(buildWasm("release", "parsers"));
const python = process.env.THUAN_PYTHON ?? "python3";
const isVietnamese = (text) => {
  const number = parsePhoneNumberFromString(text, "VN");
  return number !== undefined && number.country === "VN" && number.isValid();
};
const javascript = {
  "tax-code": ["stdnum (npm)", (text) => stdnum.VN.mst.validate(text).isValid],
  phone: ["libphonenumber-js/max", isVietnamese],
};
const library = { "tax-code": "python-stdnum", phone: "phonenumbers (Python)" };

const speed = {};
for (const [kind, number, file] of [["tax-code", 0, "tax_code.tsv"], ["phone", 1, "phone.tsv"]]) {
  const texts = inputs(file);
  const { batch, called } = await timeWasm(module, number, texts);
  const [name, judge] = javascript[kind];
  speed[kind] = {
    texts: texts.length,
    native: child(native, [String(number), "400"], texts),
    wasm: batch,
    "wasm, called from JavaScript": called,
    [name]: time(5, 10, texts, judge),
  };
  const theirs = child(python, ["bench.py", kind, "3"], texts);
  if (theirs) speed[kind][library[kind]] = theirs;
}

const empty = weigh(buildWasm("widget"));
const size = {};
for (const feature of ["parsers", "kind-by-hand", "kind-by-tables", "kind-by-regex-lite", "kind-by-regex"]) {
  const weight = weigh(buildWasm("widget", feature));
  size[feature] = { wasm: weight.wasm - empty.wasm, brotli: weight.brotli - empty.brotli };
}

if (process.argv.includes("--json")) {
  console.log(JSON.stringify({ speed, size, optimised: optimises }, null, 2));
} else {
  for (const [kind, { texts, ...rows }] of Object.entries(speed)) {
    console.log(`\n${kind}: ${texts} texts`.padEnd(36), "ns a text".padStart(10), "of wasm".padStart(9), "valid".padStart(6));
    for (const [name, { ns, valid }] of Object.entries(rows)) {
      const ratio = `${(ns / rows.wasm.ns).toFixed(1)} x`;
      console.log(`  ${name}`.padEnd(35), ns.toFixed(0).padStart(10), ratio.padStart(9), String(valid).padStart(6));
    }
  }
  const how = optimises ? "after wasm-opt -Oz" : "without wasm-opt, which was not found";
  console.log(`\nsize over a module without fields, opt-level z, ${how}`.padEnd(50));
  for (const [feature, { wasm, brotli }] of Object.entries(size)) {
    console.log(`  ${feature}`.padEnd(25), `${wasm} bytes`.padStart(14), `${brotli} brotli`.padStart(15));
  }
}
