//! Many records in one transaction: fewer commits than records, the same answers, a chain without gaps.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

use thuan_backend::keys::Source;
use thuan_backend::store::{Absent, Keeper, Kept, NewRecord, Outcome, Store, StoreError};
use thuan_consent::encoding::base64url_decode;
use thuan_consent::json;
use thuan_consent::receipt::Receipt;

use crate::support::{Folder, Submission, block_on, keeper, new_record};

fn kept(outcome: Outcome) -> Kept {
    match outcome {
        Outcome::New(kept) | Outcome::Again(kept) => kept,
        other => panic!("{other:?}"),
    }
}

fn receipt(kept: &Kept) -> Receipt {
    let receipt = kept.receipt.as_ref().expect("a receipt");
    let payload = base64url_decode(&receipt.payload).expect("base64url");
    json::parse_as(&payload).expect("a receipt")
}

type Keeping = Pin<Box<dyn Future<Output = Result<Outcome, StoreError>>>>;

/// Keeps records while nothing can be written, so that all of them wait; then lets the writer go on, and gives what
/// became of each.
async fn together(store: &Store, folder: &Folder, records: Vec<NewRecord>) -> Vec<Outcome> {
    let keeper = Keeper::start(store.clone(), Source::Database);
    let held = folder.database.hold().await;
    let mut keeping: Vec<Keeping> = Vec::new();
    for record in records {
        let keeper = keeper.clone();
        keeping.push(Box::pin(async move { keeper.keep(record).await }));
    }
    // Asked once, each has its place in the queue. Unconstrained, or the runtime would make those after the hundredth or
    // so wait for their turn.
    let ask_each = poll_fn(|context| {
        for one in &mut keeping {
            assert!(one.as_mut().poll(context).is_pending());
        }
        Poll::Ready(())
    });
    tokio::task::unconstrained(ask_each).await;
    held.release().await;
    let mut outcomes = Vec::new();
    for one in keeping {
        outcomes.push(one.await.expect("an outcome"));
    }
    outcomes
}

#[test]
fn many_at_once_share_a_commit() {
    let folder = Folder::new();
    // For the policy and the form.
    folder.serve(&[]).stop();
    let records = (0..100).map(|_| new_record(&Submission::new(&folder)));
    let records = Vec::from_iter(records);
    block_on(async {
        let store = folder.store(Absent::Create).await.expect("opens");
        drop(keeper(&store).await);
        let outcomes = together(&store, &folder, records).await;
        let sequence = |outcome: Outcome| receipt(&kept(outcome)).sequence;
        let sequences = Vec::from_iter(outcomes.into_iter().map(sequence));
        let expected = Vec::from_iter((1..=100).map(|number: u32| number.to_string()));
        assert_eq!(sequences, expected);
        // What the writer had taken before the others came, and the rest.
        assert!(store.commits() <= 2, "{} commits", store.commits());
        store.close().await;
    });
    assert_eq!(folder.audits_clean()["receipts"], 100);
}

#[test]
fn one_after_another_need_a_commit_each() {
    let folder = Folder::new();
    let submissions: Vec<_> = (0..3).map(|_| Submission::new(&folder)).collect();
    block_on(async {
        let store = folder.store(Absent::Create).await.expect("opens");
        let keeper = keeper(&store).await;
        for (submission, commits) in submissions.iter().zip(1..) {
            keeper.keep(new_record(submission)).await.expect("kept");
            assert_eq!(store.commits(), commits);
        }
        // What is kept already needs none.
        keeper
            .keep(new_record(&submissions[0]))
            .await
            .expect("kept");
        assert_eq!(store.commits(), 3);
        store.close().await;
    });
}

#[test]
fn the_same_record_twice_in_a_batch_gets_the_same_answer() {
    let folder = Folder::new();
    let [good, other] = [(), ()].map(|()| Submission::new(&folder));
    let clash = Submission::new(&folder).record("/record_id", Some(good.record_id().into()));
    let challenged = || Submission::new(&folder).record("/challenge", Some("a challenge".into()));
    let [first, second] = [challenged(), challenged()];
    block_on(async {
        let store = folder.store(Absent::Create).await.expect("opens");
        drop(keeper(&store).await);
        let records = [&good, &good, &clash, &first, &second, &other, &good].map(new_record);
        let outcomes = together(&store, &folder, records.into()).await;
        let [new, again, taken, one, used, last, once_more] = outcomes.as_slice() else {
            panic!("{outcomes:?}")
        };
        let Outcome::New(answer) = new else {
            panic!("{new:?}")
        };
        assert_eq!(*again, Outcome::Again(answer.clone()));
        assert_eq!(once_more, again);
        let stored_record_sha256 = Some(good.record_sha256());
        assert_eq!(
            *taken,
            Outcome::Clash {
                stored_record_sha256
            }
        );
        assert!(matches!(one, Outcome::New(_)));
        assert_eq!(*used, Outcome::ChallengeUsed);
        let sequence = |outcome: &Outcome| receipt(&kept(outcome.clone())).sequence;
        assert_eq!(
            [sequence(new), sequence(one), sequence(last)],
            ["1", "2", "3"]
        );
        assert!(store.commits() <= 2);
        store.close().await;
    });
}

#[test]
fn a_record_that_fails_does_not_take_the_others_along() {
    let folder = Folder::new();
    let [good, bad, other] = [(), (), ()].map(|()| Submission::new(&folder));
    block_on(async {
        let store = folder.store(Absent::Create).await.expect("opens");
        let keeper = keeper(&store).await;
        // A rule that only this one breaks, after its proof has been written.
        tokio::task::block_in_place(|| folder_rule(&folder, &bad));
        let keeping: Vec<_> = [&good, &bad, &other]
            .map(|submission| {
                let (keeper, record) = (keeper.clone(), new_record(submission));
                tokio::spawn(async move { keeper.keep(record).await })
            })
            .into();
        let mut fine = Vec::new();
        for outcome in keeping {
            fine.push(outcome.await.expect("ended").is_ok());
        }
        assert_eq!(fine, [true, false, true]);
        store.close().await;
    });
    // Nothing of it stayed, and no place in the chain was lost.
    let summary = folder.run(&["audit", "--json"]);
    let text = String::from_utf8_lossy(&summary.stdout).into_owned();
    assert!(text.contains(r#""records":2,"receipts":2"#), "{text}");
    assert!(
        !text.contains("gap") && !text.contains("receipt_missing"),
        "{text}"
    );
}

fn folder_rule(folder: &Folder, bad: &Submission) {
    let rule = folder.either(
        "CREATE TRIGGER rule BEFORE INSERT ON registrations WHEN NEW.record_id = 'ID'
         BEGIN SELECT RAISE(ABORT, 'no'); END",
        "ALTER TABLE registrations ADD CONSTRAINT rule CHECK (record_id <> 'ID')",
    );
    folder.sql(&rule.replace("ID", &bad.record_id()));
}

#[test]
fn two_instances_on_one_database_write_one_chain() {
    let folder = Folder::new();
    let backends = [folder.serve(&[]), folder.serve(&[])];
    let submissions: Vec<_> = (0..40).map(|_| Submission::new(&folder)).collect();
    std::thread::scope(|scope| {
        for (index, submission) in submissions.iter().enumerate() {
            let backend = &backends[index % 2];
            scope.spawn(move || assert_eq!(backend.post(submission).status, 201));
        }
    });
    let summary = folder.audits_clean();
    assert_eq!(summary["receipts"], 40);
}
