//! English.

use super::plain::PlainTexts;

pub(super) static TEXTS: PlainTexts = PlainTexts {
    tag: "en",
    held: "The form is not ready to sign yet. Your registration is signed and sent as soon as it is; there is no need to press again.",
    unsigned: "The record of your choices cannot be signed in this browser at the moment. You can still send your registration: it is kept and marked as not signed. For a record that can be verified, open this page in another browser.",
    unavailable,
};

fn unavailable(controller: &str) -> String {
    [
        "The form cannot be sent from this browser at the moment. Open this page in another browser, or get in touch directly: ",
        controller,
        ".",
    ]
    .concat()
}
