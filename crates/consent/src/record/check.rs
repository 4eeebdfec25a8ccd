//! What must be true of a record besides its signature.

use super::{
    ConsentRecord, Decision, Draft, EventState, IndicationMethod, LawfulBasis, SCHEMA_VERSION,
    Surroundings,
};
use crate::encoding::Sha256Hex;
use crate::json::{Json, ToJson as _};
use crate::jwk::PublicKey;
use crate::policy::Pack;
use crate::problem::Fault;
use crate::time::is_period;

pub(super) const NOT_IN_THIS_LANGUAGE: &str = "the policy is not complete in this language";

impl ConsentRecord {
    /// Checks what can be checked with nothing but the record and the key that signed it.
    ///
    /// Returns every fault found, with pointers below `#/consent/payload`; an empty list when there is none.
    #[must_use]
    pub fn faults(&self, signed_by: &PublicKey) -> Vec<Fault> {
        let mut faults = Faults::default();
        faults.unless(
            self.schema_version == SCHEMA_VERSION,
            "schema_version",
            "schema_version",
            "another schema",
        );
        faults.unless(
            self.pii_principal_id == signed_by.thumbprint(),
            "pii_principal_id",
            "kid",
            "not the thumbprint of the key that signed",
        );
        faults.unless(
            !self.audience.contains('#'),
            "audience",
            "audience",
            "the audience must be an address without a fragment",
        );
        let page = self.withdrawal_method.url.as_deref();
        faults.unless(
            page.is_none_or(|page| page.starts_with("https://") || page.starts_with("http://")),
            "withdrawal_method/url",
            "url",
            "a page to take consent back on has an address with https:// or http://",
        );
        for (index, purpose) in self.purposes.iter().enumerate() {
            let at = |member: &str| format!("purposes/{index}/{member}");
            let twice = self
                .purposes
                .iter()
                .filter(|other| other.id == purpose.id)
                .count()
                > 1;
            faults.unless(!twice, &at("id"), "duplicate", "a purpose stands twice");
            faults.unless(
                purpose.lawful_basis == LawfulBasis::Consent,
                &at("lawful_basis"),
                "lawful_basis",
                "what is decided by a person rests on consent",
            );
            faults.unless(
                is_period(&purpose.retention_period),
                &at("retention_period"),
                "period",
                "a period is an ISO 8601 duration in whole days or longer",
            );
            let changes = matches!(
                purpose.event_state,
                EventState::Withdrawn | EventState::Renewed
            );
            faults.unless(
                !changes || self.previous_record_sha256.is_some(),
                &at("event_state"),
                "previous_record",
                "a change needs the record it changes",
            );
            let untouched = purpose.indication_method == IndicationMethod::LeftUnticked;
            faults.unless(
                !untouched || purpose.event_state == EventState::Refused,
                &at("indication_method"),
                "indication_method",
                "a box that was not touched agrees to nothing",
            );
        }
        // A follow-up repeats decisions of other days, and perhaps of another device's clock.
        let one_clock = self.previous_record_sha256.is_none() && self.evidence.clock.is_none();
        for (index, purpose) in self.purposes.iter().enumerate().filter(|_| one_clock) {
            faults.unless(
                purpose.decided_at <= self.event_time,
                &format!("purposes/{index}/decided_at"),
                "decided_at",
                "decided after the form was sent, by a clock that ran evenly",
            );
        }
        faults.unless(
            !one_clock || self.acknowledged.decided_at <= self.event_time,
            "acknowledged/decided_at",
            "decided_at",
            "decided after the form was sent, by a clock that ran evenly",
        );
        for (index, purpose) in self.information_only.iter().enumerate() {
            faults.unless(
                is_period(&purpose.retention_period),
                &format!("information_only/{index}/retention_period"),
                "period",
                "a period is an ISO 8601 duration in whole days or longer",
            );
        }
        let informed = self
            .information_only
            .iter()
            .all(|purpose| purpose.lawful_basis != LawfulBasis::Consent);
        faults.unless(
            informed,
            "information_only",
            "lawful_basis",
            "information cannot rest on consent",
        );
        faults.unless(
            self.registration_sha256.is_some() || self.previous_record_sha256.is_some(),
            "registration_sha256",
            "registration",
            "a first record needs a registration",
        );
        faults.0
    }

    /// Compares the record with the policy it names: every word, purpose, recipient and period must be the policy's.
    ///
    /// Returns every difference as a fault; an empty list when there is none.
    #[must_use]
    pub fn policy_faults(&self, policy: &Pack) -> Vec<Fault> {
        let mut faults = Faults::default();
        let notice = policy.notice(&self.language);
        if notice.as_ref() != Some(&self.privacy_notice) {
            faults.unless(
                false,
                "privacy_notice",
                "notice_changed",
                "the policy shown is not the one in force; load the form again to see the current one",
            );
            return faults.0;
        }
        let Ok(expected) = self.as_the_policy_has_it(policy) else {
            faults.unless(false, "language", "language", NOT_IN_THIS_LANGUAGE);
            return faults.0;
        };
        self.differences(&expected)
    }

    /// Every member that says something else than in the record as it should be.
    pub(super) fn differences(&self, expected: &Self) -> Vec<Fault> {
        let compared = |record: &Self| {
            [
                ("event_type", record.event_type.to_json()),
                ("entity", record.entity.to_json()),
                ("jurisdiction", record.jurisdiction.to_json()),
                ("applicable_law", record.applicable_law.to_json()),
                ("language", record.language.to_json()),
                ("pii_controllers", record.pii_controllers.to_json()),
                ("privacy_rights", record.privacy_rights.to_json()),
                ("withdrawal_method", record.withdrawal_method.to_json()),
                ("purposes", record.purposes.to_json()),
                ("information_only", record.information_only.to_json()),
                ("acknowledged", record.acknowledged.to_json()),
            ]
        };
        let mut members = Vec::new();
        for ((name, is), (_, should_be)) in compared(self).iter().zip(&compared(expected)) {
            differing(is.as_ref(), should_be.as_ref(), name, &mut members);
        }
        let is_first = self.previous_record_sha256.is_none();
        let fault = |member: String| {
            let is_time = member.ends_with("/decided_at");
            let (code, detail) = match (is_time, is_first) {
                (true, true) => (
                    "decided_at",
                    "a box that was left alone was decided when the form was sent: this must be `event_time`",
                ),
                (true, false) => (
                    "not_the_policy",
                    "what was left alone keeps the time it has in the record that is changed",
                ),
                (false, true) => ("not_the_policy", "this must be as in the policy"),
                (false, false) => (
                    "not_the_policy",
                    "this must be as in the record that is changed, or as in the policy where that is agreed to",
                ),
            };
            Fault::new(["#/consent/payload/", &member].concat(), code, detail)
        };
        members.into_iter().map(fault).collect()
    }

    /// The record as it would be made today from the policy and this record's own decisions and circumstances.
    fn as_the_policy_has_it(&self, policy: &Pack) -> Result<Self, super::DraftError> {
        let draft = Draft {
            policy,
            language: &self.language,
            acknowledged_at: self.acknowledged.decided_at.clone(),
            registration_sha256: self
                .registration_sha256
                .clone()
                .unwrap_or_else(|| Sha256Hex::of(b"")),
        };
        let surroundings = Surroundings {
            record_id: self.record_id.clone(),
            event_time: self.event_time.clone(),
            key: self.pii_principal_id.clone(),
            audience: self.audience.clone(),
            challenge: self.challenge.clone(),
            partner: self.partner.clone(),
            withdrawal_page: self.withdrawal_method.url.clone(),
            evidence: self.evidence.clone(),
        };
        draft.record(surroundings, |id| self.decision(id))
    }

    fn decision(&self, id: &str) -> Decision {
        let Some(purpose) = self.purposes.iter().find(|purpose| purpose.id == id) else {
            return Decision::Untouched;
        };
        match (purpose.indication_method, purpose.event_state) {
            (IndicationMethod::LeftUnticked, _) => Decision::Untouched,
            (IndicationMethod::Checkbox, EventState::Given) => {
                Decision::Ticked(purpose.decided_at.clone())
            }
            (IndicationMethod::Checkbox, _) => Decision::Unticked(purpose.decided_at.clone()),
        }
    }
}

/// Notes each member, below the one `at`, that is another than it should be, or is there in one of the two alone. Names
/// are those of the types; where an array has other items, more or fewer, it is the array.
fn differing(is: Option<&Json>, should_be: Option<&Json>, at: &str, members: &mut Vec<String>) {
    match (is, should_be) {
        (Some(Json::Object(is)), Some(Json::Object(should_be))) => {
            for (name, value) in should_be {
                let member = [at, "/", name].concat();
                let is = is.iter().find(|(known, _)| known == name);
                differing(is.map(|(_, is)| is), Some(value), &member, members);
            }
            for (name, _) in is {
                if !should_be.iter().any(|(known, _)| known == name) {
                    members.push([at, "/", name].concat());
                }
            }
        }
        (Some(Json::List(is)), Some(Json::List(should_be))) if are_of_the_same(is, should_be) => {
            for (index, (is, should_be)) in is.iter().zip(should_be).enumerate() {
                let item = [at, "/", &index.to_string()].concat();
                differing(Some(is), Some(should_be), &item, members);
            }
        }
        _ if is == should_be => {}
        _ => members.push(at.to_owned()),
    }
}

/// Whether the items of two arrays can be compared one by one: there are as many, and those with an `id` have the same.
fn are_of_the_same(these: &[Json], those: &[Json]) -> bool {
    let ids = |items: &[Json]| -> Vec<Option<Json>> {
        items.iter().map(|item| item.get("id").cloned()).collect()
    };
    ids(these) == ids(those)
}

#[derive(Default)]
struct Faults(Vec<Fault>);

impl Faults {
    fn unless(&mut self, fine: bool, member: &str, code: &'static str, detail: &str) {
        if !fine {
            self.0.push(Fault::new(
                format!("#/consent/payload/{member}"),
                code,
                detail,
            ));
        }
    }
}
