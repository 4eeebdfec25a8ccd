// What the build puts in place of names (xtask/src/site/bundle.rs).

declare const __THUAN_BASE__: string;
declare const __THUAN_DEVELOPER__: boolean;
declare const __THUAN_RELEASE__: {
  version: string;
  wasm: string;
  wasmIntegrity?: string;
  wasmSha256: string;
  /** Language, file and integrity value. */
  texts: [string, string, string?][];
  css: string;
  cssIntegrity?: string;
  record: string;
  recordIntegrity?: string;
  hosted: string;
  hostedIntegrity?: string;
  carrier: string;
  carrierIntegrity?: string;
  paper: string;
  paperIntegrity?: string;
};
/** What the loader says, by language. */
declare const __THUAN_WORDS__: [string, ThuanWords][];
type ThuanWords = { loading: string; offline: string; blocked: string; unsupported: string; definition: string; retry: string };
/** What is said of what is done with a confirmation, by language. */
declare const __THUAN_PAPER_WORDS__: [string, PaperWords][];
type PaperWords = { code: string; copied: string; not_copied: string; cleared: string; not_cleared: string };
/** What is said of a record that the device keeps, by language. */
declare const __THUAN_OUTBOX_WORDS__: [string, OutboxWords][];
declare const __THUAN_GUARD_WORDS__: [string, GuardWords][];
type GuardWords = { empty: string; trapped: string; script: string; refused: string; asked: string };
type OutboxWords = { kept: string; sending: string; arrived: string; expired: string; refused: string; delete: string };
declare const __THUAN_RECORD__: { wasm: string; wasmIntegrity?: string; wasmSha256: string };

declare module "record-wasm" {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
