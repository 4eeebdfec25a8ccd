use super::{Email, EmailError};

const LONGEST_LOCAL: usize = 64;
const LONGEST_LABEL: usize = 63;
const LONGEST: usize = 254;

/// Judges cleaned text.
pub(super) fn judge(text: &str) -> Result<Email, EmailError> {
    let bytes = text.as_bytes();
    let mut at = None;
    for (index, byte) in bytes.iter().enumerate() {
        match byte {
            b' ' => return Err(EmailError::Space),
            0x80.. => return Err(EmailError::NotAscii),
            b'@' if at.is_some() => return Err(EmailError::SeveralAts),
            b'@' => at = Some(index),
            _ => {}
        }
    }
    let Some(at) = at else {
        return Err(if bytes.is_empty() {
            EmailError::Empty
        } else {
            EmailError::NoAt
        });
    };
    let (local, domain) = bytes.split_at_checked(at).unwrap_or_default();
    judge_local(local)?;
    judge_domain(domain.get(1..).unwrap_or_default())?;
    if bytes.len() > LONGEST {
        return Err(EmailError::TooLong);
    }
    let mut email = String::with_capacity(bytes.len());
    for (index, byte) in bytes.iter().enumerate() {
        email.push(char::from(if index > at {
            byte.to_ascii_lowercase()
        } else {
            *byte
        }));
    }
    Ok(Email { text: email, at })
}

fn judge_local(local: &[u8]) -> Result<(), EmailError> {
    if local.is_empty() {
        return Err(EmailError::LocalEmpty);
    }
    let mut before = b'.';
    for byte in local {
        // RFC 5322's `atext`, and the dot.
        if !byte.is_ascii_alphanumeric() && !b".!#$%&'*+/=?^_`{|}~-".contains(byte) {
            return Err(EmailError::LocalCharacter);
        }
        if *byte == b'.' && before == b'.' {
            return Err(EmailError::LocalDot);
        }
        before = *byte;
    }
    if before == b'.' {
        return Err(EmailError::LocalDot);
    }
    if local.len() > LONGEST_LOCAL {
        Err(EmailError::LocalTooLong)
    } else {
        Ok(())
    }
}

fn judge_domain(domain: &[u8]) -> Result<(), EmailError> {
    if domain.is_empty() {
        return Err(EmailError::DomainEmpty);
    }
    let mut label = 0;
    let mut dots = 0;
    let mut before = b'.';
    let mut malformed = false;
    for byte in domain {
        match byte {
            b'.' => {
                malformed |= matches!(before, b'.' | b'-');
                dots += 1;
                label = 0;
            }
            b'-' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => {
                label += 1;
                malformed |= label > LONGEST_LABEL || (*byte == b'-' && before == b'.');
            }
            _ => return Err(EmailError::DomainCharacter),
        }
        before = *byte;
    }
    if dots == 0 {
        Err(EmailError::DomainWithoutDot)
    } else if malformed || matches!(before, b'.' | b'-') {
        Err(EmailError::DomainLabel)
    } else {
        Ok(())
    }
}
