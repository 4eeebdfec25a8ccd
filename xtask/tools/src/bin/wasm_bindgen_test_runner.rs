//! `wasm-bindgen-test-runner`, which `cargo test` calls for tests compiled to WebAssembly.

fn main() -> anyhow::Result<()> {
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os())
}
