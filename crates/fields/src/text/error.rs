use core::fmt;

/// Why a text is no name and no address. The rejected text is never part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TextError {
    /// Nothing was typed, or nothing one can see.
    Empty,
    /// More code points than the field takes.
    TooLong {
        /// How many it takes.
        max: usize,
        /// How many there are after cleaning.
        length: usize,
    },
    /// A control character: the text was not typed but copied out of some program's data.
    ControlCharacter,
    /// Neither a letter nor a digit: `.`, `---`, `?`.
    NoLetters,
    /// The text may not be in Unicode Normalization Form C and this build has no way to tell: only in `wasm32`, only
    /// from `parse`. Parse with `parse_with` and the browser's `normalize`.
    NotComposed,
}

impl TextError {
    /// The name of the cause on the wire, stable across versions.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong { .. } => "too_long",
            Self::ControlCharacter => "control_character",
            Self::NoLetters => "no_letters",
            Self::NotComposed => "not_composed",
        }
    }
}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "no text",
            Self::TooLong { .. } => "the text is too long",
            Self::ControlCharacter => "a control character in the text",
            Self::NoLetters => "neither a letter nor a digit in the text",
            Self::NotComposed => "the text is not known to be in Unicode Normalization Form C",
        })
    }
}

impl std::error::Error for TextError {}
