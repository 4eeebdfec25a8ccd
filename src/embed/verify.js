// The script of verify.html, in which everything stands: nothing is fetched, so it works from the file system too.

import { __wbg_finalize_init as finish, __wbg_get_imports as imports, RecordOptions, open } from "./thuan_record.js";
// A name that the build gives to the module's WebAssembly; what comes is its bytes.
import wasm from "record-wasm";

const sheet = new CSSStyleSheet();
sheet.replaceSync(/** @type {HTMLStyleElement} */ (document.querySelector("style")).textContent);
const { instance, module } = await WebAssembly.instantiate(wasm, imports());
finish(instance, module);
const options = new RecordOptions();
// `verify.html?lang=en` before what the browser prefers.
for (const tag of [...new URLSearchParams(location.search).getAll("lang"), ...navigator.languages]) options.add_language(tag);
// Led here by a printed code: `verify.html#<hash>`.
const printed = location.hash.slice(1);
if (printed) options.set_printed(printed);
// Until here the page says what it needs; what a shadow root covers is not shown.
const root = /** @type {HTMLElement} */ (document.querySelector("#record")).attachShadow({ mode: "open" });
root.adoptedStyleSheets = [sheet];
// Held by the page: a handle that is collected takes what it shows along.
Object.assign(globalThis, { recordPage: open(root, options) });
