//! How far pairing is.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Told of each step what is done of it and how much there is: by several threads, and often.
pub type Progress = Arc<dyn Fn(Step, u64, u64) + Send + Sync>;

/// A step of pairing; the last two come again with a dictionary, where the encoder knows little of a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Profiles are read from a store; articles are counted.
    Reading,
    /// Candidates are sought; articles are counted.
    Seeking,
    /// Candidates are compared, sentence by sentence; pairs are counted.
    Comparing,
}

/// Counts what is done of a step.
pub(crate) struct Counter<'p> {
    progress: Option<&'p Progress>,
    step: Step,
    done: AtomicU64,
    all: u64,
}

impl<'p> Counter<'p> {
    pub(crate) fn new(progress: Option<&'p Progress>, step: Step, all: usize) -> Self {
        Counter { progress, step, done: AtomicU64::new(0), all: all as u64 }
    }

    /// One more is done.
    pub(crate) fn one(&self) {
        if let Some(progress) = self.progress {
            progress(self.step, self.done.fetch_add(1, Ordering::Relaxed) + 1, self.all);
        }
    }
}
