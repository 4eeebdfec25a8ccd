//! What was understood from what was typed, and what may have been meant.

use thuan_fields::{Phone, PhoneHint, PhoneKind, PhoneWarning, TaxCode, TaxCodeHint};

use crate::reading::{Hint, Understood, written};
use crate::state::Lookup;

pub(super) fn understood(what: Understood) -> String {
    match what {
        Understood::TaxCode(TaxCode::Enterprise(_)) => {
            "Tax code of an enterprise or organisation".to_owned()
        }
        Understood::TaxCode(TaxCode::Branch(branch)) => [
            "Branch ",
            branch.suffix(),
            " of ",
            branch.enterprise().as_str(),
        ]
        .concat(),
        Understood::TaxCode(TaxCode::Personal(_)) => {
            "Personal number of an individual or household business".to_owned()
        }
        Understood::Phone(phone) => number(phone),
    }
}

fn number(phone: Phone) -> String {
    let kind = match phone.kind() {
        PhoneKind::Mobile => ", mobile",
        PhoneKind::FixedLine => ", fixed line",
        PhoneKind::TollFree => ", toll free",
        PhoneKind::PremiumRate => ", premium rate",
        PhoneKind::SharedCost => ", shared cost",
        PhoneKind::Voip => ", internet telephone",
        PhoneKind::Uan => ", a company's one number",
    };
    let mut text = [&written(phone), kind].concat();
    if let Some(area) = phone.area() {
        text.push_str(", ");
        text.push_str(area);
    }
    text.push_str(match phone.warning() {
        Some(PhoneWarning::UnallocatedPrefix) => {
            ". No network is known to use this prefix: check it"
        }
        Some(PhoneWarning::LongExtension) => {
            ". The extension is long: if it is a second number, leave one"
        }
        None => "",
    });
    text
}

pub(super) fn hint(hint: &Hint) -> &'static str {
    match hint {
        Hint::TaxCode(TaxCodeHint::LostLeadingZero(_)) => "A 0 may be missing at the start.",
        Hint::TaxCode(TaxCodeHint::MaybeBranch(_)) => "This may be the code of a branch.",
        Hint::TaxCode(TaxCodeHint::UnknownProvince) => {
            "The first three digits are no province's code: compare them with the document."
        }
        Hint::TaxCode(TaxCodeHint::LooksLikePhone(_)) => {
            "This looks like a phone number: enter it under Phone."
        }
        Hint::TaxCode(TaxCodeHint::DidYouMean(_))
        | Hint::Phone(PhoneHint::DidYouMean(_))
        | Hint::Email(_) => "Did you mean:",
        Hint::Phone(PhoneHint::Moved(_)) => "This number is now:",
        Hint::Phone(PhoneHint::First(_)) => "The first number is:",
        Hint::Phone(PhoneHint::LooksLikeTaxCode(_)) => {
            "This looks like a tax code: enter it under Tax code."
        }
    }
}

pub(super) fn use_hint(replacement: &str) -> String {
    ["Use ", replacement].concat()
}

pub(super) fn lookup(phase: Lookup) -> String {
    match phase {
        Lookup::Idle => {
            "When you press this button, only the tax code is sent to the look-up service."
        }
        Lookup::Busy => "Looking up…",
        Lookup::Filled(0) => "Found. Name and address were already there and stay as they are.",
        Lookup::Filled(_) => "Filled in. Check it, and correct it where needed.",
        Lookup::NotFound => "This tax code was not found. Enter name and address yourself.",
        Lookup::Failed => "The look-up did not work. Enter name and address yourself.",
    }
    .to_owned()
}
