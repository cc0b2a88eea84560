//! The refresh token in a browser: a cookie that only `/auth/refresh` is sent, that no script reads, and that no other site can
//! make the browser send, since the request must also name our own origin.

use crate::{
    error::{Code, Result},
    world::World,
};
use axum::http::{HeaderMap, HeaderValue, header};

/// The cookie's name. Browsers take a `__Secure-` cookie over HTTPS alone.
fn name(world: &World) -> &'static str {
    if world.config().origin.scheme() == "https" { "__Secure-national-survey-refresh" } else { "national-survey-refresh" }
}

/// The name of the cookie that says which device this is.
fn device_name(world: &World) -> &'static str {
    if world.config().origin.scheme() == "https" { "__Secure-national-survey-device" } else { "national-survey-device" }
}

/// The header that lets a device be known at its next sign-in. It opens nothing: it spares the device the waiting for wrong
/// guesses of others.
///
/// # Errors
/// When the token is no header's text, which it always is.
pub(super) fn set_device(world: &World, token: &str) -> Result<HeaderValue> {
    let (name, age) = (device_name(world), crate::access::credential::DEVICE_KNOWN.num_seconds());
    let secure = if world.config().origin.scheme() == "https" { "; Secure" } else { "" };
    let text = format!("{name}={token}; Path=/auth/sign-in; Max-Age={age}; HttpOnly; SameSite=Strict{secure}");
    HeaderValue::from_str(&text).map_err(crate::error::Error::failure)
}

/// What the device was given at an earlier sign-in.
pub(super) fn read_device(world: &World, headers: &HeaderMap) -> Option<String> {
    value(headers, device_name(world))
}

/// The header that sets the cookie, or takes it away where there is no token.
///
/// # Errors
/// When the token is no header's text, which it always is.
pub(super) fn set(world: &World, token: Option<&str>) -> Result<HeaderValue> {
    let name = name(world);
    let secure = if world.config().origin.scheme() == "https" { "; Secure" } else { "" };
    let (token, age) = token.map_or(("", 0), |token| (token, 12 * 3600));
    let text = format!("{name}={token}; Path=/auth/refresh; Max-Age={age}; HttpOnly; SameSite=Strict{secure}");
    HeaderValue::from_str(&text).map_err(crate::error::Error::failure)
}

/// The refresh token of a browser that says it is on our own pages.
///
/// # Errors
/// `FORBIDDEN` when the request does not come from our own origin.
pub(super) fn read(world: &World, headers: &HeaderMap) -> Result<Option<String>> {
    let Some(token) = value(headers, name(world)) else { return Ok(None) };
    ours(world, headers)?;
    Ok(Some(token))
}

/// What the request says that the cookie of this name holds.
pub(super) fn value(headers: &HeaderMap, name: &str) -> Option<String> {
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
