//! Other people's text, where lines and characters mean something.

/// The text without what could move a cursor, change colours, begin a line or reorder what is around it.
#[must_use]
pub fn harmless(text: &str) -> String {
    let is_bidi = |c| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .map(|c| {
            if c.is_control() || is_bidi(c) {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_stay_text() {
        assert_eq!(
            harmless("a\u{1b}[31mb\u{202e}c\n"),
            "a\u{fffd}[31mb\u{fffd}c\u{fffd}"
        );
    }
}
