//! How soon a plain form may come.
//!
//! Pages with a form in them are drawn when the site is built, so they cannot say since when somebody has them. Where a
//! form is taken after some time only, such a page's is answered with the same form as it was filled in, to be sent once
//! more; that page has a nonce in it, as challenges have them. Who sends it too soon gets the answer when it is time.

use std::time::Duration;

use thuan::plain::Refusal;
use thuan::state::App as Drawn;
use thuan_consent::form::FormDefinition;
use thuan_consent::time::Timestamp;

use crate::clock;
use crate::http::App;

/// The nonce for a form that is drawn now, where it needs one.
pub(super) fn nonce(app: &App, drawn: &Drawn) -> Option<String> {
    drawn.setup.form.abuse().minimum_seconds?;
    let now = clock::now().ok()?;
    let expires_at = clock::later(&now, app.challenge_lifetime).ok()?;
    app.challenges.give(&now, &expires_at).ok()
}

/// Waits until a form that was posted may be taken.
///
/// # Errors
///
/// [`Refusal::Confirm`]: nobody knows since when somebody has it.
pub(super) async fn end(
    app: &App,
    form: &FormDefinition,
    nonce: Option<&str>,
    now: &Timestamp,
) -> Result<(), Refusal> {
    let Some(seconds) = form.abuse().minimum_seconds else {
        return Ok(());
    };
    let age = nonce.and_then(|nonce| app.challenges.check(nonce, now).ok());
    let age = age.ok_or(Refusal::Confirm)?;
    let left = Duration::from_secs(seconds).saturating_sub(age);
    tokio::time::sleep(left).await;
    Ok(())
}
