//! The door: what the loader and `verify.html` may call. Nothing else is exported.

use js_sys::{Array, Reflect};
use leptos::mount::{UnmountHandle, mount_to};
use thuan_consent::encoding::Sha256Hex;
use thuan_consent::form::FormDefinition;
use thuan_consent::policy::Pack;
use wasm_bindgen::prelude::*;
use web_sys::{CssStyleSheet, ShadowRoot};

use super::{Place, forgetting, show_text};
use crate::browser::{clock, net, sight};
use crate::i18n;
use crate::record_page::state::{Page, Service, Setup};
use crate::record_page::view;
use crate::view::element::Shown;

/// The page's own style, beside that of the form: a form that is only filled in need not load it.
const STYLE: &str = include_str!("../record.css");

/// What the loader, or `verify.html`, has gathered. Made empty, filled by setters, consumed by [`open`].
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct RecordOptions {
    languages: Vec<String>,
    evidence: Option<String>,
    service: Option<Served>,
    partner: Option<String>,
    embedder_origin: Option<String>,
    widget_sha256: Option<String>,
    printed: Option<String>,
    carrier: JsValue,
}

/// A service as it was served.
#[derive(Debug)]
struct Served {
    form: Vec<u8>,
    policy: Vec<u8>,
    endpoint: String,
    form_url: String,
}

#[wasm_bindgen]
impl RecordOptions {
    /// Without anything more, the page asks for an evidence file and checks it offline.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A language to show the page in, if it has it; the first wish that can be granted counts.
    pub fn add_language(&mut self, tag: String) {
        self.languages.push(tag);
    }

    /// The evidence file to begin with, as its text.
    pub fn set_evidence(&mut self, text: String) {
        self.evidence = Some(text);
    }

    /// The service that the record can be changed at: the bytes of its form definition and of its policy as they were
    /// served, the absolute address to post to, and that of the definition. Without a service nothing is sent anywhere.
    pub fn set_service(
        &mut self,
        form: Vec<u8>,
        policy: Vec<u8>,
        endpoint: String,
        form_url: String,
    ) {
        self.service = Some(Served {
            form,
            policy,
            endpoint,
            form_url,
        });
    }

    /// Through whose page the person came.
    pub fn set_partner(&mut self, partner: String) {
        self.partner = Some(partner).filter(|partner| !partner.is_empty());
    }

    /// The origin of the page around the frame that this page is in, as the browser tells it.
    pub fn set_embedder_origin(&mut self, origin: String) {
        self.embedder_origin = Some(origin);
    }

    /// The SHA-256 of the record that a printed code is about, in hexadecimal: what is opened is held against it.
    pub fn set_printed(&mut self, hash: String) {
        self.printed = Some(hash);
    }

    /// What carries the records, where the definition says more than where to; see `src/embed/carrier.js`.
    pub fn set_carrier(&mut self, carrier: JsValue) {
        self.carrier = carrier;
    }

    /// The SHA-256 of this module's wasm, in hexadecimal.
    pub fn set_widget_sha256(&mut self, hash: String) {
        self.widget_sha256 = Some(hash);
    }
}

/// A record page that is shown. Freeing it takes it away.
#[wasm_bindgen]
pub struct RecordHandle {
    page: Page,
    // Dropped with the handle, and the page with it.
    _mounted: UnmountHandle<Shown>,
}

impl core::fmt::Debug for RecordHandle {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("RecordHandle")
    }
}

#[wasm_bindgen]
impl RecordHandle {
    /// Shows the page in the first of these languages that it has; what was entered and decided stays.
    pub fn set_languages(&self, tags: &Array) {
        let tags: Vec<String> = tags.iter().filter_map(|tag| tag.as_string()).collect();
        if let Some(language) = i18n::choose(&tags) {
            self.page.language.set(language);
        }
    }
}

/// Puts a record page into a shadow root.
///
/// The page dispatches an event `thuan-close-record` on the root, which neither bubbles nor is composed, when the person
/// wants back to the form; there is a form to go back to only if there is a service.
///
/// # Errors
///
/// A sentence in English for the page's developer: what is wrong with the definition or the policy, and where.
#[wasm_bindgen]
pub fn open(root: ShadowRoot, options: RecordOptions) -> Result<RecordHandle, String> {
    let language = i18n::choose(&options.languages).ok_or("no language")?;
    let setup = Setup {
        printed: options.printed.and_then(|hash| hash.parse().ok()),
        service: options.service.map(service).transpose()?,
        partner: options.partner,
        embedder_origin: options.embedder_origin,
        widget_sha256: options.widget_sha256.and_then(|hash| hash.parse().ok()),
        opened: clock::offset(),
    };
    let page = Page::new(setup, language);
    adopt_style(&root);
    sight::watch(&root);
    // It throws nothing that anybody could mend.
    let _ = net::carry(&root, &options.carrier);
    let place = Place(root.clone().into());
    let shown = page.clone();
    // Leptos takes any element as a parent but its signature says HtmlElement; a shadow root takes children the same.
    let mounted = mount_to(root.unchecked_into(), move || view::page(&shown));
    if let Some(text) = &options.evidence {
        show_text(&page, &place, text);
    }
    forgetting::find_kept(&page);
    Ok(RecordHandle {
        page,
        _mounted: mounted,
    })
}

fn service(served: Served) -> Result<Service, String> {
    let form =
        FormDefinition::parse(&served.form).map_err(|error| format!("form definition: {error}"))?;
    let policy = Pack::parse(&served.policy).map_err(|error| format!("policy: {error}"))?;
    Ok(Service {
        form_sha256: Sha256Hex::of(&served.form),
        form_text: String::from_utf8(served.form).map_err(|_| "form definition: not UTF-8")?,
        form,
        form_url: served.form_url,
        policy,
        endpoint: served.endpoint,
    })
}

/// Beside the sheets that are there. Where a browser has no constructable sheets, the page is plain and works.
fn adopt_style(root: &ShadowRoot) {
    const SHEETS: &str = "adoptedStyleSheets";
    let Ok(sheet) = CssStyleSheet::new() else {
        return;
    };
    if sheet.replace_sync(STYLE).is_err() {
        return;
    }
    let Ok(sheets) = Reflect::get(root, &SHEETS.into()) else {
        return;
    };
    let sheets = Array::from(&sheets);
    sheets.push(&sheet);
    let _ = Reflect::set(root, &SHEETS.into(), &sheets);
}
