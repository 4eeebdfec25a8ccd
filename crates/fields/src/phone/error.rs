use core::fmt;

/// Why a text is not a Vietnamese telephone number of today. The rejected text is never part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PhoneError {
    /// Nothing was typed, or nothing but spaces and signs.
    Empty,
    /// Letters where digits belong: no digits at all, or letters among them.
    Letters,
    /// A sign among the digits that no telephone number is written with.
    Symbols,
    /// Too few digits for a number that begins so.
    TooShort {
        /// How many digits were found, counted with the leading 0 and without the country code.
        digits: usize,
    },
    /// Too many digits.
    TooLong {
        /// How many digits were found, counted with the leading 0 and without the country code.
        digits: usize,
    },
    /// The right length, but no number in the plan begins so.
    UnknownPrefix,
    /// A number that the migrations of 2017 (fixed lines) or 2018 (mobiles) retired;
    /// [`Phone::hint`](crate::Phone::hint) has the new one.
    Retired,
    /// A number of another country.
    Foreign,
    /// `+` or `00` with something after it that is no country code.
    CountryCode,
    /// More than one number.
    Several,
    /// The extension is told in words; [`Phone::hint`](crate::Phone::hint) has how it is read.
    Extension,
}

/// What is odd about a valid number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PhoneWarning {
    /// The mobile prefix is in the numbering plan, but no network is known to have given out numbers with it:
    /// 031, 095, 0990, 0991 and everything that begins with 01.
    UnallocatedPrefix,
    /// The extension is so long that it may be a second telephone number.
    LongExtension,
}

impl PhoneError {
    /// The name of the cause on the wire, stable across versions.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Letters => "letters",
            Self::Symbols => "symbols",
            Self::TooShort { .. } => "too_short",
            Self::TooLong { .. } => "too_long",
            Self::UnknownPrefix => "unknown_prefix",
            Self::Retired => "retired",
            Self::Foreign => "foreign",
            Self::CountryCode => "country_code",
            Self::Several => "several",
            Self::Extension => "extension",
        }
    }
}

impl PhoneWarning {
    /// The name of the warning on the wire, stable across versions.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnallocatedPrefix => "unallocated_prefix",
            Self::LongExtension => "long_extension",
        }
    }
}

impl fmt::Display for PhoneError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "no telephone number",
            Self::Letters => "letters in a telephone number",
            Self::Symbols => "a sign that no telephone number has",
            Self::TooShort { .. } => "too few digits for a telephone number",
            Self::TooLong { .. } => "too many digits for a telephone number",
            Self::UnknownPrefix => "no telephone number begins so",
            Self::Retired => "a telephone number retired in 2017 or 2018",
            Self::Foreign => "a telephone number of another country",
            Self::CountryCode => "no country code begins so",
            Self::Several => "more than one telephone number",
            Self::Extension => "an extension told in words",
        })
    }
}

impl std::error::Error for PhoneError {}
