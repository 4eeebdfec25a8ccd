//! What a form's definition asks of whoever sends a first record, beside the record itself: time, work, and the token of
//! a service that judges whether a person is there.
//!
//! Nothing is remembered: time and work go by the challenge, which any instance knows and no record can use twice. A
//! record that changes an earlier one is never asked: taking consent back must be no harder than giving it.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderName};
use thuan_consent::challenge::{TOKEN, WORK, is_worked};
use thuan_consent::form::FormDefinition;
use thuan_consent::problem::Fault;
use thuan_consent::record::ConsentRecord;
use thuan_consent::time::Timestamp;

use super::problem::Kind;
use super::{App, admission};
use crate::verifier::{Token, Verdict, Verifier};

/// What happens while a service cannot say what its tokens are worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Outage {
    /// Registrations wait: 503, and they are sent again.
    #[default]
    Closed,
    /// Registrations are taken, and the log says so.
    Open,
}

/// This backend's settings for it.
#[derive(Debug)]
pub struct Abuse {
    /// How many zero bits a proof of work has, for the forms that ask for one; none where it is 0.
    pub work_bits: u32,
    /// Who says what tokens are worth.
    pub verifier: Option<Verifier>,
    /// What happens while nobody does.
    pub outage: Outage,
}

impl Abuse {
    /// How many zero bits a proof of work for this form has.
    #[must_use]
    pub fn bits(&self, form: &FormDefinition) -> Option<u32> {
        (self.work_bits > 0 && form.abuse().proof_of_work).then_some(self.work_bits)
    }

    /// Whether a first record that is taken otherwise has what its form asks for. The token comes last: it is worth
    /// something once.
    pub(super) async fn check(
        &self,
        app: &App,
        record: &ConsentRecord,
        headers: &HeaderMap,
        now: &Timestamp,
    ) -> Result<(), Kind> {
        let Some(form) = app.catalogue.form(&record.evidence.form_id) else {
            return Ok(());
        };
        // It is there where the form has one, and good: that was judged before.
        let nonce = record.challenge.as_deref().unwrap_or_default();
        if let Some(bits) = self.bits(&form.value) {
            worked(nonce, header(headers, WORK), bits)?;
        }
        let asked = form.value.abuse();
        if let Some(seconds) = asked.minimum_seconds {
            let age = app.challenges.check(nonce, now).unwrap_or_default();
            let left = Duration::from_secs(seconds).saturating_sub(age);
            if !left.is_zero() {
                return Err(Kind::TooSoon(left));
            }
        }
        if asked.token.is_some() {
            self.verify(header(headers, TOKEN), &form.value.id).await?;
        }
        Ok(())
    }

    async fn verify(&self, token: Option<&str>, form: &str) -> Result<(), Kind> {
        let Some(token) = token else {
            return Err(refused(
                "token_missing",
                "send one in the header Thuan-Token, once",
            ));
        };
        // A backend that has none does not start with such a form.
        let verdict = match (Token::parse(token), &self.verifier) {
            (None, _) => Verdict::Bad,
            (Some(token), Some(verifier)) => verifier.verify(token, form).await,
            (Some(_), None) => Verdict::Unknown,
        };
        match (verdict, self.outage) {
            (Verdict::Good, _) => Ok(()),
            (Verdict::Bad, _) => Err(refused(
                "token_invalid",
                "the service does not know it as one of this form's",
            )),
            (Verdict::Used, _) => Err(refused("token_used", "it was used before, or ran out")),
            (Verdict::Unknown, Outage::Closed) => Err(Kind::TokenUnverified),
            (Verdict::Unknown, Outage::Open) => {
                tracing::warn!(event = "token_unverified", form);
                Ok(())
            }
        }
    }
}

fn refused(code: &'static str, detail: &str) -> Kind {
    Kind::TokenRefused(Fault::new("#", code, detail))
}

/// Whether the work for a nonce was done. If not, another challenge is needed: what is signed holds this one.
fn worked(nonce: &str, number: Option<&str>, bits: u32) -> Result<(), Kind> {
    let (code, detail) = match number {
        Some(number) if is_worked(nonce, number, bits) => return Ok(()),
        Some(_) => (
            "challenge_work",
            "the number in Thuan-Work is no proof of work for it; fetch another challenge, calculate and sign again",
        ),
        None => (
            "challenge_work_missing",
            "its proof of work belongs into the header Thuan-Work; fetch another challenge, calculate and sign again",
        ),
    };
    let fault = admission::fault("challenge", code, detail);
    Err(Kind::RegistrationRefused(vec![fault]))
}

/// A header, where there is one and no more.
fn header<'a>(headers: &'a HeaderMap, name: &'static str) -> Option<&'a str> {
    let mut values = headers.get_all(HeaderName::from_static(name)).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok().filter(|value| !value.is_empty()),
        _ => None,
    }
}
