//! `newsalign.toml`: which checks a newsroom wants, how grave they are, and which findings it knows.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use newsalign::check::{Baseline, Level, Levels};
use newsalign::filter::{Filters, Setting};
use serde::Deserialize;

use super::args::{Check, FailOn};

/// Name of the file that is looked for in the working folder and the folders above it.
const NAME: &str = "newsalign.toml";

/// The file as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct File {
    /// See `--fail-on`.
    fail_on: Option<FailOn>,
    /// See `--baseline`; relative to the file.
    baseline: Option<PathBuf>,
    /// Levels by check, or by check and verdict.
    checks: BTreeMap<String, Level>,
    /// Filters of sentence pairs: off, on, or their limits.
    filters: BTreeMap<String, Setting>,
}

/// What holds for a run, from the file and the command line together.
#[derive(Debug)]
pub struct Config {
    /// Least severity that gives exit code 1.
    pub fail_on: FailOn,
    /// Levels of the checks.
    pub levels: Levels,
    /// What is known already.
    pub baseline: Baseline,
}

impl Config {
    /// Reads what holds for `newsalign check`. The command line goes before the file.
    ///
    /// # Errors
    /// A file that was named and cannot be read, or one that says what newsalign does not know.
    pub fn read(args: &Check) -> Result<Config> {
        let path = settings_file(args.config.as_deref(), args.no_config);
        let (file, folder) = match &path {
            Some(path) => (parse(path)?, path.parent().unwrap_or(Path::new("")).to_owned()),
            None => (File::default(), PathBuf::new()),
        };
        let told = || path.as_ref().map_or_else(String::new, |path| path.display().to_string());
        let known = args.baseline.clone().or_else(|| file.baseline.map(|path| folder.join(path)));
        // What is known is not hidden from a baseline that is written anew.
        let known = known.filter(|_| args.write_baseline.is_none());
        Ok(Config {
            fail_on: args.fail_on.or(file.fail_on).unwrap_or(FailOn::Warning),
            levels: Levels::new(file.checks).with_context(told)?,
            baseline: known.as_deref().map_or(Ok(Baseline::default()), baseline)?,
        })
    }
}

/// The filters that the settings file sets.
///
/// # Errors
/// A file that was named and cannot be read, or one that says what newsalign does not know.
pub fn filters(config: Option<&Path>, no_config: bool) -> Result<Filters> {
    let Some(path) = settings_file(config, no_config) else { return Ok(Filters::default()) };
    Filters::new(&parse(&path)?.filters).with_context(|| path.display().to_string())
}

/// The file that was named, or the one that is found.
fn settings_file(named: Option<&Path>, none: bool) -> Option<PathBuf> {
    match named {
        Some(path) => Some(path.to_owned()),
        None if none => None,
        None => env::current_dir().ok().and_then(|folder| find(&folder)),
    }
}

fn find(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().map(|folder| folder.join(NAME)).find(|path| path.is_file())
}

fn parse(path: &Path) -> Result<File> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    toml::from_str(&text).with_context(|| path.display().to_string())
}

fn baseline(path: &Path) -> Result<Baseline> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    Baseline::read(&text).with_context(|| path.display().to_string())
}
