use super::Email;
use super::parse::judge;

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

/// Where most addresses in Viet Nam are, the likeliest last, and domains that differ from one of these by a slip.
const KNOWN: &str = "mail.com ymail.com email.com \
    icloud.com outlook.com.vn outlook.com hotmail.com yahoo.com.vn yahoo.com gmail.com";

/// Shorter domains have too many true neighbours to be suggested.
const SHORTEST: usize = 9;

/// Endings that no address has, each before what it is meant to be. Lists in one text: pointers would weigh more.
const ENDINGS: &str = "@gmail @gmail.com @yahoo @yahoo.com @hotmail @hotmail.com \
    @gmail.com.vn @gmail.com @gmail.vn @gmail.com \
    .com.nv .com.vn .com.vm .com.vn .comvn .com.vn .con.vn .com.vn \
    .con .com .cmo .com .ocm .com .comm .com .coom .com \
    .vnn .vn .nv .vn .vm .vn";

/// The hint for cleaned text.
pub(super) fn hint(text: &str) -> Option<EmailHint> {
    let (mut meant, at) = mended(text);
    better_domain(&mut meant, at);
    if meant.eq_ignore_ascii_case(text.as_bytes()) {
        return None;
    }
    let meant = judge(core::str::from_utf8(&meant).ok()?).ok()?;
    Some(EmailHint::DidYouMean(meant))
}

/// The address without what programs put around it and with the usual slips taken back, and where its domain begins.
/// An address stays as it is, but for a domain in lower case.
fn mended(text: &str) -> (Vec<u8>, usize) {
    let mut mended = Vec::with_capacity(text.len() + 8);
    let mut domain = 0;
    for byte in text.bytes() {
        let byte = match byte {
            // A name in front of the address, "mailto:".
            b'<' | b':' => {
                mended.clear();
                domain = 0;
                continue;
            }
            b'>' => break,
            b' ' => continue,
            b',' | b';' | b'.' if domain > 0 => {
                if matches!(mended.last(), Some(b'.' | b'@')) {
                    continue;
                }
                b'.'
            }
            b'@' if domain > 0 => continue,
            byte if domain > 0 => byte.to_ascii_lowercase(),
            byte => byte,
        };
        mended.push(byte);
        if byte == b'@' {
            domain = mended.len();
        }
    }
    if mended.last() == Some(&b'.') {
        mended.pop();
    }
    (mended, domain)
}

/// Puts a well-known domain in the place of one that is a slip away, or a true ending in the place of a false one.
fn better_domain(address: &mut Vec<u8>, at: usize) {
    let domain = address.get(at..).unwrap_or_default();
    let mut better = None;
    let mut names = KNOWN.as_bytes();
    while let Some(name) = next_word(&mut names) {
        match slips(domain, name) {
            0 => return,
            1 if name.len() >= SHORTEST => better = Some((at, name)),
            _ => {}
        }
    }
    let mut again = false;
    let mut endings = ENDINGS.as_bytes();
    while let (Some(ending), Some(meant)) = (next_word(&mut endings), next_word(&mut endings)) {
        if better.is_none() && address.ends_with(ending) {
            better = Some((address.len() - ending.len(), meant));
            again = true;
        }
    }
    if let Some((keep, meant)) = better {
        address.truncate(keep);
        address.extend_from_slice(meant);
    }
    // One slip may hide another: gmial.con.
    if again {
        better_domain(address, at);
    }
}

fn next_word<'a>(list: &mut &'a [u8]) -> Option<&'a [u8]> {
    let end = list
        .iter()
        .position(|byte| *byte == b' ')
        .unwrap_or(list.len());
    let (word, rest) = list.split_at_checked(end)?;
    *list = rest.get(1..).unwrap_or_default();
    (!word.is_empty()).then_some(word)
}

/// 0 for the same text, 1 if one letter more, less, other, or two neighbours swapped make `a` into `b`, 2 otherwise.
fn slips(mut a: &[u8], mut b: &[u8]) -> u8 {
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
        ([], []) => 0,
        ([], [_]) | ([_], [_] | []) => 1,
        ([p, q], [r, s]) if p == s && q == r => 1,
        _ => 2,
    }
}
