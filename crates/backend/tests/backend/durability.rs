//! A 201 means that it is on the disk.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use thuan_backend::store::{Absent, Outcome};

use crate::support::{Folder, Submission, block_on, keeper, new_record};

#[test]
fn a_killed_backend_has_kept_what_it_answered_for() {
    let folder = Folder::new();
    let submissions: Vec<_> = (0..3).map(|_| Submission::new(&folder)).collect();
    let mut answers = Vec::new();
    for submission in &submissions {
        let backend = folder.serve(&[]);
        let answer = backend.post(submission);
        backend.kill();
        assert_eq!(answer.status, 201);
        answers.push(answer);
    }
    let listed = folder.run(&["records", "--json"]);
    assert!(listed.status.success());
    assert_eq!(String::from_utf8_lossy(&listed.stdout).lines().count(), 3);
    assert_eq!(folder.audits_clean()["receipts"], 3);
    let backend = folder.serve(&[]);
    for (submission, answer) in submissions.iter().zip(answers) {
        let again = backend.post(submission);
        assert_eq!((again.status, again.body), (200, answer.body));
    }
}

/// Killed in the middle of everything, many times: what was answered for is there, and the chain is whole.
#[test]
fn a_backend_killed_under_load_leaves_a_whole_chain() {
    let folder = Folder::new();
    let mut kept = 0;
    for round in 0..3 {
        let submissions: Vec<_> = (0..24).map(|_| Submission::new(&folder)).collect();
        let backend = folder.serve(&[]);
        let url = backend.url.clone();
        let answered: Vec<_> = std::thread::scope(|scope| {
            let posting: Vec<_> = submissions
                .iter()
                .map(|submission| scope.spawn(|| crate::support::try_post(&url, submission)))
                .collect();
            std::thread::sleep(Duration::from_millis(20 + 40 * round));
            backend.kill();
            posting
                .into_iter()
                .map(|thread| thread.join().expect("ended"))
                .collect()
        });
        let summary = folder.audits_clean();
        assert_eq!(summary["records"], summary["receipts"]);
        let backend = folder.serve(&[]);
        for (submission, answer) in submissions.iter().zip(answered) {
            let again = backend.post(submission);
            match answer {
                Some(first) => assert_eq!((again.status, again.body), (200, first)),
                // Kept without an answer, or not at all.
                None => assert!(matches!(again.status, 200 | 201)),
            }
        }
        kept += 24;
        assert_eq!(folder.audits_clean()["receipts"], kept);
    }
}

#[test]
fn while_another_holds_the_database_senders_are_told_to_come_back() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let submission = Submission::new(&folder);
    block_on(async {
        let held = folder.database.hold().await;
        let answer = tokio::task::block_in_place(|| backend.post(&submission));
        answer.is_problem(503, "busy");
        assert_eq!(answer.header("retry-after"), "2");
        held.release().await;
    });
    assert_eq!(backend.post(&submission).status, 201);
}

#[test]
fn a_broken_database_is_a_500_that_says_nothing_of_it() {
    let folder = Folder::new();
    let backend = folder.serve(&[]);
    folder.sql("ALTER TABLE registrations RENAME TO elsewhere");
    let answer = backend.post(&Submission::new(&folder));
    answer.is_problem(500, "internal");
    let body = String::from_utf8_lossy(&answer.body).into_owned();
    assert!(
        !body.contains("registrations") && !body.contains("SQL"),
        "{body}"
    );
    folder.sql("ALTER TABLE elsewhere RENAME TO registrations");
    let listed = folder.run(&["records", "--json"]);
    assert_eq!(
        String::from_utf8_lossy(&listed.stdout),
        "",
        "half a record was kept"
    );
}

#[test]
fn a_request_under_way_is_finished_before_the_end() {
    use std::io::{Read as _, Write as _};

    let folder = Folder::new();
    let backend = folder.serve(&[]);
    let submission = Submission::new(&folder);
    let (id, body) = (submission.record_id(), submission.body());
    let mut stream =
        std::net::TcpStream::connect(backend.url.trim_start_matches("http://")).expect("connected");
    let (first, rest) = body.split_at(100);
    let length = body.len();
    write!(
        stream,
        "POST /api/registrations HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
         idempotency-key: {id}\r\ncontent-length: {length}\r\nexpect: 100-continue\r\n\r\n"
    )
    .expect("sent");
    // It says so when it begins to read the body.
    let mut goes_on = [0; b"HTTP/1.1 100 Continue\r\n\r\n".len()];
    stream.read_exact(&mut goes_on).expect("an answer");
    assert!(goes_on.starts_with(b"HTTP/1.1 100 "));
    stream.write_all(first).expect("sent");
    let stopping = std::thread::spawn(move || backend.stop());
    std::thread::sleep(Duration::from_millis(300));
    stream.write_all(rest).expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
    stopping.join().expect("stopped");
}

/// A client that hangs up, or a request that takes too long, drops the future that is waiting for the store. Here that
/// happens at every point where it waits; what is left behind must not stand in the way of the next.
#[test]
fn whoever_stops_waiting_does_not_stop_the_others() {
    let folder = Folder::new();
    let submissions: Vec<_> = (0..60).map(|_| Submission::new(&folder)).collect();
    block_on(async {
        let store = folder.store(Absent::Create).await.expect("opens");
        let keeper = keeper(&store).await;
        for (index, submission) in submissions.iter().enumerate() {
            abandoned(keeper.keep(new_record(submission)), 1 + index % 20).await;
        }
        for submission in &submissions {
            let outcome = keeper.keep(new_record(submission)).await;
            assert!(
                matches!(outcome, Ok(Outcome::New(_) | Outcome::Again(_))),
                "{outcome:?}"
            );
        }
        store.close().await;
    });
    let listed = folder.run(&["records"]);
    assert!(String::from_utf8_lossy(&listed.stdout).contains("60 records; every proof holds"));
}

/// Lets the work wait `times` times, and drops it when what it waited for last has come: it never learns of it.
async fn abandoned(work: impl Future, mut times: usize) {
    let mut work = pin!(work);
    poll_fn(|context| {
        if times == 0 {
            return Poll::Ready(());
        }
        times -= 1;
        work.as_mut().poll(context).map(|_| ())
    })
    .await;
}
