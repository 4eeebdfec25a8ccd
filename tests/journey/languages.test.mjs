// Languages: the words that are made here and those that are made natively, and a language that is only a file.

import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";

import { startBackend } from "../support/backend.mjs";
import { launch, openPage } from "../support/browser.mjs";
import { VIETTEL, formOn } from "../support/form.mjs";
import { startHost } from "../support/host.mjs";

const PROJECT = process.env.THUAN_PROJECT ?? resolve(import.meta.dirname, "../..");

/** The site with the language of `tests/languages/` beside its own, which the test command builds. */
const SITE = process.env.THUAN_SITE_LANGUAGES ?? join(PROJECT, "target/xtask/languages");

let browser;
let backend;
let host;
let site;

before(async () => {
  site = await french();
  host = await startHost();
  [browser, backend] = await Promise.all([launch(), startBackend({ site, args: ["--allow-origin", host.origin] })]);
});

after(async () => {
  await browser?.close();
  await backend?.stop();
  await backend?.remove();
  await host?.stop();
  if (site) await rm(site, { recursive: true, force: true });
});

/** A copy of that site whose form and policy are offered in French as well. */
async function french() {
  const folder = await mkdtemp(join(tmpdir(), "thuan-languages-"));
  await cp(SITE, folder, { recursive: true });
  const change = async (path, with_) => {
    const file = join(folder, path);
    const value = JSON.parse(await readFile(file, "utf8"));
    await writeFile(file, JSON.stringify(with_(value)));
    await rm(`${file}.br`, { force: true });
  };
  await change("policy/vst.json", translated);
  await change("forms/vst.json", (form) => ({ ...translated(form), languages: ["vi", "en", "fr"] }));
  return folder;
}

/** Whatever has words in English has them in French. */
function translated(value) {
  if (Array.isArray(value)) return value.map(translated);
  if (value === null || typeof value !== "object") return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, translated(inner)]));
  return typeof copy.en === "string" ? { ...copy, fr: copy.en.startsWith("#") ? copy.en : `(fr) ${copy.en}` } : copy;
}

/** Somebody else's page with the form in this language. */
async function open(lang) {
  const context = await browser.newContext({ locale: "vi-VN" });
  const { page, trouble } = await openPage(context);
  const script = `<script type="module" src="${backend.url}/thuan.js" crossorigin></script>`;
  await page.goto(host.page(`<thuan-form form="${backend.url}/forms/vst.json" lang="${lang}"></thuan-form>`, { head: script }));
  const form = formOn(page);
  await form.ready();
  return { context, page, form, trouble };
}

const speak = (page, lang) => page.evaluate((lang) => document.querySelector("thuan-form").setAttribute("lang", lang), lang);

test("a browser says dates and counts as they are said natively, in every language there is a file of", async () => {
  const vectors = JSON.parse(await readFile(join(PROJECT, "tests/vectors/intl.json"), "utf8"));
  assert.deepEqual(vectors.map(({ tag }) => tag), ["vi", "en", "fr"]);
  const context = await browser.newContext();
  const page = await context.newPage();
  const script = await readFile(join(PROJECT, "src/i18n/intl.js"), "utf8");
  await page.route("https://intl.test/*", (route) =>
    route.request().url().endsWith(".js") ? route.fulfill({ contentType: "text/javascript", body: script }) : route.fulfill({ contentType: "text/html", body: "" }),
  );
  await page.goto("https://intl.test/");
  const said = await page.evaluate(async (vectors) => {
    const { day, category } = await import("https://intl.test/intl.js");
    const categories = ["other", "zero", "one", "two", "few", "many"];
    return vectors.map(({ locale, date, forms, days, counts, ...rest }) => ({
      ...rest,
      locale,
      date,
      forms,
      days: days.map(([iso]) => {
        try {
          return [iso, day(locale, date, iso)];
        } catch {
          return [iso, iso];
        }
      }),
      counts: counts.map(([count]) => {
        const found = categories[category(locale, count)];
        return [count, forms.includes(found) ? found : "other"];
      }),
    }));
  }, vectors);
  assert.deepEqual(said, vectors);
  await context.close();
});

test("a language that is only a file: its words, its plurals, its dates, and a registration", async () => {
  const { context, page, form, trouble } = await open("fr-CA");
  const text = await form.form.locator(".thuan").textContent();
  for (const words of ["Nom de l’entreprise", "Politique de confidentialité", "Durée de conservation"]) assert.ok(text.includes(words), words);
  assert.equal(await form.form.locator(".thuan").getAttribute("lang"), "fr");
  const { effective, version, purposes } = JSON.parse(await readFile(join(site, "policy/vst.json"), "utf8"));
  const day = new Intl.DateTimeFormat("fr", { dateStyle: "long", timeZone: "UTC" }).format(new Date(effective));
  assert.match(day, /^\d+ \p{Letter}+ \d{4}$/u);
  assert.ok(text.includes(`Version ${version}, en vigueur depuis le ${day}`));
  const [, years] = purposes.map(({ retention_period }) => /^P(\d+)Y$/.exec(retention_period)).find(Boolean);
  assert.ok(text.includes(`${years} ${years === "1" ? "an" : "ans"}`), `${years} years`);
  await form.fill({ phone: "0" });
  await form.send();
  await form.summary.waitFor();
  assert.match(await form.error("phone").textContent(), /vous avez saisi 1 chiffre\u00a0: ajoutez/);
  await form.fill({ phone: "0912345" });
  await form.input("phone").blur();
  await form.send();
  assert.match(await form.error("phone").textContent(), /vous avez saisi 7 chiffres\u00a0: ajoutez/);
  await form.fill(VIETTEL);
  await form.tick("acknowledged");
  await form.send();
  await form.done.waitFor();
  assert.equal(await form.done.textContent(), "Inscription envoyée");
  assert.equal((await backend.records()).length, 1);
  assert.deepEqual(trouble(), []);
  await context.close();
});

test("one language is fetched, and another when it is asked for; what was typed stays", async () => {
  const context = await browser.newContext({ locale: "vi-VN" });
  const { page, trouble } = await openPage(context);
  const asked = [];
  page.on("request", (request) => {
    const tag = /\/texts-(\w+)-/.exec(request.url())?.[1];
    if (tag) asked.push(tag);
  });
  const script = `<script type="module" src="${backend.url}/thuan.js" crossorigin></script>`;
  await page.goto(host.page(`<thuan-form form="${backend.url}/forms/vst.json" lang="vi"></thuan-form>`, { head: script }));
  const form = formOn(page);
  await form.ready();
  assert.deepEqual(asked, ["vi"]);
  await form.fill({ company_name: VIETTEL.company_name });
  await form.tick("purpose.renewal_phone");
  await speak(page, "fr");
  await form.form.getByRole("button", { name: "Envoyer l’inscription" }).waitFor();
  assert.equal(await form.input("company_name").inputValue(), VIETTEL.company_name);
  assert.equal(await form.input("purpose.renewal_phone").isChecked(), true);
  // Back: it is there already. And quickly to and fro: the last wish counts.
  await page.evaluate(() => ["vi", "en", "fr", "en"].forEach((lang) => document.querySelector("thuan-form").setAttribute("lang", lang)));
  await form.form.getByRole("button", { name: "Send registration" }).waitFor();
  await speak(page, "vi");
  await form.form.getByRole("button", { name: "Gửi đăng ký" }).waitFor();
  assert.deepEqual(asked, ["vi", "fr", "en"]);
  assert.deepEqual(trouble(), []);
  await context.close();
});

test("a language whose texts do not come changes nothing, and can be asked for again", async () => {
  const { context, page, form } = await open("vi");
  await form.fill({ company_name: VIETTEL.company_name });
  await page.evaluate(() => {
    window.told = [];
    document.addEventListener("thuan:error", ({ detail }) => window.told.push(detail.code));
  });
  await context.route(/\/texts-en-/, (route) => route.abort());
  await speak(page, "en");
  await page.waitForFunction(() => window.told.length > 0);
  assert.deepEqual(await page.evaluate(() => window.told), ["load_blocked"]);
  assert.equal(await form.form.locator("button[type=submit]").textContent(), "Gửi đăng ký");
  assert.equal(await form.form.getByRole("alert").filter({ hasText: /\S/ }).count(), 0);
  await context.unroute(/\/texts-en-/);
  await speak(page, "vi");
  await speak(page, "en");
  await form.form.getByRole("button", { name: "Send registration" }).waitFor();
  assert.equal(await form.input("company_name").inputValue(), VIETTEL.company_name);
  await context.close();
});

test("texts that are not those of the release are not shown: one can try again", async () => {
  const context = await browser.newContext({ locale: "vi-VN" });
  const page = await context.newPage();
  await context.route(/\/texts-vi-/, (route) => route.fulfill({ contentType: "text/plain", headers: { "Access-Control-Allow-Origin": "*" }, body: "vi\nvi\nlong\nGửi" }));
  const script = `<script type="module" src="${backend.url}/thuan.js" crossorigin></script>`;
  await page.goto(host.page(`<thuan-form form="${backend.url}/forms/vst.json" lang="vi"></thuan-form>`, { head: script }));
  const retry = page.locator("thuan-form").getByRole("button", { name: "Thử lại" });
  await retry.waitFor();
  assert.equal(await page.locator("thuan-form").locator("form").count(), 0);
  await context.unroute(/\/texts-vi-/);
  await retry.click();
  await formOn(page).ready();
  await context.close();
});

test("the site has a page for each language's record", async () => {
  assert.ok((await readdir(join(site, "fr"))).includes("record.html"));
  assert.match(await readFile(join(site, "fr/record.html"), "utf8"), /<html lang="fr">[^]*<title>Voir, modifier ou retirer votre consentement<\/title>/);
});
