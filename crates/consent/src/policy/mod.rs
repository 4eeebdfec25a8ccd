//! Policy packs: a company's privacy policy, its purposes and what the law wants said about them.
//!
//! A pack is written by hand as `policy.toml` beside one Markdown text a language, and read by the widget as one JSON
//! file ([`Pack`]). The text that is shown is the text that is hashed: the JSON carries the Markdown itself, the view
//! is made from it, and [`Pack::notice`] hashes those same bytes.

pub mod diff;
mod error;
#[cfg(feature = "source")]
pub mod lint;
pub mod markdown;
#[cfg(feature = "source")]
pub mod source;
pub use error::PackError;

use crate::encoding::Sha256Hex;
use crate::form::is_plain;
use crate::json::{members, read_as};
use crate::language::{Language, Localised};
use crate::map::Map;
use crate::record::{AuthoritativeNotice, LawfulBasis, PrivacyNotice};

/// The `format` of a pack's JSON.
pub const FORMAT: &str = "urn:thuan:policy:1";

/// A policy pack (*chính sách*).
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(transform = crate::schema::with_text))]
pub struct Pack {
    /// Always [`FORMAT`].
    #[cfg_attr(feature = "serde", serde(default = "format_name"))]
    #[cfg_attr(feature = "schema", schemars(extend("const" = FORMAT)))]
    pub format: String,
    /// The pack's name: lower-case letters, digits and dashes.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = crate::schema::PACK_NAME)))]
    pub id: String,
    /// The version the company gives this wording.
    pub version: String,
    /// The day from which it applies, `YYYY-MM-DD`.
    pub effective: String,
    /// The language whose text counts where two differ.
    pub authoritative: Language,
    /// Laws the consent is asked under, as the record names them.
    pub applicable_law: Vec<String>,
    /// Who decides why and how the data is used (*bên kiểm soát dữ liệu*).
    pub controller: ControllerText,
    /// The words of the one required tick.
    pub acknowledgement: Localised,
    /// Purposes, in the order they are shown.
    pub purposes: Vec<Purpose>,
    /// Who may see the data.
    pub recipients: Map<String, Localised>,
    /// Where it is kept.
    pub storage: Map<String, Localised>,
    /// The person's rights, in the order they are shown.
    pub rights: Vec<Right>,
    /// How to take consent back.
    pub withdrawal: Withdrawal,
    /// The policy itself, in Markdown, by language.
    #[cfg_attr(feature = "serde", serde(default))]
    #[cfg_attr(
        feature = "schema",
        schemars(extend("minProperties" = 1))
    )]
    pub text: Map<Language, String>,
}

members!(read Pack {
    format or format_name(), id, version, effective, authoritative, applicable_law, controller, acknowledgement,
    purposes, recipients, storage, rights, withdrawal, text or Map::default(),
});
members!(read ControllerText { name, tax_code, address, email, phone });
members!(read Purpose {
    id, lawful_basis, basis_ref, channel, frequency, label, pii_information, retention_period, recipients or Vec::new(),
    storage or Vec::new(),
});
members!(read Right { id, label });
members!(read Withdrawal { label, url, email, phone });

fn format_name() -> String {
    FORMAT.to_owned()
}

/// The controller, as a pack describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ControllerText {
    /// The name the policy uses.
    pub name: String,
    /// Tax code, where the company states one.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub tax_code: Option<String>,
    /// Postal address.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub address: Option<String>,
    /// E-mail address for questions and complaints.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub email: Option<String>,
    /// Telephone number for questions and complaints.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub phone: Option<String>,
}

/// Something the data is used for (*mục đích xử lý*).
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Purpose {
    /// Lower-case letters, digits and underscores; part of the input's name.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = crate::schema::PACK_NAME)))]
    pub id: String,
    /// On what ground. [`LawfulBasis::Consent`] makes it a choice, anything else makes it information.
    pub lawful_basis: LawfulBasis,
    /// Which part of the contract or law it rests on, for what is not consent.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub basis_ref: Option<String>,
    /// `email`, `phone`, … for messages; left out where the purpose is not a message.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub channel: Option<String>,
    /// How often, for messages.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub frequency: Option<Localised>,
    /// The exact words shown.
    pub label: Localised,
    /// The fields it uses, by name.
    pub pii_information: Vec<String>,
    /// How long, as an ISO 8601 duration.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = crate::schema::PERIOD)))]
    pub retention_period: String,
    /// Keys of [`Pack::recipients`].
    #[cfg_attr(feature = "serde", serde(default))]
    pub recipients: Vec<String>,
    /// Keys of [`Pack::storage`].
    #[cfg_attr(feature = "serde", serde(default))]
    pub storage: Vec<String>,
}

/// A right of the person (*quyền của chủ thể dữ liệu*).
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Right {
    /// The name in the record.
    pub id: String,
    /// The words shown.
    pub label: Localised,
}

/// How consent is taken back (*rút lại sự đồng ý*).
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Withdrawal {
    /// The words shown.
    pub label: Localised,
    /// Where, if there is a page for it.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub url: Option<String>,
    /// An address to write to.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub email: Option<String>,
    /// A number to call.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub phone: Option<String>,
}

impl Purpose {
    /// The exact words a person decides on, as the record has them: those beside the box and, for messages, how often
    /// (advertising needs that to be known, Law 91/2025/QH15 article 28).
    ///
    /// `None` where a part is missing in the language.
    #[must_use]
    pub fn words(&self, language: &Language) -> Option<String> {
        let label = self.label.get(language)?;
        Some(match &self.frequency {
            Some(frequency) => [label, " ", frequency.get(language)?].concat(),
            None => label.to_owned(),
        })
    }
}

impl Pack {
    /// Reads the JSON that `thuan policy build` writes.
    ///
    /// # Errors
    ///
    /// [`PackError`]: what is wrong, and where.
    pub fn parse(bytes: &[u8]) -> Result<Self, PackError> {
        let pack: Self = read_as(bytes).map_err(|error| PackError::Json(error.into_text()))?;
        pack.check()?;
        Ok(pack)
    }

    /// Checks what the type alone cannot say. Every language that has a policy text must have every label.
    ///
    /// # Errors
    ///
    /// The first [`PackError`] found.
    #[inline(never)]
    pub fn check(&self) -> Result<(), PackError> {
        if self.format != FORMAT {
            return Err(PackError::Format);
        }
        name(&self.id)?;
        let page = self.withdrawal.url.as_deref();
        if page.is_some_and(|page| !page.starts_with("https://") && !page.starts_with("http://")) {
            return Err(PackError::WithdrawalPage);
        }
        let mut seen: Vec<&str> = Vec::new();
        for purpose in &self.purposes {
            name(&purpose.id)?;
            if seen.contains(&purpose.id.as_str()) {
                return Err(PackError::Duplicate(purpose.id.clone()));
            }
            seen.push(&purpose.id);
            known(purpose, &purpose.recipients, &self.recipients)?;
            known(purpose, &purpose.storage, &self.storage)?;
        }
        if !self.text.contains_key(&self.authoritative) {
            return Err(PackError::Text {
                what: "the policy".to_owned(),
                language: self.authoritative.clone(),
            });
        }
        self.text
            .keys()
            .try_for_each(|language| self.check_language(language))
    }

    fn check_language(&self, language: &Language) -> Result<(), PackError> {
        needed("acknowledgement", &self.acknowledgement, language)?;
        needed("withdrawal", &self.withdrawal.label, language)?;
        for purpose in &self.purposes {
            needed(&purpose.id, &purpose.label, language)?;
            if let Some(frequency) = &purpose.frequency {
                needed(&purpose.id, frequency, language)?;
            }
        }
        for right in &self.rights {
            needed(&right.id, &right.label, language)?;
        }
        for named in [&self.recipients, &self.storage] {
            for (key, words) in named.iter() {
                needed(key, words, language)?;
            }
        }
        Ok(())
    }

    /// The text that is shown in a language, and nothing but it: what to render, and what the hash is of.
    #[must_use]
    pub fn text(&self, language: &Language) -> Option<&str> {
        self.text.get(language).map(String::as_str)
    }

    /// What a record says about the notice that was shown: its hash is taken from the very text that is rendered.
    ///
    /// `None` where there is no text in that language.
    #[must_use]
    pub fn notice(&self, language: &Language) -> Option<PrivacyNotice> {
        let hash = |language: &Language| Some(Sha256Hex::of(self.text(language)?.as_bytes()));
        Some(PrivacyNotice {
            id: self.id.clone(),
            version: self.version.clone(),
            language: language.clone(),
            sha256: hash(language)?,
            authoritative: AuthoritativeNotice {
                language: self.authoritative.clone(),
                sha256: hash(&self.authoritative)?,
            },
        })
    }

    /// The purposes a person decides on.
    pub fn choices(&self) -> impl Iterator<Item = &Purpose> {
        self.purposes
            .iter()
            .filter(|purpose| purpose.lawful_basis == LawfulBasis::Consent)
    }

    /// The purposes a person is told about.
    pub fn information(&self) -> impl Iterator<Item = &Purpose> {
        self.purposes
            .iter()
            .filter(|purpose| purpose.lawful_basis != LawfulBasis::Consent)
    }
}

/// Everything a purpose refers to has to be there.
fn known(
    purpose: &Purpose,
    keys: &[String],
    named: &Map<String, Localised>,
) -> Result<(), PackError> {
    match keys.iter().find(|key| !named.contains_key(*key)) {
        Some(key) => Err(PackError::Reference {
            purpose: purpose.id.clone(),
            key: key.clone(),
        }),
        None => Ok(()),
    }
}

fn needed(what: &str, words: &Localised, language: &Language) -> Result<(), PackError> {
    match words.get(language) {
        Some(text) if !text.is_empty() => Ok(()),
        _ => Err(PackError::Text {
            what: what.to_owned(),
            language: language.clone(),
        }),
    }
}

fn name(text: &str) -> Result<(), PackError> {
    if is_plain(text, b"_-") {
        Ok(())
    } else {
        Err(PackError::Name(text.to_owned()))
    }
}
