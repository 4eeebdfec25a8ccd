//! What was understood from what was typed, what may have been meant, and what looking a company up comes to.

use thuan_fields::{Phone, PhoneHint, PhoneKind, PhoneWarning, TaxCode, TaxCodeHint};

use super::{Id, Texts};
use crate::reading::{Hint, Understood, written};
use crate::state::Lookup;

impl Texts {
    /// What was understood from a field.
    #[must_use]
    pub fn understood(&self, what: Understood) -> String {
        let id = match what {
            Understood::TaxCode(TaxCode::Enterprise(_)) => Id::ReadingsTaxCodeEnterprise,
            Understood::TaxCode(TaxCode::Branch(branch)) => {
                return self
                    .readings_tax_code_branch(branch.suffix(), branch.enterprise().as_str());
            }
            Understood::TaxCode(TaxCode::Personal(_)) => Id::ReadingsTaxCodePersonal,
            Understood::Phone(phone) => return self.number(phone),
        };
        self.get(id).to_owned()
    }

    fn number(&self, phone: Phone) -> String {
        let kind = self.get(match phone.kind() {
            PhoneKind::Mobile => Id::ReadingsPhoneKindMobile,
            PhoneKind::FixedLine => Id::ReadingsPhoneKindFixedLine,
            PhoneKind::TollFree => Id::ReadingsPhoneKindTollFree,
            PhoneKind::PremiumRate => Id::ReadingsPhoneKindPremiumRate,
            PhoneKind::SharedCost => Id::ReadingsPhoneKindSharedCost,
            PhoneKind::Voip => Id::ReadingsPhoneKindVoip,
            PhoneKind::Uan => Id::ReadingsPhoneKindUan,
        });
        let number = written(phone);
        let words = match phone.area() {
            Some(area) => self.readings_phone_in(area, kind, &number),
            None => self.readings_phone(kind, &number),
        };
        match phone.warning() {
            Some(PhoneWarning::UnallocatedPrefix) => self.readings_unallocated_prefix(&words),
            Some(PhoneWarning::LongExtension) => self.readings_long_extension(&words),
            None => words,
        }
    }

    /// What may have been meant instead.
    #[must_use]
    pub fn hint_words(&self, hint: &Hint) -> &'static str {
        self.get(match hint {
            Hint::TaxCode(TaxCodeHint::LostLeadingZero(_)) => Id::ReadingsHintLostLeadingZero,
            Hint::TaxCode(TaxCodeHint::MaybeBranch(_)) => Id::ReadingsHintMaybeBranch,
            Hint::TaxCode(TaxCodeHint::UnknownProvince) => Id::ReadingsHintUnknownProvince,
            Hint::TaxCode(TaxCodeHint::LooksLikePhone(_)) => Id::ReadingsHintLooksLikePhone,
            Hint::TaxCode(TaxCodeHint::DidYouMean(_))
            | Hint::Phone(PhoneHint::DidYouMean(_))
            | Hint::Email(_) => Id::ReadingsHintDidYouMean,
            Hint::Phone(PhoneHint::Moved(_)) => Id::ReadingsHintMoved,
            Hint::Phone(PhoneHint::First(_)) => Id::ReadingsHintFirst,
            Hint::Phone(PhoneHint::LooksLikeTaxCode(_)) => Id::ReadingsHintLooksLikeTaxCode,
        })
    }

    /// What looking a company up sends, and what came of it.
    #[must_use]
    pub fn lookup(&self, phase: Lookup) -> &'static str {
        self.get(match phase {
            Lookup::Idle => Id::ReadingsLookupIdle,
            Lookup::Busy => Id::ReadingsLookupBusy,
            Lookup::Filled(0) => Id::ReadingsLookupFound,
            Lookup::Filled(_) => Id::ReadingsLookupFilled,
            Lookup::NotFound => Id::ReadingsLookupNotFound,
            Lookup::Failed => Id::ReadingsLookupFailed,
        })
    }
}
