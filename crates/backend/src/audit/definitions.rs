//! Whether the texts and forms that records refer to are still there, and still what they were.

use std::collections::BTreeMap;

use thuan_consent::encoding::Sha256Hex;
use thuan_consent::record::ConsentRecord;

use super::Finding;
use crate::store::{Snapshot, StoreError};
use crate::unsigned::Unsigned;

/// Texts and forms whose state is remembered.
const REMEMBERED: usize = 1000;

/// What is known about texts and forms by now: many records refer to few of them.
#[derive(Debug, Default)]
pub struct Definitions(BTreeMap<(Kind, Sha256Hex), Keeping>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Text,
    Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keeping {
    AsItWas,
    Changed,
    Missing,
}

impl Definitions {
    /// What is wrong with those a record refers to.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn findings(
        &mut self,
        snapshot: &mut Snapshot,
        id: &str,
        record: &ConsentRecord,
    ) -> Result<Vec<Finding>, StoreError> {
        let notice = &record.privacy_notice;
        let mut named = vec![(Kind::Text, &notice.sha256)];
        if notice.authoritative.sha256 != notice.sha256 {
            named.push((Kind::Text, &notice.authoritative.sha256));
        }
        named.push((Kind::Form, &record.evidence.form_sha256));
        let faults = self.faults(snapshot, &named).await?;
        let finding = |(code, detail)| Finding::of_record(id, code, detail);
        Ok(faults.into_iter().map(finding).collect())
    }

    /// The same for an unsigned registration.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn unsigned_findings(
        &mut self,
        snapshot: &mut Snapshot,
        unsigned: &Unsigned,
    ) -> Result<Vec<Finding>, StoreError> {
        let named = [
            (Kind::Text, &unsigned.notice_sha256),
            (Kind::Form, &unsigned.form_sha256),
        ];
        let faults = self.faults(snapshot, &named).await?;
        let id = unsigned.registration_id.as_str();
        let finding = |(code, detail)| Finding::of_unsigned(id, code, detail);
        Ok(faults.into_iter().map(finding).collect())
    }

    async fn faults(
        &mut self,
        snapshot: &mut Snapshot,
        named: &[(Kind, &Sha256Hex)],
    ) -> Result<Vec<(&'static str, String)>, StoreError> {
        let mut faults = Vec::new();
        for &(kind, sha256) in named {
            let keeping = self.keeping(snapshot, kind, sha256).await?;
            let what = match kind {
                Kind::Text => "policy text",
                Kind::Form => "form definition",
            };
            let (code, state) = match (kind, keeping) {
                (_, Keeping::AsItWas) => continue,
                (Kind::Text, Keeping::Changed) => ("text_changed", "is not what it was"),
                (Kind::Text, Keeping::Missing) => ("text_missing", "is not kept"),
                (Kind::Form, Keeping::Changed) => ("form_changed", "is not what it was"),
                (Kind::Form, Keeping::Missing) => ("form_missing", "is not kept"),
            };
            faults.push((code, format!("the {what} {sha256} that it names {state}")));
        }
        Ok(faults)
    }

    async fn keeping(
        &mut self,
        snapshot: &mut Snapshot,
        kind: Kind,
        sha256: &Sha256Hex,
    ) -> Result<Keeping, StoreError> {
        let key = (kind, sha256.clone());
        if let Some(known) = self.0.get(&key) {
            return Ok(*known);
        }
        let bytes = match kind {
            Kind::Text => snapshot.text(sha256).await?,
            Kind::Form => snapshot.form(sha256).await?,
        };
        let keeping = match bytes {
            None => Keeping::Missing,
            Some(bytes) if Sha256Hex::of(&bytes) == *sha256 => Keeping::AsItWas,
            Some(_) => Keeping::Changed,
        };
        if self.0.len() >= REMEMBERED {
            self.0.clear();
        }
        self.0.insert(key, keeping);
        Ok(keeping)
    }
}
