//! Running other programs.

use std::{
    collections::VecDeque,
    env,
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};

use anyhow::{Context, Result, anyhow, bail};

use crate::{console::Progress, project::executable};

/// How many of the last lines a failure repeats.
const LAST_LINES: usize = 40;

/// Finds a program on `PATH`.
pub fn find(name: &str) -> Option<PathBuf> {
    let name = executable(name);
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(&name))
        .find(|path| path.is_file())
}

/// Runs a long, talkative command: its output is kept back, signs of life are shown, and a failure ends with its last
/// lines and with `advice`.
pub fn quietly(command: &mut Command, advice: &str) -> Result<()> {
    let shown = describe(command);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| cannot_start(command, advice))?;

    let (sender, lines) = mpsc::channel();
    for pipe in [
        child.stdout.take().map(|pipe| Box::new(pipe) as Pipe),
        child.stderr.take().map(|pipe| Box::new(pipe) as Pipe),
    ]
    .into_iter()
    .flatten()
    {
        let sender = sender.clone();
        thread::spawn(move || {
            read_lines(pipe, |line| {
                // The receiver lives until every sender is gone.
                let _ = sender.send(line.to_owned());
            });
        });
    }
    drop(sender);

    let mut last = VecDeque::new();
    let mut progress = Progress::start();
    loop {
        match lines.recv_timeout(Duration::from_millis(500)) {
            Ok(line) => {
                if last.len() == LAST_LINES {
                    last.pop_front();
                }
                last.push_back(line);
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        progress.show(last.back().map_or("", String::as_str));
    }
    progress.end();

    let status = child.wait()?;
    if status.success() {
        return Ok(());
    }
    let last: Vec<String> = last.into();
    Err(anyhow!(
        "`{shown}` ended with {status}. Its last lines:\n\n{}\n\nWhat to do: {advice}",
        last.join("\n")
    ))
}

/// Runs a command whose output the developer should see as it comes.
pub fn openly(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot start `{}`", describe(command)))?;
    if !status.success() {
        bail!("`{}` ended with {status}", describe(command));
    }
    Ok(())
}

/// Runs a command openly and also hands each line of its standard output to `each`. True if it succeeded.
pub fn watched(command: &mut Command, mut each: impl FnMut(&str)) -> Result<bool> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start `{}`", describe(command)))?;
    if let Some(pipe) = child.stdout.take() {
        read_lines(pipe, |line| {
            println!("{line}");
            each(line);
        });
    }
    Ok(child.wait()?.success())
}

/// What a command prints on standard output, without the line end.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot start `{}`", describe(command)))?;
    if !output.status.success() {
        bail!(
            "`{}` ended with {}\n{}",
            describe(command),
            output.status,
            String::from_utf8_lossy(&output.stderr).trim_end()
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout)
        .trim_end()
        .to_owned())
}

/// What a program answers to `--version`, if it can be run at all.
pub fn version(program: &Path) -> Option<String> {
    output(Command::new(program).arg("--version")).ok()
}

type Pipe = Box<dyn Read + Send>;

fn read_lines(pipe: impl Read, mut each: impl FnMut(&str)) {
    let mut reader = BufReader::new(pipe);
    let mut line = Vec::new();
    // Bytes and not strings: a program may print what is not UTF-8, and that is no reason to stop reading.
    while reader.read_until(b'\n', &mut line).unwrap_or(0) > 0 {
        each(String::from_utf8_lossy(&line).trim_end());
        line.clear();
    }
}

fn describe(command: &Command) -> String {
    let program = Path::new(command.get_program())
        .file_name()
        .unwrap_or_default();
    let mut text = program.to_string_lossy().into_owned();
    for argument in command.get_args() {
        text.push(' ');
        text.push_str(&argument.to_string_lossy());
    }
    if text.chars().count() > 300 {
        text = text.chars().take(300).chain(['…']).collect();
    }
    text
}

fn cannot_start(command: &Command, advice: &str) -> String {
    format!(
        "cannot start `{}`\n\nWhat to do: {advice}",
        describe(command)
    )
}
