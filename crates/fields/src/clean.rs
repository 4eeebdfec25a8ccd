//! Cleaning: the same for every field, before anything is judged.
//!
//! People paste from spreadsheets, chat programs and PDF files. What they paste carries full-width digits, typographic
//! spaces and dashes, and characters nobody sees. Cleaning turns look-alikes into the plain character and drops the
//! invisible ones:
//!
//! | input | becomes |
//! |---|---|
//! | full-width U+FF01 – U+FF5E | the ASCII character |
//! | every space, tab and line end | one space; runs of them one space; none at either end |
//! | U+2010 – U+2015, U+2043, U+2212, U+FE58, U+FE63 | `-` |
//! | zero-width, joiners, bidi marks, soft hyphen, byte order mark | nothing |
//! | canonically equivalent spellings | NFC |
//!
//! NFC comes last: dropping a zero-width space can put a letter and its tone mark side by side.
//! It is the one step this crate does not do itself, see [`clean_with`].

/// Cleans `input`: folds look-alikes, drops invisible characters, trims, and composes to NFC with `nfc`.
///
/// `nfc` turns a text into Unicode Normalization Form C: in the browser `String.prototype.normalize`, natively what
/// [`clean`] uses. Cleaning twice gives the same as cleaning once.
pub fn clean_with(input: &str, nfc: fn(&str) -> String) -> String {
    nfc(&fold_text(input))
}

/// [`clean_with`], with the `unicode-normalization` crate (Unicode 16) for NFC.
///
/// There is no such function in a `wasm32` build, where the browser normalises: forgetting NFC does not compile.
#[cfg(not(target_arch = "wasm32"))]
pub fn clean(input: &str) -> String {
    clean_with(input, nfc)
}

#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn nfc(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    if is_surely_nfc(text) {
        text.to_owned()
    } else {
        text.nfc().collect()
    }
}

/// Everything but NFC.
pub(crate) fn fold_text(input: &str) -> String {
    fold_lines(input, false)
}

/// [`fold_text`], with a comma for the end of a line where `commas` says so and none of `,;.` stands there.
pub(crate) fn fold_lines(input: &str, commas: bool) -> String {
    let mut text = String::with_capacity(input.len());
    let mut space = false;
    let mut line_end = false;
    for original in input.chars() {
        let Some(c) = fold(original) else { continue };
        if c == ' ' {
            space = true;
            line_end |= matches!(original, '\n' | '\r' | '\u{2028}' | '\u{2029}');
            continue;
        }
        if space && !text.is_empty() {
            if line_end && commas && !matches!(text.as_bytes().last(), Some(b',' | b';' | b'.')) {
                text.push(',');
            }
            text.push(' ');
        }
        (space, line_end) = (false, false);
        text.push(c);
    }
    text
}

/// The plain character for `c`, `None` for one nobody sees.
pub(crate) fn fold(c: char) -> Option<char> {
    Some(match c {
        ' '..='~' => c,
        '\t'..='\r' | '\u{85}' | '\u{A0}' | '\u{2028}' | '\u{2029}' | '\u{3000}' => ' ',
        c if is_typographic_space(c) => ' ',
        '\u{AD}'
        | '\u{61C}'
        | '\u{180E}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{206F}'
        | '\u{FEFF}' => return None,
        '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' => '-',
        // NFC makes them so, and what is ASCII then has to be judged as ASCII.
        '\u{37E}' => ';',
        '\u{1FEF}' => '`',
        '\u{212A}' => 'K',
        '\u{FF01}'..='\u{FF5E}' => char::from((u32::from(c) - 0xFEE0) as u8),
        _ => c,
    })
}

/// The spaces of typesetters: they come from documents, no keyboard types them.
pub(crate) fn is_typographic_space(c: char) -> bool {
    matches!(
        c,
        '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}'
    )
}

/// Whether `text` is NFC whatever it says: it holds only characters of ranges in which every character is allowed in
/// NFC, none combines with the one before it, and none has a combining class.
///
/// `false` means "ask a normaliser". The ranges are few on purpose: all of Latin, so all of Vietnamese, the currency
/// signs, the syllables and ideographs of East Asia, emoji. Source: `NFC_Quick_Check` and `Canonical_Combining_Class`
/// of the Unicode Character Database.
pub(crate) fn is_surely_nfc(text: &str) -> bool {
    text.chars().all(|c| {
        matches!(c,
            '\0'..='\u{2FF}'
            | '\u{1E00}'..='\u{1EFF}'
            | '\u{2010}'..='\u{205E}'
            | '\u{20A0}'..='\u{20C0}'
            | '\u{4E00}'..='\u{9FFF}'
            | '\u{AC00}'..='\u{D7A3}'
            | '\u{1F300}'..='\u{1FAFF}')
    })
}

/// Whether `c` reads as part of a word: an ASCII letter or a character of a foreign alphabet or syllabary.
///
/// A rule, not a table: everything past Latin-1's signs except general punctuation, symbols and emoji.
pub(crate) fn is_letter(c: char) -> bool {
    match c {
        'A'..='Z' | 'a'..='z' => true,
        '×' | '÷' => false,
        'À'..='\u{1FFF}' | '\u{2C00}'..='\u{2DFF}' | '\u{3040}'..='\u{FDFF}' => true,
        _ => false,
    }
}
