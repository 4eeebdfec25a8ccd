//! A message as it is sent (RFC 5322).
//!
//! Nothing that a person typed stands in its header but their address, which the library parses; the rest of the header
//! is ours, and encoded (RFC 2047).

use std::time::{Duration, SystemTime};

use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, Message, MultiPart, SinglePart};
use lettre::{Address, address::AddressError, error::Error as BuildError};
use thiserror::Error;
use thuan_consent::time::Timestamp;

use crate::clock;

/// What is said, to whom.
///
/// It holds personal data, so it has no `Debug`.
pub struct Letter {
    /// To whom.
    pub to: Address,
    /// Where answers go, if not to who sends.
    pub reply_to: Option<Mailbox>,
    /// The subject.
    pub subject: String,
    /// The text, its lines ended by a line feed.
    pub body: String,
    /// A file that goes along: its name, in ASCII, and its bytes, which are JSON.
    pub file: Option<(String, Vec<u8>)>,
}

/// By which a message sent again is recognised as the same.
pub struct Postmark<'a> {
    /// A name that no other message has.
    pub id: &'a str,
    /// When it was to be sent.
    pub date: &'a Timestamp,
}

/// Why there is no message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LetterError {
    /// The address is none that mail can be sent to.
    #[error("the address is none that mail can be sent to")]
    Address,
    /// The library does not make one of it.
    #[error("no message can be made of it")]
    Message,
}

impl From<AddressError> for LetterError {
    fn from(_: AddressError) -> Self {
        Self::Address
    }
}

impl From<BuildError> for LetterError {
    fn from(_: BuildError) -> Self {
        Self::Message
    }
}

/// Says that nobody wrote it (RFC 3834, section 5): whoever is away answers nothing.
#[derive(Debug, Clone)]
struct AutoSubmitted(String);

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(text.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.clone())
    }
}

impl Letter {
    /// The message. The same letter with the same postmark is the same, byte for byte.
    ///
    /// # Errors
    ///
    /// [`LetterError`].
    pub fn message(self, from: &Mailbox, postmark: &Postmark<'_>) -> Result<Message, LetterError> {
        let domain = from.email.domain();
        let mut builder = Message::builder()
            .from(from.clone())
            .to(Mailbox::new(None, self.to))
            .subject(self.subject)
            .date(time(postmark.date))
            .message_id(Some(format!("<{}@{domain}>", postmark.id)))
            .header(AutoSubmitted("auto-generated".to_owned()));
        if let Some(reply_to) = self.reply_to {
            builder = builder.reply_to(reply_to);
        }
        let text = SinglePart::plain(self.body);
        let message = match self.file {
            None => builder.singlepart(text)?,
            Some((name, bytes)) => {
                let json =
                    ContentType::parse("application/json").map_err(|_| LetterError::Message)?;
                // The boundary is chosen so that a message that is sent again is the same.
                let parts = MultiPart::mixed()
                    .boundary(["thuan-", postmark.id].concat())
                    .singlepart(text)
                    .singlepart(Attachment::new(name).body(bytes, json));
                builder.multipart(parts)?
            }
        };
        Ok(message)
    }
}

fn time(time: &Timestamp) -> SystemTime {
    let since = u64::try_from(clock::milliseconds(time)).unwrap_or(0);
    SystemTime::UNIX_EPOCH + Duration::from_millis(since)
}
