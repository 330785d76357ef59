//! What the user may type after `newsalign corpus`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use newsalign::export::{Compression, Format};

use super::{EncoderFile, language};

/// `newsalign corpus`
#[derive(Debug, Subcommand)]
pub enum Corpus {
    /// Read articles into a collection: folders, WARC, WET, JSON lines, feeds, ninjs, NewsML-G2, pages, texts
    Add(Add),
    /// Find the pairs of what is new, and align them
    Update(Update),
    /// Show what a collection holds
    Status(StatusArgs),
    /// Judge all aligned sentences anew, after the limits of the filters have changed
    Filter(FilterArgs),
    /// Look for damage; exit code 1 if there is any
    Verify(Verify),
    /// Write the parallel corpus
    Export(ExportArgs),
}

/// How the work is done.
#[derive(Debug, Args)]
pub struct Work {
    /// Number of threads; 0 takes all cores. What is stored is the same for any number
    #[arg(short, long, value_name = "N", default_value_t = 0, help_heading = "Work")]
    pub jobs: usize,
    /// Memory to be used at most, roughly (500M, 2G)
    #[arg(long, value_name = "SIZE", default_value = "1G", value_parser = size, help_heading = "Work")]
    pub memory: usize,
    /// Documents or pairs of a transaction
    #[arg(long, value_name = "N", default_value_t = 512, hide = true)]
    pub commit_every: usize,
    /// No progress and no summary on standard error
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,
}

/// `newsalign corpus add`
#[derive(Debug, Args)]
pub struct Add {
    /// The collection; it is made if there is none
    #[arg(value_name = "STORE")]
    pub store: PathBuf,
    /// Files or folders; `-` is standard input
    #[arg(required = true, value_name = "SOURCE")]
    pub sources: Vec<PathBuf>,
    /// Skip documents that are larger
    #[arg(long, value_name = "SIZE", default_value = "4M", value_parser = size, help_heading = "Input")]
    pub max_size: usize,
    /// Skip documents that take longer to read
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..), help_heading = "Input")]
    pub max_time: u64,
    #[command(flatten)]
    pub work: Work,
}

/// `newsalign corpus update`
#[derive(Debug, Args)]
pub struct Update {
    /// The collection
    #[arg(value_name = "STORE")]
    pub store: PathBuf,
    /// Language of the articles that are taken as sources (default: the version published first)
    #[arg(long, value_name = "TAG", value_parser = language, help_heading = "Pairing")]
    pub source_lang: Option<String>,
    /// Days between the publication of two versions at most, where there are too many articles to look at all at once
    #[arg(long, value_name = "DAYS", default_value_t = 4, value_parser = clap::value_parser!(i64).range(0..=36500), help_heading = "Pairing")]
    pub window: i64,
    /// Pair versions in two regions or scripts of one language too (pt-BR with pt-PT)
    #[arg(long, help_heading = "Pairing")]
    pub regions: bool,
    #[command(flatten)]
    pub encoder: EncoderFile,
    #[command(flatten)]
    pub limits: Limits,
    #[command(flatten)]
    pub work: Work,
}

/// Where the filters' limits stand.
#[derive(Debug, Args)]
pub struct Limits {
    /// Settings: limits of the filters (default: newsalign.toml in this folder or one above it)
    #[arg(long, value_name = "FILE", help_heading = "Settings")]
    pub config: Option<PathBuf>,
    /// Look for no newsalign.toml
    #[arg(long, conflicts_with = "config", help_heading = "Settings")]
    pub no_config: bool,
}

/// `newsalign corpus filter`
#[derive(Debug, Args)]
pub struct FilterArgs {
    /// The collection
    #[arg(value_name = "STORE")]
    pub store: PathBuf,
    #[command(flatten)]
    pub limits: Limits,
    #[command(flatten)]
    pub work: Work,
}

/// `newsalign corpus status`
#[derive(Debug, Args)]
pub struct StatusArgs {
    /// The collection
    #[arg(value_name = "STORE")]
    pub store: PathBuf,
    /// text or json
    #[arg(short, long, value_enum, default_value_t = StatusFormat::Text, help_heading = "Output")]
    pub format: StatusFormat,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub output: Option<PathBuf>,
}

/// Output of `newsalign corpus status`.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub enum StatusFormat {
    /// A table.
    Text,
    /// One JSON object.
    Json,
}

/// `newsalign corpus verify`
#[derive(Debug, Args)]
pub struct Verify {
    /// The collection
    #[arg(value_name = "STORE")]
    pub store: PathBuf,
}

/// `newsalign corpus export`
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// The collection
    #[arg(value_name = "STORE")]
    pub store: PathBuf,
    /// Folder for the files, one a language pair; without it all goes to standard output
    #[arg(short, long, value_name = "FOLDER", help_heading = "Output")]
    pub output: Option<PathBuf>,
    /// tmx, xliff, tsv, moses, jsonl, xces, ladder or vecalign (or parquet, if built with it)
    #[arg(short, long, value_name = "FORMAT", default_value_t = Format::Tsv, help_heading = "Output")]
    pub format: Format,
    /// Begin a new file after so many beads; 0 never does
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = "Output")]
    pub shard_size: usize,
    /// none, gz or zst
    #[arg(long, value_name = "METHOD", default_value_t = Compression::None, help_heading = "Output")]
    pub compress: Compression,
    /// Write a page with statistics to this file (HTML)
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub statistics: Option<PathBuf>,
    /// No summary on standard error
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,
    /// Only pairs with a source in this language
    #[arg(long, value_name = "TAG", value_parser = language, help_heading = "Choice")]
    pub source_lang: Option<String>,
    /// Only pairs with a target in this language
    #[arg(long, value_name = "TAG", value_parser = language, help_heading = "Choice")]
    pub target_lang: Option<String>,
    /// Least score of a bead, 0 to 1
    #[arg(long, value_name = "SCORE", default_value_t = 0.0, help_heading = "Choice")]
    pub min_score: f32,
    /// Pairs too that only tell of the same
    #[arg(long, help_heading = "Choice")]
    pub comparable: bool,
    /// Omissions and additions too
    #[arg(long, help_heading = "Choice")]
    pub lone: bool,
    /// Beads too that a filter is against, and those that came before
    #[arg(long, help_heading = "Choice")]
    pub keep_all: bool,
    /// Sentences of test sets, one a line: beads with one of them on either side are left out
    #[arg(long, value_name = "FILE", help_heading = "Choice")]
    pub test_set: Vec<PathBuf>,
    #[command(flatten)]
    pub limits: Limits,
}

/// Bytes: a number, with K, M or G behind it.
fn size(text: &str) -> Result<usize, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = text.strip_prefix(digits).unwrap_or_default().to_ascii_uppercase();
    let factor = match unit.trim_end_matches('B').trim_end_matches('I') {
        "" => 1_usize,
        "K" => 1 << 10,
        "M" => 1 << 20,
        "G" => 1 << 30,
        _ => 0,
    };
    let bytes = digits.parse().ok().and_then(|n: usize| n.checked_mul(factor)).filter(|bytes| *bytes > 0);
    bytes.ok_or_else(|| "this is no size, such as 500M or 2G".to_owned())
}
