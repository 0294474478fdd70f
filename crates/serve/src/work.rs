//! Answers are made by the processor, not by waiting: they run beside the threads that serve connections, a few at a time.

use crate::problem::{Kind, Problem};
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many questions are worked on at a time; the others wait their turn.
#[derive(Clone, Debug)]
pub(crate) struct Work(Arc<Semaphore>);

impl Work {
    pub(crate) fn new(most: usize) -> Self {
        Work(Arc::new(Semaphore::new(most)))
    }

    /// Does something that takes time. What panics is a fault of this one answer.
    pub(crate) async fn on<T: Send + 'static>(
        &self,
        task: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let fault = || Problem::new(Kind::Fault, "the answer couldn't be made; please report it");
        let permit = Arc::clone(&self.0).acquire_owned().await.map_err(|_| fault())?;
        let task = move || {
            let done = task();
            // The place is taken as long as the work goes on, even where nobody waits for it any more.
            drop(permit);
            done
        };
        tokio::task::spawn_blocking(task).await.map_err(|_| fault())?
    }
}

/// Memory for bodies that are on their way in.
#[derive(Clone, Debug)]
pub(crate) struct Room(Arc<Semaphore>);

impl Room {
    const UNIT: usize = 1 << 10;

    pub(crate) fn new(bytes: usize) -> Self {
        Room(Arc::new(Semaphore::new(bytes / Self::UNIT)))
    }

    /// Waits until there is room for so many bytes, and takes it.
    pub(crate) async fn take(&self, bytes: usize) -> Result<OwnedSemaphorePermit, Problem> {
        let units = u32::try_from(bytes.div_ceil(Self::UNIT)).unwrap_or(u32::MAX);
        let fault = |_| Problem::new(Kind::Fault, "there is no room for bodies");
        Arc::clone(&self.0).acquire_many_owned(units).await.map_err(fault)
    }
}
