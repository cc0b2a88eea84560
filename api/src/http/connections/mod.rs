//! Connections: the loop that accepts them, the limits of their number, and the timers that end
//! them.
//!
//! | file | content |
//! |---|---|
//! | `settings` | the numbers: timers, limits of connections |
//! | `admission` | the slots for connections: in all, by address, reserved for signed-in callers |
//! | `watched` | the state of one connection, and the rule that ends it |
//! | `stream`, `body` | the bytes of connections, request bodies and responses, with progress |
//! | `wire` | the heads of HTTP/1, checked before they are parsed |
//! | `stop` | the orders to stop: let requests end, or end at once |
//!
//! A client can't hold a resource longer than a timer allows, by sending slowly or by not reading.

mod admission;
mod body;
mod settings;
mod stop;
mod stream;
mod watched;
mod wire;

pub use settings::{Settings, Timers, raise_open_files};
pub use stop::Stop;

use super::{
    apart::{Apart, step_back},
    headers::SafeHeaders,
    refusal,
};
use crate::error::{Code, Error, Result};
use admission::{Admission, Ticket};
use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
    http::{Version, header},
    response::Response,
};
use body::{Answer, Arriving};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto::Builder,
};
use std::{
    convert::Infallible,
    io,
    net::SocketAddr,
    pin::pin,
    sync::Arc,
    time::{Duration, Instant},
};
use stream::Stream;
use tokio::{
    net::{TcpListener, TcpStream},
    runtime::{self, Handle, Runtime},
    task::JoinSet,
};
use tower::ServiceExt as _;
use watched::Watched;

/// Pause after an error of `accept`, such as a lack of file descriptors.
const PAUSE: Duration = Duration::from_millis(200);
/// Time between two log lines on connections that could not be accepted.
const LOG_EVERY: Duration = Duration::from_secs(5);
/// Greatest number of concurrent requests on one HTTP/2 connection.
const STREAMS: u32 = 32;
/// Greatest size of a request's head, in bytes.
const HEAD_BYTES: u32 = 64 * 1024;
/// Bytes of a response that wait in front of the window of one HTTP/2 stream.
const SEND_BYTES: usize = 64 * 1024;
/// Bytes of bodies that an HTTP/2 client may send before they are read: on a stream, and on a
/// connection.
const WINDOWS: (u32, u32) = (64 * 1024, 256 * 1024);
/// Bytes of responses that a client may leave unread on one connection before its further requests
/// are refused.
const UNREAD_BYTES: usize = 8 << 20;
/// Bytes of responses that all clients may leave unread before further requests of strangers are
/// refused.
const UNREAD_BY_ALL: usize = 256 << 20;
/// Seconds after which a client with too many unread bytes may try again.
const WAIT: u32 = 2;

/// A handle on the connection of a request, in the request's extensions.
#[derive(Clone, Debug)]
pub(super) struct Connection(Arc<Watched>);

impl Connection {
    /// Moves the connection to the share of signed-in callers, because it carried a valid token or
    /// device.
    pub(super) fn is_signed_in(&self) {
        self.0.ticket().is_signed_in();
    }
}

/// Serves `router` on `listener` until `stop` is ordered and the last connection has ended.
///
/// Connections of strangers run on separate threads with a lower priority than all others. So a
/// flood of them does not delay signed-in people: its reading, refusing and writing costs only
/// low-priority time. A connection from an address that recently carried a valid token, or from a
/// proxy, runs with normal priority.
pub async fn serve(listener: TcpListener, router: Router, settings: Settings, stop: Stop) {
    let Ok(behind) = Behind::start() else {
        tracing::error!("the threads for connections of strangers can't be started");
        return;
    };
    let (settings, mut running) = (Arc::new(settings), JoinSet::new());
    let (admission, mut errors, mut refusals) =
        (Admission::new(Arc::clone(&settings)), Quiet::default(), Quiet::default());
    loop {
        tokio::select! {
            () = stop.begun() => break,
            accepted = listener.accept() => match accepted {
                Ok((socket, peer)) => {
                    if let Some(ticket) = admission.admit(peer.ip()) {
                        let runs = behind.handle(ticket.is_stranger());
                        running.spawn_on(attend(socket, peer, ticket, router.clone(), Arc::clone(&settings), stop.clone()), &runs);
                    } else if refusals.is_over() {
                        tracing::warn!(from = %peer.ip(), "a connection was closed: its address, or all strangers together, have reached their limit");
                    }
                }
                Err(error) => wait_after(&error, &mut errors).await,
            },
            Some(_) = running.join_next() => {}
        }
    }
    drop(listener);
    let at_the_latest = tokio::time::sleep(settings.timers.stop);
    let ended = async { while running.join_next().await.is_some() {} };
    tokio::select! {
        () = ended => {}
        () = at_the_latest => tracing::warn!("connections were closed before their requests ended"),
        () = stop.is_at_once() => {}
    }
    running.shutdown().await;
}

/// The threads for connections of strangers. They end when this value is dropped, and the drop does
/// not wait for them.
struct Behind(Option<Runtime>);

impl Behind {
    fn start() -> io::Result<Self> {
        let threads = Apart::half_of_the_cores();
        let mut builder = runtime::Builder::new_multi_thread();
        builder
            .worker_threads(threads)
            .thread_name("strangers")
            .on_thread_start(step_back)
            .enable_all();
        Ok(Self(Some(builder.build()?)))
    }

    /// Returns the runtime on which a connection runs.
    fn handle(&self, is_stranger: bool) -> Handle {
        match &self.0 {
            Some(behind) if is_stranger => behind.handle().clone(),
            _ => Handle::current(),
        }
    }
}

impl Drop for Behind {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// Waits after an error of `accept`. An error of a single connection that ended before it was
/// accepted is ignored.
async fn wait_after(error: &io::Error, errors: &mut Quiet) {
    use io::ErrorKind as Kind;
    if matches!(
        error.kind(),
        Kind::ConnectionRefused | Kind::ConnectionAborted | Kind::ConnectionReset
    ) {
        return;
    }
    if errors.is_over() {
        tracing::error!(%error, "connections can't be accepted for the moment");
    }
    tokio::time::sleep(PAUSE).await;
}

/// Rate limit of a log line.
#[derive(Debug, Default)]
struct Quiet(Option<Instant>);

impl Quiet {
    /// Returns true if the next line may be logged, and starts the next interval.
    fn is_over(&mut self) -> bool {
        let is_over = self.0.is_none_or(|last| last.elapsed() >= LOG_EVERY);
        if is_over {
            self.0 = Some(Instant::now());
        }
        is_over
    }
}

/// Serves one connection until it ends, its time is over, or the service stops.
async fn attend(
    socket: TcpStream,
    peer: SocketAddr,
    ticket: Ticket,
    router: Router,
    settings: Arc<Settings>,
    stop: Stop,
) {
    // Responses are written whole, so waiting for more bytes only delays them.
    let _ = socket.set_nodelay(true);
    let watched = Watched::new(ticket, settings);
    let service = service_fn({
        let watched = Arc::clone(&watched);
        move |request| answer(router.clone(), Arc::clone(&watched), peer, request)
    });
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().header_read_timeout(None).max_buf_size(HEAD_BYTES as usize);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .max_send_buf_size(SEND_BYTES)
        .max_header_list_size(HEAD_BYTES)
        .initial_stream_window_size(WINDOWS.0)
        .initial_connection_window_size(WINDOWS.1)
        .keep_alive_interval(watched.timers().write)
        .keep_alive_timeout(watched.timers().write);
    let stream = TokioIo::new(Stream::new(socket, Arc::clone(&watched)));
    let mut connection = pin!(builder.serve_connection_with_upgrades(stream, service));
    let mut stopping = false;
    loop {
        tokio::select! {
            _ = connection.as_mut() => return,
            () = watched.is_over() => return,
            () = stop.begun(), if !stopping => {
                stopping = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

/// Answers one request of a connection.
async fn answer(
    router: Router,
    watched: Arc<Watched>,
    peer: SocketAddr,
    request: hyper::Request<Incoming>,
) -> Result<hyper::Response<Answer>, Infallible> {
    let under_way = watched.begins(request.version() == Version::HTTP_2);
    let mut request = request.map(|body| Body::new(Arriving::new(body, *watched.timers())));
    let response = match head(&request).and_then(|()| room(&watched)) {
        Ok(()) => {
            request.extensions_mut().insert(ConnectInfo(peer));
            request.extensions_mut().insert(Connection(watched));
            let Ok(response) = router.oneshot(request).await;
            response
        }
        Err(error) => refused(&error),
    };
    Ok(response.map(|body| Answer::new(body, under_way)))
}

/// Checks that an HTTP/1.1 request names exactly one host: a proxy and the service must not
/// disagree on it (RFC 9112, 3.2).
fn head(request: &Request) -> Result<()> {
    let hosts = request.headers().get_all(header::HOST).iter().count();
    if request.version() == Version::HTTP_11 && hosts != 1 {
        return Err(Error::says(
            Code::BadRequest,
            "An HTTP/1.1 request needs exactly one Host header.",
        ));
    }
    Ok(())
}

/// Checks that unread responses do not fill the memory.
fn room(watched: &Watched) -> Result<()> {
    let ticket = watched.ticket();
    let is_full = watched.unread() > UNREAD_BYTES
        || (ticket.is_stranger() && ticket.unread_by_all() > UNREAD_BY_ALL);
    if is_full { Err(Error::Wait(Code::Overloaded, WAIT)) } else { Ok(()) }
}

/// Builds the refusal of a request that never reaches the routes.
fn refused(error: &Error) -> Response {
    SafeHeaders::default().on(refusal(error))
}
