//! How often something may be asked for: by one address, and by everybody together.
//!
//! Nothing here knows a clock: the time is an argument.
//!
//! * [`bucket`]: a token bucket, and how fast it fills
//! * [`table`]: as many of them as there is room for
//! * [`Limiter`]: one for each address, and one for all

pub mod bucket;
pub mod table;

use std::net::IpAddr;
use std::time::Duration;

use bucket::{Bucket, Rate};
use table::Table;

/// What counts as one address: an IPv4 address, or the first 64 bits of an IPv6 address, which is the least that a
/// customer is given (RFC 6177) and which devices change the rest of by themselves (RFC 8981).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Network(u128);

impl From<IpAddr> for Network {
    fn from(address: IpAddr) -> Self {
        // An IPv4 address that came over an IPv6 socket is the same one.
        match address.to_canonical() {
            // Its lower half is never zero, so it is no network of IPv6.
            IpAddr::V4(v4) => Self(u128::from(v4.to_ipv6_mapped())),
            IpAddr::V6(v6) => Self(u128::from(v6) & (u128::MAX << 64)),
        }
    }
}

/// The limit that something is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// That of one address.
    Address,
    /// That of everybody.
    Everybody,
}

/// Something was asked for too often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooOften {
    /// The limit.
    pub bound: Bound,
    /// After this time it may be asked for again, unless others are first.
    pub wait: Duration,
}

/// The rates; `None` where there is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rates {
    /// For one address.
    pub per_address: Option<Rate>,
    /// For everybody.
    pub global: Option<Rate>,
}

/// Counts.
#[derive(Debug)]
pub struct Limiter {
    rates: Rates,
    addresses: Table,
    everybody: Bucket,
}

impl Limiter {
    /// Begins with full buckets.
    #[must_use]
    pub fn new(rates: Rates) -> Self {
        Self {
            rates,
            addresses: Table::new(),
            everybody: Bucket::default(),
        }
    }

    /// Takes a token for the address and one for everybody, or none of either. Where the address is not known, it is
    /// everybody's alone.
    ///
    /// `now` is the time since some moment that is always the same.
    ///
    /// # Errors
    ///
    /// [`TooOften`].
    pub fn take(&mut self, network: Option<Network>, now: Duration) -> Result<(), TooOften> {
        let address = self.rates.per_address.zip(network);
        let address = address.map(|(rate, network)| (rate, network, self.addresses.get(network)));
        if let Some((rate, _, bucket)) = address
            && let Some(wait) = bucket.wait(rate, now)
        {
            let bound = Bound::Address;
            return Err(TooOften { bound, wait });
        }
        if let Some(rate) = self.rates.global {
            if let Some(wait) = self.everybody.wait(rate, now) {
                let bound = Bound::Everybody;
                return Err(TooOften { bound, wait });
            }
            self.everybody = self.everybody.spent(rate, now);
        }
        if let Some((rate, network, bucket)) = address {
            self.addresses.put(network, bucket.spent(rate, now));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(text: &str) -> Network {
        text.parse::<IpAddr>().expect("an address").into()
    }

    #[test]
    fn an_address_is_all_of_ipv4_and_half_of_ipv6() {
        let check = |a, b, same| assert_eq!(network(a) == network(b), same, "{a} {b}");
        check("192.0.2.1", "192.0.2.1", true);
        check("192.0.2.1", "192.0.2.2", false);
        check("192.0.2.1", "::ffff:192.0.2.1", true);
        check("2001:db8:0:1::1", "2001:db8:0:1:ffff:ffff:ffff:ffff", true);
        check("2001:db8:0:1::1", "2001:db8:0:2::1", false);
        check("0.0.0.0", "::", false);
        check("0.0.0.0", "::1", false);
    }

    const SECOND: Duration = Duration::from_secs(1);

    /// One a second, two at once; and all together four at once.
    fn limiter() -> Limiter {
        let rate = |burst| Rate::new(60, burst);
        Limiter::new(Rates {
            per_address: rate(2),
            global: rate(4),
        })
    }

    fn over(bound: Bound, wait: Duration) -> Result<(), TooOften> {
        Err(TooOften { bound, wait })
    }

    #[test]
    fn one_address_is_no_hindrance_to_another() {
        let mut limiter = limiter();
        let (a, b) = (Some(network("192.0.2.1")), Some(network("192.0.2.2")));
        assert_eq!(limiter.take(a, SECOND), Ok(()));
        assert_eq!(limiter.take(a, SECOND), Ok(()));
        for _ in 0..10 {
            assert_eq!(limiter.take(a, SECOND), over(Bound::Address, SECOND));
        }
        // What was refused cost everybody nothing.
        assert_eq!(limiter.take(b, SECOND), Ok(()));
        assert_eq!(limiter.take(b, SECOND), Ok(()));
        let third = Some(network("192.0.2.3"));
        assert_eq!(limiter.take(third, SECOND), over(Bound::Everybody, SECOND));
        // Nor did it cost the address anything.
        assert_eq!(limiter.take(third, 3 * SECOND), Ok(()));
        assert_eq!(limiter.take(third, 3 * SECOND), Ok(()));
    }

    #[test]
    fn an_unknown_address_counts_for_everybody() {
        let mut limiter = limiter();
        for _ in 0..4 {
            assert_eq!(limiter.take(None, SECOND), Ok(()));
        }
        assert_eq!(limiter.take(None, SECOND), over(Bound::Everybody, SECOND));
    }

    #[test]
    fn without_rates_there_is_no_limit() {
        let mut limiter = Limiter::new(Rates::default());
        for _ in 0..10_000 {
            assert_eq!(limiter.take(Some(network("::1")), SECOND), Ok(()));
        }
    }
}
