//! Tax code (*mã số thuế*).

mod display;
mod error;
mod hint;
mod parse;

pub use self::error::TaxCodeError;
pub use self::hint::TaxCodeHint;
use crate::ascii::{Ascii, masked, number};
use crate::tokens::tokens;

/// A Vietnamese tax code (*mã số thuế*): of an enterprise, of one of its branches, or of a person.
///
/// # Syntax
///
/// What is read, after [cleaning](crate::clean_with) and without a leading `'`, `MST` or `Mã số thuế` (with or without
/// a colon), is ASCII digits with spaces, dots and dashes anywhere between them:
///
/// - ten digits: an enterprise. Digits three to nine are not all zero, and with the weights 31, 29, 23, 19, 17, 13,
///   7, 5, 3 for the first nine, (Σ wᵢ·dᵢ + d₁₀) mod 11 = 10. When Σ wᵢ·dᵢ is a multiple of 11 no tenth digit fits;
/// - thirteen digits: a branch or another unit under an enterprise. A valid ten, then 001 to 999, written with a dash;
/// - twelve digits without a dash: a personal identification number (*số định danh cá nhân*), which is a person's,
///   a household's and a household business's tax code. It has no check digit.
///
/// The first two digits once named a province and are not checked: they say nothing since the provinces were merged.
///
/// Source: Law 108/2025/QH15 on tax administration and Circular 90/2026/TT-BTC, in force since 2026-07-01. The check
/// digit is the tax authority's, as in python-stdnum 2.2 `stdnum.vn.mst`.
///
/// ```
/// use thuan_fields::{TaxCode, TaxCodeKind};
///
/// let code = TaxCode::parse("MST: 0100109106 001")?;
/// assert_eq!(code.as_str(), "0100109106-001");
/// assert_eq!(code.kind(), TaxCodeKind::Branch);
/// # Ok::<(), thuan_fields::TaxCodeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaxCode {
    /// Ten digits: an enterprise or organisation (*doanh nghiệp, tổ chức*).
    Enterprise(EnterpriseCode),
    /// Thirteen digits: a branch or other dependent unit (*đơn vị phụ thuộc*).
    Branch(BranchCode),
    /// Twelve digits: a person or household business (*cá nhân, hộ kinh doanh*). Personal data.
    Personal(PersonalNumber),
}

/// Ten digits with a check digit, sequence number not zero. Made by [`TaxCode::parse`] alone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EnterpriseCode(Ascii);

/// An [`EnterpriseCode`], a dash and 001 to 999. Made by [`TaxCode::parse`] alone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BranchCode(Ascii);

/// Twelve digits. Made by [`TaxCode::parse`] alone. `Debug` does not show them: they are personal data.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonalNumber(Ascii);

/// Whose a [`TaxCode`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaxCodeKind {
    /// Ten digits.
    Enterprise,
    /// Thirteen digits.
    Branch,
    /// Twelve digits.
    Personal,
}

impl TaxCode {
    /// Reads a tax code as people write it; see [the syntax](TaxCode#syntax).
    ///
    /// # Errors
    ///
    /// One [`TaxCodeError`] a cause; the first that applies in the order of its variants, but a sequence number or a
    /// suffix of zeros is told before the check digit.
    pub fn parse(input: &str) -> Result<Self, TaxCodeError> {
        parse::parse(&tokens(input))
    }

    /// What the person may have meant, for a text that is no tax code and for a valid but suspicious one.
    ///
    /// `None` when there is nothing useful to say, which is usual.
    pub fn hint(input: &str) -> Option<TaxCodeHint> {
        hint::hint(&tokens(input))
    }

    /// [`parse`](Self::parse), of tokens.
    pub(crate) fn from_tokens(tokens: &[u8]) -> Result<Self, TaxCodeError> {
        parse::parse(tokens)
    }

    /// Whose code it is.
    pub fn kind(&self) -> TaxCodeKind {
        match self {
            Self::Enterprise(_) => TaxCodeKind::Enterprise,
            Self::Branch(_) => TaxCodeKind::Branch,
            Self::Personal(_) => TaxCodeKind::Personal,
        }
    }

    /// The normalised text: digits alone, a branch's with its dash.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Enterprise(code) => code.as_str(),
            Self::Branch(code) => code.as_str(),
            Self::Personal(number) => number.as_str(),
        }
    }

    /// The text for receipts and logs: a personal number shows its last three digits alone, a company's code is public
    /// and shown whole.
    pub fn masked(&self) -> String {
        match self {
            Self::Personal(number) => number.masked(),
            _ => self.as_str().into(),
        }
    }
}

impl EnterpriseCode {
    /// The ten digits.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl BranchCode {
    /// The thirteen digits with the dash: `0100109106-001`.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The enterprise the branch belongs to.
    pub fn enterprise(&self) -> EnterpriseCode {
        EnterpriseCode(Ascii::join(
            self.0.as_bytes().get(..10).unwrap_or_default(),
            b"",
            b"",
        ))
    }

    /// The branch's own three digits, 001 to 999.
    pub fn suffix(&self) -> &str {
        self.as_str().get(11..).unwrap_or_default()
    }
}

impl PersonalNumber {
    /// The twelve digits: personal data.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Nine asterisks and the last three digits, which alone say nothing about the person: the first six tell the
    /// place of birth registration, gender and year of birth (Law 26/2023/QH15 on identification).
    pub fn masked(&self) -> String {
        masked("", self.0.as_bytes())
    }

    /// Whether the number begins with one of the codes 001 to 096 that the provinces were given. One that does not may
    /// be a branch's code that lost its leading zero.
    pub fn has_province_code(&self) -> bool {
        (1..=96).contains(&number(self.0.as_bytes().get(..3).unwrap_or_default()))
    }
}

impl TaxCodeKind {
    /// The name on the wire: `enterprise`, `branch`, `personal_id`.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Enterprise => "enterprise",
            Self::Branch => "branch",
            Self::Personal => "personal_id",
        }
    }
}
