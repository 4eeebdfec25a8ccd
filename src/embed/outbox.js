// Records that outlive their page: on the device, encrypted, until they have arrived; sent by whichever page is there,
// by one at a time.

import { notices } from "./notices.js";
import { drop, entryOf, giveBack, held, mark, names, opened, put, seal, take } from "./parcels.js";
import { copyOf, isAboutChallenge, isTaken, receiptIn, recordIn, renewed, sha256Of } from "./proof.js";

/** After how long it is said that another page has a record in hand, in milliseconds: mostly nobody has. */
const ELSEWHERE = 500;
/** How long a record is kept that does not arrive, in milliseconds. */
const KEPT = 7 * 24 * 60 * 60 * 1000;
/** The longest that a backend can ask to wait for it, in milliseconds: a record is to be sent before it has run out. */
const PATIENCE = 24 * 60 * 60 * 1000;
/** After how long a page that is left open looks again at what it was asked to wait with, in milliseconds. */
const SELDOM = 60_000;

/** What has the forms of this page look for what is left. @type {Set<() => void>} */
const looks = new Set();

/**
 * @typedef {import("./notices.js").Stage} Stage
 * @typedef {import("./parcels.js").Entry} Entry
 * @typedef {import("./parcels.js").Parcel} Parcel
 * @typedef {import("./carrier.js").Definition} Definition
 * @typedef {import("./carrier.js").Tools} Tools
 */

/** What may yet be taken, as in net.js; and what nobody waits for any more. */
const LATER = [0, 408, 425, 429];
const STOPPED = 499;

/** @param {number} status */
const isLater = (status) => LATER.includes(status) || status >= 500;

/**
 * The outbox of one form.
 * @param {Definition} definition
 * @param {string} form the definition's text
 * @param {Record<string, string>} texts the policy's, by language
 */
export function outbox({ id, policy, jwks }, form, texts) {
  /** Those of which nothing is to be there any more. @type {Set<string>} */
  const finished = new Set();
  /** Records that this page sends or has sent. @type {Set<string>} */
  const known = new Set();
  /** Those that an earlier page has left. @type {Set<string>} */
  const resumed = new Set();
  /** Those that the person had deleted. @type {Set<string>} */
  const removed = new Set();
  /** Those that this page is not sending at the moment. @type {Set<string>} */
  const idle = new Set();
  /** What this page has put there of each. @type {Map<string, string>} */
  const bodies = new Map();
  /** What is being deleted. @type {Map<string, Promise<void>>} */
  const leaving = new Map();
  /** What is being noted of one that is to be waited for. @type {Map<string, Promise<unknown>>} */
  const noting = new Map();
  /** Until one may be sent again. @type {ReturnType<typeof setTimeout> | undefined} */
  let patient;
  /** When that is, by the page's own time. */
  let due = Infinity;
  const ended = new AbortController();
  /** The last look: one after the other, each with what the one before has found. @type {Promise<void>} */
  let looking = Promise.resolve();
  /** @type {ShadowRoot} */
  let root;
  /** @type {Tools} */
  let tools;
  const notice = notices(remove);

  /** Whether what is in the page is still this form. */
  const isHere = () => root.isConnected && !ended.signal.aborted;

  /** @param {string} name @param {Parcel} parcel */
  async function store(name, parcel) {
    /** @type {Entry} */
    const entry = { form: id, expires: Date.now() + KEPT, ...(await seal(name, parcel)) };
    // On a slow device it may have arrived, or have been deleted, meanwhile.
    if (finished.has(name)) return giveBack(name);
    await put(name, entry);
    bodies.set(name, parcel.body);
  }

  /** The person wants it gone. Who goes away as soon as nothing is said of it any more has it gone. @param {string} name */
  function remove(name) {
    removed.add(name);
    // What the form itself has on its way is stopped with all that it is asking for, be it another challenge.
    const isForms = bodies.has(name) && !resumed.has(name) && !idle.has(name);
    root.querySelector("form")?.dispatchEvent(new CustomEvent("thuan-stop", isForms ? {} : { detail: name }));
    void gone(name).then(() => notice.hide(name));
  }

  /** Not before it is gone: whoever gets it next would send it again. @param {string} name */
  function gone(name) {
    finished.add(name);
    bodies.delete(name);
    idle.delete(name);
    const left = drop(name).catch(() => {}).then(() => giveBack(name));
    leaving.set(name, left);
    return left;
  }

  /** @param {string} name @param {Stage} stage */
  const show = (name, stage) => removed.has(name) || notice.show(root, name, stage);

  /** It is tried again another time. @param {string} name */
  function later(name) {
    known.delete(name);
    resumed.delete(name);
    show(name, "kept");
  }

  /** What the backend asks for outlives the page. @param {string} name @param {number} [patience] in milliseconds */
  function wait(name, patience) {
    if (patience) noting.set(name, mark(name, { after: Date.now() + Math.min(patience, PATIENCE) }).catch(() => {}));
  }

  /** @param {string} name */
  async function refused(name) {
    if (removed.has(name) || !(await mark(name, { refused: true }))) return;
    show(name, "refused");
  }

  /**
   * Sends what an earlier page could not.
   * @param {string} name
   * @param {Entry} entry
   */
  async function resume(name, entry) {
    const at = root.querySelector("form");
    if (!at) return;
    const parcel = await opened(name, entry);
    if (removed.has(name)) return;
    show(name, "sending");
    resumed.add(name);
    let sent = parcel.renewed ?? parcel.body;
    let answer = await tools.insist(at, parcel.url, sent, name);
    if (isAboutChallenge(answer)) {
      const renewal = await renewed({ ...parcel, body: sent }, policy, (url) => tools.insist(at, url, undefined, name), tools);
      if (renewal.body !== undefined) {
        // Another page may have deleted it.
        if (!(await mark(name, await seal(name, { ...parcel, renewed: renewal.body }))) || removed.has(name)) return;
        sent = renewal.body;
        answer = await tools.insist(at, parcel.url, sent, name);
      } else if (isLater(renewal.status) || renewal.status === STOPPED) {
        answer = { status: renewal.status, mediaType: "" };
      }
    }
    if (answer.status === 409 && sent !== parcel.body) {
      // The first has arrived all the same: that is the one that counts.
      sent = parcel.body;
      answer = await tools.insist(at, parcel.url, sent, name);
    }
    if (removed.has(name)) return;
    const { status } = answer;
    if (status >= 200 && status < 300 && (await isTaken(answer, sent))) {
      const [receipt, keys] = await receiptIn(answer, sent, parcel.jwks, tools);
      await tools.keep(name, copyOf(name, { ...parcel, body: sent }, receipt, keys)).catch(() => {});
      await gone(name);
      show(name, "arrived");
      const detail = { record_id: name, record_sha256: await sha256Of(JSON.parse(sent).consent) };
      root.host.dispatchEvent(new CustomEvent("thuan:submitted", { bubbles: true, composed: true, detail }));
    } else if (status < 300 || isLater(status) || status === STOPPED) {
      later(name);
    } else {
      await refused(name);
    }
  }

  /**
   * How long one is still to be waited for, in milliseconds. Longer than it could have been asked for says that the
   * device's clock was put back.
   * @param {Entry} entry
   */
  function restOf({ after = 0 }) {
    const rest = after - Date.now();
    return rest > 0 && rest <= PATIENCE ? rest : 0;
  }

  /** @param {Entry} entry */
  const isToBeSent = (entry) => !entry.refused && entry.data && !restOf(entry) && entry.expires >= Date.now();

  function again() {
    if (root.isConnected) looking = looking.then(look).catch(() => {});
    else ended.abort();
  }

  /** The form has gone: whoever comes next sends it, and knows what this one has learned. @param {string} name */
  async function leave(name) {
    await noting.get(name);
    giveBack(name);
    for (const others of looks) others();
  }

  /** Unless that is to be sooner. @param {number} time in milliseconds */
  function lookAfter(time) {
    const at = performance.now() + time;
    if (!isHere() || at >= due) return;
    clearTimeout(patient);
    due = at;
    patient = setTimeout(again, time);
  }

  /** Sends one as soon as no other page has it in hand. @param {string} name */
  async function attend(name) {
    known.add(name);
    noting.delete(name);
    // Another page has it, and who looks at this one would type it again.
    const elsewhere = setTimeout(show, ELSEWHERE, name, "kept");
    let isToWait = false;
    try {
      await take(name);
      const left = await entryOf(name);
      clearTimeout(elsewhere);
      // Meanwhile another page may have sent it, or this one may have gone.
      if (!left || !isHere()) notice.hide(name);
      else if (isToBeSent(left)) await resume(name, left);
      // Or the other has learned that it is refused, or is to wait.
      else isToWait = known.delete(name);
    } catch {
      clearTimeout(elsewhere);
      later(name);
    }
    await Promise.all([leaving.get(name), noting.get(name)]);
    if (ended.signal.aborted) {
      // The form that is there now says what there is to say of it.
      if (!finished.has(name)) notice.hide(name);
      return leave(name);
    }
    giveBack(name);
    if (isToWait) again();
    else if (noting.has(name) && !finished.has(name)) lookAfter(SELDOM);
  }

  /** Takes each record of this form that no page is at work on, and looks again when one is no longer to be waited for. */
  async function look() {
    let soonest = Infinity;
    for (const name of await names()) {
      const entry = await entryOf(name);
      if (!isHere()) return;
      // Another form of this page may be at work on it, or have begun to while this one was looking.
      if (!entry || known.has(name) || held.has(name)) continue;
      const now = Date.now();
      if (entry.form !== id) {
        if (entry.expires < now) await mark(name, { data: undefined });
      } else if (entry.expires < now || !entry.data) {
        await drop(name);
        if (!entry.refused) show(name, "expired");
      } else if (entry.refused) show(name, "refused");
      else if (restOf(entry)) {
        show(name, "kept");
        soonest = Math.min(soonest, restOf(entry));
      } else void attend(name);
    }
    clearTimeout(patient);
    due = Infinity;
    if (soonest < Infinity) lookAfter(soonest);
  }

  return {
    /**
     * Keeps a signed record until it has arrived. Where storage is denied or full, it is sent all the same.
     * @param {string} name
     * @param {string} url
     * @param {string} body
     */
    async keep(name, url, body) {
      idle.delete(name);
      if (resumed.has(name) || bodies.get(name) === body) return;
      known.add(name);
      removed.delete(name);
      finished.delete(name);
      try {
        // What is being deleted gives the lock back that this would take.
        await leaving.get(name);
        await take(name);
        const { language } = recordIn(body);
        await store(name, { url, body, form, text: texts[language] ?? "", jwks });
      } catch {}
    },

    /** Whether an earlier page has left it. @param {string} name */
    resumes: (name) => resumed.has(name),

    /** @param {string} name @param {number} [patience] */
    waits(name, patience) {
      wait(name, patience);
      if (bodies.has(name) && !resumed.has(name)) show(name, "kept");
    },

    /** @param {string} name @param {number} status @param {number} patience */
    over(name, status, patience) {
      if (isLater(status)) wait(name, patience);
      // What becomes of one that was left is for who sends it to say; of one that was taken or refused with reasons, for
      // the form.
      if (!bodies.has(name) || resumed.has(name) || status < 300 && status >= 200 || status === 422) return;
      if (isLater(status)) {
        if (ended.signal.aborted) return void leave(name);
        idle.add(name);
        show(name, "kept");
        return;
      }
      notice.hide(name);
      void gone(name);
    },

    /** @param {string} name */
    letGo(name) {
      notice.hide(name);
      void gone(name);
    },

    /** Everything is cleared: nothing of it is put back. */
    async forget() {
      for (const name of new Set([...known, ...bodies.keys(), ...notice.names()])) remove(name);
      await Promise.all(leaving.values());
    },

    /** Another takes its place. */
    end() {
      ended.abort();
      clearTimeout(patient);
      for (const name of idle) void leave(name);
    },

    /** @param {ShadowRoot} shown @param {Tools} given */
    watch(shown, given) {
      [root, tools] = [shown, given];
      const spoken = new MutationObserver(() => notice.again(root));
      spoken.observe(root, { subtree: true, attributeFilter: ["lang"] });
      looks.add(again);
      ended.signal.addEventListener("abort", () => {
        spoken.disconnect();
        looks.delete(again);
      });
      addEventListener("online", again, ended);
      document.addEventListener("visibilitychange", () => document.hidden || again(), ended);
      again();
    },
  };
}
