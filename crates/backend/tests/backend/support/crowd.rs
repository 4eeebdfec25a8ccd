//! People who send as the widget does: each signs once, and sends the same bytes until it is told that they are kept.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use super::luck::{Luck, seed};
use super::{Backend, Folder, FollowUp, Submission};

/// What backends of a crowd are started with: all of it comes from one address.
pub const UNLIMITED: [&str; 4] = ["--rate-per-address", "0", "--rate-global", "0"];

/// How long somebody tries. Nothing here takes a hundredth of it.
const PATIENCE: Duration = Duration::from_secs(180);

/// What somebody sends, the same bytes each time.
#[derive(Clone)]
pub struct Parcel {
    path: &'static str,
    key: String,
    body: Vec<u8>,
    /// What it is answered with once it is kept.
    again: u16,
}

impl Parcel {
    pub fn registration(submission: &Submission) -> Self {
        Self::signed(submission.record_id(), submission.body())
    }

    fn signed(key: String, body: Vec<u8>) -> Self {
        let (path, again) = ("/api/registrations", 200);
        Self {
            path,
            key,
            body,
            again,
        }
    }

    /// A request of somebody without a record.
    fn request(number: usize) -> Self {
        let body = json!({ "kind": "access", "contact": format!("thu{number}@example.com"), "language": "vi" });
        Self {
            path: "/api/registrations/requests",
            key: format!("7f000000-0000-4000-8000-{number:012x}"),
            body: body.to_string().into_bytes(),
            again: 202,
        }
    }

    /// Sends it once.
    pub fn send(&self, url: &str) -> Sent {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(40)))
            .build()
            .into();
        let answered = agent
            .post(format!("{url}{}", self.path))
            .header("content-type", "application/json")
            .header("idempotency-key", &self.key)
            .send(&self.body);
        let Ok(mut answer) = answered else {
            return Sent::Broken;
        };
        let status = answer.status().as_u16();
        match answer.body_mut().read_to_vec() {
            Ok(body) if (200..300).contains(&status) => Sent::Kept { status, body },
            Ok(body) => Sent::Refused { status, body },
            Err(_) => Sent::Broken,
        }
    }
}

/// What came of sending once.
#[derive(Debug, PartialEq, Eq)]
pub enum Sent {
    Kept {
        status: u16,
        body: Vec<u8>,
    },
    Refused {
        status: u16,
        body: Vec<u8>,
    },
    /// No answer, or half of one.
    Broken,
}

/// People who go on sending, and what they were told.
pub struct Crowd<'a> {
    folder: &'a Folder,
    name: &'static str,
    luck: Mutex<Luck>,
    urls: Mutex<Vec<String>>,
    told: Mutex<Vec<(Parcel, Vec<u8>)>>,
    is_over: AtomicBool,
    is_given_up: AtomicBool,
    sent: AtomicUsize,
    refused: AtomicUsize,
    broken: AtomicUsize,
    people: AtomicUsize,
}

impl<'a> Crowd<'a> {
    pub fn new(folder: &'a Folder, name: &'static str) -> Self {
        folder.is_durable();
        Self {
            folder,
            name,
            luck: Mutex::new(Luck::new(name)),
            urls: Mutex::default(),
            told: Mutex::default(),
            is_over: AtomicBool::new(false),
            is_given_up: AtomicBool::new(false),
            sent: AtomicUsize::new(0),
            refused: AtomicUsize::new(0),
            broken: AtomicUsize::new(0),
            people: AtomicUsize::new(0),
        }
    }

    /// From now on they send there; to any of them, where there are several.
    pub fn send_to<'u>(&self, urls: impl IntoIterator<Item = &'u str>) {
        *self.urls.lock().expect("held") = urls.into_iter().map(str::to_owned).collect();
    }

    /// How often somebody was refused, to be tried again.
    pub fn refused(&self) -> usize {
        self.refused.load(Relaxed)
    }

    /// How many things were said to be kept.
    pub fn kept(&self) -> usize {
        self.told.lock().expect("held").len()
    }

    /// Lets so many send at the same time while `faults` happen; each then goes on until all of its own is kept.
    pub fn while_sending<T>(&self, at_once: usize, faults: impl FnOnce() -> T) -> T {
        thread::scope(|scope| {
            for _ in 0..at_once {
                scope.spawn(|| {
                    while !self.is_over.load(Relaxed) && !self.is_given_up.load(Relaxed) {
                        self.live();
                    }
                });
            }
            let end = End(self);
            let outcome = faults();
            drop(end);
            outcome
        })
    }

    /// Registers, and perhaps takes consent back, and perhaps asks for something.
    fn live(&self) {
        let submission = Submission::new(self.folder);
        self.deliver(Parcel::registration(&submission));
        if self.lucky(50) {
            let change = FollowUp::withdrawing(&submission.verified(), "renewal_email");
            self.deliver(Parcel::signed(change.record_id(), change.body()));
        }
        if self.lucky(25) {
            self.deliver(Parcel::request(self.people.fetch_add(1, Relaxed)));
        }
    }

    /// Sends until it is said to be kept.
    pub fn deliver(&self, parcel: Parcel) {
        let start = Instant::now();
        while !self.is_given_up.load(Relaxed) {
            let url = {
                let urls = self.urls.lock().expect("held");
                let place = self.luck.lock().expect("held").below(urls.len());
                urls.get(place).cloned()
            };
            if let Some(url) = url {
                self.sent.fetch_add(1, Relaxed);
                match parcel.send(&url) {
                    Sent::Kept { body, .. } => {
                        self.told.lock().expect("held").push((parcel, body));
                        return;
                    }
                    Sent::Refused { status, body } => {
                        let text = String::from_utf8_lossy(&body);
                        assert!(matches!(status, 408 | 500 | 503), "{status} {text}");
                        self.refused.fetch_add(1, Relaxed);
                    }
                    Sent::Broken => drop(self.broken.fetch_add(1, Relaxed)),
                }
            }
            assert!(start.elapsed() < PATIENCE, "never kept");
            let pause = self.luck.lock().expect("held").milliseconds(60);
            thread::sleep(pause);
        }
    }

    fn lucky(&self, in_hundred: usize) -> bool {
        self.luck.lock().expect("held").in_hundred(in_hundred)
    }

    /// Asks for everything again, counts what there is, and prints it all beside what was done `times` times. Fails where
    /// anything that was answered for is lost, other than it was, or there twice.
    #[track_caller]
    pub fn settle(self, backend: &Backend, times: (&str, usize)) {
        let told = self.told.into_inner().expect("ended");
        let others = &Mutex::new(Vec::new());
        thread::scope(|scope| {
            for part in told.chunks(told.len().div_ceil(4).max(1)) {
                scope.spawn(move || {
                    for (parcel, body) in part {
                        let (status, body) = (parcel.again, body.clone());
                        let again = parcel.send(&backend.url);
                        if again != (Sent::Kept { status, body }) {
                            others.lock().expect("held").push(again);
                        }
                    }
                });
            }
        });
        let others = others.lock().expect("held");
        let count = |table: &str| -> usize {
            let statement = format!("SELECT CAST(count(*) AS TEXT) FROM {table}");
            self.folder
                .database
                .value(&statement)
                .parse()
                .expect("a number")
        };
        let records = told
            .iter()
            .filter(|(parcel, _)| parcel.again == 200)
            .count();
        let found = count("proofs") + count("requests WHERE record_id IS NULL");
        let doubled = found.saturating_sub(told.len());
        let database = self.folder.either("sqlite", "postgresql");
        print(&format!(
            "{} on {database}: seed {}, {} {}, sent {}, no answer {}, refused {}, acknowledged {}, found {found}, \
             doubled {doubled}, lost or other {}",
            self.name,
            seed(),
            times.0,
            times.1,
            self.sent.into_inner(),
            self.broken.into_inner(),
            self.refused.into_inner(),
            told.len(),
            others.len(),
        ));
        assert!(others.is_empty(), "{:?}", others.first());
        assert_eq!(found, told.len(), "doubled or lost");
        let summary = self.folder.audits_clean();
        assert_eq!(summary["records"], records);
        assert_eq!(summary["receipts"], records);
        assert!(!told.is_empty(), "nothing was kept at all");
    }
}

/// Tells the crowd to end; at once, where what happened meanwhile has failed.
struct End<'a, 'b>(&'a Crowd<'b>);

impl Drop for End<'_, '_> {
    fn drop(&mut self) {
        self.0.is_given_up.store(thread::panicking(), Relaxed);
        self.0.is_over.store(true, Relaxed);
    }
}

/// Says what was done, for `cargo xtask soak` to gather.
#[expect(
    clippy::print_stdout,
    reason = "what a long run has counted is what it is for"
)]
pub fn print(counts: &str) {
    println!("soak: {counts}");
}
