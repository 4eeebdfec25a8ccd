//! Logs on standard error, one event a line, without personal data.
//!
//! There is no verbose level: what libraries write when asked for detail is not under this crate's control, and a
//! header or a statement may hold what must not be logged.

use std::io;
use std::panic;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer as _, fmt};

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// One JSON object a line.
    Json,
    /// For reading in a terminal.
    Text,
}

/// Starts logging, for the whole process. A second call does nothing.
pub fn start(format: Format) {
    let events = fmt::layer()
        .with_writer(io::stderr)
        .with_target(false)
        .with_ansi(false);
    let ours = Targets::new()
        .with_default(LevelFilter::WARN)
        .with_target("thuan_backend", LevelFilter::INFO);
    let layer = match format {
        Format::Json => events
            .json()
            .flatten_event(true)
            .with_current_span(false)
            .boxed(),
        Format::Text => events.boxed(),
    };
    let _ = tracing_subscriber::registry()
        .with(layer.with_filter(ours))
        .try_init();
    // The message stays out: that of a failed slice, for one, quotes the text that was sliced.
    panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        tracing::error!(event = "panic", place);
    }));
}
