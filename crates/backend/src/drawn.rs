//! Forms as HTML, by the widget's own views.

use thiserror::Error;
use thuan::state::{App, Setup};
use thuan_consent::encoding::Sha256Hex;
use thuan_consent::form::FormDefinition;
use thuan_consent::language::Language;
use thuan_consent::policy::Pack;

/// Why a form cannot be drawn.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotDrawn {
    /// The definition is not text.
    #[error("the form definition is not UTF-8")]
    NotText,
    /// The form has other languages.
    #[error("the form is not offered in `{0}`")]
    Language(Language),
    /// The policy has other languages.
    #[error("the policy has no text in `{0}`")]
    PolicyLanguage(Language),
}

/// A form, empty, in a language. `bytes` are the definition's as they are served, and `form_url` is where, as the page
/// that shows it has that address.
///
/// # Errors
///
/// [`NotDrawn`].
pub fn form(
    definition: FormDefinition,
    bytes: &[u8],
    policy: Pack,
    language: &Language,
    form_url: &str,
) -> Result<App, NotDrawn> {
    if !definition.languages.contains(language) {
        return Err(NotDrawn::Language(language.clone()));
    }
    if policy.text(language).is_none() {
        return Err(NotDrawn::PolicyLanguage(language.clone()));
    }
    let form_text = String::from_utf8(bytes.to_vec()).map_err(|_| NotDrawn::NotText)?;
    let setup = Setup {
        endpoint: definition.endpoint.clone(),
        form: definition,
        form_sha256: Sha256Hex::of(bytes),
        form_text,
        policy,
        partner: None,
        embedder_origin: None,
        widget_sha256: None,
        jwks: None,
        withdrawal_page: None,
        opened: 0.0,
        renewed: false,
        form_url: form_url.to_owned(),
    };
    Ok(App::new(setup, language.clone()))
}
