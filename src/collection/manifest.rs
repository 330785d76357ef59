//! What an export wrote into a folder, so that a later one knows which files are its own and may go.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use super::Export;

/// The file in the folder of an export that lists what was written there, a JSON object a line.
pub const MANIFEST: &str = "newsalign.manifest";

/// A file that was written. One that has another size or time now was changed by somebody else, and stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Line {
    file: String,
    format: String,
    /// Languages of source and target; empty for a document, which several files may speak of.
    langs: String,
    size: u64,
    /// Nanoseconds since 1970.
    modified: u64,
}

/// The manifest of a folder while an export writes there.
pub(super) struct Manifest {
    folder: PathBuf,
    /// What earlier exports wrote.
    before: BTreeMap<String, Line>,
    now: BTreeMap<String, Line>,
    out: Option<File>,
}

impl Manifest {
    /// Reads the manifest of a folder; lines that cannot be read are none of ours.
    pub(super) fn open(folder: &Path) -> Self {
        let text = fs::read_to_string(folder.join(MANIFEST)).unwrap_or_default();
        let lines = text.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok());
        let before = lines.map(|line| (line.file.clone(), line)).collect();
        Manifest { folder: folder.to_owned(), before, now: BTreeMap::new(), out: None }
    }

    /// Notes a file as soon as it has its name: a run that is broken off leaves nothing behind that is not known.
    pub(super) fn wrote(&mut self, path: &Path, export: &Export, langs: &str) -> io::Result<()> {
        let Some(file) = path.strip_prefix(&self.folder).ok().and_then(Path::to_str).map(str::to_owned) else {
            return Ok(());
        };
        if self.now.contains_key(&file) {
            return Ok(());
        }
        let Some((size, modified)) = state(path) else { return Ok(()) };
        let line = Line { file, format: export.format.name().to_owned(), langs: langs.to_owned(), size, modified };
        let out = match &mut self.out {
            Some(out) => out,
            None => {
                let path = self.folder.join(MANIFEST);
                self.out.insert(File::options().create(true).append(true).open(path)?)
            }
        };
        out.write_all(told(&line).as_bytes())?;
        self.now.insert(line.file.clone(), line);
        Ok(())
    }

    /// How many documents were noted.
    pub(super) fn documents(&self) -> u64 {
        self.now.values().filter(|line| line.langs.is_empty()).count() as u64
    }

    /// Takes away what earlier exports wrote and this one would have written, had there been anything to write: shards behind
    /// the last one, languages that have no pair any more, documents that nothing speaks of. How many files went.
    pub(super) fn finish(mut self, export: &Export) -> io::Result<u64> {
        self.out = None;
        let mut gone = 0;
        let mut kept: BTreeMap<String, Line> = BTreeMap::new();
        let mut folders: BTreeSet<PathBuf> = BTreeSet::new();
        for (file, line) in std::mem::take(&mut self.before) {
            if self.now.contains_key(&file) {
                continue;
            }
            let path = self.folder.join(&file);
            let own = line.format == export.format.name() && covers(export, &line.langs);
            match state(&path) {
                None => {}
                Some(now) if own && now == (line.size, line.modified) => {
                    fs::remove_file(&path)?;
                    gone += 1;
                    folders.extend(path.parent().filter(|folder| *folder != self.folder).map(Path::to_owned));
                }
                Some(now) if now == (line.size, line.modified) => drop(kept.insert(file, line)),
                Some(_) => {}
            }
        }
        // A folder of documents that is not empty stays.
        folders.iter().for_each(|folder| drop(fs::remove_dir(folder)));
        kept.append(&mut self.now);
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(kept.values().map(told).collect::<String>().as_bytes())?;
        file.persist(self.folder.join(MANIFEST))?;
        Ok(gone)
    }
}

fn told(line: &Line) -> String {
    serde_json::to_string(line).map(|line| line + "\n").unwrap_or_default()
}

/// Size and time of a file.
fn state(path: &Path) -> Option<(u64, u64)> {
    let meta = path.symlink_metadata().ok().filter(fs::Metadata::is_file)?;
    let modified = meta.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some((meta.len(), u64::try_from(modified.as_nanos()).unwrap_or(u64::MAX)))
}

/// Whether a file of these languages is within the choice of an export; documents of any only if nothing is chosen.
fn covers(export: &Export, langs: &str) -> bool {
    let all = export.langs.iter().all(Option::is_none);
    let Some((source, target)) = langs.split_once(' ') else { return all };
    let within = |wanted: &Option<String>, tag: &str| {
        wanted
            .as_deref()
            .is_none_or(|wanted| tag == wanted || tag.strip_prefix(wanted).is_some_and(|r| r.starts_with('-')))
    };
    let [one, other] = &export.langs;
    within(one, source) && within(other, target)
}
