//! Filter of the log. `tracing` would take a bare word for a target, so bare words are refused.

use tracing_subscriber::{EnvFilter, filter::LevelFilter};

const RIGHT: &str = "a level (off, error, warn, info, debug, trace), or target=level, separated by commas, such as info,sqlx=warn";

/// Returns the fault of a filter, if it has one. A bare word that is no level would name a target
/// and silence all others.
pub(super) fn fault(filter: &str) -> Option<String> {
    let parts = parts(filter);
    if parts.is_empty() {
        return Some(format!("is empty: {RIGHT}"));
    }
    let bad = parts.iter().find(|part| !names_a_level(part));
    match bad {
        Some(bad) => Some(format!("`{}` names no level: {RIGHT}", bad.escape_debug())),
        None => EnvFilter::try_new(filter).err().map(|_| RIGHT.to_owned()),
    }
}

/// Returns true for a level, or for a target with a level. The library reads an empty level as
/// `error`, and accepts any text as a target.
fn names_a_level(part: &str) -> bool {
    let is_level = |word: &str| !word.is_empty() && word.parse::<LevelFilter>().is_ok();
    let Some((target, level)) = part.rsplit_once('=') else { return is_level(part) };
    let (name, span) =
        target.split_once('[').map_or((target, None), |(name, span)| (name, Some(span)));
    let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || "_:.-".contains(c))
        && (span.is_some() || !name.is_empty());
    is_level(level) && is_name && span.is_none_or(|span| span.ends_with(']'))
}

/// Returns the parts between commas. A comma inside brackets does not separate.
fn parts(filter: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let parts = filter.split(|c| {
        match c {
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ',' && depth == 0
    });
    parts.map(str::trim).filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_that_would_silence_the_log_by_mistake_is_refused() {
        for right in [
            "info",
            "INFO",
            "off",
            "info,sea_orm_migration=warn,sqlx=warn",
            "warn,national_survey=trace",
            "national_survey[request{id=1}]=debug,info",
            "national_survey=off",
        ] {
            assert_eq!(fault(right), None, "{right}");
        }
        for wrong in [
            "warn , national_survey=trace",
            "",
            " ",
            ",",
            "debugg",
            "[[[",
            "info,sqlx",
            "sqlx=debugg",
            "info=",
            "=",
            "info;sqlx=warn",
            "a[b=info",
            "info,a[b}=c",
        ] {
            assert!(fault(wrong).is_some(), "{wrong}");
        }
        assert!(fault("info,debugg").is_some_and(|why| why.contains("`debugg` names no level")));
    }
}
