//! Points in time as the wire format writes them.

use core::fmt;
use core::str::FromStr;

use crate::encoding::text_type;

/// A point in time: `YYYY-MM-DDTHH:MM:SS.mmmZ`, UTC, to the millisecond.
///
/// This is the one RFC 3339 form that `Date.prototype.toISOString` writes, so a browser needs no formatting code.
/// Because the form is fixed, comparing the text compares the time.
///
/// # Examples
///
/// ```
/// use thuan_consent::time::Timestamp;
///
/// let time: Timestamp = "2026-07-01T08:00:00.000Z".parse()?;
/// assert!("2026-07-01T08:00:00Z".parse::<Timestamp>().is_err());
/// assert!("2026-02-30T08:00:00.000Z".parse::<Timestamp>().is_err());
/// # Ok::<(), thuan_consent::time::TimestampError>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(String);

/// The text is not `YYYY-MM-DDTHH:MM:SS.mmmZ`, or no such day exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a UTC time in the form YYYY-MM-DDTHH:MM:SS.mmmZ")]
pub struct TimestampError;

impl Timestamp {
    /// The beginning of 1970: for clocks that have nothing to say.
    #[must_use]
    pub fn epoch() -> Self {
        Self("1970-01-01T00:00:00.000Z".to_owned())
    }
}

impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, TimestampError> {
        if is_timestamp(text.as_bytes()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(TimestampError)
        }
    }
}

fn is_timestamp(text: &[u8]) -> bool {
    const FORM: &[u8] = b"0000-00-00T00:00:00.000Z";
    let shaped = text.len() == FORM.len()
        && text.iter().zip(FORM).all(|(have, want)| {
            if *want == b'0' {
                have.is_ascii_digit()
            } else {
                have == want
            }
        });
    if !shaped {
        return false;
    }
    let number = |from: usize, length: usize| {
        text.iter()
            .skip(from)
            .take(length)
            .fold(0_u32, |sum, digit| sum * 10 + u32::from(digit - b'0'))
    };
    let (year, month, day) = (number(0, 4), number(5, 2), number(8, 2));
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => return false,
    };
    // No leap seconds: neither JavaScript nor the databases behind can express one.
    (1..=days).contains(&day) && number(11, 2) < 24 && number(14, 2) < 60 && number(17, 2) < 60
}

text_type!(Timestamp);

/// Whether a text is a period as this format writes them: an ISO 8601 duration in whole days or longer units, each with
/// up to four digits (`P10Y`, `P1Y6M`, `P90D`, `P2W`).
#[must_use]
pub fn is_period(text: &str) -> bool {
    let Some(mut rest) = text.strip_prefix('P') else {
        return false;
    };
    let mut longest = None;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (Some(unit), 1..=4) = (
            rest.get(digits..).and_then(|rest| rest.chars().next()),
            digits,
        ) else {
            return false;
        };
        match (longest, unit) {
            (None, 'Y' | 'M' | 'D' | 'W') | (Some('Y'), 'M' | 'D') | (Some('M'), 'D') => {}
            _ => return false,
        }
        longest = Some(unit);
        rest = rest.get(digits + 1..).unwrap_or_default();
    }
    longest.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_whole_days_or_longer() {
        for good in [
            "P10Y", "P1Y6M", "P1Y2M3D", "P1Y3D", "P18M", "P1M15D", "P90D", "P2W",
        ] {
            assert!(is_period(good), "{good}");
        }
        for bad in [
            "", "P", "10Y", "PY", "P1", "PT1H", "P1DT1H", "P1W2D", "P1Y1W", "P1D1M", "P1M1Y",
            "P1Y1Y", "P-1Y", "P1.5Y", "P12345D", "p1y", "P1Y ", "P１Y", "P1é",
        ] {
            assert!(!is_period(bad), "{bad}");
        }
    }

    #[test]
    fn only_the_one_form_is_read() {
        for good in [
            "2026-07-01T00:00:00.000Z",
            "2024-02-29T23:59:59.999Z",
            "2000-02-29T00:00:00.000Z",
        ] {
            assert!(good.parse::<Timestamp>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "2026-07-01",
            "2026-07-01T00:00:00Z",
            "2026-07-01T00:00:00.000",
            "2026-07-01T00:00:00.000+00:00",
            "2026-07-01t00:00:00.000z",
            "2026-13-01T00:00:00.000Z",
            "2026-00-01T00:00:00.000Z",
            "2026-04-31T00:00:00.000Z",
            "2025-02-29T00:00:00.000Z",
            "1900-02-29T00:00:00.000Z",
            "2026-07-00T00:00:00.000Z",
            "2026-07-01T24:00:00.000Z",
            "2026-07-01T00:60:00.000Z",
            "2026-07-01T00:00:60.000Z",
            " 2026-07-01T00:00:00.000Z",
            "２026-07-01T00:00:00.00Z",
        ] {
            assert_eq!(bad.parse::<Timestamp>(), Err(TimestampError), "{bad}");
        }
    }
}
