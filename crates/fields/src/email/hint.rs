use super::parse::judge;
use super::{Email, EmailError};

/// What a person may have meant by a text that is no address, or by one with an unusual domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EmailHint {
    /// This address: a slip of the keyboard, or of the clipboard, taken back.
    DidYouMean(Email),
}

impl EmailHint {
    /// The name of the hint on the wire.
    pub fn code(&self) -> &'static str {
        match self {
            Self::DidYouMean(_) => "did_you_mean",
        }
    }

    /// The address to offer.
    pub fn email(&self) -> &Email {
        match self {
            Self::DidYouMean(email) => email,
        }
    }
}

/// Where most addresses in Viet Nam are. Domains with less than nine letters have too many true neighbours.
const KNOWN: [&str; 7] = [
    "gmail.com",
    "yahoo.com",
    "yahoo.com.vn",
    "hotmail.com",
    "outlook.com",
    "outlook.com.vn",
    "icloud.com",
];

/// True domains one slip away from a known one.
const NEIGHBOURS: [&str; 6] = [
    "mail.com",
    "ymail.com",
    "email.com",
    "gmail.co.uk",
    "yahoo.com.hk",
    "yahoo.com.mx",
];

/// Endings that no domain has, and what they are meant to be.
const ENDINGS: [(&str, &str); 14] = [
    ("gmail.com.vn", "gmail.com"),
    ("gmail.vn", "gmail.com"),
    (".com.nv", ".com.vn"),
    (".com.vm", ".com.vn"),
    (".comvn", ".com.vn"),
    (".con.vn", ".com.vn"),
    (".con", ".com"),
    (".cmo", ".com"),
    (".ocm", ".com"),
    (".comm", ".com"),
    (".coom", ".com"),
    (".vnn", ".vn"),
    (".nv", ".vn"),
    (".vm", ".vn"),
];

/// The hint for cleaned text.
pub(super) fn hint(text: &str) -> Option<EmailHint> {
    let meant = match judge(text) {
        Ok(email) => better_domain(&email),
        Err(EmailError::Empty) => None,
        Err(_) => {
            let mended = judge(&mended(text)).ok()?;
            Some(better_domain(&mended).unwrap_or(mended))
        }
    };
    meant.map(EmailHint::DidYouMean)
}

/// The address without what programs put around it and with the usual slips taken back.
fn mended(text: &str) -> String {
    let mut mended = String::with_capacity(text.len() + 4);
    let mut before = ' ';
    let mut domain = 0;
    for c in text.chars() {
        let c = match c {
            ' ' => continue,
            '>' => break,
            // What a name or `mailto:` ends with.
            '<' | ':' => {
                mended.clear();
                domain = 0;
                continue;
            }
            '@' if domain > 0 => continue,
            ',' | ';' if domain > 0 => '.',
            c => c,
        };
        if c == '.' && domain > 0 && matches!(before, '.' | '@') {
            continue;
        }
        before = c;
        mended.push(c);
        if c == '@' {
            domain = mended.len();
        }
    }
    if before == '.' {
        mended.pop();
    }
    // "lan@gmail"
    let name = mended.get(domain..).unwrap_or_default();
    if domain > 0
        && KNOWN
            .iter()
            .any(|known| ends_with(known, ".com") == Some(name))
    {
        mended.push_str(".com");
    }
    mended
}

fn better_domain(email: &Email) -> Option<Email> {
    let domain = email.domain();
    if KNOWN.contains(&domain) || NEIGHBOURS.contains(&domain) {
        return None;
    }
    if let Some(known) = KNOWN
        .iter()
        .find(|known| one_slip_apart(domain.as_bytes(), known.as_bytes()))
    {
        return address(email, "", known);
    }
    let (start, meant) = ENDINGS
        .iter()
        .find_map(|(ending, meant)| Some((ends_with(domain, ending)?, meant)))?;
    let whole = address(email, start, meant)?;
    // One slip may hide another: gmial.con.
    Some(better_domain(&whole).unwrap_or(whole))
}

/// What stands in `text` before the ending.
fn ends_with<'a>(text: &'a str, ending: &str) -> Option<&'a str> {
    let (start, end) = text.split_at_checked(text.len().checked_sub(ending.len())?)?;
    (end == ending).then_some(start)
}

/// The address with another domain.
fn address(email: &Email, start: &str, end: &str) -> Option<Email> {
    let mut text = String::from(email.local());
    for part in ["@", start, end] {
        text.push_str(part);
    }
    judge(&text).ok()
}

/// Whether one letter more, less, other, or two neighbours swapped make `a` into `b`.
fn one_slip_apart(mut a: &[u8], mut b: &[u8]) -> bool {
    while let ([p, a_rest @ ..], [q, b_rest @ ..]) = (a, b)
        && p == q
    {
        (a, b) = (a_rest, b_rest);
    }
    while let ([a_rest @ .., p], [b_rest @ .., q]) = (a, b)
        && p == q
    {
        (a, b) = (a_rest, b_rest);
    }
    match (a, b) {
        ([], [_]) | ([_], [_] | []) => true,
        ([p, q], [r, s]) => p == s && q == r,
        _ => false,
    }
}
