//! `wasm-bindgen`, as its own command line makes it; built here so that `Cargo.lock` pins it and nobody installs it by hand.

fn main() -> anyhow::Result<()> {
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(std::env::args_os())
}
