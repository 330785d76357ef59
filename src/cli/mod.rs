//! The command line: each subcommand is a file; this one chooses.

mod align;
mod args;
mod article;
mod batch;
mod beads;
mod check;
mod clean;
mod config;
#[cfg(feature = "collection")]
mod corpus;
mod embed;
mod explain;
mod filter;
mod lang;
mod output;
#[cfg(feature = "collection")]
mod page;
mod pair;
mod score;
mod stage;

use std::io;
use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use args::{Cli, Command};

/// Runs what the user asked for.
pub fn run() -> Result<ExitCode> {
    match Cli::parse().command {
        Command::Check(args) => check::run(&args),
        Command::Align(args) => align::run(&args),
        Command::Clean(args) => clean::run(&args),
        Command::Pair(args) => pair::run(&args),
        #[cfg(feature = "collection")]
        Command::Corpus(args) => corpus::run(&args),
        Command::Embed(args) => embed::run(&args),
        Command::Score(args) => score::run(&args),
        Command::Lang(args) => lang::run(&args),
        Command::Filter(args) => filter::run(&args),
        Command::Explain(args) => explain::run(&args),
    }
}

/// Whether the error is that nobody reads the output any more.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let broken = |e: &io::Error| e.kind() == io::ErrorKind::BrokenPipe;
    error.chain().any(|cause| cause.downcast_ref::<io::Error>().is_some_and(broken))
}
