//! The outbox by itself, without anybody who sends: what is written with what, and who has which row.

use thuan_backend::clock;
use thuan_backend::store::{
    Absent, Channel, Delivery, Event, Events, Outcome, Room, Settled, Settlement, Store, Subscriber,
};
use thuan_consent::time::Timestamp;

use crate::support::{Folder, Submission, block_on, keeper, new_record};

fn at(time: &str) -> Timestamp {
    time.parse().expect("a time")
}

const EARLY: &str = "2020-01-01T00:00:00.000Z";
const LATE: &str = "2999-01-01T00:00:00.000Z";
const LATER: &str = "2999-01-01T00:05:00.000Z";
const LAST: &str = "2999-01-01T00:10:00.000Z";

fn subscriber(target: &str, events: Events) -> Subscriber {
    Subscriber {
        channel: Channel::Webhook,
        target: target.to_owned(),
        events,
    }
}

fn room(target: &str, rows: u32) -> Room {
    Room {
        channel: Channel::Webhook,
        target: target.to_owned(),
        rows,
    }
}

fn settled(delivery: &Delivery, settlement: Settlement) -> Settled {
    Settled {
        delivery_id: delivery.delivery_id.clone(),
        attempts: delivery.attempts,
        outcome: "500".to_owned(),
        settlement,
    }
}

/// A store that tells `one` of everything, and some records kept in it.
async fn with_records(folder: &Folder, count: usize) -> Store {
    let store = folder.store(Absent::Create).await.expect("opens");
    let store = store.telling(vec![subscriber("one", Events::All)]);
    let keeper = keeper(&store).await;
    for _ in 0..count {
        let outcome = keeper.keep(new_record(&Submission::new(folder))).await;
        assert!(matches!(outcome, Ok(Outcome::New(_))));
    }
    store
}

async fn turn(
    store: &Store,
    settled: &[Settled],
    rooms: &[Room],
    now: &str,
    until: &str,
) -> Vec<Delivery> {
    let turn = store.turn(settled, rooms, &at(now), &at(until)).await;
    turn.expect("done")
}

async fn take(store: &Store, rows: u32, now: &str, until: &str) -> Vec<Delivery> {
    turn(store, &[], &[room("one", rows)], now, until).await
}

async fn settle(store: &Store, delivery: &Delivery, settlement: Settlement, now: &str) {
    let settled = [settled(delivery, settlement)];
    assert_eq!(turn(store, &settled, &[], now, now).await, []);
}

#[test]
fn a_record_is_kept_with_a_row_for_each_who_is_told_of_it() {
    let folder = Folder::new();
    // For the policy and the form.
    folder.serve(&[]).stop();
    let submission = Submission::new(&folder);
    block_on(async {
        let store = folder.store(Absent::Create).await.expect("opens");
        let others = Events::These([Event::ConsentWithdrawn, Event::RequestReceived].into());
        let these = Events::These([Event::RegistrationCreated].into());
        let store = store.telling(vec![
            subscriber("all", Events::All),
            subscriber("others", others),
            subscriber("these", these),
        ]);
        let keeper = keeper(&store).await;
        for _ in 0..2 {
            keeper.keep(new_record(&submission)).await.expect("kept");
        }
        let mut due = store.due(&at(LATE)).await.expect("due");
        due.sort();
        let told = ["all", "these"].map(|target| (Channel::Webhook, target.to_owned()));
        assert_eq!(due, told);
        // A record that is kept already is no news.
        assert_eq!(store.backlog().await.expect("read").pending, 2);
        let rooms = [room("all", 5), room("these", 5)];
        let taken = turn(&store, &[], &rooms, LATE, LATER).await;
        for delivery in &taken {
            assert_eq!(delivery.event, Event::RegistrationCreated);
            assert_eq!(delivery.about, submission.record_id());
            assert_eq!(delivery.attempts, 1);
        }
        assert_eq!(taken.len(), 2);
        assert_ne!(taken[0].delivery_id, taken[1].delivery_id);
        store.close().await;
    });
    for secret in submission.secrets() {
        let row = "SELECT max(delivery_id || channel || target || event || about || created_at) FROM deliveries";
        assert!(!folder.database.value(row).contains(&secret));
    }
    folder.audits_clean();
}

#[test]
fn what_is_not_kept_is_not_told_of() {
    let folder = Folder::new();
    block_on(async {
        let store = with_records(&folder, 0).await;
        let keeper = keeper(&store).await;
        // The row cannot be written; so the record is not kept either.
        tokio::task::block_in_place(|| folder.sql("ALTER TABLE deliveries RENAME TO elsewhere"));
        let submission = Submission::new(&folder);
        assert!(keeper.keep(new_record(&submission)).await.is_err());
        tokio::task::block_in_place(|| folder.sql("ALTER TABLE elsewhere RENAME TO deliveries"));
        assert_eq!(store.backlog().await.expect("read").pending, 0);
        let kept = keeper.keep(new_record(&submission)).await;
        assert!(matches!(kept, Ok(Outcome::New(_))), "{kept:?}");
        assert_eq!(store.backlog().await.expect("read").pending, 1);
        store.close().await;
    });
}

#[test]
fn a_row_is_had_by_one_until_its_lease_ends() {
    let folder = Folder::new();
    block_on(async {
        let store = with_records(&folder, 5).await;
        // None is due before it was written.
        let hour = std::time::Duration::from_hours(1);
        let before = clock::earlier(&clock::now().expect("a time"), hour);
        assert_eq!(take(&store, 9, before.as_str(), LATER).await, []);
        let first = take(&store, 3, LATE, LATER).await;
        let rest = take(&store, 9, LATE, LATER).await;
        assert_eq!((first.len(), rest.len()), (3, 2));
        let mut names: Vec<_> = [&first[..], &rest].concat();
        names.sort_by_key(|delivery| delivery.delivery_id.clone());
        names.dedup_by_key(|delivery| delivery.delivery_id.clone());
        assert_eq!(names.len(), 5);
        assert_eq!(take(&store, 9, LATE, LATER).await, []);
        assert_eq!(store.due(&at(LATE)).await.expect("due"), []);
        // Their holder is not heard of again.
        let again = take(&store, 9, LATER, LAST).await;
        assert_eq!(again.len(), 5);
        assert!(again.iter().all(|delivery| delivery.attempts == 2));
        // Of two holders the second counts.
        settle(&store, &first[0], Settlement::Delivered, LATER).await;
        assert_eq!(store.backlog().await.expect("read").pending, 5);
        settle(&store, &again[0], Settlement::Delivered, LATER).await;
        assert_eq!(store.backlog().await.expect("read").pending, 4);
        store.close().await;
    });
}

/// As by a machine whose clock is wrong until it has a network.
#[test]
fn what_was_written_or_taken_in_the_future_does_not_wait_for_it() {
    let folder = Folder::new();
    block_on(async {
        let store = with_records(&folder, 3).await;
        let change = |to: &str| {
            let change = format!("UPDATE deliveries SET {to}");
            tokio::task::block_in_place(|| folder.sql(&change));
        };
        let written = "created_at = '2999-01-09T00:00:00.000Z', lease_until = NULL";
        // As far ahead as an attempt may be put off.
        change(&format!(
            "{written}, next_attempt_at = '2999-01-02T03:00:00.000Z'"
        ));
        assert_eq!(store.due(&at(LATE)).await.expect("due"), []);
        assert_eq!(take(&store, 9, LATE, LATER).await, []);
        change(&format!(
            "{written}, next_attempt_at = '2999-01-02T03:00:00.001Z'"
        ));
        assert_eq!(store.due(&at(LATE)).await.expect("due").len(), 1);
        let taken = take(&store, 9, LATE, LATER).await;
        assert_eq!(taken.len(), 3);
        // They are as old as is known of them, and stay so.
        assert!(taken.iter().all(|row| row.created_at == LATE));
        assert_eq!(take(&store, 9, LATE, LATER).await, []);

        change("lease_until = '2999-01-01T00:10:00.000Z'");
        assert_eq!(take(&store, 9, LATE, LATER).await, []);
        change("lease_until = '2999-01-01T00:10:00.001Z'");
        assert_eq!(store.due(&at(LATE)).await.expect("due").len(), 1);
        assert_eq!(take(&store, 9, LATE, LATER).await.len(), 3);
        assert_eq!(
            store.backlog().await.expect("read").oldest.as_deref(),
            Some(LATE)
        );
        store.close().await;
    });
}

#[test]
fn many_who_take_at_once_take_each_row_once() {
    let folder = Folder::new();
    block_on(async {
        let first = with_records(&folder, 30).await;
        let second = folder.store(Absent::Refuse).await.expect("opens");
        let taking = (0..20).map(|index| {
            let store = [&first, &second][index % 2].clone();
            tokio::spawn(async move { take(&store, 2, LATE, LATER).await })
        });
        let mut names = Vec::new();
        for taken in Vec::from_iter(taking) {
            names.extend(
                taken
                    .await
                    .expect("ended")
                    .into_iter()
                    .map(|row| row.delivery_id),
            );
        }
        // Whoever found rows locked by another has left them to it.
        names.extend(
            take(&first, 30, LATE, LATER)
                .await
                .into_iter()
                .map(|row| row.delivery_id),
        );
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 30);
        let attempts = "SELECT CAST(sum(attempts) AS TEXT) FROM deliveries";
        let attempts = tokio::task::block_in_place(|| folder.database.value(attempts));
        assert_eq!(attempts, "30");
        first.close().await;
        second.close().await;
    });
}

#[test]
fn what_becomes_of_a_row() {
    let folder = Folder::new();
    block_on(async {
        let store = with_records(&folder, 4).await;
        let taken = take(&store, 9, LATE, LATER).await;
        let [delivered, again, dead, released] = &taken[..] else {
            panic!("{taken:?}")
        };
        settle(&store, delivered, Settlement::Delivered, LATE).await;
        settle(&store, again, Settlement::Again(at(LATER)), LATE).await;
        settle(&store, dead, Settlement::Dead, LATE).await;
        settle(&store, released, Settlement::Released, LATE).await;
        // Taken again at once, as if never before.
        assert_eq!(
            take(&store, 9, LATE, LATER).await,
            std::slice::from_ref(released)
        );
        let retried = take(&store, 9, LATER, LAST).await;
        let names = Vec::from_iter(retried.iter().map(|row| (&row.delivery_id, row.attempts)));
        assert!(names.contains(&(&again.delivery_id, 2)), "{names:?}");

        let given_up = store.dead(Channel::Webhook).await.expect("read");
        assert_eq!(given_up.len(), 1);
        assert_eq!(given_up[0].delivery_id, dead.delivery_id);
        assert_eq!(given_up[0].last_outcome.as_deref(), Some("500"));
        let retry = async |id: Option<&str>| {
            let retried = store.retry(Channel::Webhook, id, &at(LATE)).await;
            retried.expect("done")
        };
        assert_eq!(retry(Some("another")).await, 0);
        assert_eq!(retry(None).await, 1);
        assert_eq!(retry(None).await, 0);
        let revived = take(&store, 9, LATE, LATER).await;
        assert_eq!(revived, std::slice::from_ref(dead));

        assert_eq!(store.sweep(&at(LATE)).await.expect("swept"), 0);
        assert_eq!(store.sweep(&at(LATER)).await.expect("swept"), 1);
        let backlog = store.backlog().await.expect("read");
        assert_eq!((backlog.pending, backlog.dead), (3, 0));
        assert!(backlog.oldest.is_some_and(|time| time.as_str() > EARLY));
        store.close().await;
    });
}

#[test]
fn what_a_newer_version_writes_is_left_to_it() {
    let folder = Folder::new();
    block_on(async {
        let store = with_records(&folder, 2).await;
        let theirs = "UPDATE deliveries SET event = 'consent.expired'
                      WHERE sequence = (SELECT min(sequence) FROM deliveries)";
        tokio::task::block_in_place(|| folder.sql(theirs));
        let taken = take(&store, 9, LATE, LATER).await;
        assert_eq!(taken.len(), 1);
        assert_eq!(store.due(&at(LATE)).await.expect("due"), []);
        assert_eq!(store.backlog().await.expect("read").pending, 2);
        store.close().await;
    });
}

/// An endpoint that cannot be read, or asks for what is not known here, is no reason to keep no records.
#[test]
fn an_endpoint_that_cannot_be_read_stops_no_registration() {
    let folder = Folder::new();
    folder.run(&["migrate"]);
    folder.add_endpoint("https://example.vn/", &["--event", "request.received"]);
    let backend = folder.serve(&["--deliver", "false"]);
    for events in ["[\"consent.expired\"]", "[", "{}"] {
        folder.sql(&format!("UPDATE webhook_endpoints SET events = '{events}'"));
        assert_eq!(
            backend.post(&Submission::new(&folder)).status,
            201,
            "{events}"
        );
    }
    assert_eq!(folder.deliveries("TRUE"), 0);
    folder.sql(
        "UPDATE webhook_endpoints SET events = '[\"consent.expired\", \"registration.created\"]'",
    );
    assert_eq!(backend.post(&Submission::new(&folder)).status, 201);
    assert_eq!(folder.deliveries("TRUE"), 1);
}
