//! Follow-up records: what may change, and what may not.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot set up must stop"
)]

mod common;

use common::*;
use thuan_consent::encoding::Sha256Hex;
use thuan_consent::jcs;
use thuan_consent::policy::Pack;
use thuan_consent::policy::diff::same_terms;
use thuan_consent::record::change::{Act, Change, ChangeError, Renewal, faults};
use thuan_consent::record::{ConsentRecord, EventState, Evidence, IndicationMethod, Surroundings};

fn hash(record: &ConsentRecord) -> Sha256Hex {
    Sha256Hex::of(&jcs::canonicalise(record).expect("canonical"))
}

fn later() -> Surroundings {
    let first = record("vi");
    Surroundings {
        record_id: "1f0e0d0c-0b0a-4908-8706-050403020100"
            .parse()
            .expect("an id"),
        event_time: time("2026-12-01T08:00:10.000Z"),
        key: first.pii_principal_id,
        audience: first.audience,
        challenge: None,
        partner: None,
        withdrawal_page: None,
        evidence: Evidence { ..first.evidence },
    }
}

fn at() -> thuan_consent::time::Timestamp {
    time("2026-12-01T08:00:05.000Z")
}

/// A follow-up of `previous` in which one purpose is acted on.
fn follow_up(previous: &ConsentRecord, id: &str, act: Act) -> Result<ConsentRecord, ChangeError> {
    let change = Change {
        previous,
        previous_sha256: &hash(previous),
        renewal: None,
    };
    change.record(
        later(),
        |other| if other == id { act.clone() } else { Act::Leave },
    )
}

fn codes(previous: &ConsentRecord, record: &ConsentRecord, pack: Option<&Pack>) -> Vec<String> {
    faults(previous, &hash(previous), record, pack)
        .into_iter()
        .map(|fault| format!("{} {}", fault.pointer, fault.code))
        .collect()
}

fn state(record: &ConsentRecord, id: &str) -> EventState {
    let found = record.purposes.iter().find(|purpose| purpose.id == id);
    found.expect("the purpose").event_state
}

/// The pack with other words for one purpose, so that it has to be asked again, and another text.
fn changed_pack() -> Pack {
    let mut pack = pack();
    let text = pack.text(&language("vi")).expect("a text").to_owned();
    pack.text
        .insert(language("vi"), format!("{text}\nThêm một câu.\n"));
    let purpose = pack
        .purposes
        .iter_mut()
        .find(|purpose| purpose.id == "renewal_email");
    purpose.expect("the purpose").retention_period = "P1Y".to_owned();
    // Another order is no other meaning: this one stands.
    let purpose = pack
        .purposes
        .iter_mut()
        .find(|purpose| purpose.id == "renewal_phone");
    purpose.expect("the purpose").pii_information.reverse();
    pack
}

#[test]
fn a_withdrawal_changes_its_purpose_and_nothing_else() {
    let first = record("vi");
    let second = follow_up(&first, "renewal_email", Act::Withdraw(at())).expect("a record");
    assert_eq!(state(&second, "renewal_email"), EventState::Withdrawn);
    assert_eq!(second.registration_sha256, None);
    assert_eq!(second.purposes.len(), first.purposes.len());
    for (old, new) in first.purposes.iter().zip(&second.purposes) {
        assert_eq!(old.id != "renewal_email", old == new, "{}", old.id);
    }
    assert!(second.faults(&public(&key())).is_empty());
    // Neither a changed policy nor one that is gone stands in its way.
    for pack in [Some(pack()), Some(changed_pack()), None] {
        assert_eq!(codes(&first, &second, pack.as_ref()), Vec::<String>::new());
    }
}

#[test]
fn what_was_refused_can_be_given_while_the_notice_is_in_force() {
    let first = record("vi");
    let second = follow_up(&first, "renewal_phone", Act::Agree(at())).expect("a record");
    assert_eq!(state(&second, "renewal_phone"), EventState::Given);
    assert_eq!(codes(&first, &second, Some(&pack())), Vec::<String>::new());
    for pack in [Some(changed_pack()), None] {
        assert_eq!(
            codes(&first, &second, pack.as_ref()),
            ["#/consent/payload/privacy_notice notice_changed"]
        );
    }
}

#[test]
fn withdrawn_consent_can_be_given_again_and_withdrawn_again() {
    let mut chain = vec![record("vi")];
    for (act, expected) in [
        (Act::Withdraw(at()), EventState::Withdrawn),
        (Act::Agree(at()), EventState::Given),
        (Act::Withdraw(at()), EventState::Withdrawn),
    ] {
        let previous = chain.last().expect("one");
        let next = follow_up(previous, "renewal_email", act).expect("a record");
        assert_eq!(state(&next, "renewal_email"), expected);
        assert_eq!(codes(previous, &next, Some(&pack())), Vec::<String>::new());
        chain.push(next);
    }
}

#[test]
fn only_what_was_agreed_can_be_withdrawn_and_only_what_was_not_can_be_agreed() {
    let first = record("vi");
    for (id, act) in [
        ("renewal_phone", Act::Withdraw(at())),
        ("aftersales_care", Act::Withdraw(at())),
        ("renewal_email", Act::Agree(at())),
        ("renewal_email", Act::Refuse(at())),
    ] {
        assert_eq!(
            follow_up(&first, id, act),
            Err(ChangeError::State {
                purpose: id.to_owned()
            })
        );
    }
}

#[test]
fn a_changed_policy_is_asked_again_only_where_it_changed() {
    let (first, pack, vi) = (record("vi"), changed_pack(), language("vi"));
    let purpose = |id: &str| {
        pack.purposes
            .iter()
            .find(|purpose| purpose.id == id)
            .expect("there")
    };
    for old in &first.purposes {
        assert_eq!(
            same_terms(old, purpose(&old.id), &pack, &vi),
            old.id != "renewal_email",
            "{}",
            old.id
        );
    }
    let renew = |act: Act| {
        let change = Change {
            previous: &first,
            previous_sha256: &hash(&first),
            renewal: Some(Renewal {
                policy: &pack,
                language: &vi,
                acknowledged_at: at(),
            }),
        };
        change
            .record(later(), |id| {
                if id == "renewal_email" {
                    act.clone()
                } else {
                    Act::Leave
                }
            })
            .expect("a record")
    };
    for (act, expected, method) in [
        (
            Act::Agree(at()),
            EventState::Renewed,
            IndicationMethod::Checkbox,
        ),
        (
            Act::Refuse(at()),
            EventState::Refused,
            IndicationMethod::Checkbox,
        ),
        (
            Act::Leave,
            EventState::Refused,
            IndicationMethod::LeftUnticked,
        ),
    ] {
        let second = renew(act);
        let found = second
            .purposes
            .iter()
            .find(|purpose| purpose.id == "renewal_email");
        let found = found.expect("the purpose");
        assert_eq!(
            (found.event_state, found.indication_method),
            (expected, method)
        );
        assert_eq!(second.privacy_notice, pack.notice(&vi).expect("a notice"));
        for id in ["renewal_phone", "aftersales_care"] {
            let of = |record: &ConsentRecord| {
                record
                    .purposes
                    .iter()
                    .find(|purpose| purpose.id == id)
                    .cloned()
            };
            let (mut first, mut second) = (of(&first).expect("there"), of(&second).expect("there"));
            first.pii_information.sort();
            second.pii_information.sort();
            assert_eq!(first, second, "{id} stands");
        }
        assert!(second.faults(&public(&key())).is_empty());
        assert_eq!(codes(&first, &second, Some(&pack)), Vec::<String>::new());
        assert!(!codes(&first, &second, Some(&common::pack())).is_empty());
        assert!(!codes(&first, &second, None).is_empty());
    }
}

#[test]
fn what_the_person_was_not_shown_is_refused() {
    let first = record("vi");
    let fair = follow_up(&first, "renewal_email", Act::Withdraw(at())).expect("a record");
    let payload = |member: &str, code: &str| vec![format!("#/consent/payload/{member} {code}")];
    let check = |edit: fn(&mut ConsentRecord), expected: Vec<String>| {
        let mut record = fair.clone();
        edit(&mut record);
        assert_eq!(codes(&first, &record, Some(&pack())), expected);
    };
    check(
        |record| record.purposes[1].label.push('!'),
        payload("purposes/1/label", "not_the_policy"),
    );
    check(
        |record| record.purposes[2].decided_at = at(),
        payload("purposes/2/decided_at", "not_the_policy"),
    );
    check(
        |record| drop(record.purposes.pop()),
        payload("purposes", "not_the_policy"),
    );
    check(
        |record| record.purposes.swap(0, 1),
        payload("purposes", "not_the_policy"),
    );
    check(
        |record| record.purposes[1].event_state = EventState::Withdrawn,
        payload("purposes", "event_state"),
    );
    check(
        |record| record.acknowledged.label.push('!'),
        payload("acknowledged/label", "not_the_policy"),
    );
    check(
        |record| record.language = "en".parse().expect("a language"),
        payload("language", "not_the_policy"),
    );
    check(
        |record| record.registration_sha256 = Some(Sha256Hex::of(b"")),
        payload("registration_sha256", "registration"),
    );
    check(
        |record| record.previous_record_sha256 = Some(Sha256Hex::of(b"")),
        payload("previous_record_sha256", "previous_mismatch"),
    );
}
