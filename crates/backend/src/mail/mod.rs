//! E-mail: telling the company that something has arrived, and giving the person a copy.
//!
//! Off unless a server is named. A message is made from the store when it is sent, so what was deleted meanwhile is not
//! sent; what waits to be sent holds nothing about a person.
//!
//! * [`settings`], [`server`]: what is sent, to whom, and through which server
//! * [`matter`]: what a message is about, read again and checked again
//! * [`notice`], [`copy`]: the two kinds of message
//! * [`body`], [`letter`]: their text, and the message around it
//! * [`post`]: handing it to the server
//! * [`carrier`]: when that is done, as the outbox has it
//!
//! The words are in the widget's translations, the section `mail`, which no browser loads.

pub mod body;
pub mod carrier;
pub mod copy;
pub mod letter;
pub mod matter;
pub mod notice;
pub mod post;
pub mod server;
pub mod settings;

use lettre::Address;
use lettre::message::Message;
use thiserror::Error;
use thuan::i18n::{Id, texts};
use thuan_consent::encoding::RecordId;

use crate::catalogue::Catalogue;
use crate::http::audience::Audiences;
use crate::store::{Store, StoreError};
use letter::{Letter, LetterError, Postmark};
use post::{Post, Refused};
use settings::Settings;

/// What a message is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// A signed record.
    Record(RecordId),
    /// A registration that nobody signed.
    Unsigned(RecordId),
    /// A request without a signature.
    Request(RecordId),
}

/// Which message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// The company's notice, to this address.
    Notice(Address),
    /// The person's copy.
    Copy,
}

/// Why nothing is sent, and nothing is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Nothing {
    /// The registration was deleted.
    #[error("the registration was deleted")]
    Forgotten,
    /// The form asked for no address.
    #[error("there is no address")]
    NoAddress,
}

/// Why nothing can be sent, however often it is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Impossible {
    /// The store does not have it.
    #[error("the store does not have it")]
    Unknown,
    /// What the store has is not what was kept.
    #[error("what the store has is not what was kept")]
    Unsound,
    /// The form's policy is not served any more, so nothing says whose it is.
    #[error("the policy of its form is not served any more")]
    NoPolicy,
    /// The address is none that mail can be sent to.
    #[error("the address is none that mail can be sent to")]
    Address,
    /// No message can be made of it.
    #[error("no message can be made of it")]
    Message,
}

/// Why there is no message.
#[derive(Debug, Error)]
pub enum NoDraft {
    /// There is nothing to send.
    #[error(transparent)]
    Nothing(#[from] Nothing),
    /// There is no way to send it.
    #[error(transparent)]
    Impossible(#[from] Impossible),
    /// The store cannot be read just now.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<LetterError> for NoDraft {
    fn from(error: LetterError) -> Self {
        Self::Impossible(match error {
            LetterError::Address => Impossible::Address,
            LetterError::Message => Impossible::Message,
        })
    }
}

/// What sends mail.
#[derive(Clone)]
pub struct Mail {
    settings: Settings,
    post: Post,
    site: Site,
}

/// What the company says of its own site: the only place that links in mail lead to. A sender has no part in it, or
/// whoever registers with another's address would have the company send them a link of his.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// The public addresses.
    pub audiences: Audiences,
    /// Whether there is the page on which an evidence file is checked.
    pub has_page: bool,
}

impl Mail {
    /// Makes ready, without asking the server anything.
    ///
    /// # Errors
    ///
    /// A sentence, where TLS cannot be had.
    pub fn new(settings: Settings, site: Site) -> Result<Self, String> {
        let post = Post::new(&settings.server, settings.from.email.domain())?;
        Ok(Self {
            settings,
            post,
            site,
        })
    }

    /// The settings.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Makes the message, from what the store has now. The same postmark over the same content is the same message.
    ///
    /// # Errors
    ///
    /// [`NoDraft`].
    pub async fn draft(
        &self,
        store: &Store,
        catalogue: &Catalogue,
        kind: &Kind,
        about: &About,
        postmark: &Postmark<'_>,
    ) -> Result<Message, NoDraft> {
        let settings = &self.settings;
        let letter = match (kind, about) {
            (Kind::Copy, About::Record(id)) => {
                let signed = matter::signed(store, id).await?;
                copy::of_record(store, catalogue, &signed, &self.site).await?
            }
            (Kind::Copy, About::Unsigned(id)) => {
                copy::of_plain(&matter::plain(store, catalogue, id).await?)?
            }
            // Whoever asked may have named anybody's address.
            (Kind::Copy, About::Request(_)) => return Err(Nothing::NoAddress.into()),
            (Kind::Notice(to), About::Record(id)) => {
                let signed = matter::signed(store, id).await?;
                notice::of_record(settings, to.clone(), &signed)?
            }
            (Kind::Notice(to), About::Unsigned(id)) => {
                let plain = matter::plain(store, catalogue, id).await?;
                notice::of_plain(settings, to.clone(), &plain)?
            }
            (Kind::Notice(to), About::Request(id)) => {
                let request = store.request(id.as_str()).await?;
                let request = request.ok_or(Impossible::Unknown)?;
                notice::of_request(settings, to.clone(), &request)?
            }
        };
        Ok(letter.message(&settings.from, postmark)?)
    }

    /// A message that says nothing, to try the settings with.
    ///
    /// # Errors
    ///
    /// [`LetterError`].
    pub fn trial(&self, to: Address, postmark: &Postmark<'_>) -> Result<Message, LetterError> {
        let texts = texts(&self.settings.language);
        let mut body = body::Body::default();
        body.paragraph(texts.get(Id::MailTestBody));
        let letter = Letter {
            to,
            reply_to: None,
            subject: texts.get(Id::MailTestSubject).to_owned(),
            body: body.into_text(),
            file: None,
        };
        letter.message(&self.settings.from, postmark)
    }

    /// Hands a message to the server.
    ///
    /// # Errors
    ///
    /// [`Refused`].
    pub async fn send(&self, message: Message) -> Result<(), Refused> {
        self.post.send(message).await
    }
}
