//! English.

use super::plain::PlainTexts;

pub(super) static TEXTS: PlainTexts = PlainTexts {
    tag: "en",
    held: "The form is almost ready. Your registration is then signed and sent at once; there is no need to press again.",
    unsigned: "This browser cannot sign the record of your choices. You can still send your registration: it is kept and marked as not signed. For a record that can be verified, open this page in another browser.",
    unavailable,
};

fn unavailable(controller: &str) -> String {
    [
        "This browser cannot send the form. Open this page in another browser, or get in touch directly: ",
        controller,
        ".",
    ]
    .concat()
}
