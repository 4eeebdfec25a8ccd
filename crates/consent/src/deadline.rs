//! By when a company must answer a person who takes consent back or asks about their data (*thời hạn trả lời*).
//!
//! Decree 356/2025/NĐ-CP, in force since 2026-01-01: the request is acknowledged within two working days and carried
//! out within fifteen days. Periods begin on the day after the one on which the request arrived and end with their last
//! day (Civil Code 91/2015/QH13, articles 147 and 148), counted in Vietnam's time.
//!
//! # What is left aside
//!
//! Public holidays. They are fixed year by year and days are swapped around them, so a table would be wrong sooner than
//! it is right; without them a deadline is never later than the law's. For the same reason the fifteenth day stands
//! where it falls, though the Civil Code lets a period that ends on a weekend run to the next working day.

use core::fmt;
use core::str::FromStr;

use crate::encoding::text_type;
use crate::time::Timestamp;

/// Working days within which a request is acknowledged.
pub const ACKNOWLEDGE_WITHIN_WORKING_DAYS: u32 = 2;
/// Days within which it is carried out.
pub const COMPLETE_WITHIN_DAYS: i64 = 15;

/// A day of Vietnam's calendar, `YYYY-MM-DD`. A deadline is met until that day ends there, at 17:00 UTC.
///
/// Because the form is fixed, comparing the text compares the day.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(String);

/// The text is not `YYYY-MM-DD`, or no such day exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a day in the form YYYY-MM-DD")]
pub struct DayError;

text_type!(Day);

impl FromStr for Day {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, DayError> {
        // A day is real when its midnight is a time.
        match [text, "T00:00:00.000Z"].concat().parse::<Timestamp>() {
            Ok(_) => Ok(Self(text.to_owned())),
            Err(_) => Err(DayError),
        }
    }
}

/// Both deadlines of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadlines {
    /// The last day for telling the person that the request has arrived. Never a Saturday or Sunday.
    pub acknowledge_by: Day,
    /// The last day for doing what was asked, or saying why not.
    pub complete_by: Day,
}

impl Deadlines {
    /// The deadlines of a request that arrived at `received_at`.
    ///
    /// A deadline after the year 9999 is given as that year's last day: the form knows no later one.
    #[must_use]
    pub fn of(received_at: &Timestamp) -> Self {
        let received = local_day(received_at);
        let mut acknowledge = received;
        let mut left = ACKNOWLEDGE_WITHIN_WORKING_DAYS;
        while left > 0 {
            acknowledge += 1;
            left -= u32::from(is_working_day(acknowledge));
        }
        Self {
            acknowledge_by: day(acknowledge),
            complete_by: day(received + COMPLETE_WITHIN_DAYS),
        }
    }
}

/// The day on which something happened, in Vietnam (Asia/Ho_Chi_Minh: UTC+7, without summer time).
#[must_use]
pub fn day_in_vietnam(at: &Timestamp) -> Day {
    day(local_day(at))
}

/// Hours that Vietnam's clocks are ahead of UTC.
const AHEAD: u32 = 7;

/// Days since 1970-01-01, in Vietnam.
fn local_day(at: &Timestamp) -> i64 {
    // A timestamp's form is fixed and its digits are digits.
    let number = |from: usize, length: usize| {
        let digits = at.as_str().bytes().skip(from).take(length);
        digits.fold(0_u32, |sum, digit| {
            sum * 10 + u32::from(digit.saturating_sub(b'0'))
        })
    };
    let utc = days_from_civil(i64::from(number(0, 4)), number(5, 2), number(8, 2));
    utc + i64::from(number(11, 2) + AHEAD >= 24)
}

fn is_working_day(day: i64) -> bool {
    // 1970-01-01 was a Thursday; Monday is 0.
    (day + 3).rem_euclid(7) < 5
}

fn day(days: i64) -> Day {
    let last = days_from_civil(9999, 12, 31);
    let (year, month, day) = civil_from_days(days.min(last));
    Day(format!("{year:04}-{month:02}-{day:02}"))
}

/// Days of a four-hundred-year cycle of the Gregorian calendar, and from 0000-03-01 to 1970-01-01.
const CYCLE: i64 = 146_097;
const BEFORE_1970: i64 = 719_468;

/// Days since 1970-01-01 of a day of the proleptic Gregorian calendar. Years are counted from March, so that the leap
/// day is a year's last.
fn days_from_civil(year: i64, month: u32, day: u32) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (cycle, year_of_cycle) = (year.div_euclid(400), year.rem_euclid(400));
    let month_from_march = i64::from((month + 9) % 12);
    let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
    let day_of_cycle = year_of_cycle * 365 + year_of_cycle / 4 - year_of_cycle / 100 + day_of_year;
    cycle * CYCLE + day_of_cycle - BEFORE_1970
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + BEFORE_1970;
    let (cycle, day_of_cycle) = (days.div_euclid(CYCLE), days.rem_euclid(CYCLE));
    let year_of_cycle =
        (day_of_cycle - day_of_cycle / 1460 + day_of_cycle / 36_524 - day_of_cycle / 146_096) / 365;
    let day_of_year =
        day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = cycle * 400 + year_of_cycle + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(received_at: &str, acknowledge_by: &str, complete_by: &str) {
        let deadlines = Deadlines::of(&received_at.parse().expect("a time"));
        let days = [deadlines.acknowledge_by, deadlines.complete_by].map(|day| day.to_string());
        assert_eq!(days, [acknowledge_by, complete_by], "{received_at}");
    }

    #[test]
    fn the_day_of_arrival_is_not_counted() {
        // A Monday.
        check("2026-11-23T02:00:00.000Z", "2026-11-25", "2026-12-08");
    }

    #[test]
    fn weekends_are_no_working_days() {
        // Thursday to Sunday.
        check("2026-11-26T02:00:00.000Z", "2026-11-30", "2026-12-11");
        check("2026-11-27T02:00:00.000Z", "2026-12-01", "2026-12-12");
        check("2026-11-28T02:00:00.000Z", "2026-12-01", "2026-12-13");
        check("2026-11-29T02:00:00.000Z", "2026-12-01", "2026-12-14");
    }

    #[test]
    fn the_day_is_vietnams() {
        check("2026-11-23T16:59:59.999Z", "2026-11-25", "2026-12-08");
        check("2026-11-23T17:00:00.000Z", "2026-11-26", "2026-12-09");
        // The last evening of a year is already the next in Vietnam.
        check("2026-12-31T17:00:00.000Z", "2027-01-05", "2027-01-16");
    }

    #[test]
    fn leap_days_are_days() {
        check("2028-02-28T00:00:00.000Z", "2028-03-01", "2028-03-14");
        check("2100-02-28T00:00:00.000Z", "2100-03-02", "2100-03-15");
    }

    #[test]
    fn the_calendar_ends_with_its_form() {
        check("9999-12-31T23:59:59.999Z", "9999-12-31", "9999-12-31");
        check("0000-01-01T00:00:00.000Z", "0000-01-04", "0000-01-16");
    }

    #[test]
    fn only_real_days_are_read() {
        assert!("2026-11-23".parse::<Day>().is_ok());
        for bad in [
            "",
            "2026-02-29",
            "2026-1-1",
            "2026-11-23T00:00:00.000Z",
            "23-11-2026",
        ] {
            assert_eq!(bad.parse::<Day>(), Err(DayError), "{bad}");
        }
    }

    /// Sakamoto's method: another way to the weekday than the one under test. Sunday is 0.
    fn weekday(day: &Day) -> u32 {
        let number = |range| {
            day.as_str()
                .get(range)
                .and_then(|t: &str| t.parse::<u32>().ok())
        };
        let (year, month, day) = (
            number(0..4).expect("a year"),
            number(5..7).expect("a month"),
            number(8..10).expect("a day"),
        );
        let offset = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
        let year = if month < 3 { year - 1 } else { year };
        (year + year / 4 - year / 100 + year / 400 + offset[month as usize - 1] + day) % 7
    }

    fn times() -> impl Strategy<Value = Timestamp> {
        (1_i64..3_650_000, 0_u32..24, 0_u32..60).prop_map(|(days, hour, minute)| {
            let (year, month, day) = civil_from_days(days_from_civil(1, 1, 1) + days);
            format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:00.000Z")
                .parse()
                .expect("a time")
        })
    }

    proptest! {
        #[test]
        fn an_acknowledgement_is_never_due_on_a_weekend(at in times()) {
            let weekday = weekday(&Deadlines::of(&at).acknowledge_by);
            prop_assert!((1..=5).contains(&weekday), "{at}: {weekday}");
        }

        #[test]
        fn who_asks_later_is_never_due_earlier(one in times(), other in times()) {
            let (first, second) = if one <= other { (one, other) } else { (other, one) };
            let (first, second) = (Deadlines::of(&first), Deadlines::of(&second));
            prop_assert!(first.acknowledge_by <= second.acknowledge_by);
            prop_assert!(first.complete_by <= second.complete_by);
        }

        #[test]
        fn there_are_two_to_four_days_and_fifteen(at in times()) {
            let deadlines = Deadlines::of(&at);
            let days = |day: &Day| {
                local_day(&format!("{day}T00:00:00.000Z").parse().expect("a time"))
            };
            prop_assert!((2..=4).contains(&(days(&deadlines.acknowledge_by) - local_day(&at))));
            prop_assert_eq!(days(&deadlines.complete_by) - local_day(&at), 15);
            prop_assert!(deadlines.acknowledge_by < deadlines.complete_by);
        }

        #[test]
        fn days_and_dates_are_one_another(days in -700_000_i64..2_900_000) {
            let (year, month, day) = civil_from_days(days);
            prop_assert_eq!(days_from_civil(year, month as u32, day as u32), days);
        }
    }
}
