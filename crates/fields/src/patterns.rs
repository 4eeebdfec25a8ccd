//! The patterns of this crate in one readable table, each with its source.
//!
//! They are documentation that cannot go stale: the library matches by hand, and `tests/patterns.rs` holds every one of
//! these against the `regex` crate, over all prefixes and lengths where that is finite and over generated text where it
//! is not. The syntax is that of the `regex` crate; a pattern is anchored where it says so.
//!
//! What telling a telephone number's kind costs in wasm, each over the same module without it, `opt-level = "z"`, fat
//! LTO, after `wasm-opt -Oz` (binaryen 132); `node bench/run.mjs` in this crate measures it again:
//!
//! | way | wasm, bytes | brotli, bytes |
//! |---|---|---|
//! | `regex` 1.13, its default features, compiled at run time | 803 000 | 199 000 |
//! | `regex-lite` 0.1, compiled at run time | 60 600 | 24 400 |
//! | `regex-automata` 0.4, minimal sparse DFA made at build time, `dfa-search` | 19 400 | 6 850 |
//! | by hand, with all the rest of [`Phone::parse`](crate::Phone::parse) | 2 300 | 1 500 |
//!
//! All parsers of this crate with their hints and formats come to 5 960 bytes of brotli the same way.

use crate::PhoneKind;

/// A regular expression and where it comes from.
#[derive(Clone, Copy, Debug)]
pub struct Pattern {
    /// What a match is.
    pub name: &'static str,
    /// The regular expression.
    pub regex: &'static str,
    /// The source, with its version.
    pub source: &'static str,
}

const LIBPHONENUMBER: &str = "libphonenumber 9.0.43, metadata for VN";

/// National significant numbers (after +84, without the leading 0) by what they are for.
pub const PHONE_KINDS: [(PhoneKind, Pattern); 6] = [
    (
        PhoneKind::FixedLine,
        Pattern {
            name: "fixed line",
            regex: r"^2(?:0[3-9]|1[0-689]|2[0-25-9]|[38][2-9]|4[2-8]|5[124-9]|6[0-39]|7[0-7]|9[0-4679])[0-9]{7}$",
            source: LIBPHONENUMBER,
        },
    ),
    (
        PhoneKind::Mobile,
        Pattern {
            name: "mobile",
            regex: r"^(?:121[0-3][0-9]{5}|(?:1[46]0|(?:3[0-9]|7[06-9])[0-9]|5(?:[1689][0-9]|2[238]|59)|8(?:[1-8][0-9]|9[6-9])|9(?:[0-8][0-9]|9[013-9]))[0-9]{6})$",
            source: LIBPHONENUMBER,
        },
    ),
    (
        PhoneKind::TollFree,
        Pattern {
            name: "toll free",
            regex: r"^(?:1800[0-9]{4,6}|12(?:0[13]|28)[0-9]{4})$",
            source: LIBPHONENUMBER,
        },
    ),
    (
        PhoneKind::PremiumRate,
        Pattern {
            name: "premium rate",
            regex: r"^1900[0-9]{4,6}$",
            source: LIBPHONENUMBER,
        },
    ),
    (
        PhoneKind::Voip,
        Pattern {
            name: "voice over IP",
            regex: r"^672[0-9]{6}$",
            source: LIBPHONENUMBER,
        },
    ),
    (
        PhoneKind::Uan,
        Pattern {
            name: "universal access",
            regex: r"^(?:[17]99[0-9]{4}|69[0-9]{5,6})$",
            source: LIBPHONENUMBER,
        },
    ),
];

/// Valid mobile numbers whose prefix no network is known to have given out.
pub const UNALLOCATED_MOBILE: Pattern = Pattern {
    name: "unallocated mobile",
    regex: r"^(?:1|31|95|99[01])",
    source: "libphonenumber 9.0.43, carrier data for 84; Viet Nam's mobile migration of 2018 for 031 and 01",
};

/// What follows a number and is its extension: the first group that took part.
pub const EXTENSION: Pattern = Pattern {
    name: "extension",
    regex: concat!(
        r"(?i)^(?:[ ,;]*(?:e?xtn?|extension)[ ,.:=-]*([0-9]{1,20})",
        r"|[ ,;]*(?:x|#|~|int)[ ,.:=-]*([0-9]{1,9})",
        r"|[ ,;]*(?:;|, *,)[ ,;]*[ ,.:=-]*([0-9]{1,15})",
        r"|[ ]*,[ ]*[ ,.:=-]*([0-9]{1,9}))[^0-9]*$"
    ),
    source: "libphonenumber 9.0.43, extensions for parsing: the labels and longest lengths",
};

/// A tax code as it is written out.
pub const TAX_CODE: Pattern = Pattern {
    name: "tax code",
    regex: r"^(?:[0-9]{10}|[0-9]{10}-[0-9]{3}|[0-9]{12})$",
    source: "Law 108/2025/QH15 on tax administration, Circular 90/2026/TT-BTC",
};

/// Ten digits whose sequence number is nothing: no tax code.
pub const TAX_CODE_ZERO_SEQUENCE: Pattern = Pattern {
    name: "tax code without a sequence number",
    regex: r"^[0-9]{2}0{7}",
    source: "python-stdnum 2.2, stdnum.vn.mst",
};

/// A personal number that begins with a province's code.
pub const PERSONAL_PROVINCE: Pattern = Pattern {
    name: "province code",
    regex: r"^0(?:0[1-9]|[1-8][0-9]|9[0-6])",
    source: "the codes 001 to 096 for places of birth registration, Law 26/2023/QH15 on identification",
};

/// HTML's e-mail address. Beyond it [`Email`](crate::Email) wants a dot in the domain, no misplaced dot in the local
/// part, and at most 64 and 254 characters.
pub const EMAIL: Pattern = Pattern {
    name: "e-mail address",
    regex: concat!(
        r"^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?",
        r"(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$"
    ),
    source: "WHATWG HTML, valid e-mail address",
};

/// A local part with dots only between other characters.
pub const EMAIL_DOTS: Pattern = Pattern {
    name: "dots in a local part",
    regex: r"^[^.@]+(?:\.[^.@]+)*@",
    source: "RFC 5321, section 4.1.2, Dot-string",
};
