//! A proxy that does what networks do: it loses, cuts, delays, doubles and reorders what goes through it.
//!
//! Each connection has one fate, by chance that can be had again. It carries one request, as clients send that give up
//! and try again.

use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use super::luck::Luck;

/// What becomes of a request and its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Passes,
    /// The request comes late.
    Late,
    /// The request comes after others that were sent later.
    Overtaken,
    /// The request comes twice, one after the other; the client has the second answer.
    Twice,
    /// The request comes twice at once; the client has either answer.
    TwiceAtOnce,
    /// The request never comes.
    Lost,
    /// Half of the request comes.
    Cut,
    /// The request comes, the answer does not.
    AnswerLost,
    /// The request comes, and half of the answer.
    AnswerCut,
    /// The client goes away, and the request comes later, when it has sent it again.
    Ghost,
}

const FATES: [Fate; 10] = [
    Fate::Passes,
    Fate::Late,
    Fate::Overtaken,
    Fate::Twice,
    Fate::TwiceAtOnce,
    Fate::Lost,
    Fate::Cut,
    Fate::AnswerLost,
    Fate::AnswerCut,
    Fate::Ghost,
];

/// A proxy, ended with this.
pub struct Proxy {
    address: SocketAddr,
    inner: Arc<Inner>,
}

struct Inner {
    target: String,
    luck: Mutex<Luck>,
    /// How many requests have gone through.
    passed: (Mutex<usize>, Condvar),
    fates: [AtomicUsize; FATES.len()],
    is_over: AtomicBool,
}

impl Proxy {
    /// Stands in front of the backend at this address.
    pub fn start(target: &str, luck: Luck) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let inner = Arc::new(Inner {
            target: target.trim_start_matches("http://").to_owned(),
            luck: Mutex::new(luck),
            passed: (Mutex::new(0), Condvar::new()),
            fates: [(); FATES.len()].map(|()| AtomicUsize::new(0)),
            is_over: AtomicBool::new(false),
        });
        let proxy = Self {
            address: listener.local_addr().expect("an address"),
            inner: Arc::clone(&inner),
        };
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if inner.is_over.load(Relaxed) {
                    return;
                }
                let inner = Arc::clone(&inner);
                // What breaks is what it is for.
                thread::spawn(move || drop(inner.carry(client)));
            }
        });
        proxy
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many had each fate.
    pub fn fates(&self) -> String {
        let counts = FATES.iter().zip(&self.inner.fates);
        let counts = counts.map(|(fate, count)| format!("{fate:?} {}", count.load(Relaxed)));
        counts.collect::<Vec<_>>().join(", ")
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.inner.is_over.store(true, Relaxed);
        // So that it looks.
        drop(TcpStream::connect(self.address));
    }
}

impl Inner {
    fn carry(&self, mut client: TcpStream) -> io::Result<()> {
        let request = read_request(&mut client)?;
        let (number, delay, part) = {
            let mut luck = self.luck.lock().expect("held");
            // As often well as badly.
            let number = if luck.in_hundred(50) {
                0
            } else {
                luck.below(FATES.len())
            };
            (number, luck.milliseconds(300), luck.below(100))
        };
        self.fates[number].fetch_add(1, Relaxed);
        let cut = |bytes: &[u8]| bytes[..bytes.len() * part / 100].to_vec();
        let answer = match FATES[number] {
            Fate::Passes => self.ask(&request)?,
            Fate::Late => {
                thread::sleep(delay);
                self.ask(&request)?
            }
            Fate::Overtaken => {
                self.wait_for_others();
                self.ask(&request)?
            }
            Fate::Twice => {
                self.ask(&request)?;
                self.ask(&request)?
            }
            Fate::TwiceAtOnce => thread::scope(|scope| {
                let other = scope.spawn(|| self.ask(&request));
                let one = self.ask(&request);
                let other = other.join().expect("joined");
                if part < 50 { one } else { other }
            })?,
            Fate::Lost => return Ok(()),
            Fate::Cut => {
                let mut backend = TcpStream::connect(&self.target)?;
                return backend.write_all(&cut(&request));
            }
            Fate::AnswerLost => {
                self.ask(&request)?;
                return Ok(());
            }
            Fate::AnswerCut => cut(&self.ask(&request)?),
            Fate::Ghost => {
                client.shutdown(Shutdown::Both)?;
                thread::sleep(delay);
                self.ask(&request)?;
                return Ok(());
            }
        };
        client.write_all(&answer)
    }

    /// The whole answer to a request, over a connection of its own.
    fn ask(&self, request: &[u8]) -> io::Result<Vec<u8>> {
        let mut backend = TcpStream::connect(&self.target)?;
        backend.write_all(request)?;
        let mut answer = Vec::new();
        backend.read_to_end(&mut answer)?;
        let (passed, changed) = &self.passed;
        *passed.lock().expect("held") += 1;
        changed.notify_all();
        Ok(answer)
    }

    /// Until two more have gone through, or nobody comes.
    fn wait_for_others(&self) {
        let (passed, changed) = &self.passed;
        let passed = passed.lock().expect("held");
        let first = *passed;
        let waited = changed.wait_timeout_while(passed, Duration::from_millis(500), |passed| {
            *passed < first + 2
        });
        drop(waited);
    }
}

/// Reads a request, and asks for the connection to end with its answer.
fn read_request(client: &mut TcpStream) -> io::Result<Vec<u8>> {
    const END: &[u8] = b"\r\n\r\n";
    let mut bytes = Vec::new();
    let mut buffer = [0; 16 * 1024];
    loop {
        let head = bytes.windows(END.len()).position(|window| window == END);
        if let Some(head) = head {
            let text = String::from_utf8_lossy(&bytes[..head]).to_ascii_lowercase();
            let length = text
                .lines()
                .find_map(|line| line.strip_prefix("content-length:"));
            let length: usize = length
                .and_then(|length| length.trim().parse().ok())
                .unwrap_or(0);
            if bytes.len() >= head + END.len() + length {
                bytes.splice(head..head, *b"\r\nconnection: close");
                return Ok(bytes);
            }
        }
        match client.read(&mut buffer)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => bytes.extend(&buffer[..read]),
        }
    }
}
