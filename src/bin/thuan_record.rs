//! The record module: loaded when asked for, and inline in `verify.html`.
#![no_main]

// Its exports are the program.
use thuan as _;
