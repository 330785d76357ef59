//! Expands folders into the files worth reading.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};

use super::{InputError, records, sniff};

/// The files that `paths` name, in the order of the arguments, each folder's files sorted by path.
///
/// A file that is named itself is always passed on, and so is `-`. From folders come files that end in txt, text, md,
/// html, htm or xhtml, and files without an ending that begin like text; hidden files are left out. A link that leads
/// back to a folder above it is reported, not followed.
pub fn collect(paths: &[PathBuf]) -> Vec<Result<PathBuf, InputError>> {
    paths.iter().flat_map(|path| expand(path, sniff::is_candidate)).collect()
}

/// The same for a collection: also the files that [`records`](super::records) reads, WARC to NewsML-G2, gzipped or not.
pub fn collect_sources(paths: &[PathBuf]) -> Vec<Result<PathBuf, InputError>> {
    paths.iter().flat_map(|path| expand(path, records::is_source)).collect()
}

/// Whether a file in a folder is worth a try, by its path and, where that does not tell, its first bytes.
type Worth = fn(&Path, &dyn Fn() -> Vec<u8>) -> bool;

fn expand(path: &Path, worth: Worth) -> Vec<Result<PathBuf, InputError>> {
    if path.is_dir() {
        return walk(path, worth);
    }
    let known = path.exists() || path.is_symlink() || path == Path::new("-");
    let missing = || InputError::Missing { path: path.to_owned() };
    vec![known.then(|| path.to_owned()).ok_or_else(missing)]
}

fn walk(folder: &Path, worth: Worth) -> Vec<Result<PathBuf, InputError>> {
    let walk = WalkBuilder::new(folder)
        .standard_filters(false)
        .hidden(true)
        .follow_links(true)
        .sort_by_file_path(Path::cmp)
        .build();
    walk.filter_map(|entry| match entry {
        Ok(entry) => wanted(&entry, worth).then(|| Ok(entry.into_path())),
        Err(error) => Some(Err(explain(error, folder))),
    })
    .collect()
}

fn wanted(entry: &DirEntry, worth: Worth) -> bool {
    let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
    is_file && worth(entry.path(), &|| head(entry.path()))
}

/// The first bytes of a file; none if it cannot be read, for then it is no candidate.
fn head(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(4096).read_to_end(&mut bytes));
    if read.is_ok() { bytes } else { Vec::new() }
}

fn explain(error: ignore::Error, folder: &Path) -> InputError {
    let mut path = folder.to_owned();
    let mut error = error;
    loop {
        error = match error {
            ignore::Error::Loop { ancestor, child } => {
                return InputError::Loop { link: child, folder: ancestor };
            }
            ignore::Error::WithPath { path: at, err } => {
                path = at;
                *err
            }
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => *err,
            other => {
                let text = other.to_string();
                let source = other.into_io_error().unwrap_or_else(|| std::io::Error::other(text));
                return InputError::Unreadable { name: path.display().to_string(), source };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use std::fs;

    #[test]
    fn a_folder_gives_its_text_files_in_order() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::create_dir(at("b")).unwrap();
        for (name, bytes) in [
            ("z.txt", &b"a"[..]),
            ("b/a.HTML", b"a"),
            (".hidden.txt", b"a"),
            ("photo.jpg", b"a"),
            ("plain", b"The harbour froze."),
            ("blob", b"\x7fELF\0\0"),
        ] {
            fs::write(at(name), bytes).unwrap();
        }
        let found: Vec<PathBuf> = collect(&[dir.path().to_owned()]).into_iter().map(Result::unwrap).collect();
        assert_eq!(found, [at("b/a.HTML"), at("plain"), at("z.txt")]);
        let named = collect(&[at("photo.jpg"), at("nothing.txt"), PathBuf::from("-")]);
        assert!(named[0].is_ok() && named[2].is_ok());
        assert!(matches!(named[1], Err(InputError::Missing { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn a_loop_of_links_is_reported_once() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("a")).unwrap();
        fs::write(dir.path().join("a/x.txt"), "x").unwrap();
        std::os::unix::fs::symlink(dir.path(), dir.path().join("a/up")).unwrap();
        let found = collect(&[dir.path().to_owned()]);
        assert_eq!(found.iter().filter(|f| f.is_ok()).count(), 1);
        let errors: Vec<String> = found.iter().filter_map(|f| f.as_ref().err().map(ToString::to_string)).collect();
        assert_eq!(errors.len(), 1);
        assert!(errors[0].contains("leads back to the folder"), "{}", errors[0]);
    }
}
