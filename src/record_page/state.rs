//! What a record page knows.

use core::ops::Deref;
use std::sync::Arc;

use thuan_consent::deadline::{Day, Deadlines};
use thuan_consent::encoding::Sha256Hex;
use thuan_consent::envelope::Verified;
use thuan_consent::form::FormDefinition;
use thuan_consent::language::Language;
use thuan_consent::policy::Pack;
use thuan_consent::record::ConsentRecord;
use thuan_consent::verdict::{self, Finding, Unreadable, Verdict};

use crate::i18n::{Texts, texts};
use crate::state::{Ticks, Wait};
use crate::watched::Watched;

/// Files larger than this are no records: a policy and its form are some tens of kilobytes.
pub const LARGEST_FILE: usize = 4 * 1024 * 1024;

/// Where a record can be changed, and what is in force there.
#[derive(Debug)]
pub struct Service {
    /// The form definition.
    pub form: FormDefinition,
    /// Its bytes, as they were served.
    pub form_text: String,
    /// The hash of those bytes.
    pub form_sha256: Sha256Hex,
    /// The absolute address the definition was read from.
    pub form_url: String,
    /// The policy in force.
    pub policy: Pack,
    /// The absolute address that records are posted to.
    pub endpoint: String,
}

/// What a page is made of, fixed once it is there.
#[derive(Debug, Default)]
pub struct Setup {
    /// Without a service nothing is sent anywhere.
    pub service: Option<Service>,
    /// Through whose page the person came.
    pub partner: Option<String>,
    /// The origin of the page around the frame that this page is in, where the browser tells.
    pub embedder_origin: Option<String>,
    /// The hash of the record that a printed code is about.
    pub printed: Option<Sha256Hex>,
    /// The hash of this module's wasm, where it is known.
    pub widget_sha256: Option<Sha256Hex>,
    /// How the browser's two clocks stood to each other when the page was opened, in milliseconds.
    pub opened: f64,
}

/// A record page: one for all that hold it.
#[derive(Clone)]
pub struct Page(Arc<State>);

impl Deref for Page {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0
    }
}

/// What a record page knows.
pub struct State {
    /// What it is made of.
    pub setup: Setup,
    /// The language it is shown in.
    pub language: Watched<Language>,
    /// What is shown.
    pub screen: Watched<Screen>,
    /// Why a file could not be read.
    pub trouble: Watched<Option<Trouble>>,
    /// The records that this browser keeps, the newest first.
    pub kept: Watched<Vec<Kept>>,
    /// How far forgetting has come.
    pub forgetting: Watched<Forgetting>,
    /// The policy text that was shown to the person whose record is shown, where it could be had.
    pub old_text: Watched<Option<String>>,
    /// What came of comparing a policy file.
    pub compared: Watched<Option<Finding>>,
    /// The boxes of the record that is shown.
    pub ticks: Watched<Ticks>,
    /// How far sending has come.
    pub phase: Watched<Phase>,
    /// The last change that was signed, while nobody has answered for it.
    pub unanswered: Watched<Option<Arc<Signed>>>,
    /// What the request asks for.
    pub wish: Watched<Wish>,
    /// The last request that was sent, while nobody has answered for it.
    pub asked: Watched<Option<Asked>>,
}

/// One of these is shown, never two.
#[derive(Debug, Clone)]
pub enum Screen {
    /// Asking for a record.
    Start,
    /// A record.
    Record(Arc<Opened>),
    /// The form for those who have neither key nor file.
    Request,
    /// That form was sent.
    Requested(Arc<Requested>),
}

/// A record that is shown.
#[derive(Debug)]
pub struct Opened {
    /// What can be said about its file.
    pub verdict: Verdict,
    /// The file, as it is offered for download.
    pub text: String,
    /// The policy text that was shown, where the file has it.
    pub shown_text: Option<String>,
    /// What has just been done, where it was.
    pub done: Option<Done>,
}

/// A change that has just arrived.
#[derive(Debug, Clone)]
pub struct Done {
    /// Whether something was withdrawn.
    pub withdrew: bool,
    /// By when the company must answer.
    pub deadlines: Deadlines,
    /// Whether a receipt came that does not hold; it is not in the file.
    pub receipt_is_wrong: bool,
}

/// A record that this browser keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The record's hash.
    pub record_sha256: String,
    /// Its reference.
    pub reference: String,
    /// The day it was sent.
    pub day: Day,
    /// Its evidence file.
    pub evidence: String,
}

/// A change that was signed: a second try sends the same bytes.
#[derive(Debug)]
pub struct Signed {
    /// The record it changes.
    pub previous_record_sha256: String,
    /// The boxes it was signed over.
    pub ticks: Ticks,
    /// The record's name.
    pub record_id: String,
    /// Its hash.
    pub record_sha256: String,
    /// The bytes that are posted.
    pub body: String,
    /// Whether something is withdrawn by it.
    pub withdraws: bool,
    /// The signed record.
    pub consent: thuan_consent::jws::FlattenedJws,
    /// Whether it is under the policy in force, rather than that of the record it changes.
    pub renews: bool,
}

/// A request that was sent: a second try sends the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// What it says, but for the language that the answer is to be in.
    pub wish: String,
    /// The bytes that are posted.
    pub body: String,
    /// The name they are posted under.
    pub name: String,
}

/// A request that has arrived.
#[derive(Debug)]
pub struct Requested {
    /// Its name.
    pub request_id: String,
    /// By when the company must answer.
    pub deadlines: Deadlines,
}

/// How far sending has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// Boxes are being ticked.
    Choosing,
    /// Being signed and sent.
    Sending,
    /// Waiting for something before it can arrive.
    Waiting(Wait),
    /// Not done, or not known to be.
    Failed(Failure),
}

impl Phase {
    /// Whether something is on its way.
    #[must_use]
    pub fn is_on_its_way(&self) -> bool {
        matches!(self, Self::Sending | Self::Waiting(_))
    }
}

/// How far forgetting has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forgetting {
    /// Nobody thinks of it.
    Idle,
    /// The person was asked whether they are sure.
    Asked,
    /// Key and records are gone.
    Done,
    /// The browser would not.
    Failed,
}

/// Why a file could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing was chosen or pasted.
    Empty,
    /// Larger than any record.
    TooLarge,
    /// Not UTF-8.
    NotText,
    /// The device could not read it.
    Unreadable,
    /// Not JSON.
    NotJson,
    /// JSON, and something else.
    NotARecord,
    /// A policy file that could not be read.
    Policy,
}

impl From<&Unreadable> for Trouble {
    fn from(unreadable: &Unreadable) -> Self {
        match unreadable {
            Unreadable::Json(_) => Self::NotJson,
            Unreadable::Shape(_) => Self::NotARecord,
        }
    }
}

/// Why something was not done, or nobody knows whether it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// No box is ticked.
    Nothing,
    /// Something was agreed to under a new policy that was not acknowledged.
    NotAcknowledged,
    /// A script of the page has moved the boxes.
    Tampered,
    /// Not a secure context.
    InsecureContext,
    /// No key, or it would not sign.
    Key,
    /// The backend cannot be reached, and nothing was posted to it.
    Unreachable,
    /// What was posted has no answer.
    Network,
    /// No answer in time.
    Timeout,
    /// What is asked of whoever sends it could not be had, so nothing was posted.
    Unproved,
    /// The person has stopped it.
    Stopped,
    /// The backend has met with trouble of its own.
    Server,
    /// The backend asks to wait.
    Busy,
    /// What answered is not the backend.
    Answer,
    /// The receipt is none for this record.
    Receipt,
    /// Another record has changed this one already.
    NotTheNewest,
    /// The backend does not have the record that is changed.
    UnknownRecord,
    /// The policy in force is another than the one shown.
    PolicyChanged,
    /// Another refusal, by its code.
    Refused(String),
    /// A request that says nothing of how to answer it.
    ContactMissing,
    /// Neither an e-mail address nor a telephone number.
    Contact,
    /// A reference that is none.
    Reference,
}

impl Failure {
    /// Whether the page around is told: not of what a person has only to look over.
    #[must_use]
    pub fn is_told(&self) -> bool {
        !matches!(
            self,
            Self::Nothing
                | Self::NotAcknowledged
                | Self::ContactMissing
                | Self::Contact
                | Self::Reference
        )
    }

    /// Whether it is said at the field that it is about.
    #[must_use]
    pub fn is_at_a_field(&self) -> bool {
        self.is_about_contact() || *self == Self::Reference
    }

    /// Whether it is about how the company can answer.
    #[must_use]
    pub fn is_about_contact(&self) -> bool {
        matches!(self, Self::ContactMissing | Self::Contact)
    }

    /// A stable name for programs: the `code` in the `thuan:error` event.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Nothing => "nothing",
            Self::NotAcknowledged => "not_acknowledged",
            Self::Tampered => "tampered",
            Self::InsecureContext => "insecure_context",
            Self::Key => "key",
            Self::Unreachable => "unreachable",
            Self::Network => "network",
            Self::Timeout => "timeout",
            Self::Unproved => "unproved",
            Self::Stopped => "stopped",
            Self::Server => "server",
            Self::Busy => "busy",
            Self::Answer => "answer",
            Self::Receipt => "receipt",
            Self::NotTheNewest => "not_the_newest",
            Self::UnknownRecord => "unknown_previous",
            Self::PolicyChanged => "changed",
            Self::Refused(code) => code,
            Self::ContactMissing => "contact_missing",
            Self::Contact => "contact",
            Self::Reference => "reference",
        }
    }
}

/// What a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// To take consent back.
    Withdraw,
    /// To see the data.
    Access,
    /// To correct it.
    Correct,
    /// To have it deleted.
    Delete,
}

impl Wish {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Withdraw, Self::Access, Self::Correct, Self::Delete];

    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Withdraw => "withdraw",
            Self::Access => "access",
            Self::Correct => "correct",
            Self::Delete => "delete",
        }
    }
}

impl Page {
    /// A page that asks for a record.
    #[must_use]
    pub fn new(setup: Setup, language: Language) -> Self {
        Self(Arc::new(State {
            setup,
            language: Watched::new(language),
            screen: Watched::new(Screen::Start),
            trouble: Watched::new(None),
            kept: Watched::new(Vec::new()),
            forgetting: Watched::new(Forgetting::Idle),
            old_text: Watched::new(None),
            compared: Watched::new(None),
            ticks: Watched::new(Ticks::default()),
            phase: Watched::new(Phase::Choosing),
            unanswered: Watched::new(None),
            wish: Watched::new(Wish::Withdraw),
            asked: Watched::new(None),
        }))
    }
}

impl State {
    /// The texts in the language in force; reading them in a view makes it follow the language.
    #[must_use]
    pub fn words(&self) -> &'static Texts {
        self.language.with(texts)
    }

    /// Judges a file and shows it, or says why it cannot be read.
    pub fn open(&self, text: &str) {
        match Opened::read(text) {
            Ok(opened) => self.show(opened),
            Err(trouble) => self.trouble.set(Some(trouble)),
        }
    }

    /// Shows a record, with every box off.
    pub fn show(&self, opened: Opened) {
        self.trouble.set(None);
        self.compared.set(None);
        self.old_text.set(opened.shown_text.clone());
        self.ticks.set(Ticks::default());
        self.phase.set(Phase::Choosing);
        self.unanswered.set(None);
        self.screen.set(Screen::Record(Arc::new(opened)));
    }

    /// Asks for a record again.
    pub fn start(&self) {
        self.trouble.set(None);
        self.phase.set(Phase::Choosing);
        self.forgetting.set(Forgetting::Idle);
        self.screen.set(Screen::Start);
    }

    /// The record that is shown.
    #[must_use]
    pub fn opened(&self) -> Option<Arc<Opened>> {
        self.screen.with_untracked(|screen| match screen {
            Screen::Record(opened) => Some(Arc::clone(opened)),
            _ => None,
        })
    }
}

impl Opened {
    /// Judges a file.
    ///
    /// # Errors
    ///
    /// [`Trouble`]: there is nothing in it that could be judged.
    pub fn read(text: &str) -> Result<Self, Trouble> {
        if text.trim().is_empty() {
            return Err(Trouble::Empty);
        }
        if text.len() > LARGEST_FILE {
            return Err(Trouble::TooLarge);
        }
        let verdict =
            verdict::judge(text.trim().as_bytes()).map_err(|error| Trouble::from(&error))?;
        let shown_text = verdict
            .verified
            .as_ref()
            .zip(verdict.file.policy.as_ref())
            .filter(|(verified, policy)| {
                Sha256Hex::of(policy.text.as_bytes()) == verified.record.privacy_notice.sha256
            })
            .map(|(_, policy)| policy.text.clone());
        Ok(Self {
            verdict,
            text: text.to_owned(),
            shown_text,
            done: None,
        })
    }

    /// The record, where it holds.
    #[must_use]
    pub fn record(&self) -> Option<&ConsentRecord> {
        Some(&self.verified()?.record)
    }

    /// The record with its hash, where it holds.
    #[must_use]
    pub fn verified(&self) -> Option<&Verified> {
        self.verdict.verified.as_ref()
    }
}

/// The reference to read out: the first block of a record's name, in capitals.
#[must_use]
pub fn reference(record_id: &str) -> String {
    let block = record_id.split('-').next().unwrap_or_default();
    block.to_ascii_uppercase()
}

// What is in a record must not reach a log through `{:?}`.
impl core::fmt::Debug for Page {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Page")
    }
}
