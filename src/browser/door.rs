//! The door: what the loader, `src/embed/thuan.js`, may call. Nothing else is exported.

use std::sync::Arc;

use leptos::mount::{UnmountHandle, mount_to};
use leptos::task::spawn_local;
use thuan_consent::encoding::Sha256Hex;
use thuan_consent::form::FormDefinition;
use thuan_consent::language::Language;
use thuan_consent::policy::Pack;
use thuan_consent::record::{Decision, Visibility};
use wasm_bindgen::prelude::*;
use web_sys::ShadowRoot;

use super::answers::answered;
use super::{clock, crypto, instant, net, records, sight};
use crate::i18n::{Failure, load};
use crate::state::{App, Earlier, Phase, Setup, Ticks, is_partner, reference};
use crate::view::{self, element::Shown};

/// What the loader has gathered for a form. Made empty, filled by setters, consumed by [`mount`].
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Options {
    form: Vec<u8>,
    policy: Vec<u8>,
    endpoint: String,
    partner: Option<String>,
    embedder_origin: Option<String>,
    language: String,
    texts: String,
    widget_sha256: Option<String>,
    jwks: Option<String>,
    withdrawal_page: Option<String>,
    renewed: bool,
    early: Ticks,
    carrier: JsValue,
}

#[wasm_bindgen]
impl Options {
    /// Takes the bytes of the form definition and of the policy, as they were served; the absolute address to post to;
    /// the language to show the form in, which is one of its own; and the texts, in that language if there are any.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(
        form: Vec<u8>,
        policy: Vec<u8>,
        endpoint: String,
        language: String,
        texts: String,
    ) -> Self {
        Self {
            form,
            policy,
            endpoint,
            language,
            texts,
            ..Self::default()
        }
    }

    /// Through whose page the person came; what is no name for one is left out.
    pub fn set_partner(&mut self, partner: String) {
        self.partner = Some(partner).filter(|partner| is_partner(partner));
    }

    /// The origin of the page around the frame that the form is in, as the browser tells it.
    pub fn set_embedder_origin(&mut self, origin: String) {
        self.embedder_origin = Some(origin);
    }

    /// The SHA-256 of the wasm, in hexadecimal.
    pub fn set_widget_sha256(&mut self, hash: String) {
        self.widget_sha256 = Some(hash);
    }

    /// The absolute address of the backend's keys, where the definition names one.
    pub fn set_jwks(&mut self, url: String) {
        self.jwks = Some(url);
    }

    /// The absolute address of the page where records are seen and changed, where the definition names one.
    pub fn set_withdrawal_page(&mut self, url: String) {
        self.withdrawal_page = Some(url);
    }

    /// What carries the records, where the definition says more than where to; see `src/embed/carrier.js`.
    pub fn set_carrier(&mut self, carrier: JsValue) {
        self.carrier = carrier;
    }

    /// Says that form and policy have changed since they were first shown here.
    pub fn set_renewed(&mut self) {
        self.renewed = true;
    }

    /// What a person did to a box before the form was there: how it stands since, and since when, in milliseconds of
    /// the browser's clock.
    pub fn add_early(&mut self, name: String, ticked: bool, at: f64) {
        let at = instant(at);
        let decision = if ticked {
            Decision::Ticked(at)
        } else {
            Decision::Unticked(at)
        };
        // Nobody was watching yet.
        self.early.set(name, decision, Visibility::Unknown);
    }
}

/// A form that is on the page. Freeing it takes the form away.
#[wasm_bindgen]
pub struct Handle {
    app: App,
    root: ShadowRoot,
    // Dropped with the handle, and the form with it.
    _mounted: UnmountHandle<Shown>,
}

impl Drop for Handle {
    /// What carries its records is there no longer than the form: what it still keeps is for whoever comes next.
    fn drop(&mut self) {
        let _ = net::carry(&self.root, &JsValue::UNDEFINED);
    }
}

impl core::fmt::Debug for Handle {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Handle")
    }
}

#[wasm_bindgen]
impl Handle {
    /// Shows the form in another of its languages, with these texts; what was typed and decided stays. What is none of
    /// its languages, or no table of texts, changes nothing.
    pub fn set_language(&self, tag: String, texts: String) {
        let offered = offered(&self.app.setup.form, &tag);
        if let Some(language) = offered.filter(|language| load(language, texts).is_some()) {
            self.app.language.set(language);
        }
    }

    /// The evidence file of what was sent just now, or of the newest record that this browser keeps of this form
    /// (without what was typed).
    pub fn evidence(&self) -> Option<String> {
        let sent = self.app.phase.with_untracked(|phase| match phase {
            Phase::Done(done) => Some(done.evidence.clone()),
            _ => None,
        });
        sent.or_else(|| {
            let earlier = self.app.earlier.get_untracked()?;
            Some(earlier.evidence.clone())
        })
    }
}

/// Puts a form into a shadow root, or takes over the one that came with the page as HTML, which is the last thing there.
///
/// # Errors
///
/// A sentence in English for the page's developer: what is wrong with the definition or the policy, and where.
#[wasm_bindgen]
pub fn mount(root: ShadowRoot, options: Options) -> Result<Handle, String> {
    let carrier = options.carrier.clone();
    let app = app(options)?;
    if crypto::subtle().is_none() {
        // Said at once, not after a person has filled everything in.
        app.phase.set(Phase::Failed(Failure::InsecureContext));
    }
    let view = app.clone();
    let drawn = root.last_element_child();
    sight::watch(&root);
    let near = root.clone();
    // Leptos takes any element as a parent but its signature says HtmlElement; a shadow root takes children the same.
    let mounted = mount_to(root.unchecked_into(), move || {
        view::widget(view).over(drawn)
    });
    // What was chosen before anyone followed it, on a form that came with the page.
    answered(&app, &near);
    // Records that an earlier page has left are given to the form that is there now.
    let _ = net::carry(&near, &carrier);
    // After mounting: that is where Leptos gets what runs futures.
    look_for_earlier(&app);
    Ok(Handle {
        app,
        root: near,
        _mounted: mounted,
    })
}

/// Shows that this browser has a record of this form, if it has one.
fn look_for_earlier(app: &App) {
    let app = app.clone();
    spawn_local(async move {
        let Some(kept) = records::newest(&app.setup.form.id).await else {
            return;
        };
        let in_force = app
            .setup
            .policy
            .text
            .iter()
            .any(|(_, text)| Sha256Hex::of(text.as_bytes()).as_str() == kept.notice_sha256);
        app.earlier.set(Some(Arc::new(Earlier {
            reference: reference(&kept.record_id),
            in_force,
            evidence: kept.evidence,
        })));
    });
}

/// The language of the form with this tag.
fn offered(form: &FormDefinition, tag: &str) -> Option<Language> {
    let mut offered = form.languages.iter();
    offered.find(|language| language.as_str() == tag).cloned()
}

#[inline(never)]
fn app(options: Options) -> Result<App, String> {
    let form = FormDefinition::parse(&options.form)
        .map_err(|error| ["form definition: ", &error.into_text()].concat())?;
    let policy =
        Pack::parse(&options.policy).map_err(|error| ["policy: ", &error.into_text()].concat())?;
    if let Some(language) = form
        .languages
        .iter()
        .find(|language| policy.text(language).is_none())
    {
        let language = language.as_str();
        return Err([
            "policy: no text in `",
            language,
            "`, which the form is offered in",
        ]
        .concat());
    }
    let language = offered(&form, &options.language)
        .ok_or("form definition: not offered in the language to begin with")?;
    load(&language, options.texts).ok_or("the texts are not those of this release")?;
    let partner = options.partner.filter(|name| form.takes_partner(name));
    let setup = Setup {
        form_sha256: Sha256Hex::of(&options.form),
        form_text: String::from_utf8(options.form).map_err(|_| "form definition: not UTF-8")?,
        form,
        policy,
        endpoint: options.endpoint,
        partner,
        embedder_origin: options.embedder_origin,
        widget_sha256: options.widget_sha256.and_then(|hash| hash.parse().ok()),
        jwks: options.jwks,
        withdrawal_page: options.withdrawal_page,
        opened: clock::offset(),
        renewed: options.renewed,
    };
    let app = App::new(setup, language);
    app.ticks.set(options.early);
    Ok(app)
}
