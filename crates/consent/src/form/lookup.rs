//! Looking a company up, as a form definition offers it.

use crate::json::members;

/// Looking a company up by its tax code. It happens when the person asks for it and at no other time.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct Lookup {
    /// An `https` address with `{tax_code}` in it. It answers `{"name": "…", "address": "…"}`, or 404.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = crate::schema::LOOKUP)))]
    pub url: String,
}

/// What stands for the tax code in [`Lookup::url`].
pub const TAX_CODE_PLACE: &str = "{tax_code}";

members!(read Lookup { url });

impl Lookup {
    pub(super) fn is_usable(&self) -> bool {
        let loopback = [
            "http://localhost:",
            "http://localhost/",
            "http://127.0.0.1:",
            "http://127.0.0.1/",
        ];
        let address = self.url.starts_with("https://")
            || loopback.iter().any(|start| self.url.starts_with(start));
        address
            && self
                .around_place()
                .is_some_and(|(_, after)| place_in(after).is_none())
    }

    fn around_place(&self) -> Option<(&str, &str)> {
        let at = place_in(&self.url)?;
        Some((
            self.url.get(..at)?,
            self.url.get(at + TAX_CODE_PLACE.len()..)?,
        ))
    }

    /// The address for one tax code: digits and perhaps a dash, so nothing needs escaping.
    #[must_use]
    pub fn url_for(&self, tax_code: &str) -> String {
        // There is a place in every look-up that was read.
        let (before, after) = self.around_place().unwrap_or((&self.url, ""));
        [before, tax_code, after].concat()
    }
}

/// Where [`TAX_CODE_PLACE`] begins. Byte by byte: the standard library's search is made for longer texts.
fn place_in(text: &str) -> Option<usize> {
    text.as_bytes()
        .windows(TAX_CODE_PLACE.len())
        .position(|window| window == TAX_CODE_PLACE.as_bytes())
}
