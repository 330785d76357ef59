//! What the user may type.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use newsalign::check::Severity;
use newsalign::{export, report};

/// Aligns versions of a news article across languages and checks that their facts agree.
#[derive(Debug, Parser)]
#[command(name = "newsalign", version, about, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 clean, 1 findings, 2 could not run. `-` is standard input.")]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

/// What is to be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check that two versions of a story agree: two files, or folders in which the versions are found
    Check(Check),
    /// Align the sentences of two versions and write a parallel corpus
    Align(Align),
    /// Strip the boilerplate from articles
    Clean(Clean),
    /// Find which articles are versions of one another
    Pair(Pair),
    /// Turn sentences into vectors, in one space for all languages
    Embed(Embed),
    /// Show what newsalign knows of languages
    Lang(Lang),
    /// Print the manual page of a check
    Explain(Explain),
}

/// What is read, and what the user knows of it.
#[derive(Clone, Debug, Args)]
pub struct Inputs {
    /// Files or folders; `-` is standard input
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Language of the source article (BCP 47); in a folder, of the articles that are sources
    #[arg(long, value_name = "TAG", value_parser = language, help_heading = "Input")]
    pub source_lang: Option<String>,
    /// Language of the target article
    #[arg(long, value_name = "TAG", value_parser = language, help_heading = "Input")]
    pub target_lang: Option<String>,
    /// Day of publication of both versions (2024-08-12, or RFC 3339), for relative days and time zones
    #[arg(long, value_name = "DATE", value_parser = moment, help_heading = "Input")]
    pub published: Option<String>,
    /// Number of threads; 0 takes all cores. The output is the same for any number
    #[arg(short, long, value_name = "N", default_value_t = 0, help_heading = "Input")]
    pub jobs: usize,
}

/// Where the output goes and what it looks like.
#[derive(Clone, Debug, Args)]
pub struct Output {
    /// Write to this file instead of standard output; it is replaced as a whole or not at all
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub output: Option<PathBuf>,
    /// When to colour the terminal (NO_COLOR is honoured)
    #[arg(long, value_enum, default_value_t = Color::Auto, help_heading = "Output")]
    pub color: Color,
    /// No progress bar and no notes on standard error
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,
}

/// When to colour the terminal.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub enum Color {
    /// If standard output is a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// `newsalign check`
#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    pub inputs: Inputs,
    #[command(flatten)]
    pub output: Output,
    /// terminal, json, jsonl, sarif, html, tsv or junit
    #[arg(short, long, value_name = "FORMAT", default_value_t = report::Format::Terminal, help_heading = "Output")]
    pub format: report::Format,
    /// Show notes too
    #[arg(long, help_heading = "Output")]
    pub notes: bool,
    /// Least severity of a finding that gives exit code 1 [default: warning]
    #[arg(long, value_enum, help_heading = "Output")]
    pub fail_on: Option<FailOn>,
    /// Settings: levels of the checks, baseline (default: newsalign.toml in this folder or one above it)
    #[arg(long, value_name = "FILE", help_heading = "Settings")]
    pub config: Option<PathBuf>,
    /// Look for no newsalign.toml
    #[arg(long, conflicts_with = "config", help_heading = "Settings")]
    pub no_config: bool,
    /// Hide the findings that this file lists
    #[arg(long, value_name = "FILE", help_heading = "Settings")]
    pub baseline: Option<PathBuf>,
    /// List the findings of this run in a file, to hide them from the next
    #[arg(long, value_name = "FILE", help_heading = "Settings")]
    pub write_baseline: Option<PathBuf>,
    /// Columns of the terminal report (default: the terminal's, or 100)
    #[arg(long, value_name = "N", help_heading = "Output")]
    pub width: Option<usize>,
    /// Stop after a stage and show what it gave
    #[arg(long, value_enum, value_name = "STAGE", help_heading = "Output")]
    pub stop_after: Option<Stage>,
}

/// `newsalign explain`
#[derive(Debug, Args)]
pub struct Explain {
    /// Name of the check, as findings carry it
    #[arg(value_name = "CHECK", value_parser = clap::builder::PossibleValuesParser::new(newsalign::check::CHECKS))]
    pub check: String,
}

/// Least severity of a finding that gives exit code 1.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FailOn {
    /// Any finding.
    Note,
    /// Warnings and errors.
    Warning,
    /// Errors.
    Error,
    /// Nothing.
    Never,
}

impl FailOn {
    /// Whether a finding of this severity fails the run.
    pub fn fails(self, severity: Severity) -> bool {
        match self {
            FailOn::Note => true,
            FailOn::Warning => severity >= Severity::Warning,
            FailOn::Error => severity >= Severity::Error,
            FailOn::Never => false,
        }
    }
}

/// A stage that can be shown alone.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub enum Stage {
    /// The decoded documents.
    Input,
    /// Cleaned blocks.
    Extract,
    /// Sentences.
    Segment,
    /// Facts by sentence.
    Facts,
    /// Beads.
    Align,
}

/// `newsalign align`
#[derive(Debug, Args)]
pub struct Align {
    #[command(flatten)]
    pub inputs: Inputs,
    #[command(flatten)]
    pub output: Output,
    /// tmx, xliff, tsv, moses, jsonl, xces, ladder or vecalign
    #[arg(short, long, value_name = "FORMAT", default_value_t = export::Format::Tsv, help_heading = "Output")]
    pub format: export::Format,
}

/// `newsalign clean`
#[derive(Debug, Args)]
pub struct Clean {
    /// Files or folders; `-` is standard input
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Language of the articles (BCP 47)
    #[arg(long, value_name = "TAG", value_parser = language, help_heading = "Input")]
    pub lang: Option<String>,
    /// Number of threads; 0 takes all cores
    #[arg(short, long, value_name = "N", default_value_t = 0, help_heading = "Input")]
    pub jobs: usize,
    #[command(flatten)]
    pub output: Output,
    /// text, or json: one article a line
    #[arg(short, long, value_enum, default_value_t = CleanFormat::Text, help_heading = "Output")]
    pub format: CleanFormat,
    /// Show what was taken away, and why
    #[arg(long, help_heading = "Output")]
    pub explain: bool,
}

/// Output of `newsalign clean`.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub enum CleanFormat {
    /// The blocks, one a line.
    Text,
    /// One JSON object a line.
    Json,
}

/// `newsalign pair`
#[derive(Debug, Args)]
pub struct Pair {
    #[command(flatten)]
    pub inputs: Inputs,
    #[command(flatten)]
    pub output: Output,
    /// tsv or jsonl
    #[arg(short, long, value_enum, default_value_t = PairFormat::Tsv, help_heading = "Output")]
    pub format: PairFormat,
}

/// Output of `newsalign pair`.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub enum PairFormat {
    /// Source, target, score, evidence.
    Tsv,
    /// The same, one JSON object a line.
    Jsonl,
}

/// Which sentence encoder is taken.
#[derive(Clone, Debug, Args)]
pub struct EncoderFile {
    /// Model file of the sentence encoder (default: the one that is built in)
    #[arg(long = "encoder", value_name = "PATH", help_heading = "Input")]
    pub path: Option<PathBuf>,
}

/// `newsalign embed`
#[derive(Debug, Args)]
pub struct Embed {
    /// Files or folders with one sentence a line; `-` is standard input
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Take the inputs for articles: strip them and split them into sentences
    #[arg(long, help_heading = "Input")]
    pub articles: bool,
    #[command(flatten)]
    pub encoder: EncoderFile,
    /// Number of threads; 0 takes all cores. The output is the same for any number
    #[arg(short, long, value_name = "N", default_value_t = 0, help_heading = "Input")]
    pub jobs: usize,
    #[command(flatten)]
    pub output: Output,
    /// jsonl, or npy: float32, a row a sentence, for NumPy
    #[arg(short, long, value_enum, default_value_t = EmbedFormat::Jsonl, help_heading = "Output")]
    pub format: EmbedFormat,
}

/// Output of `newsalign embed`.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub enum EmbedFormat {
    /// Sentence and vector, one JSON object a line.
    Jsonl,
    /// The vectors alone, as NumPy saves an array.
    Npy,
}

/// `newsalign lang`
#[derive(Debug, Args)]
pub struct Lang {
    /// Tag of a language: shows its data file; without it, all languages are listed
    pub tag: Option<String>,
}

/// A language tag that is well-formed (BCP 47), known or not.
fn language(text: &str) -> Result<String, String> {
    let letters = |part: &str| part.bytes().all(|b| b.is_ascii_alphabetic());
    let subtag = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    let mut parts = text.split(['-', '_']);
    let base = parts.next().is_some_and(|part| (2..=8).contains(&part.len()) && letters(part));
    let whole = base && parts.all(subtag);
    if whole { Ok(text.to_owned()) } else { Err("this is no language tag, such as pt or pt-BR".to_owned()) }
}

/// A day, or a moment with its offset.
fn moment(text: &str) -> Result<String, String> {
    let day = text.parse::<jiff::civil::Date>().is_ok() && text.len() == 10;
    let whole = day || text.parse::<jiff::Timestamp>().is_ok();
    let wrong = "this is no day of the calendar, such as 2024-08-12, and no moment, such as 2024-08-12T18:30:00-07:00";
    if whole { Ok(text.to_owned()) } else { Err(wrong.to_owned()) }
}
