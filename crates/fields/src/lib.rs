//! Fields that know Viet Nam: tax codes, telephone numbers, e-mail addresses, names and addresses, parsed.
//!
//! Text goes in, a value that cannot be wrong comes out, or an error with a variant for each cause; and for a text that
//! looks like a slip, a hint with what was probably meant. Values are made by `parse` alone, print themselves
//! normalised, and parse back to themselves.
//!
//! **Boundary.** No browser, no clock, no random numbers, no network, no input that panics. No human language either:
//! errors and hints are data, the words are the widget's. No `regex` at run time: see [`patterns`].
//!
//! | module | what |
//! |---|---|
//! | [`clean_with`] | cleaning, the same for every field |
//! | [`TaxCode`] | *mã số thuế*: enterprise, branch, person |
//! | [`Phone`], [`ForeignPhone`] | *số điện thoại* |
//! | [`Email`] | *thư điện tử* |
//! | [`CompanyName`], [`PersonName`], [`Address`] | *tên doanh nghiệp, họ và tên, địa chỉ* |
//! | [`patterns`] | the patterns as regular expressions, with their sources |
//! | `check` | one JSON line in, one out (feature `check`) |
//!
//! **Features.** `serde`: every type as its normalised string. `check`: the line protocol.
//!
//! **Unicode.** Natively text is composed by the `unicode-normalization` crate. In `wasm32` that would cost more than
//! everything here together, and the browser has it: pass `String.prototype.normalize` to [`CompanyName::parse_with`]
//! and its like. Plain `parse` there refuses text that may not be composed, so forgetting cannot go unseen. Tax codes,
//! telephone numbers and e-mail addresses are ASCII; their `parse` takes any text everywhere.

mod ascii;
#[cfg(feature = "check")]
pub mod check;
mod clean;
mod email;
pub mod patterns;
mod phone;
#[cfg(feature = "serde")]
mod serde;
mod tax_code;
mod text;
mod tokens;

#[cfg(not(target_arch = "wasm32"))]
pub use crate::clean::clean;
pub use crate::clean::clean_with;
pub use crate::email::{Email, EmailError, EmailHint};
pub use crate::phone::{
    ForeignPhone, METADATA_VERSION, Phone, PhoneError, PhoneHint, PhoneKind, PhoneWarning,
};
pub use crate::tax_code::{
    BranchCode, EnterpriseCode, PersonalNumber, TaxCode, TaxCodeError, TaxCodeHint, TaxCodeKind,
};
pub use crate::text::{
    Address, AddressError, CompanyName, CompanyNameError, PersonName, PersonNameError, TextError,
};
