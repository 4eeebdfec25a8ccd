//! A person who changes what was decided: made as the widget makes it, by the same crate.

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};
use thuan_consent::envelope::{Verified, verify_record};
use thuan_consent::jcs;
use thuan_consent::jws::FlattenedJws;
use thuan_consent::policy::Pack;
use thuan_consent::record::Surroundings;
use thuan_consent::record::change::{Act, Change, Renewal};

use super::person::Person;

/// A record that changes another. Change it, then [`FollowUp::body`] signs it as it stands.
pub struct FollowUp {
    person: Person,
    record: Value,
    shown: Option<FlattenedJws>,
}

/// When the person of these tests takes consent back.
const LATER: &str = "2026-08-01T08:00:00.000Z";

impl FollowUp {
    /// By the same key, under the same notice: `act` is asked about each purpose.
    pub fn new(previous: &Verified, act: impl Fn(&str) -> Act) -> Self {
        Self::under(previous, None, act)
    }

    /// Takes one purpose back.
    pub fn withdrawing(previous: &Verified, purpose: &str) -> Self {
        Self::new(previous, |id| match id == purpose {
            true => Act::Withdraw(LATER.parse().expect("a time")),
            false => Act::Leave,
        })
    }

    /// Agrees to one purpose, seeing a policy that is in force.
    pub fn agreeing(previous: &Verified, pack: &Pack, purpose: &str) -> Self {
        Self::under(previous, Some(pack), |id| match id == purpose {
            true => Act::Agree(LATER.parse().expect("a time")),
            false => Act::Leave,
        })
    }

    fn under(previous: &Verified, pack: Option<&Pack>, act: impl Fn(&str) -> Act) -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(1);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let person = Person::new();
        let before = &previous.record;
        let surroundings = Surroundings {
            record_id: format!("c4a9e500-7d2b-4f68-9a31-{count:012x}")
                .parse()
                .expect("an id"),
            event_time: LATER.parse().expect("a time"),
            key: person.public().thumbprint(),
            audience: before.audience.clone(),
            challenge: None,
            partner: None,
            withdrawal_page: None,
            evidence: before.evidence.clone(),
        };
        let change = Change {
            previous: before,
            previous_sha256: &previous.record_sha256,
            renewal: pack.map(|policy| Renewal {
                policy,
                language: &before.language,
                acknowledged_at: LATER.parse().expect("a time"),
            }),
        };
        let record = change.record(surroundings, act).expect("a record");
        Self {
            person,
            record: serde_json::to_value(record).expect("JSON"),
            shown: None,
        }
    }

    /// Signs with another key than the record before it was signed with.
    pub fn by_another(mut self) -> Self {
        self.person = Person::with_key(9);
        self.record["pii_principal_id"] = json!(self.person.public().thumbprint());
        self
    }

    /// Shows a record along with it.
    pub fn showing(mut self, previous: FlattenedJws) -> Self {
        self.shown = Some(previous);
        self
    }

    /// Gives a member of the record another value before it is signed.
    pub fn record(mut self, pointer: &str, value: Value) -> Self {
        let (parent, member) = pointer.rsplit_once('/').expect("a pointer");
        self.record.pointer_mut(parent).expect("a place")[member] = value;
        self
    }

    pub fn record_id(&self) -> String {
        self.record["record_id"]
            .as_str()
            .expect("a string")
            .to_owned()
    }

    /// The signed record.
    pub fn consent(&self) -> FlattenedJws {
        self.person
            .sign(&jcs::to_vec(&self.record).expect("canonical"))
    }

    /// The signed record as a verifier has it.
    pub fn verified(&self) -> Verified {
        verify_record(&self.consent()).expect("it verifies")
    }

    /// What is posted.
    pub fn body(&self) -> Vec<u8> {
        let mut envelope = json!({ "consent": self.consent() });
        if let Some(shown) = &self.shown {
            envelope["previous"] = json!(shown);
        }
        serde_json::to_vec(&envelope).expect("JSON")
    }
}
