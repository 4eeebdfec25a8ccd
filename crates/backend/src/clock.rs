//! The clock, in the wire format's form.

use thuan_consent::time::{Timestamp, TimestampError};

/// The time now, UTC, to the millisecond.
///
/// # Errors
///
/// [`TimestampError`] where the system's clock stands outside the years 0 to 9999.
pub fn now() -> Result<Timestamp, TimestampError> {
    jiff::Timestamp::now()
        .strftime("%Y-%m-%dT%H:%M:%S.%3fZ")
        .to_string()
        .parse()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_has_the_wire_form() {
        let before = now().expect("a time");
        assert!(before <= now().expect("a time"));
        assert!(before.as_str() > "2026");
    }
}
