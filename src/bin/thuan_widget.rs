//! The form module: what a page loads.
#![no_main]

// Its exports are the program.
use thuan as _;
