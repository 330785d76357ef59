use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::shard::{Encoder, part};
use super::{Compression, address, tag};
use crate::extract::Role;
use crate::facts::Side;
use crate::text::XmlWriter;

/// A folder beside the files of a corpus for the documents themselves, which a stand-off alignment speaks of: `en/NAME.xml`.
#[derive(Clone)]
pub struct Documents {
    folder: PathBuf,
    compression: Compression,
    made: Rc<RefCell<BTreeSet<PathBuf>>>,
}

impl Documents {
    pub(super) fn new(folder: &Path, compression: Compression) -> Self {
        Documents { folder: folder.to_owned(), compression, made: Rc::default() }
    }

    /// The files that were asked for, made now or before.
    pub(super) fn made(&self) -> Vec<PathBuf> {
        self.made.borrow().iter().cloned().collect()
    }

    /// Writes an article, if it is not there, and gives its name for the alignment. The name holds a key of the whole
    /// article, so what has that name is that article.
    pub(super) fn put(&self, side: &Side) -> io::Result<String> {
        let text = document(side)?;
        let name =
            format!("{}/{}-{:016x}.xml{}", safe(tag(side)), slug(address(side)), key(&text), self.compression.ending());
        let path = self.folder.join(&name);
        if self.made.borrow_mut().insert(path.clone()) && !path.exists() {
            fs::create_dir_all(path.parent().unwrap_or(&self.folder))?;
            let mut out = Encoder::new(File::create(part(&path))?, self.compression)?;
            out.out()?.write_all(&text)?;
            out.finish()?;
            fs::rename(part(&path), &path)?;
        }
        Ok(name)
    }
}

/// An article as OPUS keeps its documents: `p` for a paragraph, `s` for a sentence, numbered from 1.
fn document(side: &Side) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    let mut xml = XmlWriter::new(&mut text)?;
    let meta = &side.article.meta;
    let known = [("title", &meta.title), ("url", &meta.url), ("date", &meta.published)];
    let mut attributes = vec![("lang", tag(side))];
    attributes.extend(known.iter().filter_map(|(name, value)| Some((*name, value.as_deref()?))));
    xml.open("text", &attributes)?;
    for (number, run) in side.sentences.chunk_by(|a, b| a.block == b.block).enumerate() {
        let block = run.first().and_then(|s| side.article.blocks.get(s.block));
        let heading = block.is_some_and(|b| matches!(b.role, Role::Headline | Role::Subhead));
        let id = format!("p{}", number + 1);
        let attributes = [("id", id.as_str()), ("type", "head")];
        xml.open("p", attributes.get(..if heading { 2 } else { 1 }).unwrap_or_default())?;
        let before =
            side.sentences.partition_point(|s| run.first().is_some_and(|first| s.span.start < first.span.start));
        for (at, sentence) in (before + 1..).zip(run) {
            xml.mixed("s", &[("id", &format!("s{at}"))])?;
            xml.text(sentence.span.of(&side.article.text))?;
            xml.close()?;
        }
        xml.close()?;
    }
    xml.close()?;
    xml.finish()?;
    drop(xml);
    Ok(text)
}

/// FNV-1a (Fowler, Noll and Vo), which needs no crate and is the same everywhere.
fn key(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |key, byte| (key ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// A tag that a page declared of itself may hold anything.
fn safe(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect()
}

/// What a person knows an address by: its end, in letters and digits.
fn slug(address: &str) -> String {
    let address = address.trim_end_matches('/');
    let end = address.rsplit(['/', '\\']).next().unwrap_or(address);
    let end = end.split(['?', '#']).next().unwrap_or(end);
    let slug: String = safe(end).chars().take(60).collect();
    if slug.is_empty() { "document".to_owned() } else { slug }
}
