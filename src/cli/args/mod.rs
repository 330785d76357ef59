//! What the user may type.

#[cfg(feature = "collection")]
pub mod corpus;

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
    /// Keep a corpus that grows: read archives and feeds, pair and align what is new, export
    #[cfg(feature = "collection")]
    #[command(subcommand)]
    Corpus(corpus::Corpus),
    /// Turn sentences into vectors, in one space for all languages
    Embed(Embed),
    /// Hold an alignment against one that is right
    Score(Score),
    /// Show what newsalign knows of languages
    Lang(Lang),
    /// Drop the pairs of a parallel corpus that are not fit to be learnt from
    Filter(Filter),
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
    /// Hours between the publication of two versions at most; articles without a time may be versions of any
    #[arg(long, value_name = "HOURS", help_heading = "Input")]
    pub window: Option<u32>,
    /// Pair versions in two regions or scripts of one language too (pt-BR with pt-PT)
    #[arg(long, help_heading = "Input")]
    pub regions: bool,
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
    pub encoder: EncoderFile,
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

/// `newsalign filter`
#[derive(Debug, Args)]
pub struct Filter {
    /// Files of tab-separated pairs; `-` is standard input
    #[arg(required_unless_present = "list", value_name = "FILE")]
    pub paths: Vec<PathBuf>,
    /// Language of the sources (BCP 47)
    #[arg(long, value_name = "TAG", value_parser = language, required_unless_present = "list", help_heading = "Input")]
    pub source_lang: Option<String>,
    /// Language of the targets
    #[arg(long, value_name = "TAG", value_parser = language, required_unless_present = "list", help_heading = "Input")]
    pub target_lang: Option<String>,
    /// Columns of source and target, counted from 1 (Bitextor's .sent files: 3,4)
    #[arg(long, value_name = "N,N", value_parser = columns, default_value = "1,2", help_heading = "Input")]
    pub columns: (usize, usize),
    /// Column of the aligner's score
    #[arg(long, value_name = "N", value_parser = column, help_heading = "Input")]
    pub score: Option<usize>,
    /// Sentences of test sets, one a line: pairs with one of them on either side are dropped
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    pub test_set: Vec<PathBuf>,
    /// Number of threads; 0 takes all cores. The output is the same for any number
    #[arg(short, long, value_name = "N", default_value_t = 0, help_heading = "Input")]
    pub jobs: usize,
    /// Keep all pairs; columns are added: `keep` or the names of the filters that would drop the pair, then what each measured
    #[arg(long, help_heading = "Output")]
    pub keep_all: bool,
    /// With --keep-all: name the added columns in a first line
    #[arg(long, requires = "keep_all", help_heading = "Output")]
    pub header: bool,
    /// List the filters, what they measure and their limits
    #[arg(long, help_heading = "Settings")]
    pub list: bool,
    /// Settings: limits of the filters (default: newsalign.toml in this folder or one above it)
    #[arg(long, value_name = "FILE", help_heading = "Settings")]
    pub config: Option<PathBuf>,
    /// Look for no newsalign.toml
    #[arg(long, conflicts_with = "config", help_heading = "Settings")]
    pub no_config: bool,
    /// Write to this file instead of standard output; it is replaced as a whole or not at all
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub output: Option<PathBuf>,
    /// No notes on standard error
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,
}

fn column(text: &str) -> Result<usize, String> {
    let number = text.trim().parse::<usize>().ok().and_then(|n| n.checked_sub(1));
    number.ok_or_else(|| format!("`{text}` is no column; they are counted from 1"))
}

fn columns(text: &str) -> Result<(usize, usize), String> {
    let (source, target) = text.split_once(',').ok_or_else(|| format!("`{text}` is not two columns, such as 1,2"))?;
    Ok((column(source)?, column(target)?))
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
    pub encoder: EncoderFile,
    #[command(flatten)]
    pub shape: Shape,
    #[command(flatten)]
    pub output: Output,
    /// tmx, xliff, tsv, moses, jsonl, xces, ladder or vecalign
    #[arg(short, long, value_name = "FORMAT", default_value_t = export::Format::Tsv, help_heading = "Output")]
    pub format: export::Format,
    /// Align all versions of a story together, one unit for all of them (tmx, jsonl)
    #[arg(long, help_heading = "Output")]
    pub together: bool,
    /// Show what carried each bead instead of writing a corpus
    #[arg(long, help_heading = "Output")]
    pub explain: bool,
    /// Draw the likeness of all sentences and the beads to this SVG file; for one pair
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub plot: Option<PathBuf>,
}

/// What an alignment may look like.
#[derive(Clone, Debug, Args)]
pub struct Shape {
    /// Take the inputs as they are: each line a sentence, an empty line ends a paragraph
    #[arg(long, help_heading = "Alignment")]
    pub lines: bool,
    /// Merge no sentences: beads of one and one, omissions, additions
    #[arg(long, conflicts_with = "max_merge", help_heading = "Alignment")]
    pub one_to_one: bool,
    /// Most sentences of a side in one bead
    #[arg(long, value_name = "N", default_value_t = 6, value_parser = clap::value_parser!(u8).range(1..=6), help_heading = "Alignment")]
    pub max_merge: u8,
    /// The articles tell of the same, but neither renders the other: merge sentences only where much speaks for it
    #[arg(long, help_heading = "Alignment")]
    pub comparable: bool,
    /// Look for no passages that stand elsewhere in the target
    #[arg(long, help_heading = "Alignment")]
    pub in_order: bool,
    /// Sentences that must begin a bead together: `SOURCE:TARGET`, counted from 0; can be given several times
    #[arg(long = "anchor", value_name = "N:M", value_parser = anchor, help_heading = "Alignment")]
    pub anchors: Vec<(usize, usize)>,
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
    /// text, json (one article a line), markdown or html
    #[arg(short, long, value_enum, default_value_t = CleanFormat::Text, help_heading = "Output")]
    pub format: CleanFormat,
    /// Show what was taken away, and why (text and html; json always tells)
    #[arg(long, help_heading = "Output")]
    pub explain: bool,
    /// Only what the articles say of themselves, one JSON object a line
    #[arg(long, conflicts_with_all = ["explain", "format"], help_heading = "Output")]
    pub metadata: bool,
}

/// Output of `newsalign clean`.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub enum CleanFormat {
    /// The blocks, one a line.
    Text,
    /// One JSON object a line.
    #[value(alias = "jsonl")]
    Json,
    /// Markdown (CommonMark).
    #[value(alias = "md")]
    Markdown,
    /// One page with all articles.
    Html,
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
    /// Every two versions of a story, not only those of its source
    #[arg(long, help_heading = "Output")]
    pub all: bool,
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
    /// Sentence encoder (default: the one that is built in): a model file, or one of those in docs/encoders.md
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

/// `newsalign score`
#[derive(Debug, Args)]
pub struct Score {
    #[command(subcommand)]
    pub what: ScoreWhat,
}

/// What is scored.
#[derive(Debug, Subcommand)]
pub enum ScoreWhat {
    /// Strict and lax precision, recall and F1 of beads, as Vecalign counts them
    Align(ScoreAlign),
}

/// `newsalign score align`
#[derive(Debug, Args)]
pub struct ScoreAlign {
    /// The gold and the alignment, and further such twos, which are counted together: lines of Vecalign or ladders of
    /// hunalign
    #[arg(required = true, num_args = 2.., value_name = "GOLD TEST")]
    pub files: Vec<PathBuf>,
    /// Leave out omissions and additions
    #[arg(long)]
    pub tied_only: bool,
    /// Count only beads that touch a sentence of the gold: for gold that lists some links of many
    #[arg(long)]
    pub listed_only: bool,
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

/// Two numbers with a colon between them.
fn anchor(text: &str) -> Result<(usize, usize), String> {
    let pair = text.split_once(':').and_then(|(a, b)| Some((a.trim().parse().ok()?, b.trim().parse().ok()?)));
    pair.ok_or_else(|| "an anchor is two numbers, such as 12:14".to_owned())
}

/// A day, or a moment with its offset.
fn moment(text: &str) -> Result<String, String> {
    let day = text.parse::<jiff::civil::Date>().is_ok() && text.len() == 10;
    let whole = day || text.parse::<jiff::Timestamp>().is_ok();
    let wrong = "this is no day of the calendar, such as 2024-08-12, and no moment, such as 2024-08-12T18:30:00-07:00";
    if whole { Ok(text.to_owned()) } else { Err(wrong.to_owned()) }
}
