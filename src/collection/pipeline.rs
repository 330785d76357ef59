//! Work in parallel over a stream, results in the stream's order, a bounded number of items at a time.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::channel;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

struct Gate {
    /// Items that went through the sink, or `u64::MAX` when all is to end.
    done: Mutex<u64>,
    moved: Condvar,
}

impl Gate {
    fn lock(&self) -> MutexGuard<'_, u64> {
        self.done.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, done: u64) {
        *self.lock() = done;
        self.moved.notify_all();
    }

    /// Waits until item `number` may begin; `false` when all is to end.
    fn wait(&self, number: u64, ahead: u64) -> bool {
        let mut done = self.lock();
        while *done != u64::MAX && number >= done.saturating_add(ahead) {
            done = self.moved.wait(done).unwrap_or_else(PoisonError::into_inner);
        }
        *done != u64::MAX
    }
}

/// Takes items from `source`, hands them to `work` on `jobs` threads, and the results in the order of the items to `sink` on
/// this thread. No more than `ahead` items are under way. An error of the sink ends it all.
pub(super) fn ordered<T: Send, R: Send, E>(
    jobs: usize,
    ahead: usize,
    source: impl Iterator<Item = T> + Send,
    work: impl Fn(T) -> R + Sync,
    mut sink: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let gate = Gate { done: Mutex::new(0), moved: Condvar::new() };
    let source = Mutex::new((0_u64, source.fuse()));
    let ahead = ahead.max(1) as u64;
    let (send, results) = channel();
    thread::scope(|scope| {
        for _ in 0..jobs.max(1) {
            let (gate, source, work, send) = (&gate, &source, &work, send.clone());
            scope.spawn(move || {
                // Stages that work in parallel inside find this thread alone, instead of a second crowd of threads.
                let _pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build();
                loop {
                    let (number, item) = {
                        let mut source = source.lock().unwrap_or_else(PoisonError::into_inner);
                        let number = source.0;
                        if !gate.wait(number, ahead) {
                            return;
                        }
                        let Some(item) = source.1.next() else { return };
                        source.0 += 1;
                        (number, item)
                    };
                    let result = catch_unwind(AssertUnwindSafe(|| work(item)));
                    if send.send((number, result)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(send);
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        for (number, result) in results {
            waiting.insert(number, result);
            while let Some(result) = waiting.remove(&next) {
                let failed = match result {
                    Ok(result) => sink(result).err(),
                    Err(panic) => {
                        gate.set(u64::MAX);
                        resume_unwind(panic);
                    }
                };
                if let Some(error) = failed {
                    gate.set(u64::MAX);
                    return Err(error);
                }
                next += 1;
                gate.set(next);
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn results_come_in_order_and_an_error_ends_it() {
        for jobs in [1, 3] {
            let mut seen = Vec::new();
            let slow = |n: u64| {
                thread::sleep(std::time::Duration::from_micros(n % 7 * 100));
                2 * n
            };
            let push = |n| {
                seen.push(n);
                Ok::<(), ()>(())
            };
            ordered(jobs, 5, 0..100, slow, push).unwrap();
            assert_eq!(seen, (0..100).map(|n| 2 * n).collect::<Vec<_>>());
            let end = ordered(jobs, 2, 0.., |n: u32| n, |n| if n < 9 { Ok(()) } else { Err(n) });
            assert_eq!(end, Err(9));
        }
    }
}
