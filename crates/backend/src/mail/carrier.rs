//! Mail as channels of the outbox: a row for each of the company's addresses, and one for the person's copy.

use std::collections::BTreeSet;
use std::sync::Arc;

use lettre::Address;
use thuan_consent::encoding::Sha256Hex;
use thuan_consent::time::Timestamp;

use super::letter::Postmark;
use super::settings::Copies;
use super::{About, Impossible, Kind, Mail, NoDraft, Nothing};
use crate::catalogue::Catalogue;
use crate::outbox::{Attempt, Carrier, Carrying, Outcome, Verdict};
use crate::store::{Channel, Delivery, Event, Events, Store, Subscriber};

/// The target of a copy: to whom it goes stands in the registration alone.
const PERSON: &str = "person";

/// The reply by which a server takes a message (RFC 5321, section 4.2.3).
const TAKEN: u16 = 250;

/// Who is told by mail.
#[must_use]
pub fn subscribers(mail: &Mail) -> Vec<Subscriber> {
    let settings = mail.settings();
    let notices = settings.notice.iter().map(|address| Subscriber {
        channel: Channel::MailNotice,
        target: name(address),
        events: Events::All,
    });
    let copy = (settings.copy == Copies::On).then(|| Subscriber {
        channel: Channel::MailCopy,
        target: PERSON.to_owned(),
        // Whoever asks without a signature may have named anybody's address.
        events: Events::These(BTreeSet::from([
            Event::RegistrationCreated,
            Event::RegistrationUnsigned,
            Event::ConsentChanged,
            Event::ConsentWithdrawn,
        ])),
    });
    notices.chain(copy).collect()
}

/// What a row calls one of the company's addresses: the same while it is in the settings, wherever it stands there.
fn name(address: &Address) -> String {
    let hash = Sha256Hex::of(AsRef::<str>::as_ref(address).as_bytes());
    hash.as_str().chars().take(16).collect()
}

/// Sends the messages of one channel.
pub struct Mailman {
    channel: Channel,
    mail: Mail,
    store: Store,
    catalogue: Arc<Catalogue>,
}

impl std::fmt::Debug for Mailman {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.channel.name())
    }
}

impl Mailman {
    /// One for each channel of mail. Where copies are off, none sends those that still wait.
    #[must_use]
    pub fn all(mail: &Mail, store: &Store, catalogue: &Arc<Catalogue>) -> Vec<Arc<dyn Carrier>> {
        let copies = mail.settings().copy == Copies::On;
        let copies = copies.then_some(Channel::MailCopy);
        let channels = [Channel::MailNotice].into_iter().chain(copies);
        let all = channels.map(|channel| -> Arc<dyn Carrier> {
            Arc::new(Self {
                channel,
                mail: mail.clone(),
                store: store.clone(),
                catalogue: Arc::clone(catalogue),
            })
        });
        all.collect()
    }

    async fn send(&self, delivery: &Delivery) -> Attempt {
        let kind = match self.channel {
            Channel::MailCopy => Kind::Copy,
            _ => {
                let mut addresses = self.mail.settings().notice.iter();
                match addresses.find(|address| name(address) == delivery.target) {
                    Some(address) => Kind::Notice(address.clone()),
                    // It was taken out of the settings, or another backend has them newer than this one and tells it:
                    // it is left to that one for as long as the attempts last, and then a human sees it.
                    None => return attempt("no_recipient", Verdict::Again(None)),
                }
            }
        };
        let (Some(about), Ok(date)) = (about(delivery), delivery.created_at.parse::<Timestamp>())
        else {
            return attempt("unsound", Verdict::GiveUp);
        };
        let postmark = Postmark {
            id: &delivery.delivery_id,
            date: &date,
        };
        let draft = self
            .mail
            .draft(&self.store, &self.catalogue, &kind, &about, &postmark);
        let message = match draft.await {
            Ok(message) => message,
            Err(why) => return undrafted(&why),
        };
        match self.mail.send(message).await {
            Ok(()) => Attempt {
                outcome: Outcome::Status(TAKEN),
                verdict: Verdict::Done,
            },
            Err(refused) => Attempt {
                outcome: refused.outcome,
                verdict: if refused.for_good {
                    Verdict::GiveUp
                } else {
                    Verdict::Again(None)
                },
            },
        }
    }
}

impl Carrier for Mailman {
    fn channel(&self) -> Channel {
        self.channel
    }

    fn carry<'a>(&'a self, delivery: &'a Delivery) -> Carrying<'a> {
        Box::pin(self.send(delivery))
    }
}

fn about(delivery: &Delivery) -> Option<About> {
    let id = delivery.about.parse().ok()?;
    Some(match delivery.event {
        Event::RegistrationCreated | Event::ConsentChanged | Event::ConsentWithdrawn => {
            About::Record(id)
        }
        Event::RegistrationUnsigned => About::Unsigned(id),
        Event::RequestReceived => About::Request(id),
    })
}

fn undrafted(why: &NoDraft) -> Attempt {
    match why {
        NoDraft::Nothing(Nothing::Forgotten) => attempt("forgotten", Verdict::Done),
        NoDraft::Nothing(Nothing::NoAddress) => attempt("no_address", Verdict::Done),
        NoDraft::Impossible(why) => {
            let word = match why {
                Impossible::Unknown => "unknown",
                Impossible::Unsound => "unsound",
                Impossible::NoPolicy => "policy_unknown",
                Impossible::Address => "address",
                Impossible::Message => "message",
            };
            attempt(word, Verdict::GiveUp)
        }
        NoDraft::Store(_) => attempt("store", Verdict::Again(None)),
    }
}

fn attempt(word: &'static str, verdict: Verdict) -> Attempt {
    let outcome = Outcome::Word(word);
    Attempt { outcome, verdict }
}
