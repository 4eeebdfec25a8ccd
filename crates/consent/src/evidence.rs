//! The evidence file: what a person keeps and anyone can check, years later, without asking the company.

use crate::envelope::Outgoing;
use crate::json::{Json, ToJson as _, members, object};
use crate::jws::FlattenedJws;
use crate::language::Language;
#[cfg(feature = "serde")]
use crate::registration::Registration;

/// The `format` of an evidence file.
pub const FORMAT: &str = "urn:thuan:evidence:1";

/// An evidence file. What is not there is left out.
#[cfg(feature = "serde")]
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Evidence {
    /// Always [`FORMAT`].
    #[cfg_attr(feature = "schema", schemars(extend("const" = FORMAT)))]
    pub format: String,
    /// The signed record.
    pub consent: FlattenedJws,
    /// The backend's receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<FlattenedJws>,
    /// The records that this one changes, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub previous: Vec<Earlier>,
    /// The registration, which the first record holds a hash of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration: Option<Registration>,
    /// The policy text that was shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<PolicyText>,
    /// The form definition, byte for byte as it was served.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    /// The keys that receipts are checked with (RFC 7517 section 5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<crate::schema::KeySet>"))]
    pub jwks: Option<serde_json::Value>,
}

#[cfg(feature = "serde")]
impl Evidence {
    /// The file, for people to read as well.
    #[must_use]
    pub fn to_text(&self) -> String {
        // Strings and lists of strings always serialise.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

/// An earlier record of the same chain, in an evidence file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Earlier {
    /// The signed record.
    pub consent: FlattenedJws,
    /// The backend's receipt for it.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub receipt: Option<FlattenedJws>,
}

members!(write Earlier { consent, receipt });

/// What a backend gave for a record: its receipt, and the keys to check that with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Countersigned {
    /// The receipt.
    pub receipt: FlattenedJws,
    /// The key set it was checked against (RFC 7517 section 5), as it was served; `None` where it could not be had.
    pub jwks: Option<Json>,
}

/// A policy text in an evidence file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PolicyText {
    /// Its language.
    pub language: Language,
    /// The Markdown, byte for byte.
    pub text: String,
}

members!(write PolicyText { language, text });

/// The evidence file that a person's browser can write by itself, for people to read as well: what was sent, what the
/// backend gave for it, the policy text that was shown, and the form definition as it was served.
#[must_use]
pub fn own_copy(
    sent: &Outgoing,
    countersigned: Option<&Countersigned>,
    policy: &PolicyText,
    form: &str,
) -> String {
    object([
        ("format", FORMAT.to_json()),
        ("consent", sent.consent.to_json()),
        (
            "receipt",
            countersigned.and_then(|given| given.receipt.to_json()),
        ),
        ("registration", sent.registration.to_json()),
        ("policy", policy.to_json()),
        ("form", form.to_json()),
        ("jwks", countersigned.and_then(|given| given.jwks.clone())),
    ])
    .pretty()
}

#[cfg(all(test, feature = "serde"))]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::envelope::Envelope;
    use crate::jcs;
    use crate::registration::{Filled, Salt};

    #[test]
    fn what_the_widget_writes_is_what_serde_writes() {
        let consent = FlattenedJws {
            protected: "a".to_owned(),
            payload: "b".to_owned(),
            signature: "c".to_owned(),
        };
        let fields = [("email", ""), ("address", "Số 1\n\"Hẻm\" 2\\3\u{1}")];
        let fields: BTreeMap<_, _> = fields
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
        let filled = Filled {
            salt: Salt::from_random(&[1; 16]),
            fields: fields.into(),
        };
        let sent = Outgoing {
            registration: Some(filled.clone()),
            consent: consent.clone(),
            previous: None,
        };
        let registration = Registration::from(filled.clone());
        assert_eq!(filled.sha256(), registration.sha256());
        let envelope = Envelope {
            registration: Some(registration.clone()),
            consent: consent.clone(),
            previous: None,
        };
        assert_eq!(
            sent.body().as_bytes(),
            jcs::canonicalise(&envelope).expect("canonical")
        );
        let policy = PolicyText {
            language: "vi".parse().expect("a language"),
            text: "# Một\n".to_owned(),
        };
        let countersigned = Countersigned {
            receipt: FlattenedJws {
                protected: "d".to_owned(),
                payload: "e".to_owned(),
                signature: "f".to_owned(),
            },
            jwks: Some(Json::Object(vec![(
                "keys".to_owned(),
                Json::List(Vec::new()),
            )])),
        };
        let file = Evidence {
            format: FORMAT.to_owned(),
            consent,
            receipt: Some(countersigned.receipt.clone()),
            previous: Vec::new(),
            registration: Some(registration),
            policy: Some(policy.clone()),
            form: Some("{}".to_owned()),
            jwks: Some(serde_json::json!({ "keys": [] })),
        };
        assert_eq!(
            own_copy(&sent, Some(&countersigned), &policy, "{}"),
            serde_json::to_string_pretty(&file).expect("JSON")
        );
    }
}
