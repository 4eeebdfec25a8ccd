//! The clock, in the wire format's form.

use std::time::{Duration, SystemTime};

use thuan_consent::time::{Timestamp, TimestampError};

/// The time now, UTC, to the millisecond.
///
/// # Errors
///
/// [`TimestampError`] where the system's clock stands outside the years 0 to 9999.
pub fn now() -> Result<Timestamp, TimestampError> {
    // Its own `now` panics where the clock is beyond its range.
    written(jiff::Timestamp::try_from(SystemTime::now()).map_err(|_| TimestampError)?)
}

/// The time that much later.
///
/// # Errors
///
/// [`TimestampError`] after the year 9999.
pub fn later(time: &Timestamp, by: Duration) -> Result<Timestamp, TimestampError> {
    let by = i64::try_from(by.as_millis()).map_err(|_| TimestampError)?;
    let milliseconds = milliseconds(time).checked_add(by).ok_or(TimestampError)?;
    written(jiff::Timestamp::from_millisecond(milliseconds).map_err(|_| TimestampError)?)
}

/// The time that much earlier; the beginning of 1970 at the earliest.
#[must_use]
pub fn earlier(time: &Timestamp, by: Duration) -> Timestamp {
    let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
    let milliseconds = milliseconds(time).saturating_sub(by).max(0);
    jiff::Timestamp::from_millisecond(milliseconds)
        .ok()
        .and_then(|time| written(time).ok())
        .unwrap_or_else(Timestamp::epoch)
}

/// Day and time in Viet Nam, which has one time zone without summer time: `YYYY-MM-DD` and `HH:MM`.
#[must_use]
pub fn in_vietnam(time: &Timestamp) -> (String, String) {
    let there = later(time, Duration::from_hours(7)).unwrap_or_else(|_| time.clone());
    let (day, clock) = there.as_str().split_once('T').unwrap_or_default();
    (day.to_owned(), clock.chars().take(5).collect())
}

/// Milliseconds since the beginning of 1970.
#[must_use]
pub fn milliseconds(time: &Timestamp) -> i64 {
    // Every time of the wire format is one of jiff's.
    time.as_str()
        .parse::<jiff::Timestamp>()
        .map_or(0, jiff::Timestamp::as_millisecond)
}

/// Seconds since the beginning of 1970, as the wire format writes it.
///
/// # Errors
///
/// [`TimestampError`] outside the years 0 to 9999.
pub fn from_seconds(seconds: i64) -> Result<Timestamp, TimestampError> {
    written(jiff::Timestamp::from_second(seconds).map_err(|_| TimestampError)?)
}

fn written(time: jiff::Timestamp) -> Result<Timestamp, TimestampError> {
    time.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string().parse()
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

    #[test]
    fn times_are_counted_to_the_millisecond() {
        let time: Timestamp = "2026-12-31T23:59:59.999Z".parse().expect("a time");
        let next = later(&time, Duration::from_millis(1)).expect("a time");
        assert_eq!(next.as_str(), "2027-01-01T00:00:00.000Z");
        assert_eq!(milliseconds(&next) - milliseconds(&time), 1);
        assert_eq!(milliseconds(&Timestamp::epoch()), 0);
        assert_eq!(from_seconds(0).expect("a time"), Timestamp::epoch());
        let last = "9999-12-30T22:00:00.000Z".parse().expect("a time");
        assert!(later(&last, Duration::from_secs(1_000_000)).is_err());
    }
}
