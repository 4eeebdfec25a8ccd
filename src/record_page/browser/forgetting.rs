//! What this browser keeps, and forgetting it.

use leptos::ev::Event;
use leptos::task::spawn_local;
use thuan_consent::deadline::day_in_vietnam;

use crate::browser::{records, vault};
use crate::record_page::state::{Forgetting, Kept, Opened, Page, reference};

/// Finds the records of this browser that were made for this service.
pub(super) fn find_kept(page: &Page) {
    let page = page.clone();
    spawn_local(async move {
        let Some(service) = &page.setup.service else {
            return;
        };
        let mut all = records::all().await;
        all.sort_by(|one, other| other.event_time.cmp(&one.event_time));
        let kept = all.iter().filter_map(|kept| {
            let opened = Opened::read(&kept.evidence).ok()?;
            let verified = opened.verified()?;
            (verified.record.audience == service.endpoint).then(|| Kept {
                record_sha256: verified.record_sha256.as_str().to_owned(),
                reference: reference(verified.record.record_id.as_str()),
                day: day_in_vietnam(&verified.record.event_time),
                evidence: kept.evidence.clone(),
            })
        });
        page.kept.set(kept.collect());
    });
}

pub(in crate::record_page) fn forget_ask(page: &Page, _: &Event) {
    page.forgetting.set(Forgetting::Asked);
}

pub(in crate::record_page) fn forget_not(page: &Page, _: &Event) {
    page.forgetting.set(Forgetting::Idle);
}

/// Forgets keys and records.
pub(in crate::record_page) fn forget(page: &Page, event: &Event) {
    if !event.is_trusted() {
        return;
    }
    let page = page.clone();
    spawn_local(async move {
        let gone = vault::forget().await.is_ok();
        if gone {
            page.kept.set(Vec::new());
        }
        page.forgetting.set(if gone {
            Forgetting::Done
        } else {
            Forgetting::Failed
        });
    });
}
