//! Cookies of the service.
//!
//! A browser holds the refresh token as a cookie that only `/auth/refresh` reads and that no script
//! reads. No other site can make the browser send it, because the request must also name our own
//! origin.

use crate::{
    app::App,
    error::{Code, Result},
};
use axum::http::{HeaderMap, HeaderValue, header};

/// A cookie of the service.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cookie {
    /// The name over HTTPS.
    ///
    /// Browsers accept a `__Host-` cookie from this very host only, over HTTPS only, and for every
    /// path. So no other host of the same domain can set it instead.
    host: &'static str,
    /// The name and the path without HTTPS, on a developer's own machine, where browsers accept no
    /// `__Host-` cookie.
    clear: (&'static str, &'static str),
    /// The `SameSite` value: it decides if the cookie is sent on the way back from another site.
    same_site: &'static str,
}

/// The cookie with the refresh token.
const REFRESH: Cookie = Cookie {
    host: "__Host-national-survey-refresh",
    clear: ("national-survey-refresh", "/auth/refresh"),
    same_site: "Strict",
};
/// The cookie with the token that identifies the device.
const DEVICE: Cookie = Cookie {
    host: "__Host-national-survey-device",
    clear: ("national-survey-device", "/auth/sign-in"),
    same_site: "Strict",
};
/// The cookie that binds a visit to a State's identity provider to one browser.
pub(super) const FEDERATION: Cookie = Cookie {
    host: "__Host-national-survey-federation",
    clear: ("national-survey-federation", "/auth/federation"),
    same_site: "Lax",
};

impl Cookie {
    fn name(self, app: &App) -> &'static str {
        if app.settings().site.is_https() { self.host } else { self.clear.0 }
    }

    /// Builds the header that sets the cookie for some seconds.
    ///
    /// # Errors
    /// Fails if the token is not valid in a header, which does not happen.
    pub(super) fn set(self, app: &App, token: &str, seconds: i64) -> Result<HeaderValue> {
        let is_https = app.settings().site.is_https();
        let (path, secure) = if is_https { ("/", "; Secure") } else { (self.clear.1, "") };
        let (name, same_site) = (self.name(app), self.same_site);
        let text = format!(
            "{name}={token}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite={same_site}{secure}"
        );
        HeaderValue::from_str(&text).map_err(crate::error::Error::failure)
    }

    /// Returns the cookie's value in the request.
    pub(super) fn value(self, app: &App, headers: &HeaderMap) -> Option<String> {
        value(headers, self.name(app))
    }
}

/// Builds the header that makes a device known at its next sign-in.
///
/// The device token opens nothing. It exempts the device from the delays that other people's wrong
/// guesses cause.
///
/// # Errors
/// Fails if the token is not valid in a header, which does not happen.
pub(super) fn set_device(app: &App, token: &str) -> Result<HeaderValue> {
    DEVICE.set(app, token, crate::identity::credential::DEVICE_KNOWN.num_seconds())
}

/// Returns the device token of an earlier sign-in.
pub(super) fn read_device(app: &App, headers: &HeaderMap) -> Option<String> {
    DEVICE.value(app, headers)
}

/// Builds the header that sets the refresh cookie, or deletes it if there is no token.
///
/// # Errors
/// Fails if the token is not valid in a header, which does not happen.
pub(super) fn set(app: &App, token: Option<&str>) -> Result<HeaderValue> {
    let (token, age) = token.map_or(("", 0), |token| (token, 12 * 3600));
    REFRESH.set(app, token, age)
}

/// Returns the refresh token of a browser, if the request comes from our own pages.
///
/// # Errors
/// Fails with `FORBIDDEN` if the request does not come from our own origin.
pub(super) fn read(app: &App, headers: &HeaderMap) -> Result<Option<String>> {
    let Some(token) = REFRESH.value(app, headers) else { return Ok(None) };
    ours(app, headers)?;
    Ok(Some(token))
}

/// Returns the value of a cookie in the request.
fn value(headers: &HeaderMap, name: &str) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs =
        cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(found, _)| *found == name).map(|(_, held)| held.to_owned())
}

/// Checks that the request names exactly our own origin.
///
/// # Errors
/// Fails with `FORBIDDEN` if it names another origin or none.
pub(super) fn ours(app: &App, headers: &HeaderMap) -> Result<()> {
    let origin = headers.get(header::ORIGIN).and_then(|value| value.to_str().ok());
    if origin == Some(app.settings().site.issuer()) { Ok(()) } else { Err(Code::Forbidden.into()) }
}
