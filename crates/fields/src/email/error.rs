use core::fmt;

/// Why a text is no e-mail address. The rejected text is never part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EmailError {
    /// Nothing was typed.
    Empty,
    /// A space inside.
    Space,
    /// A letter with diacritics or another character outside ASCII: a Vietnamese input method was on.
    NotAscii,
    /// No `@`.
    NoAt,
    /// More than one `@`.
    SeveralAts,
    /// Nothing before the `@`.
    LocalEmpty,
    /// More than 64 characters before the `@`.
    LocalTooLong,
    /// The part before the `@` begins or ends with a dot or has two in a row.
    LocalDot,
    /// A sign before the `@` that none may have there.
    LocalCharacter,
    /// Nothing after the `@`.
    DomainEmpty,
    /// No dot after the `@`.
    DomainWithoutDot,
    /// Two dots in a row after the `@`, one at an end, or a name between dots that is longer than 63 characters or
    /// begins or ends with a hyphen.
    DomainLabel,
    /// A sign after the `@` other than letters, digits, hyphens and dots.
    DomainCharacter,
    /// More than 254 characters.
    TooLong,
}

impl EmailError {
    /// The name of the cause on the wire, stable across versions.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Space => "space",
            Self::NotAscii => "not_ascii",
            Self::NoAt => "no_at",
            Self::SeveralAts => "several_ats",
            Self::LocalEmpty => "local_empty",
            Self::LocalTooLong => "local_too_long",
            Self::LocalDot => "local_dot",
            Self::LocalCharacter => "local_character",
            Self::DomainEmpty => "domain_empty",
            Self::DomainWithoutDot => "domain_without_dot",
            Self::DomainLabel => "domain_label",
            Self::DomainCharacter => "domain_character",
            Self::TooLong => "too_long",
        }
    }
}

impl fmt::Display for EmailError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "no e-mail address",
            Self::Space => "a space in an e-mail address",
            Self::NotAscii => "a character outside ASCII in an e-mail address",
            Self::NoAt => "no @ in an e-mail address",
            Self::SeveralAts => "more than one @ in an e-mail address",
            Self::LocalEmpty => "nothing before the @",
            Self::LocalTooLong => "more than 64 characters before the @",
            Self::LocalDot => "a misplaced dot before the @",
            Self::LocalCharacter => "a sign before the @ that may not stand there",
            Self::DomainEmpty => "nothing after the @",
            Self::DomainWithoutDot => "no dot after the @",
            Self::DomainLabel => "a malformed name after the @",
            Self::DomainCharacter => "a sign after the @ that may not stand there",
            Self::TooLong => "more than 254 characters in an e-mail address",
        })
    }
}

impl std::error::Error for EmailError {}
