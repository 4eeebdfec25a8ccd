//! The form module: what a page loads.
#![no_main]

// Its exports are the program.
use thuan as _;

/// Smaller than the standard library's, which is made for programs of every kind.
#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
