//! A few things by their names.

use std::collections::BTreeMap;

/// Values by name, in the order of the names. A line or two of them, so a list does: a tree would be most of the code.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(from = "BTreeMap<K, V>", into = "BTreeMap<K, V>"),
    serde(bound(
        serialize = "K: Clone + Ord + serde::Serialize, V: Clone + serde::Serialize",
        deserialize = "K: Ord + serde::Deserialize<'de>, V: serde::Deserialize<'de>"
    ))
)]
pub struct Map<K, V>(Vec<(K, V)>);

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Ord, V> Map<K, V> {
    /// The value under a name.
    #[must_use]
    pub fn get(&self, name: &K) -> Option<&V> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }

    /// The value under a name, to be changed.
    pub fn get_mut(&mut self, name: &K) -> Option<&mut V> {
        self.0
            .iter_mut()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }

    /// Whether there is a value under a name.
    #[must_use]
    pub fn contains_key(&self, name: &K) -> bool {
        self.get(name).is_some()
    }

    /// Puts a value under a name, in the place of the one that was there.
    pub fn insert(&mut self, name: K, value: V) {
        if let Some(old) = self.get_mut(&name) {
            *old = value;
            return;
        }
        let after = self.0.iter().take_while(|(known, _)| *known < name).count();
        self.0.insert(after, (name, value));
    }

    /// Names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.0.iter().map(|(name, value)| (name, value))
    }

    /// The names.
    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.0.iter().map(|(name, _)| name)
    }
}

impl<K, V> From<BTreeMap<K, V>> for Map<K, V> {
    fn from(tree: BTreeMap<K, V>) -> Self {
        Self(tree.into_iter().collect())
    }
}

impl<K: Ord, V> From<Map<K, V>> for BTreeMap<K, V> {
    fn from(map: Map<K, V>) -> Self {
        map.0.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_what_a_tree_would_be(entries in prop::collection::vec(("[a-d]{0,2}", any::<u8>()), 0..12)) {
            let (mut map, mut tree) = (Map::default(), BTreeMap::new());
            for (name, value) in entries {
                map.insert(name.clone(), value);
                tree.insert(name.clone(), value);
                prop_assert_eq!(map.get(&name), tree.get(&name));
                prop_assert!(map.iter().eq(&tree));
            }
            prop_assert!(map.keys().eq(tree.keys()));
            prop_assert_eq!(Map::from(tree.clone()), map.clone());
            prop_assert_eq!(BTreeMap::from(map), tree);
        }
    }
}
