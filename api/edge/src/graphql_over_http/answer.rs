//! Responses: data, errors with their code and request id, status and headers.

use super::negotiate::Media;
use crate::{
    error::{Code, Error, Refusal, Result},
    problem::Problem,
    query_limits::Limits,
    raw_json::{BodyChunks, Writer},
};
use async_graphql::{
    PathSegment, Pos, Response, ServerError, Value,
    futures_util::stream::{Stream, iter},
};
use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, StatusCode, header},
};
use serde::Serialize;
use std::{collections::BTreeMap, convert::Infallible};
use uuid::Uuid;

/// The response to a request, which was executed or refused as a whole.
#[derive(Debug)]
pub(super) struct Answer {
    /// The body.
    pub(super) body: BodyChunks,
    /// The status of the refusal. None if the operation was executed.
    refused: Option<u16>,
    /// The number of seconds after which a repeat is useful.
    retry_after: Option<u32>,
    /// True if the request was well formed, so that the refusal is GraphQL's and not HTTP's.
    well_formed: bool,
}

/// The code, the status and the sentence of an error, or its problems with their own sentences.
struct Written {
    code: &'static str,
    status: u16,
    message: String,
    problems: Vec<Problem>,
}

/// An error in the body of a response.
#[derive(Serialize)]
struct ErrorBody<'a> {
    message: &'a str,
    #[serde(skip_serializing_if = "<[Pos]>::is_empty")]
    locations: &'a [Pos],
    #[serde(skip_serializing_if = "<[PathSegment]>::is_empty")]
    path: &'a [PathSegment],
    extensions: Extensions<'a>,
}

#[derive(Serialize)]
struct Extensions<'a> {
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    argument: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameters: Option<&'a BTreeMap<&'static str, String>>,
    #[serde(rename = "requestId")]
    request_id: Uuid,
}

impl Answer {
    /// Builds the response of an executed operation without errors.
    pub(super) fn good(body: BodyChunks) -> Self {
        Self { body, refused: None, retry_after: None, well_formed: true }
    }

    /// Builds the refusal of a whole request.
    pub(super) fn refusal<R: Refusal>(error: &R, well_formed: bool, request_id: Uuid) -> Self {
        let written = write(error, request_id);
        let refused = Some(written.status);
        let mut body = b"{\"errors\":".to_vec();
        push_errors(&[(written, &ServerError::new("", None))], &mut body, request_id);
        body.push(b'}');
        Self { body: body.into(), refused, retry_after: error.retry_after(), well_formed }
    }

    /// Builds the refusal of a batch: a list with the same refusal for each of its requests.
    pub(super) fn batch<R: Refusal>(error: &R, requests: usize, request_id: Uuid) -> Self {
        let one = Self::refusal(error, true, request_id);
        let body = one.body.into_inner().concat();
        let list = [b"[", vec![body.as_slice(); requests].join(&b',').as_slice(), b"]"].concat();
        Self { body: list.into(), ..Self::refusal(error, true, request_id) }
    }

    /// Builds the refusal of a whole request for its fields. `errors` names each with its path.
    pub(super) fn refusals<R: Refusal>(errors: &[ServerError], most: usize, id: Uuid) -> Self {
        let written: Vec<_> =
            errors.iter().take(most).map(|error| (written::<R>(error, id), error)).collect();
        let refused = written.first().map(|(written, _)| written.status);
        let mut body = b"{\"errors\":".to_vec();
        push_errors(&written, &mut body, id);
        body.push(b'}');
        Self { body: body.into(), refused, retry_after: None, well_formed: true }
    }

    /// Builds the response from the result of an execution. `cost` is written into it if the client
    /// asked for it.
    pub(super) fn of<R: Refusal>(
        response: &Response,
        limits: &Limits,
        cost: Option<u64>,
        request_id: Uuid,
    ) -> Result<Self> {
        let errors = &response.errors;
        // If nothing was executed, the specification requires a response without `data`.
        let is_request_error = response.data == Value::Null
            && !errors.is_empty()
            && errors.iter().all(|e| e.path.is_empty());
        let written: Vec<_> = errors
            .iter()
            .take(limits.errors)
            .map(|error| (written::<R>(error, request_id), error))
            .collect();
        let mut body = Writer::new(limits.response_bytes);
        body.open().push(b'{');
        if !written.is_empty() {
            body.open().extend_from_slice(b"\"errors\":");
            push_errors(&written, body.open(), request_id);
        }
        if !is_request_error {
            body.open().extend_from_slice(if written.is_empty() {
                b"\"data\":"
            } else {
                b",\"data\":"
            });
            body.write(&response.data)?;
        }
        if let Some(cost) = cost {
            let most = limits.cost;
            let text =
                format!(",\"extensions\":{{\"cost\":{{\"objects\":{cost},\"most\":{most}}}}}");
            body.open().extend_from_slice(text.as_bytes());
        }
        body.open().push(b'}');
        let refused =
            written.first().map(|(written, _)| written.status).filter(|_| is_request_error);
        let away = unavailable(response, &written).filter(|_| refused.is_none());
        let retry_after = errors
            .iter()
            .filter(|_| is_request_error || away.is_some())
            .find_map(|error| error.source::<R>()?.retry_after());
        Ok(Self {
            body: body.into_pieces(),
            refused: refused.or(away),
            retry_after,
            well_formed: true,
        })
    }

    /// Returns true if the operation was executed.
    pub(super) fn is_executed(&self) -> bool {
        self.refused.is_none()
    }

    /// Converts the response to HTTP.
    pub(super) fn into_http(self, media: Media) -> axum::response::Response {
        let status = self.refused.map_or(200, |own| status(own, media, self.well_formed));
        let length = self.body.len();
        let mut pieces = self.body.into_inner();
        let body = if pieces.len() == 1 {
            Body::from(pieces.remove(0))
        } else {
            Body::from_stream(stream(pieces))
        };
        let mut response = axum::response::Response::new(body);
        *response.status_mut() =
            StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_LENGTH, length.into());
        let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
        set(header::CONTENT_TYPE, media.content_type());
        set(header::VARY, "accept");
        set(header::CACHE_CONTROL, "no-store");
        match status {
            401 => set(header::WWW_AUTHENTICATE, "Bearer"),
            405 => set(header::ALLOW, "GET, POST"),
            _ => None,
        };
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// Returns the code of an executed operation without any data, if the service could not execute it
/// at the moment.
///
/// A client, a proxy and a load balancer then see the failure by the status. Of several mutations,
/// one may have been saved before another was refused. The sentence of the code says so, and an
/// idempotency key makes a repeat harmless.
fn unavailable(response: &Response, written: &[(Written, &ServerError)]) -> Option<u16> {
    let is_nothing = match &response.data {
        Value::Null => true,
        Value::Object(fields) => fields.values().all(|value| *value == Value::Null),
        _ => false,
    };
    let status = written.iter().map(|(written, _)| written.status).find(|status| *status == 503)?;
    is_nothing.then_some(status)
}

fn stream(pieces: Vec<Bytes>) -> impl Stream<Item = Result<Bytes, Infallible>> {
    iter(pieces.into_iter().map(Ok))
}

/// Returns the HTTP status of a refusal.
///
/// Clients of `application/json` from before the specification look for errors in the body of a
/// 200. A malformed request, or a code that HTTP itself must act on, keeps its own status.
fn status(own: u16, media: Media, well_formed: bool) -> u16 {
    match own {
        own @ (401 | 405 | 413 | 429 | 500..=599) => own,
        own if media == Media::GraphQl || !well_formed => own,
        _ => 200,
    }
}

/// Returns the code, the status and the sentence of an error of an execution.
fn written<R: Refusal>(error: &ServerError, request_id: Uuid) -> Written {
    if let Some(ours) = error.source::<R>() {
        return write(ours, request_id);
    }
    // Values are judged before any field runs. An error here is a type whose form nobody has
    // declared. The library's message is not for clients.
    let is_coercion = ["Expected input type", "Failed to parse", "Invalid value"]
        .iter()
        .any(|start| error.message.starts_with(start));
    let of_protocol = match (&error.source, error.path.is_empty()) {
        (None, true) => Error::says(Code::ValidationFailed, sentence(&error.message)),
        (None, false) if is_coercion => Error::says(
            Code::BadInput,
            "A value in the arguments of this field does not have the form of its type.",
        ),
        // Not from the catalogue of refusals, so nobody has decided who may read it.
        _ => Error::failure(error.message.clone()),
    };
    write(&R::from(of_protocol), request_id)
}

fn write<R: Refusal>(error: &R, request_id: Uuid) -> Written {
    if let Some(cause) = error.cause() {
        tracing::error!(%request_id, cause = %cause, "a request failed");
    }
    Written {
        code: error.code(),
        status: error.status(),
        message: error.to_string(),
        problems: error.problems().to_vec(),
    }
}

/// Makes the library's message a sentence, cut to a reasonable length.
fn sentence(message: &str) -> String {
    let mut said: String = message.trim_end_matches(['.', ' ']).chars().take(500).collect();
    said.push('.');
    said
}

fn push_errors(written: &[(Written, &ServerError)], body: &mut Vec<u8>, request_id: Uuid) {
    let mut errors = Vec::new();
    for (Written { code, message, problems, .. }, error) in written {
        let body = |message, problem| error_body(error, code, message, problem, request_id);
        if problems.is_empty() {
            errors.push(body(message, None));
        }
        errors.extend(problems.iter().map(|problem| body(&problem.message, Some(problem))));
    }
    // Only texts and numbers, so serialization can't fail.
    body.extend_from_slice(&serde_json::to_vec(&errors).unwrap_or_default());
}

fn error_body<'a>(
    error: &'a ServerError,
    code: &'static str,
    message: &'a str,
    problem: Option<&'a Problem>,
    request_id: Uuid,
) -> ErrorBody<'a> {
    let extensions = Extensions {
        code,
        argument: problem.and_then(|problem| problem.argument.as_deref()),
        field: problem.and_then(|problem| problem.field.as_deref()),
        reason: problem.and_then(|problem| problem.reason),
        parameters: problem
            .map(|problem| &problem.parameters)
            .filter(|parameters| !parameters.is_empty()),
        request_id,
    };
    ErrorBody { message, locations: &error.locations, path: &error.path, extensions }
}
