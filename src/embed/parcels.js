// What the device keeps of records that are on their way: entries, encrypted, the key they are encrypted with, and who has one
// in hand.

const DATABASE = "thuan-outbox";
const STORES = ["keys", "parcels"];
const AES = "AES-GCM";

/**
 * What is known of a record without reading it. One that has run out has no data any more, until its form has said so.
 * @typedef {{ form: string, expires: number, refused?: boolean, after?: number, iv: Uint8Array<ArrayBuffer>, data?: ArrayBuffer }} Entry
 */

/**
 * What an entry holds, encrypted: where it is posted to, what is posted, what is posted instead since its challenge ran
 * out, and what the person's copy is made from.
 * @typedef {{ url: string, body: string, renewed?: string, text: string, form: string, jwks?: string }} Parcel
 */

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
const settled = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = (event) => {
      // Unhandled, the error would reach the page's error handlers.
      event.preventDefault();
      event.stopPropagation();
      reject(request.error);
    };
  });

/**
 * Does one thing in a transaction of its own, which is on the disk when this is over.
 * @template T
 * @param {string} store
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} act
 */
async function within(store, mode, act) {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => STORES.forEach((name) => opening.result.createObjectStore(name));
  const database = await settled(opening);
  try {
    const transaction = database.transaction(store, mode, { durability: "strict" });
    const over = new Promise((done, failed) => {
      transaction.oncomplete = done;
      transaction.onabort = () => failed(transaction.error);
    });
    return (await Promise.all([settled(act(transaction.objectStore(store))), over]))[0];
  } finally {
    database.close();
  }
}

/** The key of this browser's outbox. No script can read it; what it does not protect from is in docs/backends.md. */
async function outboxKey() {
  const get = () => within("keys", "readonly", (store) => store.get(AES));
  const known = await get();
  if (known) return known;
  const fresh = await crypto.subtle.generateKey({ name: AES, length: 256 }, false, ["encrypt", "decrypt"]);
  // Of two tabs that do this at the same time, both get the first one's.
  await within("keys", "readwrite", (store) => store.add(fresh, AES)).catch(() => {});
  return get();
}

const bytes = new TextEncoder();

/** @param {string} name @param {Uint8Array<ArrayBuffer>} iv */
const sealed = (name, iv) => ({ name: AES, iv, additionalData: bytes.encode(name) });

export const names = () => /** @type {Promise<string[]>} */ (within("parcels", "readonly", (store) => store.getAllKeys()));

/** @param {string} name @returns {Promise<Entry | undefined>} */
export const entryOf = (name) => within("parcels", "readonly", (store) => store.get(name));

/** @param {string} name @param {Entry} entry */
export const put = (name, entry) => within("parcels", "readwrite", (store) => store.put(entry, name));

/** @param {string} name */
export const drop = (name) => within("parcels", "readwrite", (store) => store.delete(name));

/** Locks that this page holds, each with what gives it back. @type {Map<string, () => void>} */
export const held = new Map();

/**
 * Waits until no other page has a record in its hands, and takes it. Where there are no locks, it is taken as it is: the
 * backend knows the same record again.
 * @param {string} name
 */
export function take(name) {
  const { locks } = navigator;
  if (!locks || held.has(name)) return Promise.resolve();
  return new Promise((taken) => {
    const holding = () =>
      new Promise((release) => {
        held.set(name, () => release(undefined));
        taken(undefined);
      });
    locks.request(`${DATABASE} ${name}`, holding).catch(taken);
  });
}

/** @param {string} name */
export function giveBack(name) {
  held.get(name)?.();
  held.delete(name);
}

/** @param {string} name @param {Parcel} parcel */
export async function seal(name, parcel) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt(sealed(name, iv), await outboxKey(), bytes.encode(JSON.stringify(parcel)));
  return { iv, data };
}

/** What an entry holds. @param {string} name @param {Entry} entry @returns {Promise<Parcel>} */
export async function opened(name, { iv, data }) {
  const plain = await crypto.subtle.decrypt(sealed(name, iv), await outboxKey(), data ?? new ArrayBuffer(0));
  return JSON.parse(new TextDecoder().decode(plain));
}

/**
 * Notes something of a record that is still there.
 * @param {string} name
 * @param {Partial<Entry>} change
 */
export const mark = (name, change) =>
  within("parcels", "readwrite", (store) => {
    const there = store.get(name);
    // In the same transaction: what has been deleted does not come back.
    there.addEventListener("success", () => there.result && store.put({ ...there.result, ...change }, name));
    return there;
  });
