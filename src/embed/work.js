// Proofs of work: a number such that the SHA-256 (FIPS 180-4) of `<nonce>.<number>` begins with so many zero bits.
//
// The browser's own hashing takes a promise a hash, which costs ten times the hash, and a worker needs a script of the
// page's own origin. So it is calculated here, in slices between which everything else has its turn.

/** How long a slice is, in milliseconds: nobody feels it while typing. */
const SLICE = 6;

/** More than this is for nobody's phone. */
const MOST_BITS = 32;

const primes = [2];
for (let candidate = 3; primes.length < 64; candidate += 2) if (primes.every((prime) => candidate % prime)) primes.push(candidate);

/** The first 32 bits of the fractional part. @param {number} root */
const fraction = (root) => ((root % 1) * 2 ** 32) | 0;

const CONSTANTS = Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)));
const START = Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));

const schedule = new Int32Array(64);

/**
 * Works a block of 64 bytes into a state.
 * @param {any} state what came of the blocks before; eight words, as all here are, which the compiler cannot know
 * @param {DataView} block
 * @param {Int32Array} out
 */
function compress(state, block, out) {
  const [w, k] = /** @type {any[]} */ ([schedule, CONSTANTS]);
  for (let at = 0; at < 16; at += 1) w[at] = block.getInt32(at * 4);
  for (let at = 16; at < 64; at += 1) {
    const early = w[at - 15];
    const late = w[at - 2];
    const first = ((early >>> 7) | (early << 25)) ^ ((early >>> 18) | (early << 14)) ^ (early >>> 3);
    const second = ((late >>> 17) | (late << 15)) ^ ((late >>> 19) | (late << 13)) ^ (late >>> 10);
    w[at] = (w[at - 16] + first + w[at - 7] + second) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let at = 0; at < 64; at += 1) {
    const high = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const one = (h + high + ((e & f) ^ (~e & g)) + k[at] + w[at]) | 0;
    const low = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const two = (low + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  const words = /** @type {any} */ ([a, b, c, d, e, f, g, h]);
  for (let at = 0; at < 8; at += 1) out[at] = state[at] + words[at];
}

/**
 * Begins a hash with a text whose whole blocks are worked in once.
 * @param {string} begin in ASCII
 * @returns {(end: string) => Int32Array} the hash of the text with this end, which is short
 */
export function hasher(begin) {
  const bytes = new TextEncoder().encode(begin);
  const state = START.slice();
  const whole = bytes.length - (bytes.length % 64);
  for (let at = 0; at < whole; at += 64) compress(state, new DataView(bytes.buffer, at, 64), state);
  const rest = bytes.slice(whole);
  // The rest, at most 16 digits, the mark and the length.
  const blocks = new Uint8Array(128);
  const views = [new DataView(blocks.buffer, 0, 64), new DataView(blocks.buffer, 64, 64)];
  const out = new Int32Array(8);
  return (end) => {
    blocks.fill(0);
    blocks.set(rest);
    let length = rest.length;
    for (let at = 0; at < end.length; at += 1) blocks[length++] = end.charCodeAt(at);
    blocks[length] = 0x80;
    const last = length < 56 ? 0 : 1;
    /** @type {DataView} */ (views[last]).setUint32(60, (whole + length) * 8);
    compress(state, /** @type {DataView} */ (views[0]), out);
    if (last) compress(out, /** @type {DataView} */ (views[1]), out);
    return out;
  };
}

/** Everything else has its turn; sooner than by a timer, which browsers slow down in pages that nobody looks at. */
const turn = () =>
  new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      done(undefined);
    };
    port2.postMessage(0);
  });

/**
 * Finds the number, in decimal digits; nothing where it would take too long, or nobody wants it any more.
 * @param {string} nonce
 * @param {number} bits
 * @param {AbortSignal} [signal]
 * @returns {Promise<string | undefined>}
 */
export async function solve(nonce, bits, signal) {
  if (!(bits <= MOST_BITS)) {
    console.error(`thuan-form: the challenge asks for a proof of work of ${bits} bits; the most that is calculated is ${MOST_BITS}`);
    return undefined;
  }
  const hash = hasher(`${nonce}.`);
  for (let number = 0; !signal?.aborted; ) {
    const until = performance.now() + SLICE;
    do {
      for (let more = 64; more > 0; more -= 1, number += 1) {
        const [first = 0] = hash(`${number}`);
        if (Math.clz32(first) >= bits) return `${number}`;
      }
    } while (performance.now() < until);
    await turn();
  }
  return undefined;
}
