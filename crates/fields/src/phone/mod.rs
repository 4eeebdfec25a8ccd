//! Telephone numbers (*số điện thoại*).

mod area;
mod display;
mod error;
mod foreign;
mod format;
mod hint;
mod migration;
pub(crate) mod numbering;
mod parse;
mod scan;

pub use self::error::{PhoneError, PhoneWarning};
pub use self::foreign::ForeignPhone;
use self::format::Style;
pub use self::hint::PhoneHint;
use crate::ascii::{Ascii, masked};
use crate::tokens::tokens;

/// The release of Google's libphonenumber whose metadata for Viet Nam the numbering plan here follows.
pub const METADATA_VERSION: &str = "9.0.43";

/// A Vietnamese telephone number (*số điện thoại*) that can be dialled today, with its extension if one was written.
///
/// # Syntax
///
/// - everything before the first digit or `+` is a label (`ĐT:`, `Zalo`, `tel:`) and is dropped;
/// - `+84`, `0084`, `84` (where the rest is a number), `0`, both, or none of them;
/// - digits with spaces, dots, dashes, slashes, round and square brackets between them;
/// - an extension (*số máy lẻ*): `ext 12`, `x12`, `#12`, `;ext=12`, or after a comma or semicolon;
/// - words without digits after that (`(Zalo)`, `- anh Nam`) are dropped.
///
/// Type and validity are those of libphonenumber's metadata for Viet Nam, [version 9.0.43](METADATA_VERSION), and so are
/// the formats. Every input on which both `phonenumbers` (Python) and `libphonenumber-js` agree is decided alike; they
/// read labels well, but take letters after the number for keypad letters or as the end of it.
///
/// `Display` writes E.164 and the extension as RFC 3966 does, `+842838125960;ext=123`, which `parse` reads back.
///
/// ```
/// use thuan_fields::{Phone, PhoneKind};
///
/// let phone = Phone::parse("ĐT: (024) 3934.3137 (văn phòng)")?;
/// assert_eq!(phone.e164(), "+842439343137");
/// assert_eq!(phone.national(), "024 3934 3137");
/// assert_eq!(phone.kind(), PhoneKind::FixedLine);
/// assert_eq!(phone.area(), Some("Hà Nội"));
/// # Ok::<(), thuan_fields::PhoneError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone {
    e164: Ascii,
    extension: Ascii,
    kind: PhoneKind,
}

/// What a number is for, as libphonenumber tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PhoneKind {
    /// A mobile subscriber (*di động*).
    Mobile,
    /// A fixed line (*cố định*).
    FixedLine,
    /// Free for the caller (*miễn cước*): 1800.
    TollFree,
    /// The caller pays more than a call (*thông tin giải trí, tổng đài*): 1900.
    PremiumRate,
    /// The cost is shared. The metadata has no such range in Viet Nam today.
    SharedCost,
    /// A telephone over the internet (*điện thoại internet*): 067.
    Voip,
    /// A company's one number for all its sites (universal access number): 069, 199, 0799 with seven digits.
    Uan,
}

impl Phone {
    /// Reads a Vietnamese number as people write it; see [the syntax](Phone#syntax).
    ///
    /// # Errors
    ///
    /// One [`PhoneError`] a cause. [`PhoneError::Foreign`] means that [`ForeignPhone::parse`] may read it.
    pub fn parse(input: &str) -> Result<Self, PhoneError> {
        parse::parse(&tokens(input))
    }

    /// What the person may have meant, for a text that is no number of today and for a valid but suspicious one.
    pub fn hint(input: &str) -> Option<PhoneHint> {
        hint::hint(&tokens(input))
    }

    /// [`parse`](Self::parse), of tokens.
    pub(crate) fn from_tokens(tokens: &[u8]) -> Result<Self, PhoneError> {
        parse::parse(tokens)
    }

    /// What the number is for.
    pub fn kind(&self) -> PhoneKind {
        self.kind
    }

    /// ITU-T E.164 without the extension: `+842838125960`.
    pub fn e164(&self) -> &str {
        self.e164.as_str()
    }

    /// As written inside the country, without the extension: `028 3812 5960`, `0912 345 678`, `1800 1060`.
    pub fn national(&self) -> String {
        format::write(self.significant(), self.kind, Style::National)
    }

    /// As written for callers abroad, without the extension: `+84 28 3812 5960`.
    pub fn international(&self) -> String {
        format::write(self.significant(), self.kind, Style::International)
    }

    /// As typed inside the country: the digits of [`national`](Phone::national) without spaces.
    pub fn national_digits(&self) -> String {
        format::write(self.significant(), self.kind, Style::Digits)
    }

    /// E.164 for receipts and logs: all but the last three digits after the country code are asterisks.
    pub fn masked(&self) -> String {
        masked("+84", self.significant())
    }

    /// The extension (*số máy lẻ*): one to twenty digits.
    pub fn extension(&self) -> Option<&str> {
        (!self.extension.is_empty()).then(|| self.extension.as_str())
    }

    /// The province a fixed line's area code was given to in 2017 (*mã vùng*), in Vietnamese: `Hà Nội`.
    ///
    /// Since 2025-07-01 the 63 provinces are 34, but the area codes and who has them did not change, so a code goes on
    /// naming its former province. Source: Circular 22/2014/TT-BTTTT and Decision 2036/QD-BTTTT of 2016-11-21.
    pub fn area(&self) -> Option<&'static str> {
        match self.kind {
            PhoneKind::FixedLine => area::name(self.significant()),
            _ => None,
        }
    }

    /// What is odd about this valid number, if anything is. A warning never blocks.
    pub fn warning(&self) -> Option<PhoneWarning> {
        if self.kind == PhoneKind::Mobile && numbering::is_unallocated(self.significant()) {
            return Some(PhoneWarning::UnallocatedPrefix);
        }
        (self.extension.len() >= scan::SECOND_NUMBER).then_some(PhoneWarning::LongExtension)
    }

    /// The national significant number: the digits after +84.
    fn significant(&self) -> &[u8] {
        self.e164.as_bytes().get(3..).unwrap_or_default()
    }
}

impl PhoneKind {
    /// The name on the wire: `mobile`, `fixed_line`, `toll_free`, `premium_rate`, `shared_cost`, `voip`, `uan`.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Mobile => "mobile",
            Self::FixedLine => "fixed_line",
            Self::TollFree => "toll_free",
            Self::PremiumRate => "premium_rate",
            Self::SharedCost => "shared_cost",
            Self::Voip => "voip",
            Self::Uan => "uan",
        }
    }
}
