//! Whether a verified first record fits what this backend serves: meant for it, by a form and under a policy it has,
//! with fields that parse.

use thuan_consent::problem::Fault;
use thuan_consent::record::ConsentRecord;
use thuan_consent::registration::Registration;
use thuan_consent::time::Timestamp;
use url::Url;

use super::audience::{Audiences, site_of};
use super::{App, REGISTRATIONS};
use crate::keys::challenge::{ChallengeSecret, NotTaken};

const PAYLOAD: &str = "#/consent/payload";

/// A fault of a member of the record.
pub(super) fn fault(member: &str, code: &'static str, detail: impl ToString) -> Fault {
    Fault::new(format!("{PAYLOAD}/{member}"), code, detail)
}

/// Everything that stands against taking a first record: all of it at once, so that a person mends a form once.
///
/// The list is empty when there is nothing.
#[must_use]
pub fn faults(
    record: &ConsentRecord,
    registration: &Registration,
    app: &App,
    now: &Timestamp,
) -> Vec<Fault> {
    let form = app.catalogue.form(&record.evidence.form_id);
    let mut faults = Vec::from_iter(audience(record, &app.audiences));
    faults.extend(withdrawal_page(record, app));
    faults.extend(partner(record));
    let name = record.partner.as_deref();
    if let (Some(form), Some(name)) = (form, name)
        && !form.value.takes_partner(name)
    {
        let detail = "none of those through whom the form takes registrations";
        faults.push(fault("partner", "partner", detail));
    }
    let needed = form.is_some_and(|form| form.value.challenge);
    faults.extend(challenge(record, needed, &app.challenges, now));
    faults.extend(match form {
        None => Some(fault(
            "evidence/form_id",
            "unknown_form",
            "this backend has no form of that name",
        )),
        Some(form) if form.file.sha256 != record.evidence.form_sha256 => Some(fault(
            "evidence/form_sha256",
            "form_changed",
            "the form has changed since it was loaded; load it again",
        )),
        Some(form) if form.value.policy != record.privacy_notice.id => Some(fault(
            "privacy_notice/id",
            "other_policy",
            "the form asks under another policy than the record names",
        )),
        Some(form) if !form.value.languages.contains(&record.language) => Some(fault(
            "language",
            "language",
            "the form is not offered in this language",
        )),
        Some(_) => None,
    });
    match app.catalogue.pack(&record.privacy_notice.id) {
        None => faults.push(fault(
            "privacy_notice/id",
            "unknown_policy",
            "this backend has no policy of that name",
        )),
        Some(pack) => faults.extend(record.policy_faults(&pack.value)),
    }
    if let Some(form) = form {
        faults.extend(registration.faults(&form.value));
    }
    faults
}

/// Whether the record was signed for this backend.
pub(super) fn audience(record: &ConsentRecord, audiences: &Audiences) -> Option<Fault> {
    if audiences.include(&record.audience) {
        return None;
    }
    let detail = format!(
        "signed for another address than this backend's; where it is reached under https://example.vn, start it \
         with --public-url https://example.vn, and records are signed for https://example.vn{REGISTRATIONS}"
    );
    Some(fault("audience", "audience", detail))
}

/// Whether the page that the record names for taking consent back is the company's: what this backend countersigns will
/// be shown to people as such. One that names none is taken: its policy names other ways.
///
/// A page that is relative to its form stands on an origin of this backend's own, in any folder: where a form's files are is
/// not known here. Those whose pages may show the form are partners, and not the company.
pub(super) fn withdrawal_page(record: &ConsentRecord, app: &App) -> Option<Fault> {
    let page = record.withdrawal_method.url.as_deref()?;
    let own = app.catalogue.withdrawal_page(
        &record.privacy_notice.id,
        &record.evidence.form_id,
        site_of(&record.audience),
    );
    // Browsers write an address in its normal form.
    let is_own = own.is_some_and(|own| {
        own == page || Url::parse(&own).is_ok_and(|normal| normal.as_str() == page)
    });
    let detail = "not the page of the policy, or else of the form; where the form's files are on another site than this \
                  backend, give its `withdrawal_page` as a whole address";
    (!is_own && !is_beside_the_form(page, record, app))
        .then(|| fault("withdrawal_method/url", "withdrawal_page", detail))
}

/// Whether it is where a form's relative `withdrawal_page` leads to from some folder of this backend's own site.
fn is_beside_the_form(page: &str, record: &ConsentRecord, app: &App) -> bool {
    let catalogue = &app.catalogue;
    let Some(reference) =
        catalogue.relative_page(&record.privacy_notice.id, &record.evidence.form_id)
    else {
        return false;
    };
    let Ok(url) = Url::parse(page) else {
        return false;
    };
    let origin = url.origin().ascii_serialization();
    let is_own = app.audiences.include(&[&origin, REGISTRATIONS].concat());
    // Written otherwise, or with a name before the host, it could look like another.
    let is_plain = url.as_str() == page && url.username().is_empty() && url.password().is_none();
    is_own && is_plain && leads_to(reference, &record.evidence.form_id, &url)
}

/// Whether a relative reference (RFC 3986 section 4.2) in a form leads to this page, but for folders that they are in. Their
/// names are plain: what stands before the page is no address that something on the site may send people on to.
fn leads_to(reference: &str, form: &str, page: &Url) -> bool {
    let at_root = page.join(&format!("/{form}.json"));
    let Ok(own) = at_root.and_then(|definition| definition.join(reference)) else {
        return false;
    };
    let is_plain = |name: &str| {
        let mut bytes = name.bytes();
        !name.is_empty() && bytes.all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b))
    };
    let folders = page.path().strip_suffix(own.path());
    // One that begins at the root of a site leads to one page alone, which was looked at.
    !reference.starts_with(['/', '\\'])
        && own.origin() == page.origin()
        && (own.query(), own.fragment()) == (page.query(), page.fragment())
        && folders.is_some_and(|folders| {
            let names = folders.strip_prefix('/');
            folders.is_empty() || names.is_some_and(|names| names.split('/').all(is_plain))
        })
}

/// Longest name of a partner, in bytes.
const LONGEST_PARTNER: usize = 200;

/// Whether the partner's name is one: something, not too long, and nothing in it that nobody sees.
pub(super) fn partner(record: &ConsentRecord) -> Option<Fault> {
    let name = record.partner.as_deref()?;
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let fits = !name.is_empty() && name.len() <= LONGEST_PARTNER && !name.chars().any(hidden);
    let detail = "a partner's name is up to 200 bytes of characters that can be seen";
    (!fits).then(|| fault("partner", "partner", detail))
}

/// Whether the record's challenge is one of this backend's, and there where it is `needed`. Whether it was used before
/// is found out when the record is kept.
pub(super) fn challenge(
    record: &ConsentRecord,
    needed: bool,
    challenges: &ChallengeSecret,
    now: &Timestamp,
) -> Option<Fault> {
    let (code, detail) = match &record.challenge {
        None if needed => (
            "challenge_missing",
            "this form's records need a challenge; fetch one and sign again",
        ),
        None => return None,
        Some(nonce) => match challenges.check(nonce, now) {
            Ok(_) => return None,
            Err(NotTaken::Unknown) => (
                "challenge_unknown",
                "this backend gave no such challenge; fetch one and sign again",
            ),
            Err(NotTaken::Expired) => (
                "challenge_expired",
                "the challenge has run out; fetch another and sign again",
            ),
        },
    };
    Some(fault("challenge", code, detail))
}
