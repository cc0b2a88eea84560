//! Cookies. The refresh token in a browser is one that only `/auth/refresh` looks at, that no script reads, and that no other site
//! can make the browser send, since the request must also name our own origin.

use crate::{
    error::{Code, Result},
    world::World,
};
use axum::http::{HeaderMap, HeaderValue, header};

/// A cookie of ours.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cookie {
    /// The name over HTTPS. Browsers take a `__Host-` cookie from this very host alone, over HTTPS alone, and for every path: no
    /// neighbour under the same domain can set it in our place.
    host: &'static str,
    /// The name and the path in the clear, on a developer's own machine: there browsers take no such cookie.
    clear: (&'static str, &'static str),
    /// Whether it comes along on the way back from another site.
    same_site: &'static str,
}

/// The refresh token.
const REFRESH: Cookie =
    Cookie { host: "__Host-national-survey-refresh", clear: ("national-survey-refresh", "/auth/refresh"), same_site: "Strict" };
/// The token that says which device this is.
const DEVICE: Cookie =
    Cookie { host: "__Host-national-survey-device", clear: ("national-survey-device", "/auth/sign-in"), same_site: "Strict" };
/// The token that binds a visit to a State's provider to one browser.
pub(super) const FEDERATION: Cookie = Cookie {
    host: "__Host-national-survey-federation",
    clear: ("national-survey-federation", "/auth/federation"),
    same_site: "Lax",
};

impl Cookie {
    fn name(self, world: &World) -> &'static str {
        if world.config().origin.scheme() == "https" { self.host } else { self.clear.0 }
    }

    /// The header that sets the cookie for some seconds.
    ///
    /// # Errors
    /// When the token is no header's text, which it always is.
    pub(super) fn set(self, world: &World, token: &str, seconds: i64) -> Result<HeaderValue> {
        let is_https = world.config().origin.scheme() == "https";
        let (path, secure) = if is_https { ("/", "; Secure") } else { (self.clear.1, "") };
        let (name, same_site) = (self.name(world), self.same_site);
        let text = format!("{name}={token}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite={same_site}{secure}");
        HeaderValue::from_str(&text).map_err(crate::error::Error::failure)
    }

    /// What the request says that the cookie holds.
    pub(super) fn value(self, world: &World, headers: &HeaderMap) -> Option<String> {
        value(headers, self.name(world))
    }
}

/// The header that lets a device be known at its next sign-in. It opens nothing: it spares the device the waiting for wrong
/// guesses of others.
///
/// # Errors
/// When the token is no header's text, which it always is.
pub(super) fn set_device(world: &World, token: &str) -> Result<HeaderValue> {
    DEVICE.set(world, token, crate::access::credential::DEVICE_KNOWN.num_seconds())
}

/// What the device was given at an earlier sign-in.
pub(super) fn read_device(world: &World, headers: &HeaderMap) -> Option<String> {
    DEVICE.value(world, headers)
}

/// The header that sets the cookie, or takes it away where there is no token.
///
/// # Errors
/// When the token is no header's text, which it always is.
pub(super) fn set(world: &World, token: Option<&str>) -> Result<HeaderValue> {
    let (token, age) = token.map_or(("", 0), |token| (token, 12 * 3600));
    REFRESH.set(world, token, age)
}

/// The refresh token of a browser that says it is on our own pages.
///
/// # Errors
/// `FORBIDDEN` when the request does not come from our own origin.
pub(super) fn read(world: &World, headers: &HeaderMap) -> Result<Option<String>> {
    let Some(token) = REFRESH.value(world, headers) else { return Ok(None) };
    ours(world, headers)?;
    Ok(Some(token))
}

/// What the request says that the cookie of this name holds.
fn value(headers: &HeaderMap, name: &str) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(found, _)| *found == name).map(|(_, held)| held.to_owned())
}

/// Whether the request names our own origin, exactly.
///
/// # Errors
/// `FORBIDDEN` when it names another or none.
pub(super) fn ours(world: &World, headers: &HeaderMap) -> Result<()> {
    let origin = headers.get(header::ORIGIN).and_then(|value| value.to_str().ok());
    if origin == Some(world.config().issuer()) { Ok(()) } else { Err(Code::Forbidden.into()) }
}
