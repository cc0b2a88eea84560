//! Request bodies with timers, and response bodies that report their progress.

use super::{settings::Timers, watched::UnderWay};
use axum::body::{Body, Bytes, HttpBody};
use bytes::Buf;
use edge::graphql_over_http::LATE;
use http_body::{Frame, SizeHint};
use hyper::body::Incoming;
use std::{
    error::Error as StdError,
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};
use tokio::time::{Instant, Sleep, sleep_until};

/// The body of a request. A timer limits each pause between its pieces, and another one the whole
/// body.
#[derive(Debug)]
pub(super) struct Arriving {
    body: Incoming,
    timers: Timers,
    /// The deadline of the next piece, and of the whole body. They are set when the service first
    /// waits for a piece.
    deadlines: Option<(Pin<Box<Sleep>>, Instant)>,
}

impl Arriving {
    pub(super) fn new(body: Incoming, timers: Timers) -> Self {
        Self { body, timers, deadlines: None }
    }
}

impl HttpBody for Arriving {
    type Data = Bytes;
    type Error = Box<dyn StdError + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = &mut *self;
        let came = Pin::new(&mut this.body).poll_frame(cx).map_err(Into::into);
        let now = Instant::now();
        if came.is_ready() {
            if let Some((next, whole)) = &mut this.deadlines {
                next.as_mut().reset((now + this.timers.body).min(*whole));
            }
            return came;
        }
        let (next, _) = this.deadlines.get_or_insert_with(|| {
            let whole = now + this.timers.whole_body;
            (Box::pin(sleep_until((now + this.timers.body).min(whole))), whole)
        });
        ready!(next.as_mut().poll(cx));
        Poll::Ready(Some(Err(io::Error::from(LATE).into())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The body of a response.
#[derive(Debug)]
pub(super) struct Answer {
    body: Body,
    under_way: Arc<UnderWay>,
}

impl Answer {
    pub(super) fn new(body: Body, under_way: UnderWay) -> Self {
        Self { body, under_way: Arc::new(under_way) }
    }
}

impl HttpBody for Answer {
    type Data = Piece;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Piece>, axum::Error>>> {
        let came = Pin::new(&mut self.body).poll_frame(cx);
        if came.is_pending() {
            self.under_way.is_being_made();
        }
        came.map_ok(|frame| frame.map_data(|bytes| Piece::new(bytes, &self.under_way)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Bytes of a response on their way to the client.
#[derive(Debug)]
pub(super) struct Piece {
    bytes: Bytes,
    under_way: Arc<UnderWay>,
}

impl Piece {
    fn new(bytes: Bytes, under_way: &Arc<UnderWay>) -> Self {
        under_way.waits(bytes.len());
        Self { bytes, under_way: Arc::clone(under_way) }
    }
}

impl Buf for Piece {
    fn remaining(&self) -> usize {
        self.bytes.remaining()
    }

    fn chunk(&self) -> &[u8] {
        self.bytes.chunk()
    }

    fn advance(&mut self, count: usize) {
        self.bytes.advance(count);
        self.under_way.took(count);
    }
}

impl Drop for Piece {
    fn drop(&mut self) {
        self.under_way.took(self.bytes.len());
    }
}
