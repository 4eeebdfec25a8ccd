//! What a service keeps for ever: old policy texts by their hash, and its keys.

use std::sync::Arc;

use gloo_net::http::Request;
use leptos::task::spawn_local;
use thuan_consent::encoding::Sha256Hex;
use web_sys::{AbortSignal, RequestCredentials, Url};

use crate::browser::post::PATIENCE_MS;
use crate::record_page::state::{Page, Service};

/// The address of the service's keys, where it gives receipts.
pub(super) fn key_set(service: &Service) -> Option<String> {
    resolved(service.form.jwks.as_ref()?, &service.form_url)
}

/// The page for withdrawing that the form names.
pub(super) fn withdrawal_page(service: &Service) -> Option<String> {
    resolved(service.form.withdrawal_page.as_ref()?, &service.form_url)
}

/// Where requests are posted that nobody can verify.
pub(super) fn requests(service: &Service) -> String {
    let (path, query) = match service.endpoint.split_once('?') {
        Some((path, query)) => (path, ["?", query].concat()),
        None => (service.endpoint.as_str(), String::new()),
    };
    [path.trim_end_matches('/'), "/requests", &query].concat()
}

fn resolved(address: &str, base: &str) -> Option<String> {
    Some(Url::new_with_base(address, base).ok()?.href())
}

/// Asks for the text that a record was made under, where its file does not have it and another is in force: without it
/// nobody can be shown what is different.
pub(super) fn find_old_text(page: &Page) {
    let Some(opened) = page.opened() else { return };
    let (Some(record), Some(service)) = (opened.record(), &page.setup.service) else {
        return;
    };
    if opened.shown_text.is_some() || record.audience != service.endpoint {
        return;
    }
    let hash = record.privacy_notice.sha256.clone();
    let Some(address) = resolved(&["policies/", hash.as_str()].concat(), &service.endpoint) else {
        return;
    };
    let page = page.clone();
    spawn_local(async move {
        let Some(text) = text_with(&address, &hash).await else {
            return;
        };
        // Another record may be shown by now.
        if page.opened().is_some_and(|now| Arc::ptr_eq(&now, &opened)) {
            page.old_text.set(Some(text));
        }
    });
}

/// A text is taken only if it has the hash it was asked for by.
async fn text_with(address: &str, hash: &Sha256Hex) -> Option<String> {
    let signal = AbortSignal::timeout_with_u32(PATIENCE_MS);
    let response = Request::get(address)
        .credentials(RequestCredentials::Omit)
        .abort_signal(Some(&signal))
        .send()
        .await
        .ok()?;
    let bytes = response.ok().then(|| response.binary())?.await.ok()?;
    (Sha256Hex::of(&bytes) == *hash)
        .then(|| String::from_utf8(bytes).ok())
        .flatten()
}
