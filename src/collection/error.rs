use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why a store cannot be used. Each message names the file, what is wrong with it and what to do.
#[derive(Debug, Error)]
pub enum StoreError {
    /// No store lies there.
    #[error("{}: there is no such store; make it with `newsalign corpus add {} SOURCES…`", .path.display(), .path.display())]
    Missing {
        /// The path as the user named it.
        path: PathBuf,
    },
    /// A file that newsalign did not make.
    #[error("{}: this is no store of newsalign; name another file, it was left as it is", .path.display())]
    Foreign {
        /// The path as the user named it.
        path: PathBuf,
    },
    /// Made by a later newsalign.
    #[error("{}: the store has version {version}, later than this newsalign knows; install a newer one", .path.display())]
    Newer {
        /// The path as the user named it.
        path: PathBuf,
        /// Version of its tables.
        version: i32,
    },
    /// Another process writes to it.
    #[error("{}: another newsalign writes to this store; wait for its end and run this again", .path.display())]
    Locked {
        /// The path as the user named it.
        path: PathBuf,
    },
    /// No room.
    #[error("{}: the disk is full; make room and run this again, what was stored so far is safe", .path.display())]
    Full {
        /// The path as the user named it.
        path: PathBuf,
    },
    /// Damaged.
    #[error("{}: the store is damaged ({source}); `newsalign corpus verify` says where, restore it from a copy", .path.display())]
    Damaged {
        /// The path as the user named it.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// What SQLite said otherwise.
    #[error("{}: {source}; check that the file and its folder can be written, and run this again", .path.display())]
    Sql {
        /// The path as the user named it.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// A file beside it, or one to be written.
    #[error("{}: {source}; check that its folder exists and that you may write there", .path.display())]
    Io {
        /// Its path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl StoreError {
    pub(super) fn sql(path: &Path, source: rusqlite::Error) -> StoreError {
        use rusqlite::ErrorCode::{DatabaseBusy, DatabaseCorrupt, DatabaseLocked, DiskFull, NotADatabase};
        let path = path.to_owned();
        match source.sqlite_error_code() {
            Some(DiskFull) => StoreError::Full { path },
            Some(NotADatabase) => StoreError::Foreign { path },
            Some(DatabaseBusy | DatabaseLocked) => StoreError::Locked { path },
            Some(DatabaseCorrupt) => StoreError::Damaged { path, source },
            _ => StoreError::Sql { path, source },
        }
    }
}
