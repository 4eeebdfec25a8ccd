//! What the developer sees: one line a step, how long it took, and signs of life while it takes long.

use std::{
    io::{self, IsTerminal, Write},
    time::{Duration, Instant},
};

use anyhow::{Error, Result};

/// Runs a step between its name and its time.
pub fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let start = Instant::now();
    println!("▸ {name}");
    let value = work().map_err(|error| error.context(format!("step `{name}` failed")))?;
    println!("  {name}: {}", seconds(start.elapsed()));
    Ok(value)
}

/// A heading above a larger part of the work.
pub fn heading(name: &str) {
    println!("\n━━ {name} ━━");
}

/// Something worth knowing that is not an error.
pub fn note(text: &str) {
    println!("  note: {text}");
}

/// Prints an error with its causes, the outermost first.
pub fn failure(error: &Error) {
    eprintln!("\nerror: {error}");
    for cause in error.chain().skip(1) {
        eprintln!("\n{cause}");
    }
}

/// A duration for people: `0.4 s`, `12.3 s`, `3 min 05 s`.
pub fn seconds(duration: Duration) -> String {
    let whole = duration.as_secs();
    if whole < 100 {
        format!("{:.1} s", duration.as_secs_f64())
    } else {
        format!("{} min {:02} s", whole / 60, whole % 60)
    }
}

/// A size for people, in the unit that budgets are written in (1 kB = 1000 bytes).
pub fn kilobytes(bytes: u64) -> String {
    format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100)
}

/// Signs of life of a long step: a line that is rewritten on a terminal, a line now and then in a log.
pub struct Progress {
    start: Instant,
    last: Instant,
    terminal: bool,
    shown: bool,
}

impl Progress {
    /// How often a log gets a line.
    const LOG_EVERY: Duration = Duration::from_secs(20);
    /// How often the terminal's line is rewritten.
    const TERMINAL_EVERY: Duration = Duration::from_millis(200);
    /// Columns that fit everywhere.
    const WIDTH: usize = 70;

    /// Starts the clock.
    pub fn start() -> Self {
        let now = Instant::now();
        Self {
            start: now,
            last: now,
            terminal: io::stdout().is_terminal(),
            shown: false,
        }
    }

    /// Shows the latest line of output, if it is time to.
    pub fn show(&mut self, line: &str) {
        let every = if self.terminal {
            Self::TERMINAL_EVERY
        } else {
            Self::LOG_EVERY
        };
        if self.last.elapsed() < every {
            return;
        }
        self.last = Instant::now();
        let line: String = line.trim().chars().take(Self::WIDTH).collect();
        let elapsed = self.start.elapsed().as_secs();
        if self.terminal {
            print!("\r\x1b[2K  {elapsed:>4} s  {line}");
            self.shown = true;
        } else {
            println!("  {elapsed:>4} s  {line}");
        }
        // Nothing to be done when standard output is closed.
        let _ = io::stdout().flush();
    }

    /// Takes the terminal's line away.
    pub fn end(&self) {
        if self.shown {
            print!("\r\x1b[2K");
            let _ = io::stdout().flush();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_written_for_people() {
        assert_eq!(seconds(Duration::from_millis(432)), "0.4 s");
        assert_eq!(seconds(Duration::from_secs(185)), "3 min 05 s");
    }

    #[test]
    fn sizes_are_written_in_units_of_a_thousand() {
        assert_eq!(kilobytes(43_456), "43.4 kB");
        assert_eq!(kilobytes(999), "0.9 kB");
    }
}
