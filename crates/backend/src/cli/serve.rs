//! `thuan serve`

mod values;

use std::io::{self, Write as _};
use std::net::ToSocketAddrs as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use hyper::Uri;
use thuan_consent::time::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

use zeroize::Zeroizing;

use super::{CommandError, Database, block_on, mail, policy};
use crate::catalogue::Catalogue;
use crate::http::abuse::{Abuse, Outage};
use crate::http::audience::Audiences;
use crate::http::client::{ForwardedHeader, Proxies, Trusted};
use crate::http::cors::AllowedOrigins;
use crate::http::limits::{Limit, Limits};
use crate::http::ready::Readiness;
use crate::http::{self, App};
use crate::keys::challenge::ChallengeSecret;
use crate::keys::file::KeyFile;
use crate::keys::{self, Source};
use crate::mail::carrier::{self, Mailman};
use crate::mail::{Mail, Site};
use crate::metrics::Metrics;
use crate::outbox::{Carrier, Courier, Sent};
use crate::store::{Absent, Address, Keeper, Store, StoreError};
use crate::verifier::Verifier;
use crate::webhooks::Webhooks;
use crate::{clock, logging, server};

/// How long a challenge lives at least beyond the time after which a form may be sent.
const TO_SEND: Duration = Duration::from_mins(1);

/// How long telling others may take to end: longer than it waits for attempts and then for a database that is busy.
const COURIER_END: Duration = Duration::from_secs(15);

#[derive(Debug, clap::Args)]
pub struct Options {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, env = "THUAN_ADDR", default_value = "127.0.0.1:8080")]
    addr: String,
    #[command(flatten)]
    database: Database,
    /// The built site.
    #[arg(long, env = "THUAN_SITE", default_value = "dist")]
    site: PathBuf,
    /// An address people reach this backend at (https://register.example.vn): records signed for it are taken, and links
    /// in mail lead to it. Without one, or with one of this machine alone, records signed for any of this machine's
    /// loopback names are taken: for development. Can be repeated; in the environment, by commas.
    #[arg(long, env = "THUAN_PUBLIC_URL", value_delimiter = ',')]
    public_url: Vec<String>,
    /// A site whose pages may post registrations (https://partner.example.vn), `null` for sandboxed frames, or `*` for
    /// every site. Can be repeated; in the environment, by commas.
    #[arg(long, env = "THUAN_ALLOW_ORIGIN", value_delimiter = ',')]
    allow_origin: Vec<String>,
    /// The form definitions; `forms` in the site when left out.
    #[arg(long, env = "THUAN_FORMS", value_name = "DIR")]
    forms: Option<PathBuf>,
    /// The built policy packs; `policy` in the site when left out.
    #[arg(long, env = "THUAN_POLICIES", value_name = "DIR")]
    policies: Option<PathBuf>,
    /// Take the keys that sign receipts from this file (a JWK set with private halves, readable by its owner alone)
    /// instead of the database.
    #[arg(long, env = "THUAN_SIGNING_KEYS", value_name = "FILE")]
    signing_keys: Option<PathBuf>,
    /// How long a challenge is taken: 10m, 90s.
    #[arg(long, env = "THUAN_CHALLENGE_LIFETIME", value_parser = values::lifetime, default_value = "10m")]
    challenge_lifetime: Duration,
    /// The largest registration that is read, in bytes.
    #[arg(long, env = "THUAN_BODY_LIMIT", value_parser = values::body_limit, default_value_t = 64 * 1024)]
    body_limit: usize,
    /// How many records and requests one address may write a minute; 0 for any number. An address is one of IPv4 or the
    /// first 64 bits of one of IPv6. It may ask for five times as much: challenges, repetitions, what is refused.
    #[arg(long, env = "THUAN_RATE_PER_ADDRESS", default_value_t = 60)]
    rate_per_address: u32,
    /// How many of them at once.
    #[arg(long, env = "THUAN_BURST_PER_ADDRESS", default_value_t = 120, value_parser = clap::value_parser!(u32).range(1..))]
    burst_per_address: u32,
    /// How many records and requests may be written a minute by all addresses together; 0 for any number.
    #[arg(long, env = "THUAN_RATE_GLOBAL", default_value_t = 3000)]
    rate_global: u32,
    /// How many of them at once.
    #[arg(long, env = "THUAN_BURST_GLOBAL", default_value_t = 3000, value_parser = clap::value_parser!(u32).range(1..))]
    burst_global: u32,
    /// How much browsers calculate for the forms that ask for a proof of work: zero bits of a SHA-256, each of which doubles
    /// it; 0 for nothing. 16 bits are 65,536 hashes on average. All backends that share a database need the same.
    #[arg(long, env = "THUAN_WORK_BITS", default_value_t = 16, value_parser = clap::value_parser!(u32).range(0..=32))]
    work_bits: u32,
    /// The secret key of the service that judges whether a person is there, for the forms that have one. It belongs into
    /// the environment: everybody on this machine sees command lines.
    #[arg(
        long,
        env = "THUAN_TOKEN_SECRET",
        hide_env_values = true,
        value_name = "SECRET"
    )]
    token_secret: Option<String>,
    /// Where that service says what tokens are worth (`siteverify`).
    #[arg(long, env = "THUAN_TOKEN_VERIFY_URL", value_name = "URL", value_parser = values::address, default_value = "https://challenges.cloudflare.com/turnstile/v0/siteverify")]
    token_verify_url: Uri,
    /// What happens while it gives no answer: registrations are sent again later, or taken without.
    #[arg(long, env = "THUAN_TOKEN_OUTAGE", value_enum, default_value = "closed")]
    token_outage: Outage,
    /// The addresses or networks (10.0.0.0/8) of proxies that are believed when they say for whom they ask. Where one
    /// asks that does not say, nothing tells people apart, and the limit of an address does not count. Can be repeated;
    /// in the environment, by commas.
    #[arg(long, env = "THUAN_TRUSTED_PROXIES", value_name = "NETWORK", value_delimiter = ',', default_values = ["127.0.0.0/8", "::1"])]
    trusted_proxies: Vec<Trusted>,
    /// The header in which they say it. The other one is not read: proxies pass on what they do not write themselves.
    #[arg(
        long,
        env = "THUAN_FORWARDED_HEADER",
        value_enum,
        default_value = "x-forwarded-for"
    )]
    forwarded_header: ForwardedHeader,
    /// How many connections are held at the same time; others wait. Each needs a file descriptor.
    #[arg(long, env = "THUAN_CONNECTIONS", default_value_t = 512, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    connections: u32,
    #[command(flatten)]
    mail: mail::Options,
    /// Where Prometheus finds /metrics, an address of its own (127.0.0.1:9464); nowhere when left out.
    #[arg(long, env = "THUAN_METRICS", value_name = "ADDR")]
    metrics: Option<String>,
    /// Whether this backend tells others of what happens. `false` for one that only takes registrations, and for one on a
    /// copy of a database: another on the same database sends what it writes.
    #[arg(long, env = "THUAN_DELIVER", action = clap::ArgAction::Set, default_value_t = true, value_name = "BOOL")]
    deliver: bool,
    /// How long whoever is told may take to answer, from 1s to 1m.
    #[arg(long, env = "THUAN_DELIVER_TIMEOUT", value_parser = super::patience, default_value = "20s")]
    deliver_timeout: Duration,
    /// How long to go on taking requests once asked to end, with /readyz saying no: 5s gives whoever hands out requests
    /// the time to hand them to others.
    #[arg(long, env = "THUAN_DRAIN", value_parser = super::duration, default_value = "0s")]
    drain: Duration,
    /// How log lines are written.
    #[arg(long, env = "THUAN_LOG", value_enum, default_value = "json")]
    log: logging::Format,
}

impl Options {
    /// What records are judged by: whom they may be signed for, whose pages may post them, forms and policies.
    pub(super) fn judged_by(&self) -> Result<(Audiences, AllowedOrigins, Catalogue), CommandError> {
        let wrong = |setting: &str, error| CommandError::Message(format!("{setting} {error}"));
        let audiences = Audiences::new(self.public_url.iter().map(String::as_str))
            .map_err(|error| wrong("`public_url`", error))?;
        let origins = AllowedOrigins::new(self.allow_origin.iter().map(String::as_str))
            .map_err(|error| wrong("`allow_origin`", error))?;
        let inside = |folder: &Option<PathBuf>, name| {
            let folder = folder.clone();
            folder.unwrap_or_else(|| self.site.join(name))
        };
        let (forms, policies) = (
            inside(&self.forms, "forms"),
            inside(&self.policies, "policy"),
        );
        let catalogue = Catalogue::load(&forms, &policies)?;
        self.leaves_time(&catalogue)?;
        let secret = self.token_secret.as_deref().unwrap_or_default();
        let unverified = catalogue
            .forms()
            .find(|(_, form)| secret.is_empty() && form.value.abuse().token.is_some())
            .map(|(id, _)| id.to_owned());
        match unverified {
            None => Ok((audiences, origins, catalogue)),
            Some(id) => Err(CommandError::Message(format!(
                "the form `{id}` has a service judge whether a person is there, whose tokens this backend cannot have \
                 verified: set THUAN_TOKEN_SECRET, or take `token` out of the form"
            ))),
        }
    }

    /// Whether challenges live long enough for every form that has to be held for a while: none of its registrations
    /// would be taken otherwise.
    fn leaves_time(&self, catalogue: &Catalogue) -> Result<(), CommandError> {
        let hurried = catalogue.forms().find_map(|(id, form)| {
            let least = Duration::from_secs(form.value.abuse().minimum_seconds?) + TO_SEND;
            (self.challenge_lifetime < least).then_some((id, least.as_secs()))
        });
        match hurried {
            None => Ok(()),
            Some((id, least)) => Err(CommandError::Message(format!(
                "the form `{id}` is taken `minimum_seconds` after its challenge was given out, and has to be sent within \
                 `challenge_lifetime`: make that {least}s or more"
            ))),
        }
    }

    /// Where metrics are served, which must be another address than that of registrations; `None` where they are not.
    pub(super) fn metrics(&self) -> Result<Option<&str>, CommandError> {
        let Some(metrics) = self.metrics.as_deref() else {
            return Ok(None);
        };
        // A name that nobody knows is said to be so when it is listened at.
        let numbers = |addr: &str| Vec::from_iter(addr.to_socket_addrs().into_iter().flatten());
        let metrics_at = numbers(metrics);
        let clash = numbers(&self.addr).into_iter().any(|addr| {
            let mut others = metrics_at.iter();
            others.any(|other| values::overlap(addr, *other))
        });
        if clash {
            return Err(CommandError::Message(format!(
                "`metrics` ({metrics}) is the address that registrations are taken at, `addr` ({}): give it one of its \
                 own, such as 127.0.0.1:9464, which the world does not reach",
                self.addr
            )));
        }
        Ok(Some(metrics))
    }

    fn abuse(&self) -> Abuse {
        let secret = self
            .token_secret
            .clone()
            .filter(|secret| !secret.is_empty());
        let address = self.token_verify_url.clone();
        let verifier = secret.map(|secret| Verifier::new(address, Zeroizing::new(secret)));
        Abuse {
            work_bits: self.work_bits,
            verifier,
            outage: self.token_outage,
        }
    }

    fn limits(&self) -> Limits {
        let per_address = Limit {
            rate: self.rate_per_address,
            burst: self.burst_per_address,
        };
        let global = Limit {
            rate: self.rate_global,
            burst: self.burst_global,
        };
        let proxies = Proxies::new(self.trusted_proxies.clone(), self.forwarded_header);
        Limits::new(proxies, per_address, global)
    }

    fn patience(&self) -> server::Patience {
        server::Patience {
            // Where a number of connections does not fit, there are not as many.
            connections: usize::try_from(self.connections).unwrap_or(usize::MAX),
            ..server::Patience::default()
        }
    }

    pub(super) fn signing_keys(&self) -> Option<&Path> {
        self.signing_keys.as_deref()
    }

    /// What sends mail; `None` where none is sent.
    fn mailer(&self, audiences: &Audiences) -> Result<Option<Mail>, CommandError> {
        let site = Site {
            audiences: audiences.clone(),
            has_page: self.site.join("verify.html").is_file(),
        };
        let settings = self.mail.settings()?;
        let mail = settings.map(|settings| Mail::new(settings, site));
        mail.transpose().map_err(CommandError::Message)
    }

    pub(super) fn mail(&self) -> &mail::Options {
        &self.mail
    }

    pub(super) fn address(&self) -> Result<Address, StoreError> {
        self.database.address()
    }
}

pub fn run(options: &Options) -> Result<ExitCode, CommandError> {
    logging::start(options.log);
    block_on(serve(options))?;
    Ok(ExitCode::SUCCESS)
}

async fn serve(options: &Options) -> Result<(), CommandError> {
    let (audiences, origins, catalogue) = options.judged_by()?;
    let mail = options.mailer(&audiences)?;
    let metrics = options.metrics()?;
    let catalogue = Arc::new(catalogue);
    let store = options.database.open(Absent::Create).await?;
    let told = mail.as_ref().map(carrier::subscribers);
    let store = store.telling(told.unwrap_or_default());
    keep_definitions(&store, &catalogue).await?;
    let (source, challenges) = open_keys(&store, options.signing_keys.as_deref()).await?;

    let signal = server::end_signal()?;
    let listener = listen(&options.addr).await?;
    let for_metrics = match metrics {
        Some(addr) => Some(listen(addr).await?),
        None => None,
    };
    let addr = listener.local_addr()?;
    if !addr.ip().is_loopback() && options.public_url.is_empty() {
        tracing::warn!(
            event = "no_public_url",
            "without --public-url only records signed for a loopback address are taken"
        );
    }
    let sent = Sent::default();
    let app = Arc::new(App {
        metrics: Metrics::new(store.measured(), &sent),
        readiness: Readiness::default(),
        keeper: Keeper::start(store.clone(), source),
        store,
        challenges,
        challenge_lifetime: options.challenge_lifetime,
        catalogue,
        audiences,
        body_limit: options.body_limit,
        limits: options.limits(),
        abuse: options.abuse(),
        site: options.site.clone(),
        unsigned: Semaphore::new(http::plain::AT_ONCE),
    });
    let router = http::router(Arc::clone(&app), &origins);
    tracing::info!(event = "listening", addr = %addr, version = env!("CARGO_PKG_VERSION"));
    http::hosted::warn_of_old_pages(&app.site, &app.catalogue).await;
    policy::warn(app.catalogue.packs().map(|(_, pack)| &pack.value));
    policy::warn_of_forms(&app.catalogue);
    policy::warn_of_checks(&app.catalogue);
    let metrics = serve_metrics(for_metrics, &app)?;
    // For people and scripts. Whoever started this may have closed the pipe; that is no reason to stop.
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "listening on http://{addr}").and_then(|()| out.flush());
    drop(out);
    let courier = options.deliver.then(|| {
        let carriers = carriers(&app, mail.as_ref(), options);
        Courier::start(app.store.clone(), carriers, sent)
    });
    let end = end(signal, &app, options.drain);
    server::serve(listener, router, options.patience(), end).await;
    if let Some(courier) = courier
        && tokio::time::timeout(COURIER_END, courier.end())
            .await
            .is_err()
    {
        // What it has in hand is sent again when its lease is over.
        tracing::warn!(event = "outbox_not_ended");
    }
    metrics.abort();
    app.store.close().await;
    tracing::info!(event = "stopped");
    Ok(())
}

/// Whoever sends what others are told, a channel each.
fn carriers(app: &App, mail: Option<&Mail>, options: &Options) -> Vec<Arc<dyn Carrier>> {
    let webhooks = Webhooks::new(app.store.clone(), options.deliver_timeout);
    let mut carriers: Vec<Arc<dyn Carrier>> = vec![Arc::new(webhooks)];
    if let Some(mail) = mail {
        carriers.extend(Mailman::all(mail, &app.store, &app.catalogue));
    }
    carriers
}

async fn listen(addr: &str) -> Result<TcpListener, CommandError> {
    let listener = TcpListener::bind(addr).await;
    listener.map_err(|error| CommandError::Message(format!("cannot listen on {addr}: {error}")))
}

/// Answers whoever asks for metrics, until it is aborted.
fn serve_metrics(listener: Option<TcpListener>, app: &Arc<App>) -> io::Result<JoinHandle<()>> {
    let Some(listener) = listener else {
        return Ok(tokio::spawn(async {}));
    };
    tracing::info!(event = "metrics", addr = %listener.local_addr()?);
    let router = http::metrics_router(Arc::clone(app));
    let patience = server::Patience::default();
    Ok(tokio::spawn(async move {
        server::serve(listener, router, patience, std::future::pending()).await;
    }))
}

/// Waits for the signal, says no at /readyz, and waits for as long as others need to hear it, or for a second signal.
async fn end(signal: impl Future<Output = ()>, app: &App, drain: Duration) {
    signal.await;
    app.readiness.end();
    tracing::info!(event = "ending");
    let again = async {
        match server::end_signal() {
            Ok(signal) => signal.await,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        () = tokio::time::sleep(drain) => {}
        () = again => {}
    }
}

/// Keeps every text and form that records will refer to by hash, so that it can still be shown when it has changed.
async fn keep_definitions(store: &Store, catalogue: &Catalogue) -> Result<(), CommandError> {
    for (language, text) in catalogue.policy_texts() {
        store.keep_policy_text(language, text).await?;
    }
    for (_, pack) in catalogue.packs() {
        store.keep_pack(&pack.file.bytes).await?;
    }
    for (_, form) in catalogue.forms() {
        store.keep_form(&form.file.bytes).await?;
    }
    Ok(())
}

/// The keys of the file, or those of the database, which are made where there are none.
async fn open_keys(
    store: &Store,
    file: Option<&Path>,
) -> Result<(Source, ChallengeSecret), CommandError> {
    let now = clock::now().map_err(|_| StoreError::Clock)?;
    let Some(file) = file else {
        store.ensure_key(&now).await?;
        return Ok((Source::Database, store.challenge_secret().await?));
    };
    let file = keys_of(file, &now)?;
    store.note_keys(&file.keys, &now).await?;
    let challenges = match file.challenge {
        Some(secret) => secret,
        None => store.challenge_secret().await?,
    };
    Ok((Source::File(file.keys.into()), challenges))
}

/// What a file of keys holds, one of which signs by now.
pub(super) fn keys_of(file: &Path, now: &Timestamp) -> Result<KeyFile, CommandError> {
    let file = keys::file::read(file)?;
    match keys::active(&file.keys, now) {
        Some(_) => Ok(file),
        None => Err(StoreError::NoKey.into()),
    }
}
