// Every state looks as it did when somebody found it good, in each language, at each width, light and dark.
//
// `cargo xtask looks --write` keeps what is there now: look at it before it is committed.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { after, test } from "node:test";

import { startBackend } from "../support/backend.mjs";
import { FONT, launch } from "../support/browser.mjs";
import { extra, siteWith } from "../support/definition.mjs";
import { startHost } from "../support/host.mjs";
import { startLooks } from "../support/looks.mjs";
import { GROUPS, forced, phone } from "../support/states.mjs";

/** The bytes that the letters of the pictures are from: Debian's fonts-noto-core 20201225. */
const FONT_SHA256 = "89c3c497f618fdaa0b2d1e98fef93582f28c71debd2c4a8cdf41f190ced2909d";

const found = await readFile(FONT).catch(() => assert.fail(`${FONT} is not there: \`cargo xtask setup\` installs it`));
const host = await startHost();
const made = await siteWith(await extra());
const browser = await launch(["--force-color-profile=srgb", "--font-render-hinting=none", "--disable-lcd-text"]);
const looks = startLooks();

after(async () => {
  await browser.close();
  await host.stop();
  await made.removeSite();
});

/** A backend of its own for each walk: what is counted in one does not depend on the others. */
async function walk(group, how) {
  const backends = await Promise.all([startBackend({ args: ["--allow-origin", host.origin] }), startBackend({ site: made.site })]);
  try {
    await group({ browser, host, backend: backends[0], own: backends[1] }, how);
  } finally {
    for (const backend of backends) {
      await backend.stop();
      await backend.remove();
    }
  }
}

test("the letters are those that the pictures were taken with", () => {
  assert.equal(createHash("sha256").update(found).digest("hex"), FONT_SHA256, `${FONT} is another version of the font`);
});

test("every state looks as it did", { concurrency: 3 }, async (t) => {
  const walks = [];
  for (const [name, group] of Object.entries(GROUPS)) {
    for (const language of ["vi", "en"]) {
      walks.push(
        t.test(`${name}, ${language}`, async () => {
          const wrong = [];
          await walk(group, { language, visit: async (state, page, how) => wrong.push(...(await looks.look(state, page, { language, ...how }))) });
          assert.deepEqual(wrong, []);
        }),
      );
    }
  }
  for (const [name, group] of Object.entries({ phone, forced })) {
    walks.push(
      t.test(name, async () => {
        const wrong = [];
        await walk(group, { language: "vi", visit: async (state, page, how) => wrong.push(...(await looks.look(state, page, { language: "vi", ...how }))) });
        assert.deepEqual(wrong, []);
      }),
    );
  }
  await Promise.all(walks);
  assert.deepEqual(await looks.orphans(), [], "pictures of nothing: cargo xtask looks --write takes them away");
});
