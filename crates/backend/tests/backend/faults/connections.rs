//! Clients that vanish, dawdle, or never read: what they hold is given back, and others are served meanwhile.
//!
//! A machine that is switched off sends nothing any more. To the other side that is a connection that stays silent, which
//! is what these are.

use std::collections::HashSet;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use super::until;
use crate::support::{Backend, Folder, Luck, Submission, UNLIMITED, print, seed, times};

/// More than the system takes of an answer that nobody reads.
const LARGE: usize = 32 << 20;

/// What a client does before it is heard of no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// Says nothing at all.
    Silent,
    /// Breaks off in the middle of a header.
    HalfHeaders,
    /// Announces a body, and sends a part of it.
    HalfBody,
    /// The same in chunks.
    HalfChunk,
    /// Asks for a lot and reads none of it.
    NeverReads,
    /// Asks again and again and reads none of it.
    NeverReadsMany,
    /// Is answered, and keeps the connection.
    Idle,
    /// Goes away with a reset: it leaves an answer unread.
    Reset,
    /// Closes its half in the middle of a body.
    HalfClosed,
}

const ALL: [Manner; 9] = [
    Manner::Silent,
    Manner::HalfHeaders,
    Manner::HalfBody,
    Manner::HalfChunk,
    Manner::NeverReads,
    Manner::NeverReadsMany,
    Manner::Idle,
    Manner::Reset,
    Manner::HalfClosed,
];

impl Manner {
    /// Does it, and gives what is left of the connection.
    fn behave(self, backend: &Backend, body: &[u8], luck: &mut Luck) -> Option<TcpStream> {
        let address = backend.url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(address).expect("connected");
        let part = &body[..luck.below(body.len())];
        let post =
            "POST /api/registrations HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";
        let mut say = |parts: &[&[u8]]| {
            for part in parts {
                // It may have been shown out already.
                let _ = stream.write_all(part);
            }
        };
        let length = format!("content-length: {}\r\n\r\n", body.len());
        match self {
            Self::Silent => {}
            Self::HalfHeaders => say(&[post.as_bytes()]),
            Self::HalfBody | Self::HalfClosed => say(&[post.as_bytes(), length.as_bytes(), part]),
            Self::HalfChunk => say(&[
                post.as_bytes(),
                b"transfer-encoding: chunked\r\n\r\n1000\r\n",
                part,
            ]),
            Self::NeverReads => say(&[b"GET /large.bin HTTP/1.1\r\nhost: x\r\n\r\n"]),
            Self::NeverReadsMany => say(&[b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n"
                .repeat(200)
                .as_slice()]),
            Self::Idle | Self::Reset => say(&[b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n"]),
        }
        match self {
            Self::Idle => drop(stream.read(&mut [0; 1024])),
            Self::HalfClosed => drop(stream.shutdown(std::net::Shutdown::Write)),
            // Closed with something unread, the system sends a reset.
            Self::Reset => {
                let _ = stream.peek(&mut [0; 1]);
                return None;
            }
            _ => {}
        }
        Some(stream)
    }
}

/// How many connections with clients a backend has open: those at its own port. It has others, with its database, and
/// makes more of them when it needs them.
fn connections(backend: &Backend) -> usize {
    let process = format!("/proc/{}", backend.id());
    let files = fs::read_dir(format!("{process}/fd"))
        .expect("a process")
        .flatten();
    let open = HashSet::<String>::from_iter(files.filter_map(|file| {
        let target = fs::read_link(file.path()).ok()?;
        let number = target.to_str()?.strip_prefix("socket:[")?;
        Some(number.strip_suffix(']')?.to_owned())
    }));
    let (_, port) = backend.url.rsplit_once(':').expect("a port");
    let end = format!(":{:04X}", port.parse::<u16>().expect("a port"));
    let table = fs::read_to_string(format!("{process}/net/tcp")).expect("a table");
    let at_its_port = table.lines().skip(1).filter(|line| {
        let columns = Vec::from_iter(line.split_whitespace());
        columns[1].ends_with(&end) && columns[3] != LISTENS && open.contains(columns[9])
    });
    at_its_port.count()
}

/// The state of a socket that connections are taken from, in the system's table.
const LISTENS: &str = "0A";

#[test]
fn clients_that_are_heard_of_no_more_hold_nothing_for_long() {
    let folder = Folder::new();
    fs::write(folder.site().join("large.bin"), vec![b'x'; LARGE]).expect("written");
    let options = [&UNLIMITED[..], &["--connections", "256"]].concat();
    let backend = folder.serve(&options);
    let mut luck = Luck::new("connections");
    let clients = times("CLIENTS", 90, 1000);
    let body = Submission::new(&folder).body();
    let (mut held, mut served) = (Vec::new(), 0);
    let mut most = 0;
    for client in 0..clients {
        // Each of them, whatever chance says.
        let manner = ALL
            .get(client)
            .copied()
            .unwrap_or_else(|| luck.one_of(&ALL));
        held.extend(manner.behave(&backend, &body, &mut luck));
        most = most.max(connections(&backend));
        // More of them than there are places; who comes now waits until one is given back, and is served.
        if client % 10 == 9 {
            assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
            served += 1;
        }
    }
    assert!(most > clients.min(250) / 2, "{most}");
    // Nobody on the other side has closed anything.
    until("all places are given back", || connections(&backend) == 0);
    print(&format!(
        "connections: seed {}, clients {clients}, most at once {most}, served meanwhile {served}, left at the end 0",
        seed()
    ));
    drop(held);
    assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    assert_eq!(folder.audits_clean()["records"], served + 1);
}
