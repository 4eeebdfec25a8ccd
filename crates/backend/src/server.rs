//! Listening, and ending without cutting anybody off.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt as _;

use crate::http::client::Peer;

/// How long others are waited for, and how many of them.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For a client's headers, and for the next request on an idle connection.
    pub headers: Duration,
    /// For a client to read some more of its answer.
    pub reading: Duration,
    /// Connections at the same time. Others wait in the system's queue until one ends.
    pub connections: usize,
    /// For the requests under way once the end was asked for.
    pub end: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            headers: Duration::from_secs(15),
            reading: Duration::from_secs(30),
            connections: 512,
            end: Duration::from_secs(10),
        }
    }
}

/// Serves until `end` resolves, then lets the requests under way finish.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    patience: Patience,
    end: impl Future<Output = ()>,
) {
    let connections = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(patience.headers);
    let places = Arc::new(Semaphore::new(patience.connections));
    let mut end = std::pin::pin!(end);
    loop {
        let accepting = async {
            // Nobody closes it.
            let place = Arc::clone(&places).acquire_owned().await.ok();
            listener.accept().await.map(|accepted| (accepted, place))
        };
        let ((stream, peer), place) = tokio::select! {
            accepted = accepting => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    pause_after(&error).await;
                    continue;
                }
            },
            () = &mut end => break,
        };
        // Answers are small and complete: waiting for more to send only delays them.
        let _ = stream.set_nodelay(true);
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(patience.reading));
        let router = router
            .clone()
            .map_request(move |request| with(peer, request));
        let connection = http.serve_connection(
            TokioIo::new(Box::pin(stream)),
            TowerToHyperService::new(router),
        );
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            // A connection's error is the client's leaving; there is nobody left to tell.
            drop(connection.await);
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(patience.end, connections.shutdown())
        .await
        .is_err()
    {
        tracing::warn!(
            event = "shutdown",
            "requests were still under way when patience ended"
        );
    }
}

/// The request, and who is at the other end.
fn with(peer: SocketAddr, mut request: Request<Incoming>) -> Request<Incoming> {
    request.extensions_mut().insert(Peer(peer));
    request
}

/// A client that left before it was accepted is no trouble. Running out of file descriptors is, and trying again at
/// once would only burn the processor.
async fn pause_after(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    ) {
        tracing::error!(event = "accept_failed", error = %error);
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// Resolves when the process is asked to end: by Ctrl-C, and on Unix by SIGTERM.
///
/// # Errors
///
/// Signals cannot be listened to.
pub fn end_signal() -> io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        Ok(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        })
    }
    #[cfg(not(unix))]
    {
        Ok(async {
            let _ = tokio::signal::ctrl_c().await;
        })
    }
}
