//! What changed between two packs, and what a person with a record is asked again: on the project's real policy.

use crate::common::{language, pack, record};
use proptest::prelude::*;
use thuan_consent::policy::diff::{
    Kind, Term, another_controller, asked_again, needs_asking, no_longer_asked, purposes,
    same_terms, sections, terms,
};
use thuan_consent::policy::{Pack, Purpose};
use thuan_consent::record::{EventState, LawfulBasis};

fn purpose<'a>(pack: &'a mut Pack, id: &str) -> &'a mut Purpose {
    pack.purposes
        .iter_mut()
        .find(|purpose| purpose.id == id)
        .unwrap()
}

type ChangeOf<T> = fn(&mut T);

/// The terms that differ from the real pack, by purpose.
#[track_caller]
fn differs(change: impl FnOnce(&mut Pack), expected: &[(&str, Kind, &[Term])]) {
    let mut new = pack();
    change(&mut new);
    let changes = purposes(&pack(), &new, &language("vi"));
    let found: Vec<(&str, Kind, Vec<Term>)> = changes
        .iter()
        .map(|change| {
            let terms = change.changes.iter().map(|change| change.term).collect();
            (change.id.as_str(), change.kind, terms)
        })
        .collect();
    let expected: Vec<_> = expected
        .iter()
        .map(|(id, kind, terms)| (*id, *kind, terms.to_vec()))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn every_term_of_a_purpose_is_compared() {
    differs(|_| {}, &[]);
    let one = |term| [("renewal_email", Kind::Changed, vec![term])];
    let cases: [(Term, ChangeOf<Purpose>); 9] = [
        (Term::Label, |it| {
            it.label.0.insert(language("vi"), "Khác.".to_owned());
        }),
        (Term::LawfulBasis, |it| {
            it.lawful_basis = LawfulBasis::Contract
        }),
        (Term::BasisRef, |it| {
            it.basis_ref = Some("Điều 2".to_owned())
        }),
        (Term::Channel, |it| it.channel = None),
        (Term::Frequency, |it| it.frequency = None),
        (Term::Data, |it| {
            it.pii_information.push("address".to_owned())
        }),
        (Term::Retention, |it| it.retention_period = "P2Y".to_owned()),
        (Term::Recipients, |it| it.recipients.clear()),
        (Term::Storage, |it| it.storage.clear()),
    ];
    for (term, change) in cases {
        let expected = one(term);
        let expected: Vec<_> = expected
            .iter()
            .map(|(id, kind, terms)| (*id, *kind, terms.as_slice()))
            .collect();
        differs(|pack| change(purpose(pack, "renewal_email")), &expected);
    }
    // Said twice is more than said once.
    differs(
        |pack| {
            purpose(pack, "renewal_email")
                .recipients
                .push("staff".to_owned())
        },
        &[("renewal_email", Kind::Changed, &[Term::Recipients])],
    );
    // The other language's words are another comparison; the order of lists says nothing.
    differs(
        |pack| {
            let purpose = purpose(pack, "renewal_email");
            purpose.label.0.insert(language("en"), "Other.".to_owned());
            purpose.pii_information.reverse();
            purpose.recipients.reverse();
        },
        &[],
    );
}

#[test]
fn purposes_come_go_and_change_with_what_they_refer_to() {
    let all = [
        Term::Label,
        Term::LawfulBasis,
        Term::Channel,
        Term::Frequency,
        Term::Data,
        Term::Retention,
        Term::Recipients,
        Term::Storage,
    ];
    differs(
        |pack| purpose(pack, "renewal_phone").id = "renewal_zalo".to_owned(),
        &[
            ("renewal_zalo", Kind::Added, &all),
            ("renewal_phone", Kind::Removed, &all),
        ],
    );
    let mut new = pack();
    let words = new.storage.get_mut(&"own_systems".to_owned()).unwrap();
    words.0.insert(language("vi"), "Singapore".to_owned());
    let changes = purposes(&pack(), &new, &language("vi"));
    assert_eq!(changes.len(), pack().purposes.len());
    assert_eq!(changes[0].changes[0].removed, ["Hệ thống của Vạn sự thông"]);
    assert_eq!(changes[0].changes[0].added, ["Singapore"]);
}

#[test]
fn controller_rights_and_withdrawal_are_compared() {
    let mut new = pack();
    new.version = "2".to_owned();
    new.controller.email = Some("hotro@vansuthong.example".to_owned());
    let right = new.rights.pop().unwrap();
    new.withdrawal.url = Some("https://vansuthong.example/rut-lai".to_owned());
    let changes = terms(&pack(), &new, &language("vi"));
    let found: Vec<_> = changes.iter().map(|change| change.term.name()).collect();
    assert_eq!(
        found,
        ["version", "controller.email", "rights", "withdrawal.url"]
    );
    assert_eq!(
        changes[2].removed,
        [right.label.get(&language("vi")).unwrap()]
    );
    assert_eq!(terms(&pack(), &pack(), &language("en")), []);
}

#[test]
fn the_policy_itself_is_compared_by_its_articles() {
    let old = pack();
    let text = old.text(&language("vi")).unwrap();
    let new =
        text.replace("trong vòng 10 năm", "trong vòng 2 năm") + "\n\nhotro@vansuthong.example";
    let headings: Vec<_> = sections(text, &new)
        .into_iter()
        .map(|change| (change.heading.unwrap(), change.kind))
        .collect();
    assert_eq!(
        headings,
        [
            ("3. THỜI GIAN LƯU TRỮ THÔNG TIN".to_owned(), Kind::Changed),
            (
                "6. CƠ CHẾ TIẾP NHẬN VÀ GIẢI QUYẾT KHIẾU NẠI CỦA KHÁCH HÀNG".to_owned(),
                Kind::Changed
            ),
        ]
    );
}

#[test]
fn a_record_made_from_the_pack_answers_everything() {
    for tag in ["vi", "en"] {
        let (record, pack) = (record(tag), pack());
        assert_eq!(needs_asking(&record, &pack, &record.language), []);
        assert_eq!(no_longer_asked(&record, &pack), Vec::<&_>::new());
        assert!(!another_controller(&record, &pack));
        for decision in &record.purposes {
            let purpose = pack
                .purposes
                .iter()
                .find(|it| it.id == decision.id)
                .unwrap();
            assert!(same_terms(decision, purpose, &pack, &record.language));
        }
    }
}

#[test]
fn only_what_changed_is_asked_again() {
    let mut new = pack();
    purpose(&mut new, "renewal_email").retention_period = "P20Y".to_owned();
    purpose(&mut new, "renewal_phone").id = "renewal_zalo".to_owned();
    // What is told and not asked may change without a question.
    purpose(&mut new, "service_access").retention_period = "P20Y".to_owned();
    let record = record("vi");
    let asking = needs_asking(&record, &new, &language("vi"));
    let found: Vec<_> = asking
        .iter()
        .map(|it| (it.id.as_str(), it.previously, it.changes.len()))
        .collect();
    assert_eq!(
        found,
        [
            ("renewal_email", Some(EventState::Given), 1),
            ("renewal_zalo", None, 0)
        ]
    );
    assert_eq!(asking[0].changes[0].term, Term::Retention);
    assert_eq!(
        asked_again(&pack(), &new, &language("vi")),
        ["renewal_email", "renewal_zalo"]
    );
    let gone: Vec<_> = no_longer_asked(&record, &new)
        .into_iter()
        .map(|decision| decision.id.as_str())
        .collect();
    assert_eq!(gone, ["renewal_phone"]);
}

#[test]
fn in_another_language_everything_is_asked() {
    let asking = needs_asking(&record("vi"), &pack(), &language("en"));
    assert_eq!(asking.len(), pack().choices().count());
    assert!(
        asking
            .iter()
            .all(|it| it.changes.iter().any(|change| change.term == Term::Label))
    );
}

#[test]
fn a_controller_is_known_by_tax_code_and_otherwise_by_name() {
    let mut new = pack();
    new.controller.tax_code = Some("0100109106".to_owned());
    assert!(!another_controller(&record("vi"), &new), "filled in");
    new.controller.name = "Khác".to_owned();
    assert!(
        another_controller(&record("vi"), &new),
        "renamed, and no tax code to know it by"
    );
    let mut record = record("vi");
    record.pii_controllers[0].tax_code = Some("0100109106".to_owned());
    assert!(!another_controller(&record, &new), "renamed");
    record.pii_controllers[0].tax_code = Some("0300588569".to_owned());
    assert!(another_controller(&record, &new));
}

proptest! {
    /// A choice is asked again exactly where the packs differ in what a record holds.
    #[test]
    fn asking_again_follows_the_difference_of_the_packs(changes in prop::collection::vec((0..6usize, 0..9usize), 0..4)) {
        let mut new = pack();
        for (at, what) in changes {
            let purpose = &mut new.purposes[at];
            match what {
                0 => { purpose.label.0.insert(language("vi"), "Khác.".to_owned()); }
                1 => purpose.pii_information.truncate(1),
                2 => purpose.retention_period = "P1Y".to_owned(),
                3 => purpose.recipients.truncate(1),
                4 => purpose.storage.clear(),
                5 => purpose.lawful_basis = LawfulBasis::Contract,
                6 => purpose.lawful_basis = LawfulBasis::Consent,
                7 => purpose.id.push('x'),
                _ => purpose.frequency = None,
            }
        }
        let asked: Vec<String> = needs_asking(&record("vi"), &new, &language("vi"))
            .into_iter()
            .map(|asking| asking.id)
            .collect();
        prop_assert_eq!(asked_again(&pack(), &new, &language("vi")), asked);
    }
}
