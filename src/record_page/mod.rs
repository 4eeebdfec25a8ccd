//! What one does with a record afterwards: see it, check it, withdraw, change, agree again to a changed policy.
//!
//! A module of its own, which forms never load before they are asked. It stands in `verify.html` as well, where there is
//! no service and nothing is ever sent.
//!
//! * [`state`]: what the page knows
//! * [`choices`]: what can be changed about a record, and what ticks amount to
//! * [`view`]: what the person sees
//! * `acts`: what the views call when a person acts
//! * `browser`: files, keys, signing, posting; and the door, which is all that is exported

mod acts;
#[cfg(feature = "record")]
pub mod browser;
pub mod choices;
pub mod state;
pub mod view;

use crate::i18n::Id;
use state::{Page, Phase, Screen};

/// What the line below the boxes says.
fn phase_words(page: &Page) -> String {
    page.phase.with(|phase| match phase {
        Phase::Choosing => String::new(),
        Phase::Failed(failure) if failure.is_at_a_field() => String::new(),
        Phase::Sending => page.words().get(sending(page)).to_owned(),
        Phase::Waiting(wait) => page.words().record_waiting(*wait).to_owned(),
        Phase::Failed(failure) => page.words().record_failure(failure),
    })
}

/// A request is not signed.
fn sending(page: &Page) -> Id {
    if page.screen.with(|screen| matches!(screen, Screen::Request)) {
        Id::RecordRequestSending
    } else {
        Id::RecordChangeSending
    }
}
