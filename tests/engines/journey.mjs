// The way through the product that must be open in every engine, with the real release and the real backend.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { pathToFileURL } from "node:url";

import { SITE, startBackend, thuan } from "../support/backend.mjs";
import { startBetween } from "../support/between.mjs";
import { driven } from "../support/driven.mjs";
import { arrived, missing, startEngine } from "../support/engines.mjs";
import { VIETTEL } from "../support/form.mjs";
import { siteFor } from "../support/framed.mjs";
import { embedding, startHost } from "../support/host.mjs";
import { recordIn, statesIn } from "../support/record.mjs";

/** What is left when the form says what is wrong with this. */
const WRONG = { ...VIETTEL, tax_code: "0100109107", email: "lienhe@viettel" };

/** The tests of one engine. Where it is not there, they fail if they must run, and are skipped for whoever runs a file. */
export function journey(name) {
  const lacks = missing(name);
  const skip = lacks.length > 0 && !process.env.THUAN_REQUIRE_ORACLES && `not here: ${lacks.join(", ")}`;
  suite(name, { skip }, () => stations(name));
}

function stations(name) {
  let engine;
  let form;
  let between;
  let backend;
  let host;
  /** The file that the person keeps, from the registration on. */
  let file;
  const ends = [];

  /** A backend that is reached through what notes violations. */
  async function behind(options) {
    const between = await startBetween();
    ends.push(between.stop);
    const backend = await startBackend(options);
    ends.push(backend.remove, backend.stop);
    between.to(backend.url);
    return { between, backend };
  }

  before(async () => {
    host = await startHost();
    ends.push(host.stop);
    ({ between, backend } = await behind({ args: ["--allow-origin", host.origin] }));
    engine = await startEngine(name);
    ends.push(engine.end);
    form = driven(engine.session);
  });

  after(async () => {
    for (const end of ends.reverse()) await end();
  });

  /** The proof that the backend has of the newest registration or change. */
  async function newest() {
    const record = (await backend.records()).at(-1);
    assert.equal(record.verified, true);
    return JSON.parse(await thuan("export", record.record_id, "--database", backend.database));
  }

  /** What can be changed about the record on the page. */
  const boxes = () => form.each('[name^="withdraw."], [name^="agree."]', "element.name");

  test("the form is there before anything runs, and what is typed and ticked then stays", async (t) => {
    t.diagnostic(`${name} ${engine.version}`);
    const arrive = between.hold(/\/thuan\.js$|\.wasm$/);
    await form.open(`${between.origin}/vst/`);
    assert.equal(await form.run("return !!customElements.get('thuan-form')"), false);
    await form.until("the style sheet", async () => (await (await form.input("phone")).getRect()).width > 200);
    await form.fill({ contact_name: VIETTEL.contact_name });
    await form.tick("purpose.renewal_email");
    arrive();
    await form.ready();
    assert.equal(await form.value("contact_name"), VIETTEL.contact_name);
    assert.equal(await form.isTicked("purpose.renewal_email"), true);
  });

  test("wrong input is explained: in a summary that has the focus, and beside each field", async () => {
    await form.open(`${between.origin}/vst/`);
    await form.ready();
    await form.fill(WRONG);
    await form.send();
    await form.focus("error-summary");
    const [code, email, tick] = await form.texts("#error-summary a");
    assert.equal(email, "Tên miền sau dấu @ cần có dấu chấm, ví dụ congty.vn");
    assert.match(tick, /^Hãy đọc chính sách/);
    assert.deepEqual([await form.text("#tax_code-error"), await form.text("#email-error")], [code, email]);
    await form.click("#error-summary a");
    await form.focus("tax_code");
    assert.equal(await form.value("contact_name"), VIETTEL.contact_name, "what was typed stays");
    assert.equal((await backend.records()).length, 0, "nothing was sent");
  });

  test("a press right after typing meets what it was meant for, although the field then says what it understood", async () => {
    await form.open(`${between.origin}/vst/`);
    await form.ready();
    await form.fill({ phone: VIETTEL.phone });
    await form.tick("purpose.renewal_email");
    assert.equal(await form.isTicked("purpose.renewal_email"), true);
    await form.until("what was understood", async () => (await form.texts(".understood")).some((text) => text.includes("24 3934")));
  });

  test("another language keeps what was typed and ticked", async () => {
    await form.open(`${between.origin}/vst/`);
    await form.ready();
    await form.fill({ company_name: VIETTEL.company_name });
    await form.tick("purpose.renewal_phone");
    await form.run("document.querySelector('thuan-form').setAttribute('lang', 'en')");
    await form.until("English", async () => (await form.text("button[type=submit]")) === "Send registration");
    assert.equal(await form.value("company_name"), VIETTEL.company_name);
    assert.equal(await form.isTicked("purpose.renewal_phone"), true);
  });

  test("right input is signed, stored and verified, and the file the person keeps is the same proof", async () => {
    await form.open(`${between.origin}/vst/`);
    await form.register({ purposes: ["renewal_email"] });
    await form.focus("done");
    assert.match(await form.text(".done .decisions"), /Đồng ý\s*Tôi đồng ý nhận email mời gia hạn/);
    const stored = await newest();
    assert.deepEqual(stored.registration.fields, {
      ...VIETTEL,
      address: "Lô D26, Khu đô thị mới Cầu Giấy, Phường Yên Hòa, Hà Nội",
      phone: "+842439343137",
    });
    assert.equal(recordIn(stored).evidence.key_storage, "indexeddb");
    assert.deepEqual(statesIn(stored), { renewal_email: "given", renewal_phone: "refused", aftersales_care: "refused" });

    await form.press(".done button", "Tải bản ghi (.json)");
    const download = await arrived(engine.downloads);
    file = download.file;
    assert.deepEqual(JSON.parse(download.text).consent, stored.consent);
    assert.match(await thuan("verify", file), /and it holds/);
  });

  test("the key stays in the browser: another registration is signed by the same one", async () => {
    const { pii_principal_id: principal } = recordIn(await newest());
    await form.open(`${between.origin}/vst/`);
    await form.register({ purposes: ["renewal_email", "aftersales_care"] });
    assert.equal(recordIn(await newest()).pii_principal_id, principal);
    assert.equal((await backend.records()).length, 2);
  });

  test("a strict page of another origin, with Trusted Types", async () => {
    const { script, element } = await embedding(between.origin);
    const policy =
      `default-src 'none'; script-src ${between.origin} 'wasm-unsafe-eval'; connect-src ${between.origin}; img-src data:; ` +
      "require-trusted-types-for 'script'; trusted-types 'none'";
    const headers = { "Content-Security-Policy": between.reported(policy) };
    await form.open(host.page(element, { head: script, headers }));
    await form.register({ purposes: ["aftersales_care"] });
    const { evidence, purposes } = recordIn(await newest());
    assert.equal(evidence.page_origin, host.origin);
    assert.equal(purposes.find(({ id }) => id === "aftersales_care").event_state, "given");
  });

  test("the record page opens from the confirmation, with what was just agreed", async () => {
    await form.open(`${between.origin}/vst/`);
    await form.register({ purposes: ["renewal_phone", "aftersales_care"] });
    await form.press(".done button", "Xem lại, thay đổi");
    await form.find(".report");
    assert.deepEqual(await boxes(), ["agree.renewal_email", "withdraw.renewal_phone", "withdraw.aftersales_care"]);
  });

  test("what was agreed is withdrawn on the record page, by the same key", async () => {
    const before = recordIn(await newest());
    await form.open(`${between.origin}/record.html`);
    await form.click(".kept-records button");
    await form.find(".report");
    await form.tick("withdraw.renewal_phone");
    await form.click('[data-act="send"]');
    await form.find(".banner .keep");
    const withdrawal = await newest();
    assert.deepEqual(statesIn(withdrawal), { renewal_email: "refused", renewal_phone: "withdrawn", aftersales_care: "given" });
    assert.equal(recordIn(withdrawal).pii_principal_id, before.pii_principal_id);
    assert.equal(recordIn(withdrawal).registration_sha256, undefined, "nothing but the decision");
  });

  test("verify.html judges the file from the disk, and what somebody changed in it", async () => {
    assert.ok(file, "there is a file from the registration");
    const page = driven(engine.session, "#record");
    const { text } = await arrived(engine.downloads);
    const changed = JSON.parse(text);
    changed.registration.fields.email = "khac@viettel.example.vn";
    const changedFile = join(engine.downloads, "..", "changed.json");
    await writeFile(changedFile, JSON.stringify(changed));
    for (const [path, codes] of [
      [file, ["signature_holds", "registration_holds", "policy_holds", "form_holds", "receipt_holds"]],
      [changedFile, ["signature_holds", "registration_differs", "policy_holds", "form_holds", "receipt_holds"]],
    ]) {
      await page.open(pathToFileURL(join(SITE, "verify.html")).href);
      await (await page.find("#record-file")).sendKeys(path);
      await page.find(".report");
      assert.deepEqual(await page.each("[data-code]", "element.dataset.code"), codes);
    }
  });

  test("in a partner's frame it is as high as its page, and tells the page what happened", async () => {
    const { site, removeSite } = await siteFor([host.origin]);
    ends.push(removeSite);
    const framed = await behind({ site });
    const listen = `window.told = [];
      for (const type of ["ready", "submitted"])
        document.addEventListener("thuan:" + type, ({ target, detail }) => told.push([target.localName, type, detail]));`;
    const { script } = await embedding(framed.between.origin);
    const frame = `<iframe data-thuan style="width: 100%" src="${framed.between.origin}/vst/?partner=acme" title="Đăng ký"></iframe>`;
    await engine.session.get(host.page(frame, { head: `<script>${listen}</script>${script}` }));
    await form.until("the form in the frame", () => form.run("return told.length > 0"));
    // No frame of another origin may take the focus by itself; WebKit lets not even its driver do that.
    await engine.session.actions().move({ x: 200, y: 100 }).click().perform();
    await engine.session.switchTo().frame(await engine.session.findElement({ css: "iframe" }));
    await form.register({ byKeyboard: true });
    await form.until("the height", () =>
      form.run("return innerHeight > 300 && innerHeight === Math.ceil(document.documentElement.getBoundingClientRect().height)"),
    );
    await engine.session.switchTo().defaultContent();
    await form.until("what was sent", () => form.run("return told.length > 1"));
    const [record] = await framed.backend.records();
    const { record_id, record_sha256 } = record;
    const told = [["iframe", "ready", {}], ["iframe", "submitted", { record_id, record_sha256 }]];
    assert.deepEqual(await form.run("return told"), told);
    const { consent } = JSON.parse(await thuan("export", record_id, "--database", framed.backend.database));
    const { partner, evidence } = recordIn({ consent });
    assert.deepEqual([partner, evidence.embedder_origin], ["acme", host.origin]);
    assert.deepEqual(framed.between.reports, []);
  });

  test("nothing was against a page's policy on the way; what is would have been told", async () => {
    const headers = { "Content-Security-Policy": between.reported("script-src 'nonce-known'; require-trusted-types-for 'script'") };
    const scripts = "<script>window.strange = true</script><script nonce='known'>document.body.innerHTML = '<b>markup</b>'</script>";
    const address = host.page(scripts, { headers });
    await engine.session.get(address);
    await form.until("the reports", () => between.reports.filter((report) => report.includes(address)).length >= 2);
    const directives = between.reports.map((report) => report.replace(address, "the page").split(" ")[0]).sort();
    assert.deepEqual(directives, ["require-trusted-types-for", "script-src-elem"], between.reports.join("\n"));
  });
}
