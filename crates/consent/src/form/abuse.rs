//! What a form asks of whoever sends it, against programs that send forms by the thousand.
//!
//! None of it is in the record: it says nothing about what a person agreed to.

#[cfg(feature = "serde")]
use crate::json::Json;
#[cfg(feature = "serde")]
use crate::origin::Origin;

/// The name of the input that people do not see, as a plain form posts it. A dash: no field of a form's own has one. It
/// is no word by which browsers fill in.
pub const TRAP: &str = "more-remarks";

/// The name by which a plain form says since when it is there: a nonce, as challenges have them.
pub const NONCE: &str = "challenge-nonce";

/// What is asked of whoever sends a form. All of it is off unless the definition says otherwise.
///
/// The loader asks for it in the page; the widget itself carries it along unread.
#[cfg(feature = "serde")]
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Abuse {
    /// Whether the form has an input that people do not see and programs fill in.
    pub honeypot: bool,
    /// How long after its challenge was given out a registration is taken, in whole seconds.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = MOST_SECONDS)))]
    pub minimum_seconds: Option<u64>,
    /// Whether the browser has to calculate, as long as the backend's challenge says.
    pub proof_of_work: bool,
    /// A service that judges whether a person is there.
    pub token: Option<TokenService>,
}

/// A service whose script gives a token that the backend has it verify.
#[cfg(feature = "serde")]
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TokenService {
    /// How its script is spoken to.
    pub kind: TokenKind,
    /// The public key of the site.
    #[cfg_attr(
        feature = "schema",
        schemars(regex(pattern = r"^[0-9A-Za-z_.-]{1,200}$"))
    )]
    pub site_key: String,
    /// Where its script is, an `https` address without a fragment; where nothing is said, Cloudflare's own.
    #[serde(default = "script")]
    #[cfg_attr(feature = "schema", schemars(regex(pattern = crate::schema::SCRIPT)))]
    pub script: String,
}

/// How a service's script is spoken to.
#[cfg(feature = "serde")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum TokenKind {
    /// As Cloudflare Turnstile, version 0, rendered explicitly.
    Turnstile,
}

/// Where Turnstile's script is.
#[cfg(feature = "serde")]
fn script() -> String {
    "https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit".to_owned()
}

/// Nobody should wait for longer, in seconds.
#[cfg(feature = "serde")]
const MOST_SECONDS: u64 = 15;

#[cfg(feature = "serde")]
impl Abuse {
    /// Reads a definition's member. `challenged` says whether the form has challenges.
    ///
    /// # Errors
    ///
    /// Where it is wrong, and what to do.
    pub(super) fn read(json: &Json, challenged: bool) -> Result<Self, String> {
        if !matches!(json, Json::Object(_)) {
            return Err("/abuse: must be an object".to_owned());
        }
        let read: Self = serde_json::Value::try_from(json.clone())
            .map_err(|error| error.into_text())
            .and_then(|value| serde_json::from_value(value).map_err(|error| error.to_string()))
            .map_err(|error| format!("/abuse: {error}"))?;
        if read
            .minimum_seconds
            .is_some_and(|seconds| !(1..=MOST_SECONDS).contains(&seconds))
        {
            return Err(format!(
                "/abuse/minimum_seconds: must be 1 to {MOST_SECONDS}; leave it out for none"
            ));
        }
        if !challenged && (read.minimum_seconds.is_some() || read.proof_of_work) {
            return Err(
                "/abuse: `minimum_seconds` and `proof_of_work` go by the challenge; set `challenge` to true"
                    .to_owned(),
            );
        }
        if let Some(token) = &read.token {
            let plain = |b: u8| b.is_ascii_alphanumeric() || b"_.-".contains(&b);
            if !(1..=200).contains(&token.site_key.len()) || !token.site_key.bytes().all(plain) {
                return Err(
                    "/abuse/token/site_key: must be 1 to 200 letters, digits, `_`, `.`, `-`"
                        .to_owned(),
                );
            }
            if token.origin().is_none() {
                return Err(
                    "/abuse/token/script: must be an https address (or http://localhost) of a script"
                        .to_owned(),
                );
            }
        }
        Ok(read)
    }
}

#[cfg(feature = "serde")]
impl TokenService {
    /// Where the service is, for a page's Content Security Policy.
    #[must_use]
    pub fn origin(&self) -> Option<Origin> {
        let printable = |b: u8| b.is_ascii_graphic() && !b"\"'<>\\^`{|}#;,".contains(&b);
        if !self.script.bytes().all(printable) {
            return None;
        }
        let (scheme, rest) = self.script.split_once("://")?;
        let (host, _) = rest.split_once('/')?;
        [scheme, "://", host].concat().parse().ok()
    }
}
