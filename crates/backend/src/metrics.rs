//! What is counted and measured, for Prometheus: numbers by route, outcome and code, which are names of this program.
//! Nothing that was posted, no address and no name of a record gets into a label, so there are as many series as the
//! program has names and no more.

use std::fmt::Write as _;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use crate::clock;
use crate::outbox::Sent;
use crate::store::{Backlog, Connections, Measured};

/// The media type of [`Metrics::text`] (<https://prometheus.io/docs/specs/om/open_metrics_spec/>).
pub const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Upper bounds of the time for a request, in seconds: most take milliseconds, and none more than half a minute.
const REQUEST_SECONDS: [f64; 12] = [
    0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];

/// Everything that is counted.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: Family<Asked, Counter>,
    request_seconds: Family<Route, Histogram, fn() -> Histogram>,
    refused: Family<Refusal, Counter>,
    unsigned: Family<UnsignedOutcome, Counter>,
    queue: Gauge,
    connections: Family<Pool, Gauge>,
    deliveries: Family<Waiting, Gauge>,
    oldest: Gauge<f64, AtomicU64>,
}

/// A request that was answered.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    method: String,
    route: String,
    /// `2xx`.
    status: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Refusal {
    problem: &'static str,
    /// One for each thing that was wrong; empty where the problem says it all.
    code: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct UnsignedOutcome {
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Pool {
    pool: &'static str,
    state: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Waiting {
    state: &'static str,
}

/// A request and what came of it.
#[derive(Debug)]
pub struct Answered<'a> {
    /// A method that is known, or `other`.
    pub method: &'a str,
    /// The route as the router has it.
    pub route: &'a str,
    /// The status.
    pub status: u16,
    /// From the request's first line to the answer's.
    pub took: Duration,
    /// Why it was refused: the problem's name, and the codes of what was wrong, by commas.
    pub refused: Option<(&'static str, &'a str)>,
    /// Whether an unsigned registration was kept just now (`true`) or before.
    pub unsigned: Option<bool>,
}

impl Metrics {
    /// Begins to count.
    #[must_use]
    pub fn new(store: &Measured, sent: &Sent) -> Self {
        let mut registry = Registry::with_prefix("thuan");
        let requests = Family::default();
        let request_seconds =
            Family::new_with_constructor((|| Histogram::new(REQUEST_SECONDS)) as fn() -> Histogram);
        let (refused, unsigned) = (Family::default(), Family::default());
        let (queue, connections) = (Gauge::default(), Family::default());
        registry.register(
            "http_requests",
            "Requests that were answered",
            requests.clone(),
        );
        registry.register_with_unit(
            "http_request",
            "Time from a request's head to its answer",
            Unit::Seconds,
            request_seconds.clone(),
        );
        registry.register(
            "refused",
            "What was wrong with refused requests",
            refused.clone(),
        );
        registry.register(
            "records",
            "Signed records that reached the store, by what became of them",
            store.records.clone(),
        );
        registry.register(
            "unsigned_registrations",
            "Registrations without a signature, by what became of them",
            unsigned.clone(),
        );
        registry.register(
            "queue_records",
            "Records that wait for the next transaction",
            queue.clone(),
        );
        registry.register(
            "batch_records",
            "Records that shared a transaction",
            store.batch_records.clone(),
        );
        registry.register_with_unit(
            "commit",
            "Time of a transaction of records, the wait for the disk included",
            Unit::Seconds,
            store.commit_seconds.clone(),
        );
        registry.register(
            "database_connections",
            "Connections to the database",
            connections.clone(),
        );
        let (deliveries, oldest) = (Family::default(), Gauge::default());
        registry.register(
            "delivery_attempts",
            "Attempts of this process to tell others of something, by what came of them",
            sent.0.clone(),
        );
        registry.register(
            "deliveries",
            "What others are still to be told, and what was given up, in the database",
            deliveries.clone(),
        );
        registry.register_with_unit(
            "delivery_oldest_pending",
            "Age of the oldest of what others are still to be told",
            Unit::Seconds,
            oldest.clone(),
        );
        let started = Gauge::<f64, AtomicU64>::default();
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        started.set(since.unwrap_or_default().as_secs_f64());
        registry.register_with_unit(
            "process_start_time",
            "When this process began to serve, since 1970",
            Unit::Seconds,
            started,
        );
        registry.register(
            "build",
            "The version",
            Info::new([("version", env!("CARGO_PKG_VERSION"))]),
        );
        Self {
            registry,
            requests,
            request_seconds,
            refused,
            unsigned,
            queue,
            connections,
            deliveries,
            oldest,
        }
    }

    /// Counts a request.
    pub fn answered(&self, answered: &Answered<'_>) {
        let route = || answered.route.to_owned();
        self.requests
            .get_or_create(&Asked {
                method: answered.method.to_owned(),
                route: route(),
                status: class(answered.status),
            })
            .inc();
        self.request_seconds
            .get_or_create(&Route { route: route() })
            .observe(answered.took.as_secs_f64());
        if let Some((problem, codes)) = answered.refused {
            for code in codes.split(',') {
                let code = code.to_owned();
                self.refused.get_or_create(&Refusal { problem, code }).inc();
            }
        }
        if let Some(is_new) = answered.unsigned {
            let outcome = if is_new { "new" } else { "again" };
            self.unsigned
                .get_or_create(&UnsignedOutcome { outcome })
                .inc();
        }
    }

    /// Notes how the outbox stands.
    pub fn waiting(&self, backlog: &Backlog) {
        for (state, count) in [("pending", backlog.pending), ("dead", backlog.dead)] {
            let count = i64::try_from(count).unwrap_or(i64::MAX);
            self.deliveries.get_or_create(&Waiting { state }).set(count);
        }
        let oldest = backlog.oldest.as_ref().and_then(|time| time.parse().ok());
        let age = oldest.zip(clock::now().ok());
        // What was written while a clock stood in the future waits no less for it: it is as old as that clock was off.
        let age = age.map_or(0, |(oldest, now)| {
            clock::milliseconds(&now).abs_diff(clock::milliseconds(&oldest))
        });
        let age = u32::try_from(age / 1000).unwrap_or(u32::MAX);
        self.oldest.set(age.into());
    }

    /// Everything, as Prometheus reads it; with how many records wait, and how the pools stand.
    #[must_use]
    pub fn text(&self, queue: usize, pools: [Connections; 2]) -> String {
        self.queue.set(number(queue));
        for (pool, connections) in ["writer", "readers"].into_iter().zip(pools) {
            for (state, count) in [("used", connections.used), ("idle", connections.idle)] {
                let labels = Pool { pool, state };
                self.connections.get_or_create(&labels).set(number(count));
            }
        }
        let mut out = String::new();
        if text::encode(&mut out, &self.registry).is_err() {
            out.clear();
            // A string takes whatever is written to it; so this is never read.
            let _ = out.write_str("# EOF\n");
        }
        out
    }
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

pub(crate) fn class(status: u16) -> &'static str {
    match status / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}
