// Every recipe of docs/backends.md judges every vector of tests/vectors/consent as the product's own verifier does.
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'node:test';

import { shownFiles } from '../support/document.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const vectors = fileURLToPath(new URL('../vectors/consent/', import.meta.url));
const { cases } = JSON.parse(readFileSync(`${vectors}index.json`));
const python = process.env.THUAN_PYTHON ?? 'python3';

// A recipe: how it is started, and what says whether its libraries are there.
// `leavesOut` names the vectors that a recipe cannot judge, each with its reason. There are none.
const recipes = {
  'node-jose': { command: ['node', 'node/judge.mjs'], needs: ['node', '--eval', 'import("jose")'], leavesOut: {} },
  'python-pyjwt': { command: [python, 'python/judge.py', 'signed_pyjwt'], needs: [python, '-c', 'import jwt'], leavesOut: {} },
  'python-jwcrypto': { command: [python, 'python/judge.py', 'signed_jwcrypto'], needs: [python, '-c', 'import jwcrypto'], leavesOut: {} },
  'shell-jose': { command: ['sh', 'shell/judge.sh'], needs: ['sh', '-c', 'command -v jose jq openssl uconv'], leavesOut: {} },
  'ruby-jwt': { command: ['ruby', 'ruby/judge.rb'], needs: ['ruby', '-e', 'require "jwt"'], leavesOut: {} },
  'perl-crypt-jwt': { command: ['perl', 'perl/judge.pl'], needs: ['perl', '-MCrypt::JWT', '-e', '1'], leavesOut: {} },
  'php-openssl': {
    command: ['php', 'php/judge.php'],
    needs: ['php', '-r', 'exit(array_diff(["intl", "openssl", "sodium"], get_loaded_extensions()) ? 1 : 0);'],
    leavesOut: {},
  },
};

// What a refusal's words must say, by the product's code for it: a recipe that stumbles over its own mistake would refuse
// as well, and for no reason. Where a library speaks, its words are its own.
const format = /not of this format/;
const reasons = {
  signature: /signature|verif/i,
  signature_length: /signature|verif|members/i,
  jwk: /signature|verif|key|curve/i,
  algorithm: /not of this format|members/,
  algorithm_key_mismatch: format,
  crit: format,
  typ: format,
  header_json: format,
  header_members: format,
  jwk_members: format,
  header_not_canonical: format,
  kid: /^kid|\('kid'\)|another key/,
  base64url: /base64|padding/i,
  body: /members|unknown member|unexpected keyword|registration/,
  payload_json: /not of this format|NFC|utf-8/i,
  payload_not_canonical: format,
  not_nfc: /NFC/,
  record: format,
  receipt: format,
  schema_version: format,
  audience: /audience|not of this format/,
  indication_method: format,
  lawful_basis: format,
  previous_record: format,
  registration: format,
  duplicate: /a purpose twice/,
  decided_at: /decided after sending/,
  registration_sha256: /registration/,
  registration_differs: /registration/,
  policy_differs: /policy text/,
  policy_other_language: /policy text/,
  form_differs: /form/,
  chain_broken: /changes another record/,
  receipt_other_record: /receipt/,
  receipt_key_foreign: /receipt/,
  challenge_used: /challenge/,
  challenge_unknown: /challenge/,
  unknown_previous: /changes another record/,
  not_the_newest: /changes another record/,
  previous_missing: /a stranger/,
  previous_mismatch: /a stranger/,
  event_state: /more than a withdrawal/,
  not_the_policy: /more than a withdrawal/,
  notice_changed: /more than a withdrawal/,
};

async function answers([program, script, ...more], files) {
  const { stdout } = await promisify(execFile)(
    program,
    [here + script, ...more, 'context.json', ...files],
    { cwd: vectors, maxBuffer: 1 << 24 },
  );
  return stdout.trim().split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2));
}

for (const [name, { command, needs, leavesOut }] of Object.entries(recipes)) {
  const there = spawnSync(needs[0], needs.slice(1), { cwd: here }).status === 0;
  const skip = there || process.env.THUAN_REQUIRE_ORACLES ? false : `${needs.join(' ')} fails`;
  test(`${name} judges every vector alike`, { skip }, async () => {
    assert.ok(there, `${needs.join(' ')} fails: cargo xtask setup installs what it needs`);
    const files = cases.map(({ file }) => file);
    const half = Math.ceil(files.length / 2);
    const halves = [files.slice(0, half), files.slice(half)].map((some) => answers(command, some));
    const found = Object.fromEntries((await Promise.all(halves)).flat());
    const wrong = cases.filter(({ file, verdict, code, record_sha256: hash }) => {
      if (file in leavesOut) return false;
      const answer = found[file] ?? '';
      if (verdict === 'valid') return answer !== `valid ${hash}`;
      return !answer.startsWith('invalid: ') || !reasons[code].test(answer.slice('invalid: '.length));
    });
    assert.deepEqual(wrong.map(({ file, code = 'valid' }) => [file, code, found[file]]), []);
  });
}

test('every code of the index has its words here, and nothing else has', () => {
  const codes = new Set(cases.map(({ code }) => code).filter(Boolean));
  assert.deepEqual(Object.keys(reasons).sort(), [...codes].sort());
});

const folders = ['node', 'python', 'shell', 'ruby', 'perl', 'php'];
const files = folders.flatMap((folder) => readdirSync(here + folder)
  .filter((file) => /\.(mjs|py|sh|jq|rb|pl|php)$/.test(file)).map((file) => `${folder}/${file}`));

test('every file of a recipe is under 40 lines, and none is wider than 120 characters', () => {
  for (const file of files) {
    const lines = readFileSync(here + file, 'utf8').trimEnd().split('\n');
    assert.ok(lines.length < 40, `${file} has ${lines.length} lines`);
    lines.forEach((line, at) => assert.ok([...line].length <= 120, `${file}:${at + 1} is too wide`));
  }
});

test('the recipes in docs/backends.md are these files, letter for letter', () => {
  const doc = readFileSync(new URL('../../docs/backends.md', import.meta.url), 'utf8');
  const written = shownFiles(doc);
  const recipes = Object.keys(written).filter((file) => !file.startsWith('tests/backends/'));
  assert.deepEqual(recipes.sort(), [...files].sort());
  for (const file of files) assert.equal(written[file], readFileSync(here + file, 'utf8'), file);
});
