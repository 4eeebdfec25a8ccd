//! The person's copy: what was received and decided, the proof of it, and how to take it back.

use lettre::Address;
use lettre::message::Mailbox;
use thuan::i18n::{Id, Texts, texts};
use thuan::state::reference;
use thuan_consent::form::FieldKind;
use thuan_consent::registration::Registration;
use thuan_consent::time::Timestamp;
use thuan_fields::Email;

use super::body::Body;
use super::letter::Letter;
use super::matter::{Plain, Signed, reached_at, reached_by};
use super::{Impossible, NoDraft, Nothing, Site};
use crate::catalogue::Catalogue;
use crate::clock;
use crate::evidence;
use crate::store::Store;

/// The page on which a file is checked, below the site's address.
const VERIFY: &str = "/verify.html";

/// Writes the copy of a signed record, with the evidence file. Its links are the company's: from its settings, policies
/// and forms as they are now, whatever addresses the record has.
pub async fn of_record(
    store: &Store,
    catalogue: &Catalogue,
    signed: &Signed,
    site: &Site,
) -> Result<Letter, NoDraft> {
    let to = address(signed.registration.as_ref())?;
    let record = &signed.verified.record;
    let texts = texts(&record.language);
    let controller = record.pii_controllers.first().ok_or(Impossible::Unsound)?;
    let company = controller.name.as_str();
    let reached = reached_at(controller);
    let name = reference(record.record_id.as_str());
    let received_at: Timestamp = signed
        .stored
        .received_at
        .parse()
        .map_err(|_| Impossible::Unsound)?;
    let (day, time) = clock::in_vietnam(&received_at);
    let day = texts.day(&day);
    let is_first = signed.earlier.is_empty();
    let (subject, received) = match (is_first, signed.stored.withdrawal) {
        (true, _) => (
            texts.mail_subject(company, &name),
            texts.mail_received(company, &day, &time),
        ),
        (false, false) => (
            texts.mail_subject_changed(company, &name),
            texts.mail_changed(company, &day, &time),
        ),
        (false, true) => (
            texts.mail_subject_withdrawn(company, &name),
            texts.mail_withdrawn(company, &day, &time),
        ),
    };

    let mut body = beginning(texts, &received, &name);
    if let Some(earlier) = signed.earlier.last() {
        body.line(&texts.mail_earlier(&reference(&earlier.record_id)));
    }
    if is_first {
        body.heading(texts.get(Id::MailStranger));
        body.line(&texts.mail_stranger_note(&reached));
        body.paragraph(texts.get(Id::MailStrangerFile));
    } else {
        body.paragraph(&texts.mail_stranger_change(&reached));
    }
    body.heading(texts.get(Id::FormDecided));
    body.item(&decision(
        texts.get(Id::PlainConfirmed),
        &record.acknowledged.label,
    ));
    for purpose in &record.purposes {
        body.item(&decision(texts.state(purpose.event_state), &purpose.label));
    }
    let file = ["thuan-", &name, ".json"].concat();
    body.heading(texts.get(Id::MailProof));
    body.line(texts.get(match signed.stored.receipt {
        Some(_) => Id::MailReceipted,
        None => Id::MailSigned,
    }));
    body.paragraph(&texts.mail_file(&file));
    let public_url = site.audiences.public_url(&record.audience);
    if let Some(url) = public_url.filter(|_| site.has_page) {
        body.paragraph(&texts.mail_check(&[url, VERIFY].concat()));
    }
    let (policy, form) = (&record.privacy_notice.id, &record.evidence.form_id);
    let page = catalogue.withdrawal_page(policy, form, public_url);
    let method = &record.withdrawal_method;
    body.heading(texts.get(Id::FormFactWithdrawal));
    body.line(&method.description);
    for way in [&page, &method.email, &method.phone].into_iter().flatten() {
        body.item(way);
    }
    if let Some(request) = &signed.withdrawal {
        let by = [&request.acknowledge_by, &request.complete_by].map(|day| texts.day(day));
        body.paragraph(&texts.record_change_deadlines(&by[0], &by[1]));
    }
    ending(&mut body, texts, &reached);

    let collected =
        evidence::collect(store, &signed.stored, &signed.audited, &signed.verified).await?;
    Ok(Letter {
        to,
        reply_to: reply_to(company, [&controller.email, &method.email]),
        subject,
        body: body.into_text(),
        file: Some((file, collected.bytes())),
    })
}

/// Writes the confirmation of a registration that nobody signed. Nothing is claimed of it but that it is kept.
pub fn of_plain(plain: &Plain) -> Result<Letter, NoDraft> {
    let to = address(plain.registration.as_ref())?;
    let unsigned = &plain.unsigned;
    let texts = texts(&unsigned.language);
    let company = plain.pack.controller.name.as_str();
    let reached = reached_by(&plain.pack);
    let name = reference(unsigned.registration_id.as_str());
    let (day, time) = clock::in_vietnam(&unsigned.received_at);
    let received = texts.mail_received(company, &texts.day(&day), &time);

    let mut body = beginning(texts, &received, &name);
    body.heading(texts.get(Id::MailStranger));
    body.line(&texts.mail_stranger_note(&reached));
    body.heading(texts.get(Id::FormDecided));
    body.item(&decision(
        texts.get(Id::PlainConfirmed),
        &unsigned.acknowledged,
    ));
    for choice in &unsigned.decisions {
        body.item(&decision(texts.state(choice.event_state), &choice.label));
    }
    body.heading(texts.get(Id::PlainNotSigned));
    body.line(texts.get(Id::PlainNotSignedNote));
    body.heading(texts.get(Id::FormFactWithdrawal));
    body.line(&texts.plain_withdraw(&reached));
    let withdrawal = &plain.pack.withdrawal;
    for way in [&withdrawal.url, &withdrawal.email, &withdrawal.phone]
        .into_iter()
        .flatten()
    {
        body.item(way);
    }
    ending(&mut body, texts, &reached);
    Ok(Letter {
        to,
        reply_to: reply_to(company, [&plain.pack.controller.email, &withdrawal.email]),
        subject: texts.mail_subject(company, &name),
        body: body.into_text(),
        file: None,
    })
}

fn beginning(texts: &Texts, received: &str, name: &str) -> Body {
    let mut body = Body::default();
    body.paragraph(texts.get(Id::MailGreeting));
    body.paragraph(received);
    body.line(&[texts.get(Id::FormReference), name].concat());
    body
}

fn ending(body: &mut Body, texts: &Texts, reached: &str) {
    body.heading(texts.get(Id::MailAsk));
    body.line(&texts.mail_ask_note(reached));
    body.paragraph(texts.get(Id::MailAutomatic));
}

fn decision(state: &str, label: &str) -> String {
    [state, ": ", label].concat()
}

/// The address that was entered: parsed again as the form parses it, then by the library.
fn address(registration: Option<&Registration>) -> Result<Address, NoDraft> {
    let registration = registration.ok_or(Nothing::Forgotten)?;
    let entered = registration.fields.get(FieldKind::Email.name());
    let entered = entered.ok_or(Nothing::NoAddress)?;
    let email = Email::parse(entered).map_err(|_| Impossible::Address)?;
    // What is kept is in its normal form, and whatever that is not is nobody's address.
    let address = email.as_str().parse().ok();
    let address = address.filter(|_| email.as_str() == entered);
    address.ok_or(Impossible::Address.into())
}

/// The first of the company's addresses that is one.
fn reply_to(company: &str, addresses: [&Option<String>; 2]) -> Option<Mailbox> {
    let mut addresses = addresses.into_iter().flatten();
    let address = addresses.find_map(|text| text.parse::<Address>().ok())?;
    Some(Mailbox::new(Some(company.to_owned()), address))
}
