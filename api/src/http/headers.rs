//! The headers of every answer that tell a browser what it may do with it.

use crate::config::Config;
use axum::{
    http::{HeaderName, HeaderValue, header},
    response::Response,
};

const EMBEDDER: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const OPENER: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");

/// Marks an answer that pages of every origin may use: what is public.
pub(super) const FOR_EVERYBODY: (HeaderName, &str) = (EMBEDDER, "cross-origin");

/// Every feature of a browser that no page of ours uses. Passkeys and the clipboard are left as they are: on our own pages alone.
const OFF: &str = "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), encrypted-media=(), \
    geolocation=(), gyroscope=(), hid=(), idle-detection=(), magnetometer=(), microphone=(), midi=(), payment=(), \
    picture-in-picture=(), screen-wake-lock=(), serial=(), sync-xhr=(), usb=(), web-share=(), xr-spatial-tracking=()";

/// The headers of every answer: guess no type, embed it nowhere, tell nobody where you came from.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct SafeHeaders {
    /// Whether browsers are to come by HTTPS alone.
    by_https_alone: bool,
}

impl SafeHeaders {
    pub(super) fn of(config: &Config) -> Self {
        Self { by_https_alone: config.origin.scheme() == "https" }
    }

    pub(super) fn layer(self) -> impl Fn(Response) -> Response + Clone {
        move |response| self.on(response)
    }

    /// Sets the headers; a content security policy and a resource policy of the answer's own stay.
    pub(super) fn on(self, mut response: Response) -> Response {
        let headers = response.headers_mut();
        for (name, value) in [
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::REFERRER_POLICY, "no-referrer"),
            (header::X_FRAME_OPTIONS, "DENY"),
            (OPENER, "same-origin"),
            (PERMISSIONS, OFF),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        if self.by_https_alone {
            headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
        }
        let policy = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
        headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
        headers.entry(EMBEDDER).or_insert(HeaderValue::from_static("same-origin"));
        response
    }
}
