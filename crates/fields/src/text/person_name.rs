use super::{TextError, composed, judge, text_impls};
use crate::clean::fold_lines;

/// Why a text is no person's name.
pub type PersonNameError = TextError;

/// A person's name (*họ và tên*), as written: one word is a name, and no capital is put where none was typed.
///
/// One to 150 code points after cleaning, at least one letter or digit. Personal data: `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonName(String);

impl PersonName {
    /// The longest name, in code points.
    pub const MAX: usize = 150;
}

text_impls!(PersonName, false);
