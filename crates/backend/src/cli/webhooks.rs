//! `thuan webhooks`

use std::io::{self, Write as _};
use std::process::ExitCode;
use std::time::Duration;

use thuan_consent::webhook::{TestNotice, Webhook};

use super::terminal::{column, harmless};
use super::{CommandError, Database, block_on};
use crate::store::{Absent, Channel, DeadDelivery, Event, Events, Store, StoreError};
use crate::webhooks::client::Client;
use crate::webhooks::endpoint::{Data, Endpoint, EndpointUrl};
use crate::webhooks::secret::Secret;
use crate::{clock, random};

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Options {
    #[command(flatten)]
    database: Database,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List the endpoints, as without a command.
    List(List),
    /// Tell an address of what happens from now on, and print the secret that it is signed with: this once.
    Add(Add),
    /// Tell an endpoint nothing more. What it was still to be told is deleted.
    Remove(One),
    /// Give an endpoint a new secret and print it: this once. The old one signs as well for a while.
    Rotate(Rotate),
    /// Send something to an endpoint now, and say how it answers.
    Test(Test),
    /// Tell an endpoint again that was stopped because it answered 410.
    Resume(One),
    /// List what was given up.
    Dead(List),
    /// Send again what was given up.
    Retry(Retry),
}

#[derive(Debug, clap::Args)]
struct List {
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, clap::Args)]
struct Add {
    /// Where: https://, or http:// on this machine.
    url: String,
    /// What it is told of; everything when left out. Can be repeated.
    #[arg(long = "event", value_name = "TYPE", value_parser = event)]
    events: Vec<Event>,
    /// How much it is told: identifiers (names, hashes, decisions), or the personal data of the registration as well.
    #[arg(long, value_enum, default_value = "identifiers")]
    data: Data,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, clap::Args)]
struct One {
    /// The endpoint's name.
    id: String,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, clap::Args)]
struct Rotate {
    #[command(flatten)]
    one: One,
    /// How long the old secret signs as well; 0s when it is known to others.
    #[arg(long, value_parser = super::duration, default_value = "1d")]
    overlap: Duration,
}

#[derive(Debug, clap::Args)]
struct Test {
    #[command(flatten)]
    one: One,
    /// How long it may take to answer, from 1s to 1m.
    #[arg(long, value_parser = super::patience, default_value = "20s")]
    deliver_timeout: Duration,
}

#[derive(Debug, clap::Args)]
struct Retry {
    /// The name of what was given up, as `thuan webhooks dead` lists it.
    #[arg(required_unless_present = "all_dead", conflicts_with = "all_dead")]
    id: Option<String>,
    /// Everything.
    #[arg(long)]
    all_dead: bool,
    #[command(flatten)]
    database: Database,
}

pub fn run(options: &Options) -> Result<ExitCode, CommandError> {
    let database = match &options.command {
        None => &options.database,
        Some(Command::List(List { database }) | Command::Dead(List { database })) => database,
        Some(Command::Add(Add { database, .. }) | Command::Retry(Retry { database, .. })) => {
            database
        }
        Some(
            Command::Remove(one)
            | Command::Resume(one)
            | Command::Rotate(Rotate { one, .. })
            | Command::Test(Test { one, .. }),
        ) => &one.database,
    };
    block_on(async {
        let store = database.open(Absent::Refuse).await?;
        let done = obey(&store, options.command.as_ref()).await;
        store.close().await;
        done
    })
}

async fn obey(store: &Store, command: Option<&Command>) -> Result<ExitCode, CommandError> {
    let mut out = io::stdout().lock();
    match command {
        None | Some(Command::List(_)) => list(&store.endpoints().await?)?,
        Some(Command::Add(options)) => add(store, options).await?,
        Some(Command::Remove(one)) => {
            let untold = store.remove_endpoint(&one.id).await?;
            let untold = untold.ok_or_else(|| unknown(&one.id))?;
            writeln!(
                out,
                "removed; {untold} webhooks were still to be sent to it"
            )?;
        }
        Some(Command::Rotate(options)) => rotate(store, options).await?,
        Some(Command::Test(options)) => return test(store, options).await,
        Some(Command::Resume(one)) => {
            if !store.resume_endpoint(&one.id).await? {
                return Err(unknown(&one.id));
            }
            writeln!(
                out,
                "it is told again; `thuan webhooks retry` sends what was given up meanwhile"
            )?;
        }
        Some(Command::Dead(_)) => dead(&store.dead(Channel::Webhook).await?)?,
        Some(Command::Retry(options)) => {
            let now = clock::now().map_err(|_| StoreError::Clock)?;
            let id = options.id.as_deref();
            let retried = store.retry(Channel::Webhook, id, &now).await?;
            if let (0, Some(id)) = (retried, id) {
                let text = format!("nothing of the name {} was given up", harmless(id));
                return Err(CommandError::Message(text));
            }
            writeln!(out, "{retried} webhooks are sent again")?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn add(store: &Store, options: &Add) -> Result<(), CommandError> {
    let url: EndpointUrl = options
        .url
        .parse()
        .map_err(|error| CommandError::Message(format!("the address {error}")))?;
    let now = clock::now().map_err(|_| StoreError::Clock)?;
    let events = match options.events.as_slice() {
        [] => Events::All,
        events => Events::These(events.iter().copied().collect()),
    };
    let endpoint = Endpoint {
        endpoint_id: random::uuid().map_err(|_| StoreError::Random)?.to_string(),
        url,
        events,
        data: options.data,
        secret: Secret::generate().map_err(|_| StoreError::Random)?,
        previous: None,
        created_at: now.to_string(),
        stopped_at: None,
    };
    store.add_endpoint(&endpoint).await?;
    writeln!(io::stdout().lock(), "endpoint  {}", endpoint.endpoint_id)?;
    tell(&endpoint.secret)
}

async fn rotate(store: &Store, options: &Rotate) -> Result<(), CommandError> {
    let secret = Secret::generate().map_err(|_| StoreError::Random)?;
    let now = clock::now().map_err(|_| StoreError::Clock)?;
    let until = clock::later(&now, options.overlap).map_err(|_| StoreError::Clock)?;
    let id = &options.one.id;
    if !store.rotate_endpoint(id, &secret, &until).await? {
        return Err(unknown(id));
    }
    writeln!(io::stdout().lock(), "the old secret signs until {until}")?;
    tell(&secret)
}

fn tell(secret: &Secret) -> Result<(), CommandError> {
    let mut out = io::stdout().lock();
    writeln!(out, "secret    {}", secret.reveal().as_str())?;
    writeln!(
        out,
        "It is not shown again: put it where the receiver checks signatures."
    )?;
    Ok(())
}

async fn test(store: &Store, options: &Test) -> Result<ExitCode, CommandError> {
    let id = &options.one.id;
    let endpoint = store.endpoint(id).await?.ok_or_else(|| unknown(id))?;
    let now = clock::now().map_err(|_| StoreError::Clock)?;
    let endpoint_id = endpoint.endpoint_id.parse();
    let body = Webhook::Test {
        timestamp: now.clone(),
        data: TestNotice {
            endpoint_id: endpoint_id.map_err(|_| StoreError::Corrupt("name of an endpoint"))?,
        },
    };
    let body = serde_json::to_vec(&body).map_err(io::Error::from)?;
    let name = random::uuid().map_err(|_| StoreError::Random)?;
    let client = Client::new(options.deliver_timeout);
    let answer = client.post(&endpoint, name.as_str(), &body, &now).await;
    let mut out = io::stdout().lock();
    match answer {
        Ok(answer) if (200..300).contains(&answer.status) => {
            writeln!(out, "taken: {}", answer.status)?;
            Ok(ExitCode::SUCCESS)
        }
        Ok(answer) => {
            writeln!(out, "not taken: {}", answer.status)?;
            Ok(ExitCode::FAILURE)
        }
        Err(error) => {
            writeln!(out, "not taken: {}", error.name())?;
            Ok(ExitCode::FAILURE)
        }
    }
}

fn list(endpoints: &[Endpoint]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{:36}  STATE    DATA          EVENTS", "ENDPOINT")?;
    for endpoint in endpoints {
        let state = match endpoint.stopped_at {
            None => "told",
            Some(_) => "stopped",
        };
        let events = match &endpoint.events {
            Events::All => "all".to_owned(),
            Events::These(events) => {
                Vec::from_iter(events.iter().map(|event| event.name())).join(", ")
            }
        };
        writeln!(
            out,
            "{:36}  {state:7}  {:12}  {events}",
            endpoint.endpoint_id,
            endpoint.data.name()
        )?;
        writeln!(out, "  {}", harmless(&endpoint.url.to_string()))?;
    }
    Ok(())
}

fn dead(dead: &[DeadDelivery]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "{:36}  {:21}  {:36}  TRIED  LAST         ENDPOINT",
        "WEBHOOK", "EVENT", "ABOUT"
    )?;
    for one in dead {
        let outcome = one.last_outcome.as_deref().unwrap_or_default();
        writeln!(
            out,
            "{:36}  {:21}  {:36}  {:5}  {}  {}",
            harmless(&one.delivery_id),
            harmless(&one.event),
            harmless(&one.about),
            one.attempts,
            column(outcome, 11),
            harmless(&one.target)
        )?;
    }
    Ok(())
}

fn event(name: &str) -> Result<Event, String> {
    Event::parse(name).ok_or_else(|| {
        let names = Event::ALL.map(Event::name).join(", ");
        format!("there are: {names}")
    })
}

fn unknown(id: &str) -> CommandError {
    CommandError::Message(format!("there is no endpoint {}", harmless(id)))
}
