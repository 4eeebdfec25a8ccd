//! `thuan serve`

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use super::{CommandError, Database, block_on, policy};
use crate::catalogue::Catalogue;
use crate::http::audience::Audiences;
use crate::http::cors::AllowedOrigins;
use crate::http::{self, App};
use crate::keys::challenge::ChallengeSecret;
use crate::keys::{self, Source};
use crate::store::{Absent, Keeper, Store, StoreError};
use crate::{clock, logging, server};

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
    /// An address people reach this backend at (https://register.example.vn): records signed for it are taken. Records
    /// signed for this machine's own loopback names always are. Can be repeated; in the environment, by commas.
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
    #[arg(long, env = "THUAN_CHALLENGE_LIFETIME", value_parser = super::duration, default_value = "10m")]
    challenge_lifetime: Duration,
    /// The largest registration that is read, in bytes.
    #[arg(long, env = "THUAN_BODY_LIMIT", default_value_t = 64 * 1024)]
    body_limit: usize,
    /// How log lines are written.
    #[arg(long, env = "THUAN_LOG", value_enum, default_value = "json")]
    log: logging::Format,
}

pub fn run(options: &Options) -> Result<ExitCode, CommandError> {
    logging::start(options.log);
    block_on(serve(options))?;
    Ok(ExitCode::SUCCESS)
}

async fn serve(options: &Options) -> Result<(), CommandError> {
    let wrong = |option: &str, error| CommandError::Message(format!("{option} {error}"));
    let audiences = Audiences::new(options.public_url.iter().map(String::as_str))
        .map_err(|error| wrong("--public-url", error))?;
    let origins = AllowedOrigins::new(options.allow_origin.iter().map(String::as_str))
        .map_err(|error| wrong("--allow-origin", error))?;
    let forms = options
        .forms
        .clone()
        .unwrap_or_else(|| options.site.join("forms"));
    let policies = options
        .policies
        .clone()
        .unwrap_or_else(|| options.site.join("policy"));
    let catalogue = Catalogue::load(&forms, &policies)?;
    let store = options.database.open(Absent::Create).await?;
    keep_definitions(&store, &catalogue).await?;
    let (source, challenges) = open_keys(&store, options.signing_keys.as_deref()).await?;

    let end = server::end_signal()?;
    let listener = TcpListener::bind(&options.addr).await.map_err(|error| {
        CommandError::Message(format!("cannot listen on {}: {error}", options.addr))
    })?;
    let addr = listener.local_addr()?;
    if !addr.ip().is_loopback() && options.public_url.is_empty() {
        tracing::warn!(
            event = "no_public_url",
            "without --public-url only records signed for a loopback address are taken"
        );
    }
    let app = Arc::new(App {
        keeper: Keeper::start(store.clone(), source),
        store,
        challenges,
        challenge_lifetime: options.challenge_lifetime,
        catalogue,
        audiences,
        body_limit: options.body_limit,
        site: options.site.clone(),
        unsigned: Semaphore::new(http::plain::AT_ONCE),
    });
    let router = http::router(Arc::clone(&app), &origins);
    tracing::info!(event = "listening", addr = %addr, version = env!("CARGO_PKG_VERSION"));
    http::hosted::warn_of_old_pages(&app.site, &app.catalogue).await;
    policy::warn(app.catalogue.packs().map(|(_, pack)| &pack.value));
    policy::warn_of_forms(&app.catalogue);
    // For people and scripts. Whoever started this may have closed the pipe; that is no reason to stop.
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "listening on http://{addr}").and_then(|()| out.flush());
    drop(out);
    server::serve(listener, router, server::Patience::default(), end).await;
    app.store.close().await;
    tracing::info!(event = "stopped");
    Ok(())
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
    let file = keys::file::read(file)?;
    if keys::active(&file.keys, &now).is_none() {
        return Err(StoreError::NoKey.into());
    }
    store.note_keys(&file.keys, &now).await?;
    let challenges = match file.challenge {
        Some(secret) => secret,
        None => store.challenge_secret().await?,
    };
    Ok((Source::File(file.keys.into()), challenges))
}
