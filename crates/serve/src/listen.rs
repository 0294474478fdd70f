//! Connections: accepted up to a number, each within its time, until somebody says stop.

use crate::access::Access;
use crate::limits::Limits;
use crate::problem::Problem;
use crate::router::{App, router};
use crate::shelf::Shelf;
use crate::source::Source;
use crate::work::{Room, Work};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, Semaphore};
use tokio_io_timeout::TimeoutStream;

/// A server and its snapshots.
pub struct Server {
    app: Arc<App>,
    stop: Stop,
}

/// Stops a server, from wherever.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<Notify>);

impl Stop {
    /// Accepts nothing more; what is being answered still is.
    pub fn now(&self) {
        self.0.notify_one();
    }
}

impl Server {
    /// A server without snapshots.
    pub fn new(access: Access, limits: Limits) -> Self {
        let (work, room) = (Work::new(limits.work), Room::new(limits.room));
        let app = App { shelf: Shelf::new(&limits), access, limits, work, room };
        Server { app: Arc::new(app), stop: Stop::default() }
    }

    /// Loads a snapshot; its id.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn add(&self, source: Box<dyn Source>) -> Result<String, String> {
        self.app.shelf.add(source, false).map_err(|Problem { detail, .. }| detail)
    }

    /// What stops it.
    pub fn stop(&self) -> Stop {
        self.stop.clone()
    }

    /// Answers until it is stopped.
    ///
    /// # Errors
    /// When the threads can't be made, or the listener is broken.
    pub fn run(self, listener: TcpListener) -> io::Result<()> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let served = runtime.block_on(self.serve(listener));
        // Work that nobody waits for isn't waited for here either.
        runtime.shutdown_background();
        served
    }

    async fn serve(self, listener: TcpListener) -> io::Result<()> {
        /// How long to wait for answers when stopped.
        const FAREWELL: Duration = Duration::from_secs(5);
        /// How long to wait when the system has no more sockets to give.
        const EXHAUSTED: Duration = Duration::from_millis(100);
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let limits = self.app.limits;
        let service = TowerToHyperService::new(router(Arc::clone(&self.app)));
        let places = Arc::new(Semaphore::new(limits.connections));
        let open = GracefulShutdown::new();
        loop {
            let place = Arc::clone(&places).acquire_owned();
            let accepted = async {
                let place = place.await;
                (place, listener.accept().await)
            };
            let (place, accepted) = tokio::select! {
                accepted = accepted => accepted,
                () = self.stop.0.notified() => break,
            };
            let Ok((stream, _)) = accepted else {
                // One connection failed, or there are no more sockets: others come.
                tokio::time::sleep(EXHAUSTED).await;
                continue;
            };
            // Answers are small: none should wait for another to fill its packet.
            let _ = stream.set_nodelay(true);
            let mut stream = TimeoutStream::new(stream);
            stream.set_write_timeout(Some(limits.stalled));
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(limits.head)
                .max_buf_size(64 << 10)
                .serve_connection(TokioIo::new(Box::pin(stream)), service.clone());
            let connection = open.watch(connection);
            tokio::spawn(async move {
                // A client that went away, or spoke something else, is no matter to anybody else.
                let _ = connection.await;
                drop(place);
            });
        }
        drop(listener);
        let _ = tokio::time::timeout(FAREWELL, open.shutdown()).await;
        Ok(())
    }
}
