//! What a pack says is used, against what a form asks for.

use std::collections::BTreeSet;
use std::fmt;

use crate::form::FormDefinition;
use crate::policy::Pack;

/// A form asks for one thing and its policy speaks of another (Law 91/2025/QH15, article 3: no more data than the
/// purpose needs).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mismatch {
    /// A purpose uses data that no field of the form collects.
    NotAsked {
        /// The purpose's id.
        purpose: String,
        /// The name of the data, as in its `pii_information`.
        data: String,
    },
    /// A field collects data that no purpose uses: whoever fills the form in is not told what for.
    NotUsed {
        /// The field's name.
        field: String,
    },
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAsked { purpose, data } => write!(
                f,
                "the purpose `{purpose}` uses `{data}`, which no field of the form collects: add the field, or take \
                 the name out of the purpose's pii_information"
            ),
            Self::NotUsed { field } => write!(
                f,
                "the field `{field}` is used by no purpose: name it in the pii_information of the purpose that needs \
                 it, or do not ask for it"
            ),
        }
    }
}

/// Compares them. First what is not asked, in the order of the purposes; then what is not used, in that of the fields.
#[must_use]
pub fn against_form(pack: &Pack, form: &FormDefinition) -> Vec<Mismatch> {
    let asked: BTreeSet<&str> = form.fields.iter().map(|field| field.name()).collect();
    let mut used = BTreeSet::new();
    let mut found = Vec::new();
    for purpose in &pack.purposes {
        for data in &purpose.pii_information {
            used.insert(data.as_str());
            if !asked.contains(data.as_str()) {
                found.push(Mismatch::NotAsked {
                    purpose: purpose.id.clone(),
                    data: data.clone(),
                });
            }
        }
    }
    let fields = form.fields.iter().map(|field| field.name());
    let not_used = fields.filter(|name| !used.contains(name));
    found.extend(not_used.map(|name| Mismatch::NotUsed {
        field: name.to_owned(),
    }));
    found
}
