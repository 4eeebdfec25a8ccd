//! The pages: whole documents in which nothing runs.

use axum::body::Body;
use axum::http::header::{
    ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY,
    RETRY_AFTER, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};
use thuan::i18n::{Id, texts};
use thuan::plain::{Refusal, Registered};
use thuan::prerender;
use thuan::state::App as Drawn;
use thuan_consent::form::FormDefinition;
use thuan_consent::language::Language;
use thuan_consent::origin::Origin;

use super::super::problem::{self, Refused};
use super::super::{hosted, security_headers};
use super::UP;
use crate::catalogue::Catalogue;
use crate::http::App;
use crate::limits::TooOften;

/// What is answered.
pub(super) enum Answer {
    /// It is kept.
    Kept(Drawn, Registered),
    /// It is not, and here is the form with what was typed.
    Again(Drawn, Refusal),
    /// It is not, and there is no form to show.
    Told(Language, Refusal),
}

/// Writes the page.
pub(super) async fn respond(app: &App, answer: &Answer) -> Response<Body> {
    let (language, title, body, refusal) = match answer {
        Answer::Kept(drawn, registered) => {
            let language = drawn.language.get_untracked();
            let title = texts(&language).get(Id::PlainReceived).to_owned();
            (
                language,
                title,
                prerender::confirmation(drawn, registered),
                None,
            )
        }
        Answer::Again(drawn, refusal) => {
            drawn.nonce.set(super::waiting::nonce(app, drawn));
            drawn.refusal.set(Some(*refusal));
            let language = drawn.language.get_untracked();
            let form = drawn.setup.form.title.get(&language).unwrap_or_default();
            let title = [texts(&language).get(Id::PlainWrong), form].concat();
            (language, title, prerender::form(drawn), Some(*refusal))
        }
        Answer::Told(language, refusal) => {
            let texts = texts(language);
            let title = if refusal.is_certain() {
                texts.get(Id::PlainNotReceived)
            } else {
                texts.get(Id::PlainUnclear)
            };
            let body = prerender::refused(language, *refusal);
            (language.clone(), title.to_owned(), body, Some(*refusal))
        }
    };
    let drawn = match answer {
        Answer::Kept(drawn, _) | Answer::Again(drawn, _) => Some(drawn),
        Answer::Told(..) => None,
    };
    let form = drawn.map(|drawn| &drawn.setup.form);
    let id = form.map(|form| form.id.as_str());
    let style = hosted::style_sheet(&app.site, id).await;
    let company = drawn.map(|drawn| drawn.setup.policy.controller.name.as_str());
    let page = document(&language, &title, company, style.as_deref(), &body);
    let mut response = Response::new(Body::from(page));
    *response.status_mut() = refusal.map_or(StatusCode::OK, status);
    let ancestors: Vec<Origin> = match form {
        Some(form) => form.allowed_origins.clone(),
        // Which form it was is not known, and there is nothing in it but words: it is shown wherever a form is.
        None => app.catalogue.allowed_origins().cloned().collect(),
    };
    set_headers(&mut response, policy(form, &ancestors), refusal);
    if let Some(refusal) = refusal {
        response.extensions_mut().insert(Refused {
            slug: slug(refusal),
            codes: drawn.map(codes).unwrap_or_default(),
        });
    }
    response
}

/// Tells whoever looks at more than the page that it was asked for too often.
pub(super) fn say_too_often(response: &mut Response<Body>, too_often: TooOften) {
    *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    let retry_after = problem::retry_after(too_often.wait);
    response.headers_mut().insert(RETRY_AFTER, retry_after);
    response.extensions_mut().insert(Refused {
        slug: "plain-too-many-requests",
        codes: problem::bound(too_often).to_owned(),
    });
}

fn document(
    language: &Language,
    title: &str,
    company: Option<&str>,
    style: Option<&str>,
    body: &str,
) -> String {
    let title = prerender::escaped(title);
    let heading = company.map(|name| format!("<h1>{}</h1>", prerender::escaped(name)));
    let heading = heading.unwrap_or_default();
    let style = style.map(|file| {
        let href = prerender::escaped(&[UP, file].concat());
        format!("<link rel=\"stylesheet\" href=\"{href}\">\n")
    });
    let style = style.unwrap_or_default();
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n\
         <title>{title}</title>\n{style}</head>\n<body>\n<main class=\"host\">{heading}{body}</main>\n</body>\n</html>\n"
    )
}

fn set_headers(response: &mut Response<Body>, policy: HeaderValue, refusal: Option<Refusal>) {
    let headers = response.headers_mut();
    let fixed: [(HeaderName, &'static str); 5] = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        // What somebody typed stands in it.
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "same-origin"),
        (
            security_headers::PERMISSIONS_POLICY,
            security_headers::NO_PERMISSIONS,
        ),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(CONTENT_SECURITY_POLICY, policy);
    match refusal {
        Some(Refusal::Busy) => {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("60"));
        }
        Some(Refusal::Opened) => {
            headers.insert(ALLOW, HeaderValue::from_static("POST"));
        }
        // The rest of such a body is not waited for, so nothing else can come over this connection.
        Some(Refusal::Incomplete | Refusal::TooLarge) => {
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        _ => {}
    }
}

/// It is shown where the form was shown, posts where the form posts, and runs nothing.
fn policy(form: Option<&FormDefinition>, ancestors: &[Origin]) -> HeaderValue {
    let frame_ancestors = security_headers::frame_ancestors(ancestors);
    let form_action = security_headers::form_action(form);
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src data:; form-action {form_action}; base-uri 'none'; \
         frame-ancestors {frame_ancestors}"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

fn status(refusal: Refusal) -> StatusCode {
    match refusal {
        Refusal::Faults | Refusal::Trapped | Refusal::Confirm => StatusCode::UNPROCESSABLE_ENTITY,
        Refusal::Changed => StatusCode::CONFLICT,
        Refusal::Elsewhere => StatusCode::FORBIDDEN,
        Refusal::UnknownForm => StatusCode::NOT_FOUND,
        Refusal::NotAForm => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Refusal::NotUtf8 | Refusal::Repeated | Refusal::Unexpected => StatusCode::BAD_REQUEST,
        Refusal::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Refusal::Incomplete => StatusCode::REQUEST_TIMEOUT,
        Refusal::Opened => StatusCode::METHOD_NOT_ALLOWED,
        Refusal::Busy => StatusCode::SERVICE_UNAVAILABLE,
        Refusal::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// What the request log calls it.
fn slug(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Faults => "plain-faults",
        Refusal::Changed => "plain-changed",
        Refusal::Elsewhere => "plain-elsewhere",
        Refusal::UnknownForm => "plain-unknown-form",
        Refusal::NotAForm => "plain-media-type",
        Refusal::NotUtf8 => "plain-not-utf-8",
        Refusal::Repeated => "plain-repeated",
        Refusal::Unexpected => "plain-unexpected",
        Refusal::TooLarge => "plain-too-large",
        Refusal::Incomplete => "plain-incomplete",
        Refusal::Opened => "plain-opened",
        Refusal::Trapped => "plain-trapped",
        Refusal::Confirm => "plain-confirm",
        Refusal::Busy => "plain-busy",
        Refusal::Internal => "plain-internal",
    }
}

/// The codes of what is wrong in a form, for the log.
fn codes(drawn: &Drawn) -> String {
    use thuan::state::Trouble;
    let codes: Vec<&str> = drawn.troubles.with_untracked(|troubles| {
        let code = |trouble: &Trouble| match trouble {
            Trouble::Field(error) => error.code(),
            Trouble::Answer(error) => error.code(),
            Trouble::NotAcknowledged => "not_acknowledged",
            Trouble::RefusedByBackend => "refused",
        };
        troubles.iter().map(|(_, trouble)| code(trouble)).collect()
    });
    codes.join(",")
}

/// The language of an answer in which no form says its own: the reader's, where there are words in it and a form that
/// is offered in it; otherwise Vietnamese.
pub(super) fn language(accepted: &str, catalogue: &Catalogue) -> Option<Language> {
    let wishes = accepted.split(',').filter_map(|wish| {
        let tag = wish.split([';', '-']).next()?.trim().to_ascii_lowercase();
        tag.parse::<Language>().ok()
    });
    let mut offered = wishes.filter(|language| {
        catalogue
            .forms()
            .any(|(_, form)| form.value.languages.contains(language))
    });
    offered.next().or_else(|| "vi".parse().ok())
}
