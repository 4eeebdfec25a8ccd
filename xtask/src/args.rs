//! The command line.

use std::ffi::OsString;

use anyhow::{Context, Result, bail};
use lexopt::prelude::{Long, Short, Value, ValueExt};

use crate::{bench, serve, site, soak, test};

/// What `cargo xtask` answers without arguments.
pub const HELP: &str = "\
cargo xtask <command>

  serve [--addr 127.0.0.1:8080] [--database sqlite://thuan.db]
                 install what is missing, build, start the backend, print the address
  test [lint] [native] [web] [foreign] [journey] [engines]
                 run every test, or the sections named
  build [--debug] [--no-backend]
                 write the release: dist/ and target/release/thuan
  lint           rustfmt, clippy and rustdoc, warnings as errors; the JSON Schemas are what the types say
  size           what a page load costs, file by file and crate by crate
  setup          install what the commands above need, and nothing else
  bench fields   compare the field parsers with others
  bench work     what a proof of work costs on slow phones
  bench page [--write]
                 how long one waits for the form on a slow phone and network; the picture of it in docs/
  bench backend [--records 200000]
                 how fast the backend takes registrations, beside the bare signature and the bare database, and whether
                 it holds more memory after so many
  looks [--write]
                 compare how every state looks with the pictures in tests/looks/; or keep those, and the ones in docs/
  soak [fuzz] [chance] [faults] [hostile] [api] [all] [--seconds 60] [--seed N]
                 for long, with counts at the end: fuzz the field parsers and the policy's, so many seconds a target
                 (alone where nothing is named); hold what reads people's text against the reference libraries; kill
                 the backend, fill its disk, cut its network, set its clock; send it hostile bodies; hold it against
                 schemas/openapi.json
  metadata-check [--write]
                 compare the Vietnamese phone metadata with the newest published
  schemas [--write]
                 compare schemas/ with the types it is made from
  messages [--write]
                 compare docs/messages.md, and what is said of dates, with the translations they are made from
  postgres COMMAND…
                 run a command, such as `cargo test -p thuan-backend`, beside a PostgreSQL server that is there for it
                 alone; with THUAN_TEST_DATABASE=postgres the backend's tests keep everything on it
  stage          what `trunk serve` runs after each build

  records | verify | check | policy | export | audit | withdrawals | forget | keys | migrate | config …
                 the same command of the `thuan` binary (development build)
";

/// A command with its options.
pub enum Task {
    /// Print [`HELP`].
    Help,
    /// Install everything.
    Setup,
    /// Write the release.
    Build(site::Options),
    /// Serve the site.
    Serve(serve::Options),
    /// Say when the backend answers; started by `serve`.
    Announce { address: String },
    /// Complete what trunk built.
    Stage,
    /// Compare how every state looks.
    Looks { write: bool },
    /// Formatting, clippy, rustdoc.
    Lint,
    /// Run tests; no sections means all of them.
    Test { sections: Vec<test::Section> },
    /// Print sizes.
    Size,
    /// Run a benchmark.
    Bench {
        what: String,
        options: bench::Options,
    },
    /// Try for long what the tests try in short.
    Soak(soak::Options),
    /// Compare phone metadata.
    MetadataCheck { write: bool },
    /// Compare the JSON Schemas with the types.
    Schemas { write: bool },
    /// Compare the messages with the translations.
    Messages { write: bool },
    /// Run a command beside a PostgreSQL server.
    Postgres(Vec<OsString>),
    /// Hand over to the backend's command line.
    Backend(Vec<OsString>),
}

/// Reads the command line of this process.
pub fn parse() -> Result<Task> {
    let mut parser = lexopt::Parser::from_env();
    let command = match parser.next()? {
        None | Some(Short('h') | Long("help")) => return Ok(Task::Help),
        Some(Value(command)) => command.string()?,
        Some(other) => return Err(other.unexpected().into()),
    };
    match command.as_str() {
        "records" | "verify" | "check" | "policy" | "export" | "audit" | "withdrawals"
        | "forget" | "keys" | "migrate" | "config" => {
            let mut arguments = vec![OsString::from(command)];
            arguments.extend(parser.raw_args()?);
            return Ok(Task::Backend(arguments));
        }
        "postgres" => return Ok(Task::Postgres(parser.raw_args()?.collect())),
        _ => {}
    }

    let mut options = Options::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Task::Help),
            Long("debug") => options.debug = true,
            Long("no-backend") => options.no_backend = true,
            Long("write") => options.write = true,
            Long("addr") => options.address = Some(parser.value()?.string()?),
            Long("database") => options.database = Some(parser.value()?.string()?),
            Long("seed") => options.seed = Some(parser.value()?.parse()?),
            Long("seconds") => options.seconds = Some(parser.value()?.parse()?),
            Long("records") => options.records = Some(parser.value()?.parse()?),
            Value(word) => options.words.push(word.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    options.into_task(&command)
}

/// Every option there is; which command takes which is decided in one place, `into_task`.
#[derive(Default)]
struct Options {
    debug: bool,
    no_backend: bool,
    write: bool,
    address: Option<String>,
    database: Option<String>,
    seconds: Option<u32>,
    seed: Option<u64>,
    records: Option<u32>,
    words: Vec<String>,
}

impl Options {
    fn into_task(mut self, command: &str) -> Result<Task> {
        let task = match command {
            "help" => Task::Help,
            "setup" => Task::Setup,
            "build" => Task::Build(site::Options {
                debug: std::mem::take(&mut self.debug),
                backend: !std::mem::take(&mut self.no_backend),
            }),
            "serve" => {
                let defaults = serve::Options::default();
                Task::Serve(serve::Options {
                    address: self.address.take().unwrap_or(defaults.address),
                    database: self.database.take().unwrap_or(defaults.database),
                })
            }
            "announce" => Task::Announce {
                address: self.words.pop().context("announce wants an address")?,
            },
            "stage" => Task::Stage,
            "lint" => Task::Lint,
            "test" => Task::Test {
                sections: std::mem::take(&mut self.words)
                    .iter()
                    .map(|word| word.parse())
                    .collect::<Result<_>>()?,
            },
            "size" => Task::Size,
            "bench" => Task::Bench {
                what: self
                    .words
                    .pop()
                    .context("bench what? `fields`, `work`, `page`, `backend`")?,
                options: bench::Options {
                    write: std::mem::take(&mut self.write),
                    records: self.records.take(),
                },
            },
            "soak" => Task::Soak(soak::Options {
                parts: parts(&std::mem::take(&mut self.words))?,
                seconds: self.seconds.take().unwrap_or(60),
                seed: self.seed.take(),
            }),
            "looks" => Task::Looks {
                write: std::mem::take(&mut self.write),
            },
            "metadata-check" => Task::MetadataCheck {
                write: std::mem::take(&mut self.write),
            },
            "schemas" => Task::Schemas {
                write: std::mem::take(&mut self.write),
            },
            "messages" => Task::Messages {
                write: std::mem::take(&mut self.write),
            },
            other => bail!("there is no command `{other}`\n\n{HELP}"),
        };
        self.nothing_left(command)?;
        Ok(task)
    }

    /// An option that the command did not take is a mistake worth saying.
    fn nothing_left(self, command: &str) -> Result<()> {
        let given = [
            (self.debug, "--debug"),
            (self.no_backend, "--no-backend"),
            (self.write, "--write"),
            (self.address.is_some(), "--addr"),
            (self.database.is_some(), "--database"),
            (self.seconds.is_some(), "--seconds"),
            (self.seed.is_some(), "--seed"),
            (self.records.is_some(), "--records"),
        ];
        if let Some((_, name)) = given.iter().find(|(given, _)| *given) {
            bail!("`{command}` has no option {name}");
        }
        if let Some(word) = self.words.first() {
            bail!("`{command}` does not take `{word}`");
        }
        Ok(())
    }
}

/// What `soak` is to try.
fn parts(words: &[String]) -> Result<Vec<soak::Part>> {
    if words.is_empty() {
        return Ok(vec![soak::Part::Fuzz]);
    }
    if words == ["all"] {
        return Ok(soak::Part::ALL.to_vec());
    }
    words.iter().map(|word| word.parse()).collect()
}
