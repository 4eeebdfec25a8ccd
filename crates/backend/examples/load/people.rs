//! People with a key each, and what they send: made as the widget makes it, by the same crate, signed natively.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::thread;

use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use thuan_backend::{clock, random};
use thuan_consent::encoding::{RecordId, Sha256Hex};
use thuan_consent::envelope::Envelope;
use thuan_consent::jcs;
use thuan_consent::jwk::PublicKey;
use thuan_consent::jws::{RECORD_TYPE, Unsigned};
use thuan_consent::policy::Pack;
use thuan_consent::record::{Decision, Draft, Evidence, KeyStorage, Surroundings};
use thuan_consent::registration;
use thuan_consent::registration::Salt;

use super::Result;

const FIELDS: [(&str, &str); 6] = [
    ("company_name", "Tập đoàn Công nghiệp - Viễn thông Quân đội"),
    ("tax_code", "0100109106"),
    ("address", "Số 1 Trần Hữu Dực, Hà Nội"),
    ("contact_name", "Nguyễn Thị Thử"),
    ("email", "thu.nguyen@example.com"),
    ("phone", "+842439343137"),
];

/// Records are signed for this machine, which every backend takes.
const ORIGIN: &str = "http://localhost:8080";

/// What people fill in.
#[derive(Debug)]
pub struct Form {
    pack: Pack,
    sha256: Sha256Hex,
}

/// Something to post.
#[derive(Debug)]
pub struct Registration {
    pub record_id: RecordId,
    pub record_sha256: Sha256Hex,
    pub envelope: Envelope,
    pub body: Vec<u8>,
}

impl Form {
    /// The form of a site, and its policy.
    pub fn read(site: &Path) -> Result<Self> {
        Ok(Self {
            pack: Pack::parse(&fs::read(site.join("policy/vst.json"))?)?,
            sha256: Sha256Hex::of(&fs::read(site.join("forms/vst.json"))?),
        })
    }

    /// A registration for each of these challenges, each by a key of its own; or, without challenges, so many.
    pub fn filled(&self, challenges: &[Option<String>]) -> Result<Vec<Registration>> {
        let workers = thread::available_parallelism()?.get();
        let share = challenges.len().div_ceil(workers).max(1);
        let work = |share: &[Option<String>]| {
            let filled = share.iter().map(|challenge| self.fill(challenge.clone()));
            filled
                .collect::<Result<Vec<_>>>()
                .map_err(|error| error.to_string())
        };
        thread::scope(|scope| {
            let working: Vec<_> = challenges
                .chunks(share)
                .map(|share| scope.spawn(move || work(share)))
                .collect();
            let mut all = Vec::with_capacity(challenges.len());
            for one in working {
                all.extend(one.join().map_err(|_| "a worker panicked")??);
            }
            Ok(all)
        })
    }

    fn fill(&self, challenge: Option<String>) -> Result<Registration> {
        let key = SigningKey::from_slice(&*random::secret::<32>()?)?;
        let point = key.verifying_key().to_encoded_point(false);
        let public = PublicKey::from_uncompressed_p256(point.as_bytes())?;
        let registration = registration::Registration {
            salt: Salt::from_random(&random::bytes()?),
            fields: BTreeMap::from(FIELDS.map(|(name, value)| (name.to_owned(), value.to_owned()))),
        };
        let record_id = random::uuid()?;
        let now = clock::now()?;
        let surroundings = Surroundings {
            record_id: record_id.clone(),
            event_time: now.clone(),
            key: public.thumbprint(),
            audience: format!("{ORIGIN}/api/registrations"),
            challenge,
            partner: None,
            withdrawal_page: None,
            evidence: Evidence {
                page_origin: ORIGIN.to_owned(),
                embedder_origin: None,
                form_id: "vst".to_owned(),
                form_sha256: self.sha256.clone(),
                widget_version: env!("CARGO_PKG_VERSION").to_owned(),
                widget_sha256: None,
                key_storage: KeyStorage::Indexeddb,
                clock: None,
                controls: Vec::new(),
            },
        };
        let draft = Draft {
            policy: &self.pack,
            language: &"vi".parse()?,
            acknowledged_at: now.clone(),
            registration_sha256: registration.sha256(),
        };
        let decide = |purpose: &str| match purpose {
            "renewal_email" => Decision::Ticked(now.clone()),
            _ => Decision::Untouched,
        };
        let record = draft.record(surroundings, decide)?;
        let payload = jcs::to_vec(&serde_json::to_value(record)?)?;
        let unsigned = Unsigned::new(RECORD_TYPE, &public, &payload)?;
        let signature: Signature = key.sign(&unsigned.signing_input());
        let envelope = Envelope {
            registration: Some(registration),
            consent: unsigned.finish(&signature.to_bytes().into()),
            previous: None,
        };
        Ok(Registration {
            record_id,
            record_sha256: Sha256Hex::of(&payload),
            body: serde_json::to_vec(&envelope)?,
            envelope,
        })
    }
}
