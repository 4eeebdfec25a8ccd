//! A bucket for each address, in memory that does not grow.
//!
//! An address can be in a few places alone, which its hash says. Where all of them are taken, the bucket that is full
//! again first is forgotten: of all of them it is the one that is most like a new one. The hash has a key of its own in
//! each process, so nobody can choose addresses that push another out.

use std::hash::{BuildHasher as _, RandomState};

use super::Network;
use super::bucket::Bucket;

/// Places for one hash.
const WAYS: usize = 8;
/// Hashes that are told apart. With eight places of 32 bytes each, half a megabyte.
const SETS: usize = 2048;

#[derive(Debug, Clone, Copy)]
struct Place {
    network: Network,
    bucket: Bucket,
}

/// Buckets by address.
#[derive(Debug)]
pub struct Table {
    sets: Vec<[Place; WAYS]>,
    hasher: RandomState,
}

impl Table {
    /// A table in which every bucket is full.
    pub(super) fn new() -> Self {
        let empty = Place {
            network: Network(0),
            bucket: Bucket::default(),
        };
        Self {
            sets: vec![[empty; WAYS]; SETS],
            hasher: RandomState::new(),
        }
    }

    /// The bucket of an address; a full one where none is known.
    pub(super) fn get(&self, network: Network) -> Bucket {
        let set = self.sets.get(self.set_of(network));
        let place = set.and_then(|set| set.iter().find(|place| place.network == network));
        place.map_or_else(Bucket::default, |place| place.bucket)
    }

    /// Keeps the bucket of an address.
    pub(super) fn put(&mut self, network: Network, bucket: Bucket) {
        let set = self.set_of(network);
        let Some(set) = self.sets.get_mut(set) else {
            return;
        };
        let known = set.iter().position(|place| place.network == network);
        let place = match known {
            Some(known) => set.get_mut(known),
            None => set.iter_mut().min_by_key(|place| place.bucket),
        };
        if let Some(place) = place {
            *place = Place { network, bucket };
        }
    }

    fn set_of(&self, network: Network) -> usize {
        // The remainder is below a number that is one itself.
        usize::try_from(self.hasher.hash_one(network) % SETS as u64).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use proptest::prelude::*;

    use super::super::bucket::Rate;
    use super::*;

    fn bucket(seconds: u64) -> Bucket {
        let rate = Rate::new(60, 1).expect("a rate");
        Bucket::default().spent(rate, Duration::from_secs(seconds))
    }

    proptest! {
        /// However many there are, each is found as it was left or is forgotten; and as few as there is room for in any
        /// case are all found.
        #[test]
        fn a_bucket_is_as_it_was_left_or_new(steps in prop::collection::vec((0..40u128, 0..100u64), 0..400)) {
            let mut table = Table::new();
            let mut left = BTreeMap::new();
            for (name, seconds) in steps {
                table.put(Network(name), bucket(seconds));
                left.insert(name, bucket(seconds));
                prop_assert_eq!(table.get(Network(name)), bucket(seconds));
            }
            let mut forgotten = 0;
            for (name, bucket) in &left {
                let found = table.get(Network(*name));
                prop_assert!(found == *bucket || found == Bucket::default());
                forgotten += usize::from(found != *bucket);
            }
            prop_assert!(left.len() > WAYS || forgotten == 0);
        }
    }

    #[test]
    fn what_is_forgotten_is_what_is_full_again_first() {
        let mut table = Table::new();
        let networks: Vec<Network> = (1..)
            .map(Network)
            .filter(|network| table.set_of(*network) == 7)
            .take(WAYS + 1)
            .collect();
        for (index, network) in networks.iter().enumerate() {
            // The third is full again before all others.
            table.put(*network, bucket(if index == 2 { 1 } else { 100 }));
        }
        for (index, network) in networks.iter().enumerate() {
            let is_known = table.get(*network) != Bucket::default();
            assert_eq!(is_known, index != 2, "{index}");
        }
    }

    #[test]
    fn it_does_not_grow() {
        let mut table = Table::new();
        for name in 0..200_000 {
            table.put(Network(name << 64), bucket(1));
        }
        assert_eq!((table.sets.len(), table.sets.capacity()), (SETS, SETS));
        assert!(size_of::<[Place; WAYS]>() * SETS <= 1 << 20);
    }
}
