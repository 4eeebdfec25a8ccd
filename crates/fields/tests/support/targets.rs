//! What must hold of every input, one function a parser: run by `tests/fuzz.rs` on stable with generated text and by
//! `fuzz/` with a coverage-guided fuzzer. They panic when it does not hold.

use thuan_fields::{
    Address, CompanyName, Email, ForeignPhone, PersonName, Phone, PhoneHint, TaxCode, TaxCodeHint,
    clean,
};
use unicode_normalization::{UnicodeNormalization as _, is_nfc};

pub fn check_clean(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let cleaned = clean(&text);
    assert_eq!(clean(&cleaned), cleaned, "cleaning twice is cleaning once");
    assert!(is_nfc(&cleaned), "{cleaned:?}");
    assert_eq!(cleaned.trim(), cleaned);
    let decomposed: String = text.nfd().collect();
    assert_eq!(
        clean(&decomposed),
        cleaned,
        "composed and decomposed text clean alike"
    );
}

pub fn check_tax_code(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let parsed = TaxCode::parse(&text);
    assert_eq!(
        TaxCode::parse(&clean(&text)).ok(),
        parsed.ok(),
        "cleaned first or not"
    );
    match parsed {
        Ok(code) => {
            assert_eq!(TaxCode::parse(code.as_str()), Ok(code));
            assert_eq!(code.masked().len(), code.as_str().len());
        }
        Err(error) => assert!(!error.code().is_empty() && !error.to_string().is_empty()),
    }
    match TaxCode::hint(&text) {
        Some(TaxCodeHint::LooksLikePhone(phone)) => {
            assert_eq!(Phone::parse(&phone.to_string()), Ok(phone))
        }
        Some(hint) => {
            if let Some(code) = hint.tax_code() {
                assert_eq!(TaxCode::parse(code.as_str()), Ok(code));
                assert_ne!(parsed, Ok(code), "a hint says something new");
            }
        }
        None => {}
    }
}

pub fn check_phone(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let parsed = Phone::parse(&text);
    match parsed {
        Ok(phone) => {
            for written in [phone.to_string(), clean(&text)] {
                assert_eq!(Phone::parse(&written), Ok(phone), "{written}");
            }
            for written in [
                phone.e164().to_owned(),
                phone.national(),
                phone.international(),
                phone.national_digits(),
            ] {
                let again = Phone::parse(&written).map(|again| again.e164().to_owned());
                assert_eq!(again.as_deref(), Ok(phone.e164()), "{written}");
            }
            assert_eq!(phone.masked().len(), phone.e164().len());
            assert_eq!(
                phone.area().is_some(),
                phone.kind() == thuan_fields::PhoneKind::FixedLine
            );
        }
        Err(error) => assert!(!error.code().is_empty() && !error.to_string().is_empty()),
    }
    match Phone::hint(&text) {
        Some(PhoneHint::LooksLikeTaxCode(code)) => {
            assert_eq!(TaxCode::parse(code.as_str()), Ok(code))
        }
        Some(hint) => {
            let phone = hint.phone().unwrap();
            assert_eq!(Phone::parse(&phone.to_string()), Ok(phone));
            assert_ne!(parsed, Ok(phone), "a hint says something new");
        }
        None => {}
    }
    if let Ok(foreign) = ForeignPhone::parse(&text) {
        assert_eq!(ForeignPhone::parse(foreign.e164()), Ok(foreign));
        assert!(parsed.is_err());
    }
}

pub fn check_email(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let parsed = Email::parse(&text);
    assert_eq!(
        Email::parse(&clean(&text)).ok(),
        parsed.clone().ok(),
        "cleaned first or not"
    );
    if let Ok(email) = &parsed {
        assert_eq!(Email::parse(email.as_str()).as_ref(), Ok(email));
        assert_eq!(
            email.as_str(),
            [email.local(), "@", email.domain()].concat()
        );
    }
    if let Some(hint) = Email::hint(&text) {
        assert_eq!(
            Email::parse(hint.email().as_str()).as_ref(),
            Ok(hint.email())
        );
        assert_ne!(
            parsed.as_ref(),
            Ok(hint.email()),
            "a hint says something new"
        );
        assert_eq!(
            Email::hint(hint.email().as_str()),
            None,
            "a hint needs no hint"
        );
    }
}

pub fn check_text(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let decomposed: String = text.nfd().collect();
    let company = CompanyName::parse(&text);
    assert_eq!(CompanyName::parse(&decomposed), company);
    assert_eq!(CompanyName::parse(&clean(&text)), company);
    if let Ok(company) = company {
        assert_eq!(CompanyName::parse(company.as_str()).as_ref(), Ok(&company));
        assert_eq!(clean(company.as_str()), company.as_str());
    }
    let person = PersonName::parse(&text);
    assert_eq!(PersonName::parse(&decomposed), person);
    if let Ok(person) = person {
        assert_eq!(PersonName::parse(person.as_str()), Ok(person));
    }
    let address = Address::parse(&text);
    assert_eq!(Address::parse(&decomposed), address);
    if let Ok(address) = address {
        assert_eq!(Address::parse(address.as_str()), Ok(address));
    }
}
