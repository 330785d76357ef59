//! `newsalign lang`

use std::process::ExitCode;

use anyhow::{Context, Result};
use newsalign::lang;

use super::args::Lang;
use super::output::write_to;

/// Lists the languages, or shows the data of one.
pub fn run(args: &Lang) -> Result<ExitCode> {
    write_to(None, |out| match &args.tag {
        Some(tag) => {
            let text = lang::source(tag).with_context(|| {
                format!(
                    "there is no data for the language `{tag}`; there is for {}",
                    lang::tags().collect::<Vec<_>>().join(", ")
                )
            })?;
            Ok(out.write_all(text.as_bytes())?)
        }
        None => {
            for tag in lang::tags() {
                writeln!(out, "{tag}\t{}", lang::lang(tag).map_or("", |l| l.name.as_str()))?;
            }
            Ok(())
        }
    })?;
    Ok(ExitCode::SUCCESS)
}
