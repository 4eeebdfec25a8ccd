// Everything of the widget that a page may touch. What is not here may change in any release.

/**
 * Texts by the name of the field: `company_name`, `tax_code`, `address`, `contact_name`, `email`, `phone`, and the form's
 * own. Of a list it is an option's value, of a box `true`, of a date `2026-01-31`.
 */
export type Prefill = Readonly<Record<string, string>>;

/** `<thuan-form form="https://widget.example/forms/vst.json" lang="vi"></thuan-form>` */
export interface ThuanFormElement extends HTMLElement {
  /** Address of the form definition, relative to the page. A change begins anew. */
  form: string | null;
  /** Where to post to instead of where the definition says, relative to the page. Read when the form is drawn. */
  endpoint: string | null;
  /** `light`, `dark`, or `auto`: what the person's device prefers, as without it. */
  theme: string | null;
  /** Through whose page the person came; it stands in the record. Read when the form is drawn. */
  partner: string | null;
  /** `record`: not the form, but the page on which one sees, changes or withdraws what was agreed to. */
  view: string | null;
  /**
   * By this name a `<form>` of the page around the element sends the `record_id`, once there is one; nothing else, and
   * nothing without a name. The element is not among the form's `elements`.
   */
  name: string | null;
  /** Put into fields that are empty, once each time that a text is another. Never into choices: those are the person's alone. */
  prefill: Prefill;
  /** What a script may do, by version; nothing where this release does not know the version. */
  thuan(version: 1): ThuanDoor;
  thuan(version: number): ThuanDoor | undefined;

  addEventListener<K extends keyof ThuanEvents>(
    type: K,
    listener: (this: ThuanFormElement, event: ThuanEvents[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

/** Version 1 of what a script may do. */
export interface ThuanDoor {
  /** The version of the release. */
  readonly release: string;
  /** Shows the form, or the record page, as if for the first time; what was typed is gone. */
  restart(): void;
  /** Shows the record page in place of the form, with the record that was just made, if one was. */
  openRecord(): Promise<void>;
}

/** They bubble and reach the page from within shadow roots. None carries what was typed. */
export interface ThuanEvents {
  /** The form, or the record page, is there. */
  "thuan:ready": CustomEvent<Record<string, never>>;
  /** The backend has the record: the one just made, or one that an earlier page has left in the outbox. */
  "thuan:submitted": CustomEvent<RecordIds>;
  /** Consent was taken back, as a record that names the one before. */
  "thuan:withdrawn": CustomEvent<RecordIds>;
  /** Something failed, and the person was told. */
  "thuan:error": CustomEvent<{ code: string }>;
}

/** What a page may know of a record. */
export interface RecordIds {
  /** UUID, lower case. */
  record_id: string;
  /** SHA-256 over the record's bytes, in lower-case hexadecimal. */
  record_sha256: string;
  /** Of a record that changes another: the hash of that one. */
  previous_record_sha256?: string;
}

/** What a page wishes of a hosted page in one of its frames. */
export interface FrameWishes {
  /** Put into fields that are empty. */
  prefill?: Prefill;
  /** Empty: what the person's device prefers. */
  theme?: "light" | "dark" | "";
  lang?: string;
}

/**
 * Talks to the hosted page in a frame, now or when it comes: the frame becomes as high as its page, and the page's
 * events happen at the frame. A frame of the document with the attribute `data-thuan` needs no call.
 */
export function frame(iframe: HTMLIFrameElement, wishes?: FrameWishes): void;

declare global {
  interface HTMLElementTagNameMap {
    "thuan-form": ThuanFormElement;
  }
  interface HTMLElementEventMap extends ThuanEvents {}
  interface DocumentEventMap extends ThuanEvents {}
}
