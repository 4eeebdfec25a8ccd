//! Sending registrations in a closed loop, and reading the answers.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use thuan_consent::challenge::Challenge;
use thuan_consent::json;
use thuan_consent::jws::{FlattenedJws, RECEIPT_TYPE};
use thuan_consent::receipt::Receipt;
use tokio::net::TcpStream;
use tokio::task::LocalSet;

use super::backend::Backend;
use super::people::Registration;
use super::{Load, Result, process};

/// One in so many receipts is verified; every one is there and names its record.
const SAMPLE: usize = 50;

/// Connections that challenges are fetched on.
const FETCHING: usize = 16;

/// The answer to a registration, as far as it is looked at.
#[derive(Deserialize)]
struct Kept {
    record_id: String,
    record_sha256: String,
    receipt: FlattenedJws,
}

/// Posts registrations by so many connections at once and measures it. The answers are checked when the clock has stopped.
pub async fn measure(
    backend: &Backend<'_>,
    registrations: &[Registration],
    connections: usize,
) -> Result<Load> {
    let requests = registrations.iter().map(|one| request(backend, one));
    let requests = requests.collect::<Result<Vec<_>>>()?;
    let transactions = backend.transactions().await?;
    let (backend_before, database_before) = backend.seconds()?;
    let own_before = process::seconds(std::process::id())?;
    let all_before = process::all_seconds()?;
    let started = Instant::now();
    let answers = exchange(&backend.address, requests, connections).await?;
    let seconds = started.elapsed().as_secs_f64();
    let (backend_after, database_after) = backend.seconds()?;
    let own_after = process::seconds(std::process::id())?;
    let all = process::all_seconds()? - all_before;
    let transactions = backend.transactions().await? - transactions;
    for (index, (registration, answer)) in registrations.iter().zip(&answers).enumerate() {
        check(registration, answer, index % SAMPLE == 0)?;
    }
    let backend = backend_after - backend_before;
    let database = database_after - database_before;
    let sender = own_after - own_before;
    let mut latencies = Vec::from_iter(answers.iter().map(|answer| answer.took));
    latencies.sort_unstable();
    Ok(Load {
        connections,
        registrations: registrations.len(),
        seconds,
        latencies,
        transactions,
        backend,
        database,
        sender,
        others: (all - backend - database - sender).max(0.0),
    })
}

/// As the widget posts it.
fn request(backend: &Backend<'_>, registration: &Registration) -> Result<Asked> {
    let request = Request::builder()
        .method(Method::POST)
        .uri("/api/registrations")
        .header("host", backend.address.as_str())
        .header("content-type", "application/json")
        .header("idempotency-key", registration.record_id.as_str());
    Ok(request.body(Full::new(Bytes::from(registration.body.clone())))?)
}

/// Whether an answer is what a registration must be answered with.
fn check(registration: &Registration, answer: &Answer, thoroughly: bool) -> Result<()> {
    if answer.status != 201 {
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        return Err(format!("{}: {text}", answer.status).into());
    }
    let kept: Kept = serde_json::from_slice(&answer.body)?;
    let (id, sha256) = (&registration.record_id, &registration.record_sha256);
    if kept.record_id != id.as_str() || kept.record_sha256 != sha256.as_str() {
        return Err("the answer is about another record".into());
    }
    if !thoroughly {
        return Ok(());
    }
    let parsed = kept.receipt.parse(RECEIPT_TYPE)?;
    parsed.verify()?;
    let receipt: Receipt = json::parse_as(parsed.payload())?;
    if receipt.record_id == *id && receipt.record_sha256 == *sha256 {
        return Ok(());
    }
    Err("the receipt is about another record".into())
}

/// Fetches challenges. Forms that ask for none get none.
pub async fn challenges(backend: &Backend<'_>, count: usize) -> Result<Vec<Option<String>>> {
    let requests = (0..count).map(|_| ask(&backend.address, "/api/registrations/challenge"));
    let requests = requests.collect::<Result<Vec<_>>>()?;
    let answers = exchange(&backend.address, requests, FETCHING).await?;
    let nonces = answers.iter().map(|answer| {
        let challenge: Challenge = json::parse_as(&answer.body)?;
        Ok(Some(challenge.nonce))
    });
    nonces.collect()
}

/// Fetches one address.
pub async fn get(address: &str, path: &str) -> Result<Vec<u8>> {
    let answers = exchange(address, vec![ask(address, path)?], 1).await?;
    let answer = answers.into_iter().next().ok_or("no answer")?;
    Ok(answer.body.to_vec())
}

type Asked = Request<Full<Bytes>>;

fn ask(address: &str, path: &str) -> Result<Asked> {
    let request = Request::builder().uri(path).header("host", address);
    Ok(request.body(Full::default())?)
}

struct Answer {
    status: u16,
    body: Bytes,
    took: Duration,
}

/// Sends requests by so many connections, each the next when it has the answer to the last; the answers are in the order
/// of the requests.
async fn exchange(address: &str, requests: Vec<Asked>, connections: usize) -> Result<Vec<Answer>> {
    let count = requests.len();
    let answers = Rc::new(RefCell::new(Vec::from_iter((0..count).map(|_| None))));
    let waiting = Rc::new(RefCell::new(requests.into_iter().enumerate()));
    let local = LocalSet::new();
    let mut working = Vec::new();
    for _ in 0..connections.min(count) {
        let (answers, waiting) = (Rc::clone(&answers), Rc::clone(&waiting));
        let address = address.to_owned();
        working.push(local.spawn_local(async move {
            let mut sender = connect(&address).await.map_err(|error| error.to_string())?;
            loop {
                let next = waiting.borrow_mut().next();
                let Some((index, request)) = next else {
                    return Ok::<_, String>(());
                };
                let answer = send(&mut sender, request).await;
                let answer = answer.map_err(|error| error.to_string())?;
                if let Some(place) = answers.borrow_mut().get_mut(index) {
                    *place = Some(answer);
                }
            }
        }));
    }
    local
        .run_until(async {
            for one in working {
                one.await??;
            }
            Ok::<_, Box<dyn std::error::Error>>(())
        })
        .await?;
    let answers = answers.take().into_iter().collect::<Option<Vec<_>>>();
    Ok(answers.ok_or("a request was not answered")?)
}

async fn connect(address: &str) -> Result<SendRequest<Full<Bytes>>> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (sender, connection) = handshake(TokioIo::new(stream)).await?;
    tokio::task::spawn_local(connection);
    Ok(sender)
}

async fn send(sender: &mut SendRequest<Full<Bytes>>, request: Asked) -> Result<Answer> {
    sender.ready().await?;
    let started = Instant::now();
    let answer = sender.send_request(request).await?;
    let status = answer.status().as_u16();
    let body = answer.into_body().collect().await?.to_bytes();
    Ok(Answer {
        status,
        body,
        took: started.elapsed(),
    })
}
