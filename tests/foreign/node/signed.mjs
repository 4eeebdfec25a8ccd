// With the npm package `jose`, 6 or newer.
import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, flattenedVerify, importJWK } from 'jose';

export const sha256 = (text) => createHash('sha256').update(text).digest('hex');
export const fits = (shape, text) => new RegExp(`^(?:${shape})$`, 'u').test(text);
export function must(fine, why) {
  if (!fine) throw new Error(why);
}
function decode(part) { // One spelling: no padding, no other alphabet, no bits left over.
  const bytes = Buffer.from(part, 'base64url');
  must(bytes.toString('base64url') === part, 'base64url');
  return bytes;
}
export async function signed(jws, shape) { // What was signed, with the key's name and the hash of the bytes.
  must(Object.keys(jws).sort().join() === 'payload,protected,signature' && decode(jws.signature), 'members');
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const [header, payload] = [jws.protected, jws.payload].map((part) => utf8.decode(decode(part)));
  must(fits(shape.protected, header) && fits(shape.payload, payload), 'not of this format');
  must(payload === payload.normalize('NFC'), 'not NFC');
  const { alg, jwk, kid } = JSON.parse(header);
  must(kid === (await calculateJwkThumbprint(jwk)), 'kid');
  await flattenedVerify(jws, await importJWK(jwk, alg), { algorithms: [alg] });
  return { ...JSON.parse(payload), kid, hash: sha256(payload) };
}
export function coherent(r, before, varying) { // Agreeing anew needs the policy in force: refused here.
  const late = (p) => !before && !r.evidence.clock && p.decided_at > r.event_time;
  must(![r.acknowledged, ...r.purposes].some(late), 'decided after sending');
  must(new Set(r.purposes.map((p) => p.id)).size === r.purposes.length, 'a purpose twice');
  must(r.previous_record_sha256 === before?.hash, 'changes another record');
  const kept = (x) => JSON.stringify(Object.entries(x).filter(([name]) => ![...varying, 'kid', 'hash'].includes(name)));
  const withdrawn = (p, old) => /given|renewed/.test(old.event_state) && p.event_state === 'withdrawn'
    && { event_state: p.event_state, decided_at: p.decided_at };
  const stays = (p, old = {}) => JSON.stringify(p) === JSON.stringify({ ...old, ...withdrawn(p, old) });
  must(!before || (kept(r) === kept(before) && r.purposes.length === before.purposes.length
    && r.purposes.every((p, at) => stays(p, before.purposes[at]))), 'more than a withdrawal');
}
