use super::{TextError, composed, judge, text_impls};
use crate::clean::fold_lines;

/// Why a text is no company name.
pub type CompanyNameError = TextError;

/// A company's name (*tên doanh nghiệp*), as written: no rule about capitals or its form.
///
/// One to 300 code points after cleaning, at least one letter or digit. The law sets no length; the longest names in
/// the register have about 200.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CompanyName(String);

impl CompanyName {
    /// The longest name, in code points.
    pub const MAX: usize = 300;
}

text_impls!(CompanyName, false);
