use super::{Email, EmailError};
use crate::clean::fold_text;

const LONGEST_LOCAL: usize = 64;
const LONGEST_LABEL: usize = 63;
const LONGEST: usize = 254;

pub(super) fn parse(input: &str) -> Result<Email, EmailError> {
    judge(&fold_text(input))
}

/// Judges cleaned text.
pub(super) fn judge(text: &str) -> Result<Email, EmailError> {
    if text.is_empty() {
        return Err(EmailError::Empty);
    }
    if text.contains(' ') {
        return Err(EmailError::Space);
    }
    if !text.is_ascii() {
        return Err(EmailError::NotAscii);
    }
    let (local, domain) = text.split_once('@').ok_or(EmailError::NoAt)?;
    if domain.contains('@') {
        return Err(EmailError::SeveralAts);
    }
    judge_local(local)?;
    judge_domain(domain)?;
    if text.len() > LONGEST {
        return Err(EmailError::TooLong);
    }
    let mut email = String::with_capacity(text.len());
    email.push_str(local);
    email.push('@');
    email.extend(domain.chars().map(|c| c.to_ascii_lowercase()));
    Ok(Email(email))
}

fn judge_local(local: &str) -> Result<(), EmailError> {
    if local.is_empty() {
        return Err(EmailError::LocalEmpty);
    }
    if !local.bytes().all(is_local) {
        return Err(EmailError::LocalCharacter);
    }
    if local.split('.').any(str::is_empty) {
        return Err(EmailError::LocalDot);
    }
    if local.len() > LONGEST_LOCAL {
        return Err(EmailError::LocalTooLong);
    }
    Ok(())
}

fn judge_domain(domain: &str) -> Result<(), EmailError> {
    if domain.is_empty() {
        return Err(EmailError::DomainEmpty);
    }
    if !domain
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'))
    {
        return Err(EmailError::DomainCharacter);
    }
    if !domain.contains('.') {
        return Err(EmailError::DomainWithoutDot);
    }
    let malformed = |label: &str| {
        label.is_empty()
            || label.len() > LONGEST_LABEL
            || label.starts_with('-')
            || label.ends_with('-')
    };
    if domain.split('.').any(malformed) {
        return Err(EmailError::DomainLabel);
    }
    Ok(())
}

/// RFC 5322's `atext`, and the dot.
fn is_local(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte)
}
