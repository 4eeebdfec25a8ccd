//! Files: chosen, dropped, pasted, saved.

use js_sys::{Array, Uint8Array};
use leptos::ev::Event;
use leptos::prelude::document;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, DragEvent, File, HtmlAnchorElement, HtmlInputElement,
    HtmlTextAreaElement, Url,
};

use super::{Place, show_text};
use crate::record_page::state::{LARGEST_FILE, Page, Trouble};
use crate::record_page::view::PASTE;

/// A file was chosen.
pub(in crate::record_page) fn chosen(page: &Page, event: &Event) {
    take(page, event, chosen_file(event));
}

/// Something is held above the box: it may be dropped.
pub(in crate::record_page) fn hover(event: &Event) {
    event.prevent_default();
}

/// A file was dropped. Without this the browser would leave the page for it.
pub(in crate::record_page) fn dropped(page: &Page, event: &Event) {
    event.prevent_default();
    let transfer = event
        .dyn_ref::<DragEvent>()
        .and_then(DragEvent::data_transfer);
    // What is dropped and is no file, a piece of text for example, is nothing to complain of.
    if let Some(file) = transfer.and_then(|transfer| transfer.files()?.get(0)) {
        take(page, event, Some(file));
    }
}

/// What was pasted is to be checked.
pub(in crate::record_page) fn pasted(page: &Page, event: &Event) {
    let Some(place) = Place::of(event) else {
        return;
    };
    let text = place
        .find(PASTE)
        .and_then(|element| element.dyn_into::<HtmlTextAreaElement>().ok())
        .map(|area| area.value());
    show_text(page, &place, &text.unwrap_or_default());
}

/// A policy file was chosen, to be compared.
pub(in crate::record_page) fn compared(page: &Page, event: &Event) {
    let Some(file) = chosen_file(event) else {
        return;
    };
    let page = page.clone();
    spawn_local(async move {
        let bytes = read(&file).await;
        // Another record may be shown by now.
        let Some(opened) = page.opened() else { return };
        match bytes {
            Ok(bytes) => {
                page.trouble.set(None);
                page.compared.set(opened.verdict.compare_policy(&bytes));
            }
            Err(_) => page.trouble.set(Some(Trouble::Policy)),
        }
    });
}

fn chosen_file(event: &Event) -> Option<File> {
    let input: HtmlInputElement = event.target()?.dyn_into().ok()?;
    let file = input.files()?.get(0);
    // The same file may be chosen again after it was mended.
    input.set_value("");
    file
}

fn take(page: &Page, event: &Event, file: Option<File>) {
    let (Some(place), Some(file)) = (Place::of(event), file) else {
        page.trouble.set(Some(Trouble::Empty));
        return;
    };
    let page = page.clone();
    spawn_local(async move {
        let text = match read(&file).await {
            Ok(bytes) => String::from_utf8(bytes).map_err(|_| Trouble::NotText),
            Err(trouble) => Err(trouble),
        };
        match text {
            Ok(text) => show_text(&page, &place, &text),
            Err(trouble) => page.trouble.set(Some(trouble)),
        }
    });
}

async fn read(file: &File) -> Result<Vec<u8>, Trouble> {
    // Compared as the browser gives it: sizes are whole numbers far below what a float holds.
    if file.size() > LARGEST_FILE as f64 {
        return Err(Trouble::TooLarge);
    }
    let bytes = JsFuture::from(file.array_buffer()).await;
    let bytes = bytes.map_err(|_| Trouble::Unreadable)?;
    Ok(Uint8Array::new(&bytes).to_vec())
}

/// Gives a text to the person as a file.
pub(super) fn save(name: &str, text: &str) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type("application/json");
    let parts = Array::of1(&JsValue::from_str(text));
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&url)
}
