//! Reading the sources: the merged settings, and one sentence for each setting that can't be read.
//!
//! No sentence holds a value. A value may be a password, even if the setting is not meant for one.

use super::Config;
use figment::{
    Figment, Provider as _,
    error::{Error, Kind},
    providers::{Env, Format as _, Serialized, Toml},
    value::{Dict, Value},
};
use std::{ffi::OsString, path::Path};

/// Prefix of the variables that are settings.
const PREFIX: &str = "NATIONAL_SURVEY_";

/// Variables with the prefix that are not settings: the path of the file, and the build of the
/// client.
const NOT_SETTINGS: &[&str] = &["config", "client"];

/// Settings that are lists of texts. One text with commas is a list, too.
const LISTS: &[&str] =
    &["trusted_proxies", "federation_origins", "cors_origins", "disclosure.blocs"];

/// Maximum number of faults to look for.
const MOST: usize = 100;

/// Merges the defaults, the file, the variables and the flags. A setting that can't be read keeps
/// its default, and adds a sentence.
pub(super) fn read(file: Option<&Path>, flags: &[(&str, Option<String>)]) -> (Config, Vec<String>) {
    let mut faults = Vec::new();
    let sources = merged(file, flags, &mut faults);
    let defaults = Value::serialize(Config::default()).unwrap_or_else(|_| Value::from(Dict::new()));
    let mut settings = sources.find_value("").unwrap_or_else(|_| defaults.clone());
    for list in LISTS {
        split(&mut settings, list);
    }
    for _ in 0..MOST {
        match settings.deserialize::<Config>() {
            Ok(config) => return (config, faults),
            Err(error) => {
                let path = path(&error, &settings);
                let fault = sentence(&error, &path, &sources, file);
                let default = defaults.find_ref(&path.join(".")).cloned();
                let (Some((last, outer)), true) = (path.split_last(), !faults.contains(&fault))
                else {
                    faults.push(fault);
                    break;
                };
                faults.push(fault);
                put(&mut settings, outer, last, default);
            }
        }
    }
    (Config::default(), faults)
}

fn merged(
    file: Option<&Path>,
    flags: &[(&str, Option<String>)],
    faults: &mut Vec<String>,
) -> Figment {
    let mut sources = Figment::from(Serialized::defaults(Config::default()));
    if let Some(file) = file {
        match std::fs::read_to_string(file) {
            Ok(text) => {
                let toml = Toml::string(&text);
                match toml.data() {
                    Ok(_) => sources = sources.merge(toml),
                    Err(bad) => faults.push(format!("{}: {}", file.display(), place(&bad))),
                }
            }
            Err(error) => faults.push(format!("--config {}: {error}", file.display())),
        }
    }
    let text = |(name, value): (OsString, OsString)| {
        Some((name.into_string().ok()?, value.into_string().ok()?))
    };
    let links = service_links(std::env::vars_os().filter_map(text));
    let ignored: Vec<&str> =
        NOT_SETTINGS.iter().copied().chain(links.iter().map(String::as_str)).collect();
    sources = sources
        .merge(Env::raw().only(&["DATABASE_URL"]))
        .merge(Env::prefixed(PREFIX).ignore(&ignored).split("__"));
    for (name, value) in flags {
        if let Some(value) = value {
            // A flag is parsed like a variable of the environment, so that `8080` is a number.
            let value: Value = value.parse().unwrap_or_else(|never| match never {});
            sources = sources.merge((*name, value));
        }
    }
    sources
}

/// Returns the place of a fault in a file. The rest of the parser's message is left out: it quotes
/// the line, which may hold a password.
fn place(error: &Error) -> String {
    let message = error.to_string();
    let first = message.lines().next().filter(|line| line.starts_with("TOML parse error at line"));
    first.unwrap_or("it is not TOML").to_owned()
}

/// Returns the names of the variables that Kubernetes sets for a service whose name begins with
/// `national-survey`. They hold its address and ports, and are not settings.
///
/// The names are in small letters and have no prefix.
pub(super) fn service_links(variables: impl Iterator<Item = (String, String)>) -> Vec<String> {
    variables
        .filter_map(|(name, value)| Some((name.strip_prefix(PREFIX)?.to_ascii_lowercase(), value)))
        .filter(|(name, value)| is_service_link(name, value))
        .map(|(name, _)| name)
        .collect()
}

fn is_service_link(name: &str, value: &str) -> bool {
    let is_protocol = |word: &str| ["tcp", "udp", "sctp"].contains(&word);
    let is_place =
        |number: &str, protocol: &str| number.parse::<u16>().is_ok() && is_protocol(protocol);
    let words: Vec<&str> = name.split('_').collect();
    match words[..] {
        [.., "service", "host"] => true,
        [.., "port", number, protocol] if is_place(number, protocol) => true,
        [.., "port", number, protocol, "proto" | "port" | "addr"] if is_place(number, protocol) => {
            true
        }
        [.., "port"]
            if value.split_once("://").is_some_and(|(protocol, _)| is_protocol(protocol)) =>
        {
            true
        }
        _ => words.windows(2).any(|pair| pair == ["service", "port"]),
    }
}

/// Splits a text at commas, if the setting is a list.
fn split(settings: &mut Value, path: &str) {
    let Some(Value::String(tag, text)) = settings.find_ref(path).cloned() else { return };
    let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
    let list = Value::Array(tag, items.map(|item| Value::String(tag, item.to_owned())).collect());
    let words: Vec<String> = path.split('.').map(str::to_owned).collect();
    if let Some((last, outer)) = words.split_last() {
        put(settings, outer, last, Some(list));
    }
}

/// Sets a value at a path, or removes it.
fn put(settings: &mut Value, outer: &[String], last: &str, value: Option<Value>) {
    let mut inner = settings;
    for word in outer {
        let Value::Dict(_, dict) = inner else { return };
        let Some(next) = dict.get_mut(word) else { return };
        inner = next;
    }
    if let Value::Dict(_, dict) = inner {
        match value {
            Some(value) => drop(dict.insert(last.to_owned(), value)),
            None => drop(dict.remove(last)),
        }
    }
}

/// Returns the path of the setting that an error is about. A fault in an item is a fault of its
/// list.
fn path(error: &Error, settings: &Value) -> Vec<String> {
    let mut whole = error.path.clone();
    if let Kind::UnknownField(name, _) = &error.kind
        && whole.last() != Some(name)
    {
        whole.push(name.clone());
    }
    let mut inner = settings;
    let mut known = Vec::new();
    for word in whole {
        let Some(next) = inner.as_dict().and_then(|dict| dict.get(&word)) else { break };
        known.push(word);
        inner = next;
    }
    known
}

fn sentence(error: &Error, path: &[String], sources: &Figment, file: Option<&Path>) -> String {
    let name = path.join(".");
    let right = match &error.kind {
        Kind::UnknownField(..) => "there is no such setting".to_owned(),
        Kind::InvalidType(_, expected) | Kind::InvalidValue(_, expected) => {
            format!("must be {}", plain(expected))
        }
        _ => super::faults::right(&name)
            .map_or_else(|| "can't be read".to_owned(), |right| format!("must be {right}")),
    };
    let from = sources.find_metadata(&name).map(|metadata| match (&*metadata.name, file) {
        (of, _) if of.contains("environment") && of.contains(PREFIX) => {
            format!(" (variable {PREFIX}{})", path.join("__").to_ascii_uppercase())
        }
        (of, _) if of.contains("environment") => " (variable DATABASE_URL)".to_owned(),
        (of, Some(file)) if of.starts_with("TOML") => format!(" (in {})", file.display()),
        _ => String::new(),
    });
    format!("{name}: {right}{}", from.unwrap_or_default())
}

/// Returns the plain name of a Rust type.
fn plain(expected: &str) -> &str {
    match expected {
        "u8" | "u16" | "u32" | "u64" | "usize" | "i64" => "a whole number",
        "f64" => "a number",
        "path string" => "a path",
        "a sequence" => "a list",
        other => other,
    }
}
