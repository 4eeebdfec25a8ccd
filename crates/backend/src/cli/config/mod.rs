//! The settings: flags, then the environment, then a file, then defaults.
//!
//! A file's values become the defaults of the command line, so each is read by the same code and means the same wherever
//! it stands.
//!
//! * `file`: reading `thuan.toml`
//! * `check`: `thuan config check`

mod check;
mod file;

use std::error::Error as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command, CommandFactory as _, FromArgMatches as _};

use super::terminal::harmless;
use super::{Cli, CommandError, serve};
use file::{File, Key};

#[derive(Debug, clap::Subcommand)]
pub enum Task {
    /// Say which settings are in force and where each comes from, and whether `serve` could start with them: exit status
    /// 0 if so, 1 if something does not hold, 2 if a setting was not understood.
    Check(Box<serve::Options>),
}

pub fn run(task: &Task, sources: &Sources) -> Result<ExitCode, CommandError> {
    match task {
        Task::Check(options) => check::run(options, sources),
    }
}

/// The option that names the file; `serve` and all other commands have it.
const CONFIG: &str = "config";

/// Where the settings of this call came from.
#[derive(Debug)]
pub struct Sources {
    matches: ArgMatches,
    file: Option<File>,
}

/// What the command line, the environment and the file say. Ends the process where help is asked for or something is not
/// understood.
pub fn read() -> Result<(Cli, Sources), CommandError> {
    let command = Cli::command();
    let mut matches = command.clone().get_matches();
    let mut file = None;
    if let Some(path) = innermost(&matches).get_one::<PathBuf>(CONFIG) {
        let read = File::read(path, &keys(&command))?;
        matches = with_file(command, &read)
            .try_get_matches()
            .map_err(|error| blame(&error, &read))?;
        file = Some(read);
    }
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    Ok((cli, Sources { matches, file }))
}

/// What a file may set: the options of `serve`, which are those of the other commands and more.
fn keys(command: &Command) -> Vec<Key> {
    let serve = command.find_subcommand("serve");
    let options = serve.into_iter().flat_map(Command::get_arguments);
    let keys = options.map(|option| Key {
        name: option.get_id().as_str().to_owned(),
        takes_many: matches!(option.get_action(), ArgAction::Append),
    });
    keys.filter(|key| key.name != CONFIG).collect()
}

fn with_file(command: Command, file: &File) -> Command {
    command
        .mut_args(|option| match file.get(option.get_id().as_str()) {
            Some(setting) => option.default_values(setting.values.clone()),
            None => option,
        })
        .mut_subcommands(|command| with_file(command, file))
}

/// The command line alone was understood, so what is not is a value of the file.
fn blame(error: &clap::Error, file: &File) -> CommandError {
    let option = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(option)) => option.as_str(),
        _ => "",
    };
    let id = option
        .trim_start_matches('-')
        .split(' ')
        .next()
        .unwrap_or_default()
        .replace('-', "_");
    let line = file.get(&id).map(|setting| setting.line);
    // Not as the error displays itself, which speaks of a command line that nobody has typed.
    let Some(ContextValue::String(value)) = error.get(ContextKind::InvalidValue) else {
        let said = error.render().to_string();
        let said = said.trim_start_matches("error: ");
        return file.wrong(line, said.lines().next().unwrap_or_default());
    };
    let why = match (error.get(ContextKind::ValidValue), error.source()) {
        (Some(ContextValue::Strings(known)), _) if !known.is_empty() => {
            format!("; it is one of: {}", known.join(", "))
        }
        (_, Some(source)) => format!(": {source}"),
        _ => String::new(),
    };
    file.wrong(line, format!("`{id}` cannot be '{}'{why}", harmless(value)))
}

fn innermost(matches: &ArgMatches) -> &ArgMatches {
    match matches.subcommand() {
        Some((_, matches)) => innermost(matches),
        None => matches,
    }
}

impl Sources {
    /// Where the value of an option came from.
    fn of(&self, option: &Arg) -> String {
        let id = option.get_id().as_str();
        match innermost(&self.matches).value_source(id) {
            Some(ValueSource::CommandLine) => "command line".to_owned(),
            Some(ValueSource::EnvVariable) => {
                let name = option.get_env().unwrap_or_default().to_string_lossy();
                format!("environment, {name}")
            }
            _ => match self.file.as_ref().and_then(|file| file.place(id)) {
                Some(place) => place,
                None => "default".to_owned(),
            },
        }
    }

    /// The values of an option, as they were given.
    fn values(&self, id: &str) -> Vec<String> {
        let values = innermost(&self.matches).get_raw(id);
        let values = values.into_iter().flatten();
        values
            .map(|value| value.to_string_lossy().into_owned())
            .collect()
    }
}
