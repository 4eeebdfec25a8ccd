//! A value that views follow.
//!
//! Leptos' own signals are written out by the compiler once for every type of value: its arena, its guards, every way to
//! read and to write. All a view has to know is *that* a value has changed, and for that Leptos has a trigger, which is
//! the same code whatever stands beside it.

use std::sync::{PoisonError, RwLock};

use leptos::prelude::{ArcTrigger, Notify as _, Track as _};

/// A value, and the trigger that tells of its changes.
pub struct Watched<T> {
    value: RwLock<T>,
    changed: ArcTrigger,
}

impl<T> Watched<T> {
    /// Begins with a value.
    #[must_use]
    pub fn new(value: T) -> Self {
        Self {
            value: RwLock::new(value),
            changed: ArcTrigger::new(),
        }
    }

    /// Reads the value; a view that does this is drawn again when it changes.
    pub fn with<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        self.changed.track();
        self.with_untracked(read)
    }

    /// Reads the value as it is now.
    pub fn with_untracked<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        read(&self.value.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the value.
    pub fn update<R>(&self, write: impl FnOnce(&mut T) -> R) -> R {
        // Let go of before anyone is told.
        let result = write(&mut self.value.write().unwrap_or_else(PoisonError::into_inner));
        self.changed.notify();
        result
    }

    /// Puts another value in its place.
    pub fn set(&self, value: T) {
        // The old one ends after the lock: its end may be an act of its own.
        drop(self.update(|old| core::mem::replace(old, value)));
    }
}

impl<T: Default> Default for Watched<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: Clone> Watched<T> {
    /// A copy of the value; a view that takes one is drawn again when it changes.
    #[must_use]
    pub fn get(&self) -> T {
        self.with(T::clone)
    }

    /// A copy of the value as it is now.
    #[must_use]
    pub fn get_untracked(&self) -> T {
        self.with_untracked(T::clone)
    }
}
