//! The company's notice: that something has arrived, and how to look at it. Nothing about a person is in it unless the
//! settings say so.

use lettre::Address;
use thuan::i18n::{Id, Texts, texts};
use thuan::state::reference;
use thuan_consent::form::FieldKind;
use thuan_consent::registration::Registration;
use thuan_consent::time::Timestamp;

use super::body::Body;
use super::letter::Letter;
use super::matter::{Plain, Signed};
use super::settings::{NoticeData, Settings};
use super::{Impossible, NoDraft};
use crate::clock;
use crate::store::StoredRequest;

/// Of a signed record: a registration, a change or a withdrawal.
pub fn of_record(settings: &Settings, to: Address, signed: &Signed) -> Result<Letter, NoDraft> {
    let texts = texts(&settings.language);
    let record = &signed.verified.record;
    let id = record.record_id.as_str();
    let (name, form) = (reference(id), record.evidence.form_id.as_str());
    let (day, time) = at(texts, &signed.stored.received_at)?;
    let (subject, what) = match (signed.earlier.is_empty(), signed.stored.withdrawal) {
        (true, _) => (
            texts.mail_notice_subject(form, &name),
            texts.mail_notice_received(&day, &time),
        ),
        (false, false) => (
            texts.mail_notice_subject_changed(form, &name),
            texts.mail_notice_changed(&day, &time),
        ),
        (false, true) => (
            texts.mail_notice_subject_withdrawn(form, &name),
            texts.mail_notice_withdrawn(&day, &time),
        ),
    };
    let mut body = Body::default();
    body.paragraph(&what);
    body.paragraph(&[texts.get(Id::FormReference), &name].concat());
    body.line(&texts.mail_notice_record(id));
    if let Some(earlier) = signed.earlier.last() {
        body.line(&texts.mail_notice_earlier(&earlier.record_id));
    }
    body.line(&texts.mail_notice_form(form));
    let notice = &record.privacy_notice;
    body.line(&texts.mail_notice_policy(&notice.id, &notice.version));
    if let Some(partner) = &record.partner {
        body.line(&texts.mail_notice_partner(partner));
    }
    body.heading(texts.get(Id::MailNoticeDecided));
    for purpose in &record.purposes {
        let state = texts.state(purpose.event_state);
        body.item(&choice(&purpose.id, state, &purpose.label));
    }
    fields(&mut body, texts, settings, signed.registration.as_ref());
    if let Some(request) = &signed.withdrawal {
        deadlines(&mut body, texts, request);
    }
    body.paragraph(&texts.mail_notice_look(&["thuan export ", id].concat()));
    Ok(letter(to, subject, body))
}

/// Of a registration that nobody signed.
pub fn of_plain(settings: &Settings, to: Address, plain: &Plain) -> Result<Letter, NoDraft> {
    let texts = texts(&settings.language);
    let unsigned = &plain.unsigned;
    let id = unsigned.registration_id.as_str();
    let name = reference(id);
    let (day, time) = at(texts, unsigned.received_at.as_str())?;
    let mut body = Body::default();
    body.paragraph(&texts.mail_notice_unsigned(&day, &time));
    body.paragraph(&[texts.get(Id::FormReference), &name].concat());
    body.line(&texts.mail_notice_registration(id));
    body.line(&texts.mail_notice_form(&unsigned.form_id));
    body.heading(texts.get(Id::MailNoticeDecided));
    for decision in &unsigned.decisions {
        let state = texts.state(decision.event_state);
        body.item(&choice(&decision.id, state, &decision.label));
    }
    fields(&mut body, texts, settings, plain.registration.as_ref());
    body.paragraph(&texts.mail_notice_look(&["thuan export ", id].concat()));
    let subject = texts.mail_notice_subject_unsigned(&unsigned.form_id, &name);
    Ok(letter(to, subject, body))
}

/// Of a request of somebody who holds neither key nor record.
pub fn of_request(
    settings: &Settings,
    to: Address,
    request: &StoredRequest,
) -> Result<Letter, NoDraft> {
    let texts = texts(&settings.language);
    let name = reference(&request.request_id);
    let wish = texts.get(match request.kind.as_str() {
        "withdraw" => Id::RecordRequestWishWordsWithdraw,
        "access" => Id::RecordRequestWishWordsAccess,
        "correct" => Id::RecordRequestWishWordsCorrect,
        "delete" => Id::RecordRequestWishWordsDelete,
        _ => return Err(Impossible::Unsound.into()),
    });
    let (day, time) = at(texts, &request.received_at)?;
    let mut body = Body::default();
    body.paragraph(&texts.mail_notice_request(&day, &time));
    body.paragraph(&texts.mail_notice_request_id(&request.request_id));
    body.line(&texts.mail_notice_wish(wish));
    if settings.notice_data == NoticeData::Registration {
        if let Some(reference) = &request.reference {
            body.line(&texts.mail_notice_mentioned(&reference.to_ascii_uppercase()));
        }
        match &request.contact {
            Some(contact) => body.line(&texts.mail_notice_contact(contact)),
            None => body.line(texts.get(Id::MailNoticeDeleted)),
        }
        if let Some(message) = &request.message {
            body.line(&texts.mail_notice_message(message));
        }
    }
    deadlines(&mut body, texts, request);
    body.paragraph(&texts.mail_notice_look("thuan withdrawals --due"));
    let subject = texts.mail_notice_subject_request(&name, wish);
    Ok(letter(to, subject, body))
}

fn letter(to: Address, subject: String, body: Body) -> Letter {
    Letter {
        to,
        reply_to: None,
        subject,
        body: body.into_text(),
        file: None,
    }
}

/// Day and time in words.
fn at(texts: &Texts, time: &str) -> Result<(String, String), NoDraft> {
    let time: Timestamp = time.parse().map_err(|_| Impossible::Unsound)?;
    let (day, time) = clock::in_vietnam(&time);
    Ok((texts.day(&day), time))
}

fn choice(id: &str, state: &str, label: &str) -> String {
    [state, ": ", label, " [", id, "]"].concat()
}

fn deadlines(body: &mut Body, texts: &Texts, request: &StoredRequest) {
    let by = [&request.acknowledge_by, &request.complete_by].map(|day| texts.day(day));
    body.paragraph(&texts.record_change_deadlines(&by[0], &by[1]));
}

/// What was entered, where the company wants it in its mail.
fn fields(
    body: &mut Body,
    texts: &Texts,
    settings: &Settings,
    registration: Option<&Registration>,
) {
    match (settings.notice_data, registration) {
        (NoticeData::Identifiers, Some(_)) => {}
        (_, None) => body.paragraph(texts.get(Id::MailNoticeDeleted)),
        (NoticeData::Registration, Some(registration)) => {
            body.heading(texts.get(Id::MailNoticeFields));
            let fields = &registration.fields;
            let known = FieldKind::ALL
                .into_iter()
                .filter_map(|kind| Some((texts.label(kind), fields.get(kind.name())?)));
            let others = fields
                .iter()
                .filter(|(name, _)| FieldKind::named(name).is_none())
                .map(|(name, value)| (name.as_str(), value));
            for (label, value) in known.chain(others) {
                body.line(&[label, ": ", value].concat());
            }
        }
    }
}
