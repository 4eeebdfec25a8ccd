// The part of the form module's glue that the loader uses (src/browser/door.rs).

export class Options {
  constructor(form: Uint8Array, policy: Uint8Array, endpoint: string);
  set_partner(partner: string): void;
  add_language(tag: string): void;
  set_widget_sha256(hash: string): void;
  set_jwks(url: string): void;
  set_renewed(): void;
}

export class Handle {
  free(): void;
  set_languages(tags: string[]): void;
  evidence(): string | undefined;
}

export function mount(root: ShadowRoot, options: Options): Handle;
export function __wbg_get_imports(): WebAssembly.Imports;
export function __wbg_finalize_init(instance: WebAssembly.Instance, module: WebAssembly.Module): unknown;
