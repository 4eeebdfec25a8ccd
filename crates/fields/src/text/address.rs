use super::{TextError, composed, judge, text_impls};
use crate::clean::fold_lines;

/// Why a text is no address.
pub type AddressError = TextError;

/// An address (*địa chỉ*), one line of free text.
///
/// One to 500 code points after cleaning, at least one letter or digit. It is not taken apart: since 2025-07-01 there
/// are no districts, and people write addresses of either time. Lines are joined with a comma, unless one ends in a
/// comma, semicolon or full stop already. `Debug` does not show it: it may be somebody's home.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(String);

impl Address {
    /// The longest address, in code points.
    pub const MAX: usize = 500;
}

text_impls!(Address, true);
