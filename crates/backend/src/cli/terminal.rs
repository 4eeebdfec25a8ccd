//! Writing other people's text to a terminal.

pub use crate::harmless::harmless;

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
}
