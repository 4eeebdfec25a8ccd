//! Faults: what happens around a backend at the worst moment, again and again, while people go on sending.
//!
//! Every run has the short form. `cargo xtask soak faults` has the long one, and prints what it has counted.

mod kills;
mod postgres;
