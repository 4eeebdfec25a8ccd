// What the build puts in place of names (xtask/src/site/bundle.rs).

declare const __THUAN_BASE__: string;
declare const __THUAN_DEVELOPER__: boolean;
declare const __THUAN_RELEASE__: {
  version: string;
  wasm: string;
  wasmIntegrity?: string;
  wasmSha256: string;
  css: string;
  cssIntegrity?: string;
  record: string;
  recordIntegrity?: string;
  hosted: string;
  hostedIntegrity?: string;
};
declare const __THUAN_RECORD__: { wasm: string; wasmIntegrity?: string; wasmSha256: string };

declare module "record-wasm" {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
