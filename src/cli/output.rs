//! Where output goes: standard output, or files that are replaced as a whole or not at all.

use std::fs;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use newsalign::export::{Files, Sink, Stream};
use tempfile::{NamedTempFile, TempDir};

use super::args::Color;

/// Writes through `write` to a file or to standard output.
///
/// A file is written beside its place and renamed at the end, so that an interrupted run leaves the old one.
pub fn write_to(path: Option<&Path>, write: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<()> {
    let Some(path) = path else {
        let mut out = BufWriter::new(io::stdout().lock());
        write(&mut out)?;
        return Ok(out.flush()?);
    };
    let file = NamedTempFile::new_in(folder_of(path)).map_err(unnamed).with_context(|| cannot_write(path))?;
    let mut out = BufWriter::new(file);
    write(&mut out)?;
    let file = out.into_inner().map_err(io::IntoInnerError::into_error).with_context(|| cannot_write(path))?;
    readable(file.path());
    file.persist(path).with_context(|| cannot_write(path))?;
    Ok(())
}

/// The same for formats that write several files beside one another.
pub fn write_family(path: Option<&Path>, write: impl FnOnce(&mut dyn Sink) -> io::Result<()>) -> Result<()> {
    let Some(path) = path else {
        let mut sink = Stream::new(BufWriter::new(io::stdout().lock()));
        return Ok(write(&mut sink)?);
    };
    let folder = folder_of(path);
    let name = path.file_name().with_context(|| format!("{} is no file name", path.display()))?;
    let workshop = TempDir::new_in(folder).map_err(unnamed).with_context(|| cannot_write(path))?;
    write(&mut Files::new(workshop.path().join(name))).with_context(|| cannot_write(path))?;
    move_all(workshop.path(), folder).with_context(|| cannot_write(path))
}

/// Moves what a folder holds into another one; folders in it are joined with those that are there.
fn move_all(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let made = entry?;
        let place = to.join(made.file_name());
        if made.file_type()?.is_dir() {
            fs::create_dir_all(&place)?;
            move_all(&made.path(), &place)?;
        } else {
            fs::rename(made.path(), place)?;
        }
    }
    Ok(())
}

fn cannot_write(path: &Path) -> String {
    format!("{} cannot be written; does its folder exist, and may you write there?", path.display())
}

/// The error without the name of the temporary file, which tells the user nothing.
fn unnamed(error: io::Error) -> io::Error {
    io::Error::from(error.kind())
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Temporary files are private; what replaces a user's file should be as readable as any.
fn readable(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // Failing leaves a private file, which is still the user's.
        let _ = fs::set_permissions(path, fs::Permissions::from_mode(0o644));
    }
    #[cfg(not(unix))]
    let _ = path;
}

/// Whether the terminal report is coloured: as asked, else if it goes to a terminal and NO_COLOR is not set.
pub fn colored(color: Color, output: Option<&PathBuf>) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            let refused = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
            output.is_none() && io::stdout().is_terminal() && !refused
        }
    }
}
