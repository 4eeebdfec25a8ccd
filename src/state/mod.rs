//! What a form on a page knows: values that views follow, and the plain data behind them.
//!
//! What is typed lives in the inputs themselves, never here: that way nothing rewrites it while a person or an input
//! method is at work on it, and nothing can lose it. Ticks live here, because only a person's own act may set them.

mod input;
mod ticks;

pub use input::{Input, Trouble, control_id};
pub use ticks::Ticks;

use core::ops::Deref;
use std::sync::Arc;

use thuan_consent::encoding::Sha256Hex;
use thuan_consent::form::{FieldKind, FormDefinition};
use thuan_consent::language::Language;
use thuan_consent::policy::Pack;

use crate::i18n::{Failure, Texts, texts};
use crate::outbox::Signed;
use crate::reading::Reading;
use crate::watched::Watched;

/// What a form is made of, fixed once it is there.
#[derive(Debug)]
pub struct Setup {
    /// The form definition.
    pub form: FormDefinition,
    /// The definition's bytes, as they were served: the person's evidence file holds them.
    pub form_text: String,
    /// The hash of those bytes.
    pub form_sha256: Sha256Hex,
    /// The policy.
    pub policy: Pack,
    /// The absolute address registrations are posted to.
    pub endpoint: String,
    /// Through whose page the person came.
    pub partner: Option<String>,
    /// The origin of the page around the frame that the form is in, where the browser tells.
    pub embedder_origin: Option<String>,
    /// The hash of the widget's wasm, where the loader knows it.
    pub widget_sha256: Option<Sha256Hex>,
    /// The absolute address of the backend's keys, where receipts are expected.
    pub jwks: Option<String>,
    /// The absolute address of the page where records are seen and changed.
    pub withdrawal_page: Option<String>,
    /// The wall clock minus the page's running time when the form was opened, in milliseconds.
    pub opened: f64,
    /// Whether this is the second showing, because form or policy changed after the first.
    pub renewed: bool,
    /// The address of the form definition as the page has it, where the form is drawn natively.
    #[cfg(feature = "ssr")]
    pub form_url: String,
}

#[cfg(feature = "ssr")]
impl Setup {
    /// Where the form posts itself as plain HTML: as the definition says it, or from where the definition is.
    #[must_use]
    pub fn plain_action(&self) -> Option<String> {
        self.form
            .plain_endpoint
            .as_deref()
            .map(|address| self.from_page(address))
    }

    /// An address of the definition, as the page has it.
    #[must_use]
    pub fn from_page(&self, address: &str) -> String {
        let (folder, _) = self.form_url.rsplit_once('/').unwrap_or_default();
        // With a scheme, or from the root: browsers read these the same from anywhere on the origin.
        let is_whole = address.starts_with('/') || address.contains("://") || folder.is_empty();
        if is_whole {
            address.to_owned()
        } else {
            [folder, "/", address].concat()
        }
    }
}

/// A form on a page: one for all that hold it.
#[derive(Clone)]
pub struct App(Arc<State>);

impl Deref for App {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0
    }
}

/// What a form on a page knows.
pub struct State {
    /// What it is made of.
    pub setup: Setup,
    /// The language it is shown in.
    pub language: Watched<Language>,
    /// What is wrong, in the order of the page.
    pub troubles: Watched<Vec<(Input, Trouble)>>,
    /// The fields that are not shown, by what is answered to others: their places in the definition.
    pub hidden: Watched<Vec<usize>>,
    /// What was understood from each field that was read.
    pub readings: Watched<Vec<(FieldKind, Reading)>>,
    /// How far looking a company up has come.
    pub lookup: Watched<Lookup>,
    /// The ticks.
    pub ticks: Watched<Ticks>,
    /// How far sending has come.
    pub phase: Watched<Phase>,
    /// The last signed record, while the backend has not answered for it.
    pub unanswered: Watched<Option<Arc<Signed>>>,
    /// The number of the last look-up on this page.
    pub lookup_turn: Watched<u32>,
    /// The newest record that this browser keeps of this form.
    pub earlier: Watched<Option<Arc<Earlier>>>,
    /// What was typed or chosen, by field, where the form is drawn again for who cannot run it; see `set_typed`.
    #[cfg(feature = "ssr")]
    pub typed: Watched<std::collections::BTreeMap<String, String>>,
    /// Why it is drawn again, where what was posted was not taken.
    #[cfg(feature = "ssr")]
    pub refusal: Watched<Option<crate::plain::Refusal>>,
    /// The nonce by which the form, drawn again, says since when it is there.
    #[cfg(feature = "ssr")]
    pub nonce: Watched<Option<String>>,
}

/// A record that this browser has kept.
#[derive(Debug)]
pub struct Earlier {
    /// The reference to read out.
    pub reference: String,
    /// Whether the policy it was made under is the one in force.
    pub in_force: bool,
    /// The evidence file, without the registration.
    pub evidence: String,
}

/// The name of the required box.
pub const ACKNOWLEDGED: &str = "acknowledged";

/// Whether a text names a partner: something, and not too much, without characters that nobody sees.
#[must_use]
pub fn is_partner(text: &str) -> bool {
    !text.is_empty() && text.len() <= 200 && !text.chars().any(char::is_control)
}

/// The name of a purpose's box, and its id within the shadow root.
#[must_use]
pub fn box_name(purpose: &str) -> String {
    ["purpose.", purpose].concat()
}

/// How far looking a company up by its tax code has come. It is an offer: nothing waits for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookup {
    /// Not asked for.
    Idle,
    /// Asked, not answered.
    Busy,
    /// Answered: this many empty fields were filled in.
    Filled(usize),
    /// Nothing is known of this code.
    NotFound,
    /// No answer, or none that can be used.
    Failed,
}

/// How far sending has come: one of these is shown, never two.
#[derive(Debug, Clone)]
pub enum Phase {
    /// Being filled in.
    Editing,
    /// Being signed and sent.
    Sending,
    /// Signed, and waiting for something before it can arrive.
    Waiting(Wait),
    /// Not sent, or not known to be; what was typed is still there.
    Failed(Failure),
    /// The backend has it.
    Done(Arc<Done>),
}

impl Phase {
    /// Whether a record is on its way.
    #[must_use]
    pub fn is_on_its_way(&self) -> bool {
        matches!(self, Self::Sending | Self::Waiting(_))
    }
}

/// What is waited for on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// The answer takes long.
    Answer,
    /// The backend could not take it, and is asked again.
    Backend,
    /// There is no network.
    Network,
}

/// What is shown, and kept, when a registration has arrived.
#[derive(Debug)]
pub struct Done {
    /// The record's name.
    pub record_id: String,
    /// The hash of its canonical bytes.
    pub record_sha256: String,
    /// The words of each choice and whether it was agreed to.
    pub decisions: Vec<(String, bool)>,
    /// What the backend gave for it.
    pub proof: Proof,
    /// Whether this browser has kept a copy.
    pub stored: bool,
    /// The evidence file.
    pub evidence: String,
}

/// How much is proved, level by level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// L0: the backend said that it has it.
    Received,
    /// L1: and the backend gave a challenge before it was signed.
    Challenged,
    /// L2: and the backend signed a receipt, with a key of its key set.
    Receipted,
    /// A receipt was expected, and none came.
    ReceiptMissing,
    /// A receipt was expected, and what came does not hold.
    ReceiptWrong,
    /// A receipt was expected and came, and the keys to check it with could not be had.
    ReceiptUnproven,
}

/// The reference to read out: the first block of a record's name, in capitals.
#[must_use]
pub fn reference(record_id: &str) -> String {
    let block = record_id.bytes().take_while(|byte| *byte != b'-').count();
    record_id
        .get(..block)
        .unwrap_or_default()
        .to_ascii_uppercase()
}

impl App {
    /// A fresh form.
    #[must_use]
    pub fn new(setup: Setup, language: Language) -> Self {
        Self(Arc::new(State {
            language: Watched::new(language),
            hidden: Watched::new(setup.form.hidden(&mut |_| String::new())),
            troubles: Watched::new(Vec::new()),
            readings: Watched::new(Vec::new()),
            lookup: Watched::new(Lookup::Idle),
            ticks: Watched::new(Ticks::default()),
            phase: Watched::new(Phase::Editing),
            unanswered: Watched::new(None),
            lookup_turn: Watched::new(0),
            earlier: Watched::new(None),
            #[cfg(feature = "ssr")]
            typed: Watched::default(),
            #[cfg(feature = "ssr")]
            refusal: Watched::default(),
            #[cfg(feature = "ssr")]
            nonce: Watched::default(),
            setup,
        }))
    }

    /// Draws the form with what was typed and chosen, by field.
    #[cfg(feature = "ssr")]
    pub fn set_typed(&self, typed: std::collections::BTreeMap<String, String>) {
        let form = &self.setup.form;
        self.hidden
            .set(form.hidden(&mut |other| typed.get(&other.name).cloned().unwrap_or_default()));
        self.typed.set(typed);
    }
}

impl State {
    /// The texts of the language in force; reading them in a view makes it follow the language.
    #[must_use]
    pub fn texts(&self) -> &'static Texts {
        self.language.with(texts)
    }

    /// What was understood from a field.
    #[must_use]
    pub fn reading(&self, kind: FieldKind) -> Reading {
        let found = self.readings.with(|all| {
            all.iter()
                .find(|(other, _)| *other == kind)
                .map(|(_, reading)| reading.clone())
        });
        found.unwrap_or_default()
    }

    /// Notes what is understood from a field now.
    pub fn set_reading(&self, kind: FieldKind, reading: Reading) {
        self.readings.update(
            |all| match all.iter_mut().find(|(other, _)| *other == kind) {
                Some((_, old)) => *old = reading,
                None => all.push((kind, reading)),
            },
        );
    }
}

// What is typed and decided must not reach a log through `{:?}`.
impl core::fmt::Debug for App {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("App")
            .field("form", &self.setup.form.id)
            .finish_non_exhaustive()
    }
}
