//! E-mail addresses (*địa chỉ thư điện tử*).

mod display;
mod error;
mod hint;
mod parse;

pub use self::error::EmailError;
pub use self::hint::EmailHint;
use crate::clean::fold_text;

/// An e-mail address (*địa chỉ thư điện tử*).
///
/// # Syntax
///
/// The rule of HTML's `<input type=email>` (WHATWG HTML, "valid e-mail address"), which is stricter than RFC 5322 where that helps nobody,
/// and beyond it:
///
/// - the domain has a dot;
/// - the local part neither begins nor ends with a dot, nor has two in a row (RFC 5321 `Dot-string`);
/// - the local part has at most 64 characters and the whole at most 254 (RFC 5321, section 4.5.3.1 with the
///   path's two brackets taken off).
///
/// The domain is put in lower case; the local part stays as typed, since only its owner knows whether case matters.
///
/// ```
/// use thuan_fields::Email;
///
/// let email = Email::parse(" Lan.Nguyen@Example.VN ")?;
/// assert_eq!(email.as_str(), "Lan.Nguyen@example.vn");
/// # Ok::<(), thuan_fields::EmailError>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email {
    text: String,
    /// Where the `@` is.
    at: usize,
}

impl Email {
    /// Reads an address; see [the syntax](Email#syntax).
    ///
    /// # Errors
    ///
    /// One [`EmailError`] a cause.
    pub fn parse(input: &str) -> Result<Self, EmailError> {
        parse::judge(&fold_text(input))
    }

    /// The address the person may have meant: for a text that is none, and for one whose domain is a near miss of a
    /// well-known one. It is a suggestion; the address stays valid.
    pub fn hint(input: &str) -> Option<EmailHint> {
        hint::hint(&fold_text(input))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What stands before the `@`.
    pub fn local(&self) -> &str {
        self.text.get(..self.at).unwrap_or_default()
    }

    /// What stands after the `@`, in lower case.
    pub fn domain(&self) -> &str {
        self.text.get(self.at + 1..).unwrap_or_default()
    }
}
