//! What changed between two versions of a policy, and what has therefore to be asked again.
//!
//! Consent holds for the words it was given to (Law 91/2025/QH15, article 9: it is given knowing the data, the
//! purpose, the parties and the rights), so a changed policy asks again, and only for what changed.
//!
//! * [`sections`]: the text, section by section, passage by passage; [`words`] goes into a passage.
//! * [`purposes`]: the purposes, term by term; [`terms`]: what stands outside of text and purposes.
//! * [`needs_asking`]: the choices of a pack that a person who has a record has not decided on in these terms.
//!
//! Everything here is small, pure, and without serde: it runs in the browser as well.

mod asking;
mod purposes;
mod script;
mod sections;
#[cfg(test)]
mod tests;

pub use asking::{Asking, another_controller, needs_asking, no_longer_asked, same_terms};
pub use purposes::{Change, PurposeChange, Term, asked_again, purposes, terms};
pub use sections::{Edit, Passage, PassageKind, SectionChange, sections, words};

use crate::json::names;

/// What happened to a section, or to a purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It was not there before.
    Added,
    /// It is not there any more.
    Removed,
    /// It says something else.
    Changed,
    /// It says the same at another place. What moved and changed is [`Kind::Changed`].
    Moved,
}

names!(Kind { Added = "added", Removed = "removed", Changed = "changed", Moved = "moved" });
