//! Security headers of every response.

use crate::config::Site;
use axum::{
    http::{HeaderName, HeaderValue, header},
    response::Response,
};

const EMBEDDER: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const OPENER: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");

/// The header of a response that pages of every origin may use: public content.
pub(super) const FOR_EVERYBODY: (HeaderName, &str) = (EMBEDDER, "cross-origin");

/// Browser features that no page of this service uses. Passkeys and the clipboard keep their
/// default: this service's own pages only.
const OFF: &str = "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), encrypted-media=(), \
    geolocation=(), gyroscope=(), hid=(), idle-detection=(), magnetometer=(), microphone=(), midi=(), payment=(), \
    picture-in-picture=(), screen-wake-lock=(), serial=(), sync-xhr=(), usb=(), xr-spatial-tracking=()";

/// Security headers of every response: no type guessing, no embedding, no referrer.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct SafeHeaders {
    /// True if browsers must use HTTPS.
    by_https_alone: bool,
}

impl SafeHeaders {
    pub(super) fn of(site: &Site) -> Self {
        Self { by_https_alone: site.is_https() }
    }

    pub(super) fn layer(self) -> impl Fn(Response) -> Response + Clone {
        move |response| self.on(response)
    }

    /// Sets the headers. A response keeps a content security policy and a resource policy of its
    /// own.
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
            headers.insert(
                header::STRICT_TRANSPORT_SECURITY,
                HeaderValue::from_static("max-age=31536000"),
            );
        }
        let policy = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
        headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
        headers.entry(EMBEDDER).or_insert(HeaderValue::from_static("same-origin"));
        response
    }
}
