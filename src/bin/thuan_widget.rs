//! The form module: what a page loads.
#![no_main]

// Its exports are the program.
use thuan as _;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
