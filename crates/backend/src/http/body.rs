//! Reading a body, and no more of it than allowed.

use std::error::Error as _;
use std::io::{self, ErrorKind::InvalidData, ErrorKind::InvalidInput};
use std::iter::successors;

use axum::body::{Body, Bytes};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_LENGTH;
use http_body_util::{BodyExt as _, LengthLimitError};

use super::problem::Kind;

/// How much of a body that is too large is read and dropped before it is refused. A client that is still sending when
/// the connection closes sees a broken connection, not the answer; real mistakes are small enough to end before.
const DRAINED: usize = 1 << 20;

/// Reads a body of at most `limit` bytes.
///
/// # Errors
///
/// [`Kind::TooLarge`], [`Kind::Malformed`] for one whose chunks are none, and [`Kind::Incomplete`] for one that broke
/// off.
pub async fn read(headers: &HeaderMap, body: Body, limit: usize) -> Result<Bytes, Kind> {
    let announced = headers
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok())
        .unwrap_or_default();
    if usize::try_from(announced).unwrap_or(usize::MAX) > limit {
        if announced <= DRAINED as u64 {
            drain(body).await;
        }
        return Err(Kind::TooLarge(limit));
    }
    axum::body::to_bytes(body, limit).await.map_err(|error| {
        let mut causes = successors(error.source(), |&cause| cause.source());
        causes
            .find_map(|cause| {
                if cause.is::<LengthLimitError>() {
                    return Some(Kind::TooLarge(limit));
                }
                // What hyper says of chunks that are none, whoever sends them, and however often.
                let kind = cause.downcast_ref::<io::Error>()?.kind();
                matches!(kind, InvalidData | InvalidInput).then_some(Kind::Malformed)
            })
            .unwrap_or(Kind::Incomplete)
    })
}

async fn drain(mut body: Body) {
    let mut left = DRAINED;
    while let Some(Ok(frame)) = body.frame().await {
        let length = frame.data_ref().map_or(0, Bytes::len);
        match left.checked_sub(length) {
            Some(rest) => left = rest,
            None => break,
        }
    }
}
