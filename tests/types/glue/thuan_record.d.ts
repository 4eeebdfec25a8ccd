// The part of the record module's glue that the loader and verify.html use (src/record_page/mod.rs).

export class RecordOptions {
  constructor();
  add_language(tag: string): void;
  set_evidence(text: string): void;
  set_service(form: Uint8Array, policy: Uint8Array, endpoint: string, form_url: string): void;
  set_partner(partner: string): void;
  set_widget_sha256(hash: string): void;
}

export class RecordHandle {
  free(): void;
  set_languages(tags: string[]): void;
}

export function open(root: ShadowRoot, options: RecordOptions): RecordHandle;
export function __wbg_get_imports(): WebAssembly.Imports;
export function __wbg_finalize_init(instance: WebAssembly.Instance, module: WebAssembly.Module): unknown;
