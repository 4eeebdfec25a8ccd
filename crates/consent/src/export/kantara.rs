//! Kantara Initiative Consent Receipt Specification 1.1.0 (2018-02-20), as JSON.
//!
//! A Kantara receipt is a record of what a controller **may** do. Purposes that were refused or taken back have no place
//! in it: listed, they would read as agreed. The specification also asks for things a record does not hold; those are
//! said to be missing, never made up.

use serde::Serialize;

use super::named_by;
use crate::record::{
    ConsentRecord, Controller, EventState, InformedPurpose, LawfulBasis, PurposeDecision,
};
use crate::time::Timestamp;

/// The `version` of receipts of specification 1.1.0.
pub const VERSION: &str = "KI-CR-v1.1.0";

/// What stands in a member that the specification requires and the record has nothing for.
pub const NOT_STATED: &str = "not stated";

/// How the data was collected: what every record made by this widget has in common.
const COLLECTION_METHOD: &str =
    "web form; each purpose has a box of its own, which begins unticked";

/// A consent receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConsentReceipt {
    /// Always [`VERSION`].
    pub version: &'static str,
    /// The record's `jurisdiction`.
    pub jurisdiction: String,
    /// The record's `event_time`, in whole seconds since 1970.
    pub consent_timestamp: i64,
    /// How the data was collected.
    pub collection_method: &'static str,
    /// The record's `record_id`.
    #[serde(rename = "consentReceiptID")]
    pub consent_receipt_id: String,
    /// The record's `language`.
    pub language: String,
    /// The record's `pii_principal_id`.
    pub pii_principal_id: String,
    /// The record's `pii_controllers`.
    pub pii_controllers: Vec<PiiController>,
    /// Where the policy is, or the name of its text by hash (RFC 6920).
    pub policy_url: String,
    /// One: the form.
    pub services: Vec<Service>,
    /// Whether sensitive data is among what is collected. The fields a form can have hold none.
    pub sensitive: bool,
    /// The sensitive categories.
    pub spi_cat: Vec<String>,
}

/// A controller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PiiController {
    /// Its name.
    pub pii_controller: String,
    /// The name of a person to contact. A record has none.
    pub contact: &'static str,
    /// Its address.
    pub address: Address,
    /// Its e-mail address.
    pub email: String,
    /// Its telephone number.
    pub phone: String,
}

/// An address, as schema.org's `PostalAddress`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Address {
    /// All of it: the record does not take addresses apart.
    pub street_address: String,
}

/// A service and what data is used for in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Service {
    /// The form's id.
    pub service: String,
    /// What the controller may do.
    pub purposes: Vec<Purpose>,
}

/// Something the controller may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Purpose {
    /// The words shown.
    pub purpose: String,
    /// Categories of the specification's own list, where the record says enough for one.
    pub purpose_category: Vec<&'static str>,
    /// `EXPLICIT`, or `N/A` for what does not rest on consent.
    pub consent_type: &'static str,
    /// The names of the fields used.
    pub pii_category: Vec<String>,
    /// Whether it belongs to the service itself.
    pub primary_purpose: bool,
    /// How it ends.
    pub termination: String,
    /// Whether anyone else may see the data.
    pub third_party_disclosure: bool,
    /// Who.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub third_party_name: Option<String>,
}

/// A record as a Kantara consent receipt.
///
/// `policy_url` is where the policy can be read; without one the receipt names the text by its hash.
#[must_use]
pub fn receipt(record: &ConsentRecord, policy_url: Option<&str>) -> ConsentReceipt {
    let agreed = record
        .purposes
        .iter()
        .filter(|purpose| matches!(purpose.event_state, EventState::Given | EventState::Renewed));
    let told = record.information_only.iter().map(informed);
    ConsentReceipt {
        version: VERSION,
        jurisdiction: record.jurisdiction.clone(),
        consent_timestamp: seconds(&record.event_time),
        collection_method: COLLECTION_METHOD,
        consent_receipt_id: record.record_id.to_string(),
        language: record.language.to_string(),
        pii_principal_id: record.pii_principal_id.to_string(),
        pii_controllers: record.pii_controllers.iter().map(controller).collect(),
        policy_url: policy_url
            .map_or_else(|| named_by(&record.privacy_notice.sha256), str::to_owned),
        services: vec![Service {
            service: record.evidence.form_id.clone(),
            purposes: told
                .chain(agreed.map(|purpose| decided(record, purpose)))
                .collect(),
        }],
        sensitive: false,
        spi_cat: Vec::new(),
    }
}

fn controller(controller: &Controller) -> PiiController {
    let or_not = |text: &Option<String>| text.clone().unwrap_or_else(|| NOT_STATED.to_owned());
    PiiController {
        pii_controller: controller.name.clone(),
        contact: NOT_STATED,
        address: Address {
            street_address: or_not(&controller.address),
        },
        email: or_not(&controller.email),
        phone: or_not(&controller.phone),
    }
}

fn decided(record: &ConsentRecord, purpose: &PurposeDecision) -> Purpose {
    let method = &record.withdrawal_method;
    let ways = [&method.url, &method.email, &method.phone];
    let termination: Vec<&str> = [&purpose.retention_period, &method.description]
        .into_iter()
        .chain(ways.into_iter().flatten())
        .map(String::as_str)
        .collect();
    Purpose {
        purpose: purpose.label.clone(),
        purpose_category: Vec::new(),
        consent_type: "EXPLICIT",
        pii_category: purpose.pii_information.clone(),
        primary_purpose: false,
        termination: termination.join("; "),
        third_party_disclosure: !purpose.recipient_third_parties.is_empty(),
        third_party_name: names(&purpose.recipient_third_parties),
    }
}

fn informed(purpose: &InformedPurpose) -> Purpose {
    let contract = purpose.lawful_basis == LawfulBasis::Contract;
    Purpose {
        purpose: purpose.label.clone(),
        purpose_category: if contract {
            vec!["2 - Contracted Service"]
        } else {
            Vec::new()
        },
        consent_type: "N/A",
        pii_category: purpose.pii_information.clone(),
        primary_purpose: contract,
        termination: purpose.retention_period.clone(),
        third_party_disclosure: !purpose.recipient_third_parties.is_empty(),
        third_party_name: names(&purpose.recipient_third_parties),
    }
}

fn names(recipients: &[String]) -> Option<String> {
    (!recipients.is_empty()).then(|| recipients.join("; "))
}

/// Seconds since 1970, without the milliseconds.
fn seconds(time: &Timestamp) -> i64 {
    let number = |from: usize, length: usize| {
        let digits = time.as_str().bytes().skip(from).take(length);
        digits.fold(0, |sum, digit| {
            sum * 10 + i64::from(digit) - i64::from(b'0')
        })
    };
    let (year, month, day) = (number(0, 4), number(5, 2), number(8, 2));
    // Years that begin in March have their leap day last, so that the days before a month are a straight line:
    // 306 days from March to the year's end, 719468 from March of the year 0 to 1970.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    let days = 365 * year + leaps + (153 * month + 2) / 5 + day - 1 - 719_468;
    ((days * 24 + number(11, 2)) * 60 + number(14, 2)) * 60 + number(17, 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_become_seconds() {
        for (text, seconds_since_1970) in [
            ("1970-01-01T00:00:00.000Z", 0),
            ("1969-12-31T23:59:59.999Z", -1),
            ("2000-02-29T12:00:00.000Z", 951_825_600),
            ("2000-03-01T00:00:00.000Z", 951_868_800),
            ("2026-11-23T08:00:10.999Z", 1_795_420_810),
            ("0000-03-01T00:00:00.000Z", -62_162_035_200),
            ("9999-12-31T23:59:59.000Z", 253_402_300_799),
        ] {
            let time = text.parse().expect("a time");
            assert_eq!(seconds(&time), seconds_since_1970, "{text}");
        }
    }
}
