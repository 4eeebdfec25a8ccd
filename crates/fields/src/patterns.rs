//! The patterns.
