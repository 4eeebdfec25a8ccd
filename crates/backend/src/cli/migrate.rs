//! `thuan migrate`

use std::io::{self, Write as _};
use std::process::ExitCode;

use super::{CommandError, Database, block_on};
use crate::store::Absent;

#[derive(Debug, clap::Args)]
pub struct Options {
    #[command(flatten)]
    database: Database,
}

pub fn run(options: &Options) -> Result<ExitCode, CommandError> {
    let address = options.database.address()?;
    block_on(async {
        options.database.open(Absent::Create).await?.close().await;
        Ok(())
    })?;
    writeln!(
        io::stdout().lock(),
        "the tables of {address} are up to date"
    )?;
    Ok(ExitCode::SUCCESS)
}
