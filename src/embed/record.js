// The record module: `v/<version>/record-<hash>.js`, which the loader imports when it is asked for.

import { __wbg_finalize_init as finish, __wbg_get_imports as imports, RecordOptions, open } from "./thuan_record.js";
import { once, start } from "./loading.js";

export { RecordOptions, open };

/** The module's WebAssembly, fetched and started once. */
export const engine = once(() =>
  start(imports, finish, new URL(__THUAN_RECORD__.wasm, import.meta.url), __THUAN_RECORD__.wasmIntegrity),
);

/** What records made here name as the code that made them. */
export const wasmSha256 = __THUAN_RECORD__.wasmSha256;
