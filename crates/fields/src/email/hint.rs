use super::parse::judge;
use super::{Email, EmailError};
use crate::clean::fold_text;

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

pub(super) fn hint(input: &str) -> Option<EmailHint> {
    let text = fold_text(input);
    let meant = match judge(&text) {
        Ok(email) => better_domain(&email)?,
        Err(EmailError::Empty) => return None,
        Err(_) => {
            let mended = judge(&mended(&text)).ok()?;
            better_domain(&mended).unwrap_or(mended)
        }
    };
    Some(EmailHint::DidYouMean(meant))
}

/// The address without what programs put around it and with the usual slips taken back.
fn mended(text: &str) -> String {
    let inside = match (text.find('<'), text.rfind('>')) {
        (Some(open), Some(close)) => text.get(open + 1..close).unwrap_or(text),
        _ => text,
    };
    let bare = inside.strip_prefix("mailto:").unwrap_or(inside);
    let mut mended = String::with_capacity(bare.len());
    let mut domain = false;
    for c in bare.chars() {
        match c {
            ' ' => {}
            '@' if domain => {}
            '@' => {
                domain = true;
                mended.push(c);
            }
            ',' | ';' | '.' if domain => {
                if !mended.ends_with(['.', '@']) {
                    mended.push('.');
                }
            }
            _ => mended.push(c),
        }
    }
    while mended.ends_with('.') {
        mended.pop();
    }
    let known = |name: &str| {
        KNOWN
            .iter()
            .find(|known| known.strip_suffix(".com") == Some(name))
    };
    if let Some(known) = mended.split_once('@').and_then(|(_, domain)| known(domain))
        && let Some(ending) = known.get(known.len() - 4..)
    {
        mended.push_str(ending);
    }
    mended
}

fn better_domain(email: &Email) -> Option<Email> {
    let domain = email.domain();
    if KNOWN.contains(&domain) || NEIGHBOURS.contains(&domain) {
        return None;
    }
    let address = |parts: [&str; 2]| judge(&[email.local(), "@", &parts.concat()].concat()).ok();
    if let Some(known) = KNOWN.iter().find(|known| one_slip_apart(domain, known)) {
        return address([known, ""]);
    }
    let (ending, meant) = ENDINGS
        .iter()
        .find(|(ending, _)| domain.ends_with(ending))?;
    let whole = address([domain.strip_suffix(ending)?, meant])?;
    // One slip may hide another: gmial.con.
    Some(better_domain(&whole).unwrap_or(whole))
}

/// Whether one letter more, less, other, or two neighbours swapped make `a` into `b`.
fn one_slip_apart(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (
        a.get(start..).unwrap_or_default(),
        b.get(start..).unwrap_or_default(),
    );
    let end = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let middle = |text: &[u8]| text.len() - end;
    match (middle(a), middle(b)) {
        (0 | 1, 1) | (1, 0) => true,
        (2, 2) => matches!((a, b), ([p, q, ..], [r, s, ..]) if p == s && q == r),
        _ => false,
    }
}
