//! What there is of PostgreSQL alone: a server that several backends share, how it must be set, and what it cannot hold.

use std::env;
use std::thread;
use std::time::Duration;

use thuan_backend::store::{Absent, Address, Durability, Store, StoreError};

use crate::support::{Database, Folder, Submission, block_on, failure, stdout, try_post};

fn folder() -> Folder {
    Folder::with(|_| Database::server())
}

/// What a store at this address says of its connections.
fn durability(address: &str) -> Result<Durability, StoreError> {
    let address: Address = address.parse()?;
    block_on(async {
        let store = Store::open(&address, Absent::Create).await?;
        let durability = store.durability().await;
        store.close().await;
        durability
    })
}

#[test]
fn every_pooled_connection_waits_for_the_disk() {
    let folder = folder();
    let plain = folder.database.address();
    for (default, expected) in [
        ("on", "on"),
        // Whoever set it so did not mean the records of consent.
        ("off", "on"),
        ("local", "on"),
        ("remote_write", "on"),
        // It waits for more.
        ("remote_apply", "remote_apply"),
    ] {
        let address = format!("{plain}?options=-csynchronous_commit%3D{default}");
        let Ok(Durability::Server(connections)) = durability(&address) else {
            panic!("{default}")
        };
        assert_eq!(connections.len(), 5);
        for connection in connections {
            assert_eq!(connection.synchronous_commit, expected);
            assert_eq!(connection.fsync, "on");
            assert_eq!(connection.full_page_writes, "on");
            assert_eq!(connection.lock_timeout, "5s");
        }
    }
}

#[test]
fn a_server_that_loses_what_it_has_confirmed_is_refused() {
    let server = env::var("THUAN_TEST_POSTGRES_CARELESS")
        .expect("run by `cargo xtask test native`, which starts one");
    let opened = durability(&format!("{server}/postgres"));
    assert!(
        matches!(opened, Err(StoreError::NotDurable("fsync"))),
        "{opened:?}"
    );
    let folder = folder();
    let said = folder.fails_to_serve(&["--database", &format!("{server}/postgres")]);
    assert!(said.contains("fsync off"), "{said}");
}

/// PostgreSQL warns whoever may not, and passes over the tables.
#[test]
fn room_that_a_role_may_not_have_given_up_is_not_said_to_be() {
    let folder = folder();
    let backend = folder.serve(&[]);
    let submission = Submission::new(&folder);
    assert_eq!(backend.post(&submission).status, 201);
    backend.stop();
    let role = format!("app_{}", std::process::id());
    folder.sql(&format!(
        "CREATE ROLE {role}; GRANT {role} TO thuan; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"
    ));
    let address = format!("{}?options=-crole%3D{role}", folder.database.address());
    let id = submission.record_id();
    let forget = ["forget", &id, "--reason", "asked", "--database", &address];
    let said = failure(&folder.run(&forget));
    assert!(said.contains("does not own the tables"), "{said}");
    assert!(
        !said.contains("was told to give up its room, and"),
        "{said}"
    );
    // Who owns the database may, whoever owns the tables (15).
    let name = folder
        .database
        .value("SELECT quote_ident(current_database())");
    folder.sql(&format!("ALTER DATABASE {name} OWNER TO {role}"));
    let said = stdout(&folder.run(&forget));
    assert!(said.contains("was told to give up its room, and"), "{said}");
    folder.sql(&format!("ALTER DATABASE {name} OWNER TO CURRENT_USER"));
    folder.sql(&format!("DROP OWNED BY {role}; DROP ROLE {role}"));
}

/// The careless server refuses what is not encrypted; whoever gets as far as to see how it is set has been let in.
#[test]
fn a_server_is_known_by_its_certificate_where_the_address_asks_for_that() {
    let variable = |name: &str| {
        env::var(name).expect("run by `cargo xtask test native`, which starts the servers")
    };
    let server = variable("THUAN_TEST_POSTGRES_CARELESS");
    let certificate = variable("THUAN_TEST_POSTGRES_CERTIFICATE");
    let by_name = server.replace("127.0.0.1", "localhost");
    for (server, options, let_in) in [
        (
            &server,
            format!("sslmode=verify-full&sslrootcert={certificate}"),
            true,
        ),
        (&server, "sslmode=require".to_owned(), true),
        (&server, "sslmode=disable".to_owned(), false),
        // Nobody the system knows vouches for it.
        (&server, "sslmode=verify-full".to_owned(), false),
        // It is another's.
        (
            &by_name,
            format!("sslmode=verify-full&sslrootcert={certificate}"),
            false,
        ),
    ] {
        let opened = durability(&format!("{server}/postgres?{options}"));
        match (let_in, &opened) {
            (true, Err(StoreError::NotDurable(_))) | (false, Err(StoreError::Unreachable(_))) => {}
            _ => panic!("{options}: {opened:?}"),
        }
    }
}

#[test]
fn a_server_that_cannot_be_reached_is_said_so_without_the_password() {
    let folder = folder();
    let address = folder.database.address();
    let (_, password) = address.rsplit_once('@').map_or(("", ""), |(user, _)| {
        user.rsplit_once(':').unwrap_or_default()
    });
    assert_eq!(password.len(), 32);
    for (wrong, words) in [
        (
            address.replace(password, "geheim"),
            "password authentication failed",
        ),
        (format!("{address}_x"), "does not exist"),
        (
            "postgres://thuan:geheim@127.0.0.1:1/thuan".to_owned(),
            "refused",
        ),
    ] {
        let said = failure(&folder.run(&["records", "--database", &wrong]));
        assert!(said.contains("the database is unreachable: "), "{said}");
        assert!(said.contains(words), "{said}");
        assert!(
            !said.contains(password) && !said.contains("geheim"),
            "{said}"
        );
    }
}

#[test]
fn text_that_postgresql_cannot_hold_is_no_failure() {
    let folder = folder();
    let backend = folder.serve(&[]);
    backend
        .get("/api/keys/a%00b", &[])
        .is_problem(404, "not-found");
    let submission = Submission::new(&folder).record("/challenge", Some("a\0b".into()));
    let answer = backend.post(&submission);
    assert_eq!(
        answer.status,
        422,
        "{}",
        String::from_utf8_lossy(&answer.body)
    );
}

/// Whoever may read only may still audit: a standby, or a role for auditors.
#[test]
fn who_may_only_read_can_audit() {
    let folder = folder();
    let backend = folder.serve(&[]);
    assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    backend.stop();
    let address = format!(
        "{}?options=-cdefault_transaction_read_only%3Don",
        folder.database.address()
    );
    let said = stdout(&folder.run(&["audit", "--database", &address]));
    assert!(
        said.contains("1 record, 1 receipt; nothing is wrong"),
        "{said}"
    );
    let refused = folder.run(&["keys", "rotate", "--database", &address]);
    failure(&refused);
}

/// Posts in turns to two backends, of which one is killed in the middle and started again: whatever was answered is
/// there once, under one chain.
#[test]
fn of_two_backends_one_may_be_killed_at_any_time() {
    let folder = folder();
    let stays = folder.serve(&[]);
    let mut kept = 0;
    for round in 0..3 {
        let dies = folder.serve(&[]);
        let urls = [stays.url.clone(), dies.url.clone()];
        let submissions: Vec<_> = (0..30).map(|_| Submission::new(&folder)).collect();
        let answered: Vec<Option<Vec<u8>>> = thread::scope(|scope| {
            let posting = submissions.iter().enumerate().map(|(index, submission)| {
                let url = &urls[index % 2];
                scope.spawn(move || try_post(url, submission))
            });
            let posting: Vec<_> = posting.collect();
            thread::sleep(Duration::from_millis(30 + 50 * round));
            dies.kill();
            let ended = posting.into_iter().map(|one| one.join().expect("ended"));
            ended.collect()
        });
        for (index, (submission, answer)) in submissions.iter().zip(answered).enumerate() {
            // Who got no answer sends it again, to the one that is left.
            let again = stays.post(submission);
            match answer {
                Some(first) => assert_eq!((again.status, again.body), (200, first)),
                None => {
                    assert!(index % 2 == 1, "the one that was not killed did not answer");
                    assert!(matches!(again.status, 200 | 201), "{}", again.status);
                }
            }
        }
        kept += submissions.len();
        let summary = folder.audits_clean();
        assert_eq!(summary["records"], kept);
        assert_eq!(summary["receipts"], kept);
    }
}

#[test]
fn a_challenge_counts_once_whichever_backend_is_asked() {
    let folder = folder();
    let backends = [folder.serve(&[]), folder.serve(&[])];
    let nonce = backends[0].get("/api/registrations/challenge", &[]).json()["nonce"].clone();
    let submissions: Vec<_> = (0..8)
        .map(|_| Submission::new(&folder).record("/challenge", Some(nonce.clone())))
        .collect();
    let statuses: Vec<u16> = thread::scope(|scope| {
        let posting = submissions.iter().enumerate().map(|(index, submission)| {
            let backend = &backends[index % 2];
            scope.spawn(move || backend.post(submission).status)
        });
        let posting: Vec<_> = posting.collect();
        posting
            .into_iter()
            .map(|one| one.join().expect("ended"))
            .collect()
    });
    let count = |status| statuses.iter().filter(|found| **found == status).count();
    assert_eq!((count(201), count(422)), (1, 7), "{statuses:?}");
    assert_eq!(folder.audits_clean()["records"], 1);
}

#[test]
fn connections_that_the_server_has_ended_are_made_anew() {
    let folder = folder();
    let backend = folder.serve(&[]);
    for _ in 0..3 {
        assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
        // As when it is started anew.
        folder.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND application_name = 'thuan'",
        );
        assert_eq!(backend.get("/readyz", &[]).status, 200);
    }
    assert_eq!(folder.audits_clean()["receipts"], 3);
}

/// The tables may be one role's and the daily work another's.
#[test]
fn who_may_read_and_write_can_serve_on_tables_of_another() {
    let folder = folder();
    stdout(&folder.run(&["migrate"]));
    let address = folder.database.address();
    let role = format!("worker_{}", address.rsplit('/').next().expect("a name"));
    folder.sql(&format!(
        "CREATE ROLE {role} LOGIN PASSWORD 'secret';
         GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"
    ));
    let (_, place) = address.rsplit_once('@').expect("a place");
    let address = format!("postgres://{role}:secret@{place}");
    let backend = folder.serve(&["--database", &address]);
    assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    backend.stop();
    assert_eq!(folder.audits_clean()["receipts"], 1);
}
