// node judge.mjs CONTEXT FILE...
import { readFileSync } from 'node:fs';
import { coherent, fits, must, sha256, signed } from './signed.mjs';
const [context, ...files] = process.argv.slice(2).map((name) => [name, JSON.parse(readFileSync(name))]);
const { audience, jwks: { keys }, shapes, challenges, newest_records: newest, of_each_record: varying } = context[1];
const sorted = (value) => Object.fromEntries(Object.entries(value).sort());
async function record({ consent, receipt }) {
  const r = await signed(consent, shapes.record);
  must(r.kid === r.pii_principal_id && r.audience === audience, 'another key or audience');
  const given = receipt && (await signed(receipt, shapes.receipt));
  must(!given || (keys.some((key) => key.kid === given.kid) && given.record_sha256 === r.hash
    && given.record_id === r.record_id && given.audience === audience), 'receipt');
  return r;
}
async function judge({ format, consent, receipt, previous, registration, policy, form, jwks, ...more }) {
  const [r, evidence] = [await record({ consent, receipt }), format === 'urn:thuan:evidence:1'];
  const posted = !(evidence || (format ?? receipt ?? policy ?? form ?? jwks));
  must((evidence || posted) && !Object.keys(more).length, 'unknown member');
  const [chain, earlier] = [[], evidence ? previous : previous && [{ consent: previous }]];
  for (const one of earlier ?? []) chain.push(await record(one));
  const hash = r.previous_record_sha256;
  if (evidence) [...chain, r].forEach((one, at) => coherent(one, chain[at - 1], varying));
  else {
    const known = hash in newest ? { ...JSON.parse(newest[hash]), hash } : undefined;
    must(!known || (chain[0] ? chain[0].hash === hash : known.pii_principal_id === r.pii_principal_id), 'a stranger');
    const { issued, used } = challenges;
    must(!r.challenge || (issued.includes(r.challenge) && !used.includes(r.challenge)), 'challenge');
    coherent(r, known, varying);
  }
  const data = registration && JSON.stringify(sorted({ ...registration, fields: sorted(registration.fields) }));
  const bound = ((evidence && chain[0]) || r).registration_sha256;
  must(data ? fits(shapes.registration, data) && sha256(data) === bound : evidence || !bound, 'registration');
  const { privacy_notice: { sha256: text, language }, evidence: { form_sha256 } } = r;
  must(!policy || (sha256(policy.text) === text && policy.language === language), 'policy text');
  must(form === undefined || sha256(form) === form_sha256, 'form');
  return r.hash;
}
const verdict = (file) => judge(file).then((hash) => `valid ${hash}`, (error) => `invalid: ${error.message}`);
for (const [name, file] of files) console.log(`${name}: ${await verdict(file)}`);
