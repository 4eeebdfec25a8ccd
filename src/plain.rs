//! What a backend answers to a form that was posted as plain HTML, as the views of its answers need it.

/// Why what was posted is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Something in the form is wrong; its troubles say what.
    Faults,
    /// Form, policy or the words beside the boxes are no longer those that were shown.
    Changed,
    /// It was sent from a page of another website.
    Elsewhere,
    /// There is no such form.
    UnknownForm,
    /// It is not announced as a posted form.
    NotAForm,
    /// It is not UTF-8.
    NotUtf8,
    /// Something stands in it twice.
    Repeated,
    /// Something stands in it that the form does not have.
    Unexpected,
    /// It is larger than forms are.
    TooLarge,
    /// It broke off, or came too slowly.
    Incomplete,
    /// Nothing was posted at all: the address was opened.
    Opened,
    /// The input that people do not see is filled in.
    Trapped,
    /// The form came from a page that was drawn before, so nobody knows how long it took: it is to be sent once more.
    Confirm,
    /// Nothing can be kept just now.
    Busy,
    /// Something of the backend's failed.
    Internal,
}

impl Refusal {
    /// Whether it is certain that nothing was kept.
    #[must_use]
    pub fn is_certain(self) -> bool {
        !matches!(self, Self::Incomplete | Self::Internal)
    }
}

/// A registration that was kept without a signature.
///
/// Its decisions are a person's, so it has no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Registered {
    /// Its name.
    pub registration_id: String,
    /// When it arrived, in Viet Nam: `YYYY-MM-DD` and `HH:MM`.
    pub received: (String, String),
    /// The words of the required tick.
    pub acknowledged: String,
    /// The words of each choice and whether it was agreed to.
    pub decisions: Vec<(String, bool)>,
}
