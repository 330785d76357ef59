//! `newsalign explain`

use std::process::ExitCode;

use anyhow::{Context, Result};
use newsalign::check::manual;

use super::args::Explain;
use super::output::write_to;

/// Prints what a check does, why, and an example.
pub fn run(args: &Explain) -> Result<ExitCode> {
    let page = manual(&args.check).with_context(|| format!("there is no check `{}`", args.check))?;
    write_to(None, |out| Ok(out.write_all(page.as_bytes())?))?;
    Ok(ExitCode::SUCCESS)
}
