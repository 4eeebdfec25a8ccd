// node jose.mjs CONTEXT FILE...   With the npm package `jose`, 6 or newer.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { calculateJwkThumbprint, flattenedVerify, importJWK } from 'jose';
const [context, ...files] = process.argv.slice(2).map((name, at) => (at ? name : JSON.parse(readFileSync(name))));
const must = (fine, why) => { if (!fine) throw new Error(why); };
const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const matches = (shape, text) => new RegExp(`^(?:${shape})$`, 'u').test(text);
const has = (value, names) => must(Object.keys(value).every((name) => names.includes(name)), 'unknown member');
async function signed(jws, kind) { // Signature, shape and spelling; the shapes stand for the whole format.
  has(jws, ['protected', 'payload', 'signature']);
  for (const part of Object.values(jws)) must(Buffer.from(part, 'base64url').toString('base64url') === part, 'base64url');
  const [header, text] = [jws.protected, jws.payload].map((part) =>
    new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(part, 'base64url')));
  must(matches(context.shapes[kind].protected, header) && matches(context.shapes[kind].payload, text), `no ${kind}`);
  must(text === text.normalize('NFC'), 'not NFC');
  const { alg, jwk, kid } = JSON.parse(header);
  must(kid === await calculateJwkThumbprint(jwk), 'kid');
  await flattenedVerify(jws, await importJWK(jwk, alg), { algorithms: [alg] });
  return { ...JSON.parse(text), kid, hash: sha256(text) };
}
function record(r) { // What a record says must agree with itself.
  must(r.pii_principal_id === (r.kid ?? r.pii_principal_id), 'signed by another key');
  must(new Set(r.purposes.map((p) => p.id)).size === r.purposes.length, 'a purpose twice');
  must(!r.registration_sha256 !== !r.previous_record_sha256, 'either a registration or a record before it');
  const late = (time) => !r.previous_record_sha256 && !r.evidence.clock && time > r.event_time;
  must(![r.acknowledged, ...r.purposes].some((p) => late(p.decided_at)), 'decided after sending');
  must(r.previous_record_sha256 || r.purposes.every((p) => /given|refused/.test(p.event_state)), 'withdraws nothing');
  return r;
}
