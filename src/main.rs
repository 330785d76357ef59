//! The `newsalign` command: reads the arguments, runs, and ends with 0 (clean), 1 (findings) or 2 (could not run).

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run() {
        Ok(code) => code,
        // Whoever reads our output has seen enough.
        Err(error) if cli::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("newsalign: {error:#}");
            ExitCode::from(2)
        }
    }
}
