//! What a form asks of whoever sends it: time, work, a token, and an input that people do not see.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};
use thuan_consent::challenge::{Challenge, is_worked};
use thuan_consent::form::{NONCE, TRAP};

use crate::support::{Answer, Backend, Folder, FollowUp, PlainForm, Submission, refused, thuan};

const POINTER: &str = "#/consent/payload/challenge";

/// A site whose form asks for this.
fn asking(abuse: &Value) -> Folder {
    let folder = Folder::with_challenge();
    folder.edit_form(|form| form["abuse"] = abuse.clone());
    folder
}

fn challenge(backend: &Backend) -> Challenge {
    let answer = backend.get("/api/registrations/challenge?form=vst&language=vi", &[]);
    assert_eq!(answer.status, 200);
    serde_json::from_slice(&answer.body).expect("a challenge")
}

fn with(folder: &Folder, nonce: &str) -> Submission {
    Submission::new(folder).record("/challenge", Some(json!(nonce)))
}

#[track_caller]
fn post(backend: &Backend, submission: &Submission, more: &[(&str, &str)]) -> Answer {
    let id = submission.record_id();
    let headers = [
        &[
            ("content-type", "application/json"),
            ("idempotency-key", id.as_str()),
        ],
        more,
    ]
    .concat();
    backend.request("POST", "/api/registrations", &headers, submission.body())
}

fn stored(folder: &Folder) -> usize {
    let listed = folder.run(&["records", "--json"]);
    String::from_utf8_lossy(&listed.stdout).lines().count()
}

#[test]
fn what_comes_too_soon_is_taken_when_it_says() {
    let folder = asking(&json!({ "minimum_seconds": 5 }));
    // Any of them knows when another gave a challenge out.
    let [one, other] = [folder.serve(&[]), folder.serve(&[])];
    let submission = with(&folder, &challenge(&one).nonce);
    let answer = post(&other, &submission, &[]);
    answer.is_problem(429, "too-soon");
    let wait: u64 = answer.header("retry-after").parse().expect("seconds");
    assert!((1..=5).contains(&wait), "{wait}");
    assert_eq!(stored(&folder), 0);
    thread::sleep(std::time::Duration::from_secs(wait));
    assert_eq!(post(&one, &submission, &[]).status, 201);
    assert_eq!(post(&other, &submission, &[]).status, 200);
    assert_eq!(stored(&folder), 1);
}

#[test]
fn a_backend_whose_challenges_run_out_before_a_form_may_be_sent_does_not_start() {
    let folder = asking(&json!({ "minimum_seconds": 15 }));
    folder.serve(&["--challenge-lifetime", "75s"]).stop();
    let said = folder.fails_to_serve(&["--challenge-lifetime", "74s"]);
    assert!(
        said.contains("`vst`") && said.contains("`challenge_lifetime`: make that 75s"),
        "{said}"
    );
    let (site, database) = (folder.site(), folder.database.address());
    let checked = thuan()
        .args(["config", "check", "--challenge-lifetime", "74s"])
        .args(["--database", &database, "--site"])
        .arg(site)
        .output()
        .expect("runs");
    assert_eq!(checked.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&checked.stdout).contains("make that 75s"));
}

#[test]
fn work_is_asked_for_and_looked_at() {
    let folder = asking(&json!({ "proof_of_work": true }));
    let backend = folder.serve(&["--work-bits", "10"]);
    let given = challenge(&backend);
    let work = given.work.expect("work");
    assert_eq!((work.algorithm.as_str(), work.bits), ("SHA-256", 10));
    let is = |number: &u32, bits| is_worked(&given.nonce, &number.to_string(), bits);
    let done = (0..)
        .find(|number| is(number, 10))
        .expect("one")
        .to_string();
    let short = (0..)
        .find(|number| is(number, 9) && !is(number, 10))
        .expect("one")
        .to_string();
    let submission = with(&folder, &given.nonce);
    let refuses = |headers: &[(&str, &str)], code| {
        let answer = post(&backend, &submission, headers);
        refused(&answer, "registration-refused", &[(POINTER, code)]);
    };
    refuses(&[], "challenge_work_missing");
    refuses(&[("thuan-work", &short)], "challenge_work");
    refuses(&[("thuan-work", "x")], "challenge_work");
    refuses(
        &[("thuan-work", &done), ("thuan-work", &done)],
        "challenge_work_missing",
    );
    assert_eq!(stored(&folder), 0);
    let worked = [("thuan-work", done.as_str())];
    assert_eq!(post(&backend, &submission, &worked).status, 201);
    // For one record alone.
    let answer = post(&backend, &with(&folder, &given.nonce), &worked);
    refused(
        &answer,
        "registration-refused",
        &[(POINTER, "challenge_used")],
    );
    // Kept already: nothing is asked for any more.
    assert_eq!(post(&backend, &submission, &[]).status, 200);
}

#[test]
fn work_is_asked_for_where_form_and_setting_both_say_so() {
    let folder = asking(&json!({ "proof_of_work": true }));
    let off = folder.serve(&["--work-bits", "0"]);
    assert_eq!(challenge(&off).work, None);
    assert_eq!(
        post(&off, &with(&folder, &challenge(&off).nonce), &[]).status,
        201
    );
    let without = Folder::with_challenge();
    let backend = without.serve(&["--work-bits", "10"]);
    assert_eq!(challenge(&backend).work, None);
    assert_eq!(
        post(&backend, &with(&without, &challenge(&backend).nonce), &[]).status,
        201
    );
}

#[test]
fn who_takes_consent_back_is_asked_for_nothing() {
    let folder = Folder::with_challenge();
    let backend = folder.serve(&[]);
    let first = with(&folder, &challenge(&backend).nonce);
    assert_eq!(post(&backend, &first, &[]).status, 201);
    backend.stop();
    folder.edit_form(|form| {
        form["abuse"] = json!({
            "minimum_seconds": 15,
            "proof_of_work": true,
            "token": { "kind": "turnstile", "site_key": "a" },
        });
    });
    let backend = folder.serve(&[
        "--token-secret",
        "s",
        "--token-verify-url",
        "http://127.0.0.1:9/",
    ]);
    let withdrawal = FollowUp::withdrawing(&first.verified(), "renewal_email");
    assert_eq!(backend.post_change(&withdrawal).status, 201);
}

/// Stands in for a service: says `siteverify`'s answer to a token of that name, `{"success":true}` to `good` once.
struct StandIn {
    url: String,
    /// What it was asked, as it came.
    asked: Arc<Mutex<Vec<String>>>,
}

impl StandIn {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!(
            "http://{}/siteverify",
            listener.local_addr().expect("an address")
        );
        let asked = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&asked);
        thread::spawn(move || {
            for connection in listener.incoming() {
                let mut connection = connection.expect("a connection");
                let mut bytes = [0; 8192];
                let mut request = String::new();
                while !request.contains("response=") {
                    let read = connection.read(&mut bytes).expect("a request");
                    request.push_str(&String::from_utf8_lossy(&bytes[..read]));
                }
                let (_, body) = request.split_once("\r\n\r\n").expect("a body");
                let mut noted = noted.lock().expect("a list");
                let again = noted.iter().any(|before: &String| before == body);
                noted.push(body.to_owned());
                let code =
                    |code: &str| json!({ "success": false, "error-codes": [code] }).to_string();
                let (status, answer) = match body.rsplit_once("response=").expect("a token").1 {
                    _ if !body.starts_with("secret=a+secret&") => {
                        (200, code("invalid-input-secret"))
                    }
                    "down" => (502, "<html>".to_owned()),
                    "down-in-json" => (503, json!({ "success": false }).to_string()),
                    "limited" => (429, "<html>".to_owned()),
                    "walled" => (403, "<html>".to_owned()),
                    "misread" => (200, code("bad-request")),
                    "away" => (302, String::new()),
                    token if token.starts_with("good") && again => {
                        (200, code("timeout-or-duplicate"))
                    }
                    "other" => (
                        200,
                        json!({ "success": true, "action": "other" }).to_string(),
                    ),
                    token if token.starts_with("good") => (
                        200,
                        json!({ "success": true, "action": "vst", "hostname": "a.vn" }).to_string(),
                    ),
                    _ => (400, code("invalid-input-response")),
                };
                let length = answer.len();
                let head = format!(
                    "HTTP/1.1 {status} X\r\nLocation: /siteverify\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
                );
                let _ = connection.write_all((head + &answer).as_bytes());
            }
        });
        Self { url, asked }
    }

    /// What a backend is told of it.
    fn settings(&self) -> [&str; 4] {
        [
            "--token-secret",
            "a secret",
            "--token-verify-url",
            &self.url,
        ]
    }
}

fn with_token() -> Folder {
    asking(&json!({ "token": { "kind": "turnstile", "site_key": "0x4AA" } }))
}

#[test]
fn a_token_is_asked_for_and_verified_once() {
    let folder = with_token();
    let service = StandIn::start();
    let settings = service.settings();
    let backend = folder.serve(&settings);
    let submission = with(&folder, &challenge(&backend).nonce);
    let refuses = |headers: &[(&str, &str)], code: &str| {
        let answer = post(&backend, &submission, headers);
        answer.is_problem(403, "token-refused");
        assert_eq!(answer.errors(), [("#".to_owned(), code.to_owned())]);
    };
    refuses(&[], "token_missing");
    refuses(
        &[("thuan-token", "good"), ("thuan-token", "good")],
        "token_missing",
    );
    // None that any service gives out, and nothing that one should be asked with.
    for token in [&"x".repeat(2049), "bad&secret=x", "a b", "a\tb", "%00"] {
        refuses(&[("thuan-token", token)], "token_invalid");
    }
    assert_eq!(service.asked.lock().expect("a list").len(), 0);
    refuses(&[("thuan-token", "bad")], "token_invalid");
    refuses(&[("thuan-token", "other")], "token_invalid");
    assert_eq!(stored(&folder), 0);
    let good = [("thuan-token", "good")];
    // What is wrong with the record is said first: nobody's token is used up for it.
    let bad = with(&folder, &challenge(&backend).nonce).field("email", Some("thu"));
    assert_eq!(post(&backend, &bad, &good).status, 422);
    assert_eq!(post(&backend, &submission, &good).status, 201);
    // The same again is kept already and needs none.
    assert_eq!(post(&backend, &submission, &good).status, 200);
    let next = with(&folder, &challenge(&backend).nonce);
    let answer = post(&backend, &next, &good);
    assert_eq!(answer.errors(), [("#".to_owned(), "token_used".to_owned())]);
    assert_eq!(
        post(&backend, &next, &[("thuan-token", "good2")]).status,
        201
    );
    let asked = service.asked.lock().expect("a list");
    // The secret and the token, and nothing of the person.
    assert_eq!(
        asked.last().map(String::as_str),
        Some("secret=a+secret&response=good2")
    );
    let log = folder.log();
    assert!(!log.contains("a secret") && !log.contains("good2"), "{log}");
}

#[test]
fn while_the_service_says_nothing_registrations_wait_or_are_taken() {
    let folder = with_token();
    let service = StandIn::start();
    let settings = service.settings();
    let closed = folder.serve(&settings);
    let submission = with(&folder, &challenge(&closed).nonce);
    for token in ["down", "down-in-json", "away", "limited"] {
        let answer = post(&closed, &submission, &[("thuan-token", token)]);
        answer.is_problem(503, "token-unverified");
        assert_eq!(answer.header("retry-after"), "2");
    }
    let asked = service.asked.lock().expect("a list").len();
    assert_eq!(asked, 4, "redirects are not followed");
    // Nobody's fault but the operator's.
    let wrong = [
        "--token-secret",
        "wrong",
        "--token-verify-url",
        &service.url,
    ];
    let answer = post(
        &folder.serve(&wrong),
        &submission,
        &[("thuan-token", "good")],
    );
    answer.is_problem(503, "token-unverified");
    assert_eq!(stored(&folder), 0);
    let open = folder.serve(&[&settings[..], &["--token-outage", "open"]].concat());
    // What the sender can bring about is no outage.
    for token in ["bad", "walled", "misread", "%00", &"x".repeat(2049)] {
        post(&open, &submission, &[("thuan-token", token)]).is_problem(403, "token-refused");
    }
    post(&open, &submission, &[]).is_problem(403, "token-refused");
    assert_eq!(
        post(&open, &submission, &[("thuan-token", "down")]).status,
        201
    );
    assert!(folder.log().contains("token_unverified"));
}

#[test]
fn without_a_secret_a_form_with_tokens_is_not_served() {
    let said = with_token().fails_to_serve(&[]);
    assert!(said.contains("THUAN_TOKEN_SECRET"), "{said}");
}

#[test]
fn pages_may_load_the_service_of_their_form_and_no_other_page_may() {
    let folder = with_token();
    std::fs::create_dir_all(folder.site().join("vst")).expect("made");
    let page = "<!doctype html><thuan-form form=\"../forms/vst.json\"></thuan-form>";
    std::fs::write(folder.site().join("vst/index.html"), page).expect("written");
    let backend = folder.serve(&["--token-secret", "s"]);
    let policy = |path: &str| {
        backend
            .get(path, &[])
            .header("content-security-policy")
            .to_owned()
    };
    let service = "https://challenges.cloudflare.com";
    let form = policy("/vst/");
    for part in [
        &format!("script-src 'self' 'wasm-unsafe-eval' {service};"),
        &format!("frame-src {service};"),
        "require-trusted-types-for 'script'; trusted-types thuan-check",
    ] {
        assert!(form.contains(part), "{part}: {form}");
    }
    let other = policy("/");
    assert!(
        !other.contains(service) && other.ends_with("trusted-types 'none'"),
        "{other}"
    );
    assert!(folder.log().contains("service_unnamed") && folder.log().contains("plain_unchecked"));
}

#[test]
fn a_plain_form_with_the_hidden_input_filled_is_shown_again_with_it() {
    let folder = asking(&json!({ "honeypot": true }));
    let backend = folder.serve(&[]);
    let form = PlainForm::new(&folder, "vi");
    let page = form
        .clone()
        .with(TRAP, "https://casino.example")
        .post(&backend)
        .page(422);
    assert!(
        page.contains("value=\"https://casino.example\"") && page.contains("ô cần để trống"),
        "{page}"
    );
    assert!(page.contains("value=\"0100109106\""), "{page}");
    assert_eq!(page.matches(" checked").count(), 2, "{page}");
    assert!(!page.contains("aria-hidden"), "{page}");
    assert_eq!(folder.unsigned().len(), 0);
    // Any other answer has it where people do not see it.
    let page = form.clone().with("email", "thu").post(&backend).page(422);
    assert!(
        page.contains("<div class=\"trap\" aria-hidden=\"true\">"),
        "{page}"
    );
    form.with(TRAP, "").post(&backend).page(200);
    assert_eq!(folder.unsigned().len(), 1);
    // A form that has none knows none.
    let without = Folder::new();
    let backend = without.serve(&[]);
    PlainForm::new(&without, "vi")
        .with(TRAP, "")
        .post(&backend)
        .page(400);
}

#[test]
fn a_plain_form_from_a_page_drawn_before_is_sent_once_more() {
    let folder = asking(&json!({ "minimum_seconds": 1 }));
    let backend = folder.serve(&[]);
    let form = PlainForm::new(&folder, "vi");
    let nonce = |page: &str| {
        let begin = format!("<input type=\"hidden\" name=\"{NONCE}\" value=\"");
        let (_, rest) = page.split_once(&begin).expect("a nonce");
        rest.split_once('"').expect("an end").0.to_owned()
    };
    for form in [form.clone(), form.clone().with(NONCE, "AAAA")] {
        let page = form.post(&backend).page(422);
        assert!(page.contains("bấm Gửi một lần nữa"), "{page}");
        assert_eq!(page.matches(" checked").count(), 2, "{page}");
    }
    assert_eq!(folder.unsigned().len(), 0);
    // Whoever mends something has been there for a while already.
    let before = std::time::Instant::now();
    let page = form.clone().with("email", "thu").post(&backend).page(422);
    form.with(NONCE, &nonce(&page)).post(&backend).page(200);
    assert!(
        before.elapsed().as_millis() >= 900,
        "the answer came too soon"
    );
    assert_eq!(folder.unsigned().len(), 1);
}
