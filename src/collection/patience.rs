//! Work that is given up when it takes too long.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

/// Why there is no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failed {
    /// It took too long.
    Slow,
    /// It panicked, or no thread could be started.
    Crashed,
}

/// A thread beside the one that waits for it. A thread cannot be ended from outside: one that takes too long is left to
/// itself, and another one takes its place.
pub(super) struct Patient<T, R> {
    work: fn(T) -> R,
    helper: Option<Helper<T, R>>,
}

struct Helper<T, R> {
    send: Sender<T>,
    results: Receiver<Option<R>>,
}

impl<T: Send + 'static, R: Send + 'static> Patient<T, R> {
    pub(super) const fn new(work: fn(T) -> R) -> Self {
        Patient { work, helper: None }
    }

    /// Does the work on `task`, and waits for it no longer than `patience`.
    pub(super) fn run(&mut self, task: T, patience: Duration) -> Result<R, Failed> {
        let helper = match self.helper.take() {
            Some(helper) => helper,
            None => Helper::start(self.work).ok_or(Failed::Crashed)?,
        };
        helper.send.send(task).map_err(|_| Failed::Crashed)?;
        match helper.results.recv_timeout(patience) {
            Ok(result) => {
                self.helper = Some(helper);
                result.ok_or(Failed::Crashed)
            }
            Err(RecvTimeoutError::Timeout) => Err(Failed::Slow),
            Err(RecvTimeoutError::Disconnected) => Err(Failed::Crashed),
        }
    }
}

impl<T: Send + 'static, R: Send + 'static> Helper<T, R> {
    fn start(work: fn(T) -> R) -> Option<Self> {
        let (send, tasks) = channel::<T>();
        let (answer, results) = channel();
        let serve = move || {
            for task in tasks {
                let result = catch_unwind(AssertUnwindSafe(|| work(task))).ok();
                if answer.send(result).is_err() {
                    return;
                }
            }
        };
        thread::Builder::new().name("newsalign-read".to_owned()).spawn(serve).ok()?;
        Some(Helper { send, results })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic)]
    use super::*;

    #[test]
    fn what_takes_too_long_or_panics_is_left_behind() {
        let mut patient = Patient::new(|n: u64| {
            assert!(n != 13, "for the test");
            thread::sleep(Duration::from_millis(n));
            n + 1
        });
        let patience = Duration::from_millis(500);
        assert_eq!(patient.run(1, patience), Ok(2));
        assert_eq!(patient.run(13, patience), Err(Failed::Crashed));
        assert_eq!(patient.run(60_000, patience), Err(Failed::Slow));
        assert_eq!(patient.run(2, patience), Ok(3));
    }
}
