use core::fmt;

/// Why a text is not a tax code.
///
/// The rejected text is never part of it: it may be somebody's personal number. What to tell the person is in
/// the widget's translations, one message a variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TaxCodeError {
    /// Nothing was typed, or nothing but spaces, dots, dashes and a label.
    Empty,
    /// A letter stands among the digits, or digits of another script do.
    Letters,
    /// A sign other than space, dot and dash stands among the digits.
    Symbols,
    /// Neither 10, 12 nor 13 digits.
    Length {
        /// How many digits were found.
        digits: usize,
    },
    /// The tenth digit does not follow from the nine before it, or no tenth digit would.
    CheckDigit,
    /// A branch's suffix is 000; they count from 001.
    SuffixZero,
    /// Digits three to nine, the sequence number, are all zero; it counts from 0000001.
    SequenceZero,
    /// Twelve digits with a dash. A personal identification number has none, and a branch has thirteen digits.
    DashInPersonal,
}

impl TaxCodeError {
    /// The name of the cause on the wire, stable across versions.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Letters => "letters",
            Self::Symbols => "symbols",
            Self::Length { .. } => "length",
            Self::CheckDigit => "check_digit",
            Self::SuffixZero => "suffix_zero",
            Self::SequenceZero => "sequence_zero",
            Self::DashInPersonal => "dash_in_personal",
        }
    }
}

impl fmt::Display for TaxCodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "no tax code",
            Self::Letters => "a tax code has digits only, found a letter",
            Self::Symbols => "a tax code has digits only, found a sign",
            Self::Length { .. } => "a tax code has 10, 12 or 13 digits",
            Self::CheckDigit => "the tax code's check digit does not match",
            Self::SuffixZero => "a branch's suffix counts from 001",
            Self::SequenceZero => "a tax code's sequence number counts from 0000001",
            Self::DashInPersonal => "a personal identification number has no dash",
        })
    }
}

impl std::error::Error for TaxCodeError {}
