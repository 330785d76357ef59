//! `newsalign embed`

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use newsalign::embed::{Encoder, SentenceEncoder};
use newsalign::extract;
use newsalign::input::Document;
use serde::Serialize;

use super::args::{Embed, EmbedFormat, EncoderFile};
use super::batch::{read_all, with_jobs};
use super::output::write_to;

/// Sentences whose vectors are held at a time.
const CHUNK: usize = 1 << 14;

/// A sentence and where it was found.
struct Found<'a> {
    name: &'a str,
    number: usize,
    text: &'a str,
}

/// A line of the output.
#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    number: usize,
    text: &'a str,
    vector: &'a [f32],
}

/// The encoder that the user named, or the one that is built in.
pub fn encoder(file: &EncoderFile) -> Result<Box<dyn SentenceEncoder>> {
    let encoder = match &file.path {
        Some(path) => Encoder::from_path(path)?,
        None => Encoder::built_in()?,
    };
    Ok(Box::new(encoder))
}

/// Writes a vector for each sentence.
pub fn run(args: &Embed) -> Result<ExitCode> {
    if args.format == EmbedFormat::Npy && args.output.output.is_none() && io::stdout().is_terminal() {
        bail!("npy is not for reading; name a file with --output, or lead it into a program");
    }
    with_jobs(args.jobs, || in_pool(args))?
}

fn in_pool(args: &Embed) -> Result<ExitCode> {
    let encoder = encoder(&args.encoder)?;
    let (documents, failed) = read_all(&args.paths, args.output.quiet, |document, _| sentences(document, args));
    if documents.is_empty() {
        return Ok(ExitCode::from(2));
    }
    let mut found: Vec<Found<'_>> = Vec::new();
    for (name, sentences) in &documents {
        found.extend(sentences.iter().enumerate().map(|(n, text)| Found { name, number: n + 1, text }));
    }
    let mut silent = 0;
    write_to(args.output.output.as_deref(), |out| {
        if args.format == EmbedFormat::Npy {
            out.write_all(&npy_header(found.len(), encoder.dims()))?;
        }
        for chunk in found.chunks(CHUNK) {
            silent += write(out, &*encoder, chunk, args.format)?;
        }
        Ok(())
    })?;
    if silent > 0 && !args.output.quiet {
        eprintln!(
            "newsalign: {silent} of {} sentences hold nothing that the encoder knows: their vectors are zeros",
            found.len()
        );
    }
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

/// The sentences of a document, under its name: its lines, or what its article is cut into.
fn sentences(document: &Document, args: &Embed) -> (String, Vec<String>) {
    let sentences = if args.articles {
        let side = newsalign::read(document, &extract::Options::default());
        side.sentences.iter().map(|s| s.span.of(&side.article.text).trim().to_owned()).collect()
    } else {
        document.body.lines().map(str::to_owned).collect()
    };
    (document.name.clone(), sentences)
}

/// Writes the vectors of some sentences; tells how many are all zeros.
fn write(
    out: &mut dyn Write,
    encoder: &dyn SentenceEncoder,
    chunk: &[Found<'_>],
    format: EmbedFormat,
) -> Result<usize> {
    let texts: Vec<&str> = chunk.iter().map(|s| s.text).collect();
    let vectors = encoder.embed(&texts).context("the encoder failed")?;
    match format {
        EmbedFormat::Npy => {
            let bytes: Vec<u8> = vectors.as_flat().iter().flat_map(|x| x.to_le_bytes()).collect();
            out.write_all(&bytes)?;
        }
        EmbedFormat::Jsonl => {
            for (Found { name, number, text }, vector) in chunk.iter().zip(vectors.rows()) {
                serde_json::to_writer(&mut *out, &Row { name, number: *number, text, vector })?;
                writeln!(out)?;
            }
        }
    }
    Ok(vectors.rows().filter(|row| row.iter().all(|x| *x == 0.0)).count())
}

/// Version 1.0 of NumPy's format: magic, length of the description, description, padded to a multiple of 64.
fn npy_header(rows: usize, dims: usize) -> Vec<u8> {
    let mut description = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {dims}), }}");
    let length = (10 + description.len() + 1).next_multiple_of(64) - 10;
    description.push_str(&" ".repeat(length - description.len() - 1));
    description.push('\n');
    let mut header = b"\x93NUMPY\x01\x00".to_vec();
    // Two numbers of 20 digits at most: the length is far from the end of its type.
    header.extend_from_slice(&(length as u16).to_le_bytes());
    header.extend_from_slice(description.as_bytes());
    header
}
