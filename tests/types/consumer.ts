// A page of somebody who embeds the form, in TypeScript: it compiles, and what is marked must not.

import { frame, type RecordIds } from "../../src/embed/thuan.js";

const form = document.createElement("thuan-form");
form.form = "https://widget.example/forms/vst.json";
form.lang = "vi";
form.theme = "dark";
form.partner = null;
form.name = "consent_record";
form.prefill = { company_name: "Công ty Ví Dụ", tax_code: "0100109106" };
document.body.append(form);

form.addEventListener("thuan:submitted", (event) => remember(event.detail));
form.addEventListener("thuan:withdrawn", ({ detail }) => remember(detail));
document.addEventListener("thuan:error", ({ detail }) => console.warn(detail.code));
form.addEventListener("click", (event) => event.preventDefault());

function remember({ record_id, record_sha256 }: RecordIds): string {
  return `${record_id} ${record_sha256}`;
}

const found = document.querySelector("thuan-form");
found?.thuan(1).restart();
void found?.thuan(1).openRecord();
// A later version may not be there.
found?.thuan(2)?.restart();

// @ts-expect-error It may not be there.
found?.thuan(2).restart();
// @ts-expect-error Texts only.
form.prefill = { acknowledged: true };
// @ts-expect-error What was typed is in no event.
form.addEventListener("thuan:submitted", (event) => event.detail.email);

const iframe = document.createElement("iframe");
frame(iframe);
frame(iframe, { prefill: { email: "a@vidu.vn" }, theme: "dark", lang: "en" });
iframe.addEventListener("thuan:submitted", (event) => remember(event.detail));
// @ts-expect-error Nothing else is listened to.
frame(iframe, { acknowledged: "on" });
