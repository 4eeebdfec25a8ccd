//! Level L1: a nonce of the backend's, fetched just before signing.

use thuan_consent::challenge::PATH;
use thuan_consent::encoding::Sha256Hex;
use thuan_consent::json::Json;
use thuan_consent::language::Language;
use web_sys::{EventTarget, Url};

use super::{fetch, net};
use crate::i18n::Failure;
use crate::state::App;

/// Longest nonce that goes into a record, in bytes.
const LONGEST: usize = 512;

/// A fresh nonce, where the form asks for one.
///
/// The backend says with it which policy text is in force. If that is not the one on the screen, nothing is signed.
pub(super) async fn nonce(
    app: &App,
    near: &EventTarget,
    language: &Language,
    notice: &Sha256Hex,
) -> Result<Option<String>, Failure> {
    if !app.setup.form.challenge {
        return Ok(None);
    }
    let url = address(app, language).ok_or(Failure::Definition)?;
    let answer = fetch::json(&net::insist(Some(near), &url, None).await)?;
    let text = |name: &str| answer.get(name).and_then(Json::as_str);
    match text("notice_sha256") {
        Some(in_force) if in_force != notice.as_str() => return Err(Failure::Changed),
        _ => {}
    }
    match text("nonce") {
        Some(nonce) if !nonce.is_empty() && nonce.len() <= LONGEST => Ok(Some(nonce.to_owned())),
        _ => Err(Failure::Answer),
    }
}

fn address(app: &App, language: &Language) -> Option<String> {
    let url = Url::new(&app.setup.endpoint).ok()?;
    url.set_pathname(&[url.pathname().trim_end_matches('/'), PATH].concat());
    let search = url.search();
    let before = if search.is_empty() { "?" } else { "&" };
    // A form's id and a language's tag have nothing in them that needs escaping.
    let form = &app.setup.form.id;
    url.set_search(
        &[
            &search,
            before,
            "form=",
            form,
            "&language=",
            language.as_str(),
        ]
        .concat(),
    );
    Some(url.href())
}
