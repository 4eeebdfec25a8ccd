//! The `thuan` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    thuan_backend::cli::main()
}
