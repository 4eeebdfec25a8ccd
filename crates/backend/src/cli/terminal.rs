//! Writing other people's text to a terminal.

/// The text without what could move the cursor, change colours or reorder what is around it.
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

/// The text in exactly `width` columns: cut with an ellipsis, or filled up with spaces.
///
/// A character counts as one column, which is right for Vietnamese and every other composed Latin text.
pub fn column(text: &str, width: usize) -> String {
    let text = harmless(text);
    if text.chars().count() > width {
        let cut: String = text.chars().take(width.saturating_sub(1)).collect();
        return format!("{cut}…");
    }
    format!("{text:<width$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_asked() {
        assert_eq!(column("Điện", 6), "Điện  ");
        assert_eq!(column("Điện lực", 6), "Điện …");
        assert_eq!(column("Điện l", 6), "Điện l");
    }

    #[test]
    fn escape_sequences_stay_text() {
        assert_eq!(
            harmless("a\u{1b}[31mb\u{202e}c\n"),
            "a\u{fffd}[31mb\u{fffd}c\u{fffd}"
        );
    }
}
