// Keys and records of this browser: IndexedDB and WebCrypto.
//
// All of it is waiting for promises, which in WebAssembly takes several times the bytes.

const DATABASE = "thuan";
/** 1 had keys alone. */
const VERSION = 2;
const STORES = ["keys", "records"];
const P256 = { name: "ECDSA", namedCurve: "P-256" };
const ES256 = { name: "ECDSA", hash: "SHA-256" };

/** Keys that could not be stored, by controller, so that all forms of a page sign with the same one. */
const session = new Map();

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = (event) => {
      // Unhandled, the error would reach the page's error handlers and abort the transaction there.
      event.preventDefault();
      event.stopPropagation();
      reject(request.error);
    };
  });
}

/**
 * Does one thing in a transaction of its own. Where storage is denied, `indexedDB` itself throws, or is null.
 * @template T
 * @param {string} store
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} act
 */
async function within(store, mode, act) {
  const opening = indexedDB.open(DATABASE, VERSION);
  opening.onupgradeneeded = () => {
    const { result } = opening;
    for (const name of STORES) if (!result.objectStoreNames.contains(name)) result.createObjectStore(name);
  };
  const database = await settled(opening);
  try {
    const transaction = database.transaction(store, mode);
    // What a request has done is undone where there is no room for it in the end.
    const over = new Promise((done, failed) => {
      transaction.oncomplete = done;
      transaction.onabort = () => failed(transaction.error);
    });
    return (await Promise.all([settled(act(transaction.objectStore(store))), over]))[0];
  } finally {
    database.close();
  }
}

/** @returns {Promise<CryptoKeyPair>} A pair whose private half no script can read. */
const generate = () => crypto.subtle.generateKey(P256, false, ["sign", "verify"]);

/**
 * A pair as the widget uses it. What is no pair is refused by WebCrypto here.
 * @param {CryptoKeyPair} pair
 * @param {boolean} stored
 */
async function key({ privateKey, publicKey }, stored) {
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", publicKey));
  /** @param {BufferSource} data */
  const sign = async (data) => new Uint8Array(await crypto.subtle.sign(ES256, privateKey, data));
  return { point, stored, sign };
}

/** @param {string} controller */
async function storedKey(controller) {
  const get = () => within("keys", "readonly", (store) => store.get(controller));
  let pair = await get();
  if (!pair) {
    const fresh = await generate();
    // Of two tabs that do this at the same time, both get the first one's. Read back, so that what the record says of
    // the key's storage is what the storage really gave.
    await within("keys", "readwrite", (store) => store.add(fresh, controller)).catch(() => {});
    pair = await get();
  }
  return key(pair, true);
}

/**
 * The key for a controller: the one this browser has, or a new one. Where storage is denied, or what comes back is no
 * key, it lives as long as the page does.
 * @param {string} controller
 */
export async function signingKey(controller) {
  try {
    return await storedKey(controller);
  } catch {
    if (!session.has(controller)) session.set(controller, await generate());
    return key(session.get(controller), false);
  }
}

/**
 * Whether a signature holds: ES256 for a P-256 point of 65 bytes, EdDSA for an Ed25519 one of 32.
 * @param {Uint8Array<ArrayBuffer>} point
 * @param {Uint8Array<ArrayBuffer>} signature
 * @param {Uint8Array<ArrayBuffer>} data
 */
export async function verify(point, signature, data) {
  const [named, by] = point.length === 32 ? [{ name: "Ed25519" }, { name: "Ed25519" }] : [P256, ES256];
  // The bytes are a view of memory that moves: they are copied before anything is waited for.
  const [signed, over] = [signature.slice(), data.slice()];
  const imported = await crypto.subtle.importKey("raw", point.slice(), named, false, ["verify"]);
  return crypto.subtle.verify(by, imported, signed, over);
}

/** @returns {Promise<string[]>} Every record, as text. */
export const records = () => within("records", "readonly", (store) => store.getAll());

/**
 * The newest record of a form. Times of one form compare as texts. What is not readable is left out.
 * @param {string} formId
 * @returns {Promise<string | undefined>}
 */
export async function newest(formId) {
  let newest;
  let time = "";
  for (const text of await records()) {
    try {
      const { form_id, event_time } = JSON.parse(text);
      if (form_id === formId && event_time > time) [newest, time] = [text, event_time];
    } catch {}
  }
  return newest;
}

/**
 * @param {string} name
 * @param {string} text
 */
export const keep = (name, text) => within("records", "readwrite", (store) => store.put(text, name));

/** @param {string} name of the record that is no longer kept */
export const drop = (name) => within("records", "readwrite", (store) => store.delete(name));

/** Forgets every key and every record, and what an outbox (`src/embed/outbox.js`) has not sent. */
export async function forget() {
  session.clear();
  for (const name of STORES) await within(name, "readwrite", (store) => store.clear());
  // It ends once no page has the outbox open, which is never for long.
  await settled(indexedDB.deleteDatabase("thuan-outbox"));
}
