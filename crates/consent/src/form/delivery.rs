//! How a form's registrations get to a backend that does not take them as they are, or not at once.

#[cfg(feature = "serde")]
use super::abuse::Abuse;
use crate::json::{Faults, FromJson, Json};

/// The value of [`outbox`](super::FormDefinition::outbox) that keeps what is on its way.
pub(super) const PERSISTENT: &str = "persistent";

/// The value that is meant where there is none.
#[cfg(feature = "serde")]
const MEMORY: &str = "memory";

/// How a registration is posted, where it is not JSON as in [`crate::envelope`]. The loader posts by it; the widget
/// itself carries it along unread.
#[cfg(feature = "serde")]
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Delivery {
    /// How the body is written.
    pub format: BodyFormat,
    /// Headers that go with each registration, the same for everyone who has the form: nothing secret.
    pub headers: std::collections::BTreeMap<String, String>,
    /// Whether the browser sends what it knows of the visitor to the backend (WHATWG Fetch section 5.4).
    pub credentials: Credentials,
    /// Posts only what browsers send without asking first (WHATWG Fetch section 3.2.2): JSON as `text/plain`, the
    /// idempotency key in the body, no headers.
    pub simple: bool,
    /// Whether the answer may come from another address: with 302 or 303 the registration itself goes to the first
    /// alone.
    pub follow_redirects: bool,
}

/// How a body is written.
#[cfg(feature = "serde")]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum BodyFormat {
    /// The envelope.
    #[default]
    Json,
    /// `application/x-www-form-urlencoded`: a field for each value, and the envelope in `record.proof`.
    Form,
    /// `multipart/form-data`, the same fields.
    Multipart,
}

/// Whether cookies go with a registration.
#[cfg(feature = "serde")]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Credentials {
    /// Never.
    #[default]
    Omit,
    /// To the page's own origin.
    SameOrigin,
    /// Always.
    Include,
}

/// Whether what is on its way is kept.
#[cfg(feature = "schema")]
#[derive(schemars::JsonSchema)]
#[schemars(rename_all = "lowercase")]
#[allow(dead_code, reason = "for its schema")]
pub(crate) enum Outbox {
    /// As long as the page is open.
    Memory,
    /// On the device, encrypted, until it has arrived, for seven days at most.
    Persistent,
}

/// The colour scheme of a form.
#[cfg(feature = "schema")]
#[derive(schemars::JsonSchema)]
#[schemars(rename_all = "lowercase")]
#[allow(dead_code, reason = "for its schema")]
pub(crate) enum Scheme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// What the person's device prefers.
    Auto,
}

/// Headers that a definition cannot set: those that the widget sets, and those that browsers do (WHATWG Fetch section
/// 2.2.2, of which these begin with what all others do not).
#[cfg(feature = "serde")]
const TAKEN: [&str; 12] = [
    "accept",
    "content-type",
    "content-length",
    "cookie",
    "cookie2",
    "date",
    "host",
    "idempotency-key",
    "origin",
    "referer",
    "te",
    "upgrade",
];

#[cfg(feature = "serde")]
impl Delivery {
    /// Reads a definition's member.
    ///
    /// # Errors
    ///
    /// Where it is wrong, and what to do.
    pub fn read(json: &Json) -> Result<Self, String> {
        if !matches!(json, Json::Object(_)) {
            return Err("/delivery: must be an object".to_owned());
        }
        let text = json
            .canonical()
            .map_err(|_| "/delivery: numbers are not used here".to_owned())?;
        let read: Self =
            serde_json::from_str(&text).map_err(|error| format!("/delivery: {error}"))?;
        for (name, value) in &read.headers {
            let token = !name.is_empty()
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
            let lower = name.to_ascii_lowercase();
            let free = !TAKEN.contains(&lower.as_str())
                && !["sec-", "proxy-", "access-control-"]
                    .iter()
                    .any(|begin| lower.starts_with(begin));
            if !token || !free {
                return Err(format!(
                    "/delivery/headers/{name}: is set by the form or by browsers, or is no name of a header; leave it out"
                ));
            }
            if !value.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
                return Err(format!(
                    "/delivery/headers/{name}: only printable ASCII characters"
                ));
            }
        }
        if read.simple && !read.headers.is_empty() {
            return Err(
                "/delivery/headers: with `simple` there can be none, since browsers would ask first; put what they say \
                 into the endpoint's query"
                    .to_owned(),
            );
        }
        Ok(read)
    }
}

/// What is wrong with how a form is shown, through whom it is filled in, what it asks of them, and how it delivers: what
/// the browser's half takes as it comes.
#[cfg(feature = "serde")]
pub(super) fn fault(form: &super::FormDefinition) -> Option<String> {
    let (outbox, delivery) = (form.outbox.as_deref(), form.delivery.as_ref());
    if form
        .theme
        .as_deref()
        .is_some_and(|theme| !["light", "dark", "auto"].contains(&theme))
    {
        return Some("/theme: must be `light`, `dark` or `auto`".to_owned());
    }
    let named = |name: &String| {
        !name.is_empty() && name.len() <= 200 && !name.chars().any(char::is_control)
    };
    if !form.partners.iter().all(named) {
        return Some(
            "/partners: each must be 1 to 200 bytes without control characters".to_owned(),
        );
    }
    if outbox.is_some_and(|value| value != PERSISTENT && value != MEMORY) {
        return Some(format!("/outbox: must be `{MEMORY}` or `{PERSISTENT}`"));
    }
    let abuse = form.abuse.as_ref();
    abuse
        .and_then(|json| Abuse::read(json, form.challenge).err())
        .or_else(|| Delivery::read(delivery?).err())
}

/// In the browser, who has made the page has been told already.
#[cfg(not(feature = "serde"))]
pub(super) fn fault(_: &super::FormDefinition) -> Option<String> {
    None
}

impl FromJson for Json {
    fn from_json(json: Option<Json>, _: &mut Faults) -> Self {
        json.unwrap_or(Self::Null)
    }
}
