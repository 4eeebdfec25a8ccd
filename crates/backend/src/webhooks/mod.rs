//! Webhooks: telling endpoints what happened, as the [Standard Webhooks] have it.
//!
//! Endpoints are kept in the database and looked after by `thuan webhooks`. Which of them is told what is written down
//! with what happened ([`crate::outbox`]); here it is put into words, signed and sent.
//!
//! * [`endpoint`]: where they go, and how much is told there
//! * [`secret`]: what they are signed with
//! * [`body`]: what is told
//! * [`client`]: how HTTP carries it
//!
//! [Standard Webhooks]: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md

pub mod body;
pub mod client;
pub mod endpoint;
pub mod secret;

use std::time::Duration;

use thuan_consent::time::Timestamp;

use crate::clock;
use crate::outbox::{Attempt, Carrier, Carrying, Outcome, Verdict};
use crate::store::{Channel, Delivery, Store, StoreError};
use body::BodyError;
use client::{Answer, Client};
use endpoint::Endpoint;

/// The status by which a receiver says that it wants nothing any more.
const GONE: u16 = 410;

/// Sends webhooks.
#[derive(Debug)]
pub struct Webhooks {
    store: Store,
    client: Client,
}

impl Webhooks {
    /// Sends from this store; each receiver may take that long to answer.
    #[must_use]
    pub fn new(store: Store, patience: Duration) -> Self {
        let client = Client::new(patience);
        Self { store, client }
    }

    async fn send(&self, delivery: &Delivery) -> Attempt {
        let endpoint = match self.store.endpoint(&delivery.target).await {
            Ok(Some(endpoint)) if endpoint.stopped_at.is_none() => endpoint,
            Ok(Some(_)) => return attempt("stopped", Verdict::GiveUp),
            Ok(None) => return attempt("no_endpoint", Verdict::GiveUp),
            Err(_) => return attempt("store", Verdict::Again(None)),
        };
        let (event, about) = (delivery.event, delivery.about.as_str());
        let body = match body::make(&self.store, event, about, endpoint.data).await {
            Ok(body) => body,
            Err(BodyError::Store(_)) => return attempt("store", Verdict::Again(None)),
            Err(BodyError::Unsound) => return attempt("unsound", Verdict::GiveUp),
        };
        let Ok(now) = clock::now() else {
            return attempt("clock", Verdict::Again(None));
        };
        match self
            .client
            .post(&endpoint, &delivery.delivery_id, &body, &now)
            .await
        {
            Ok(answer) => {
                if answer.status == GONE && self.stop(&endpoint, &now).await.is_err() {
                    return attempt("store", Verdict::Again(None));
                }
                Attempt {
                    outcome: Outcome::Status(answer.status),
                    verdict: verdict(answer),
                }
            }
            Err(error) => attempt(error.name(), Verdict::Again(None)),
        }
    }

    async fn stop(&self, endpoint: &Endpoint, now: &Timestamp) -> Result<(), StoreError> {
        self.store.stop_endpoint(&endpoint.endpoint_id, now).await?;
        tracing::warn!(event = "webhook_stopped", to = endpoint.endpoint_id);
        Ok(())
    }
}

impl Carrier for Webhooks {
    fn channel(&self) -> Channel {
        Channel::Webhook
    }

    fn carry<'a>(&'a self, delivery: &'a Delivery) -> Carrying<'a> {
        Box::pin(self.send(delivery))
    }
}

fn attempt(word: &'static str, verdict: Verdict) -> Attempt {
    let outcome = Outcome::Word(word);
    Attempt { outcome, verdict }
}

/// A redirection is a failure like any other: whoever moves tells whoever runs the backend.
fn verdict(answer: Answer) -> Verdict {
    match answer.status {
        200..=299 => Verdict::Done,
        GONE => Verdict::GiveUp,
        _ => Verdict::Again(answer.retry_after),
    }
}
