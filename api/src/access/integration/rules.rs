//! Rules of integrations: their scopes, their lifetimes, and the claims of an assertion.

use crate::{
    error::{Code, Error, Reason, Result, at},
    text::single_line,
};
use ::entity::{
    integration, integration_key, narrower_token, person,
    vocabulary::{IntegrationScope, PersonStatus, Role, SectionCode, StateCode},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

/// Longest lifetime of a key or narrower token.
pub const LONGEST: TimeDelta = TimeDelta::days(400);
/// Largest number of keys in force of one integration: enough to rotate keys with an overlap.
pub const MOST_KEYS: usize = 5;
/// Largest number of integrations of one owner, and of narrower tokens of one integration, in
/// force.
pub const MOST: usize = 50;
/// Longest name of an integration or narrower token, in characters as people count them.
const LONGEST_NAME: usize = 120;
/// Largest number of sections of a narrower token.
pub const MOST_SECTIONS: usize = 100;
/// Longest lifetime of an assertion, in seconds.
const LONGEST_ASSERTION: i64 = 300;
/// Largest difference between two clocks, in seconds.
pub const LEEWAY: i64 = 30;

/// Scopes for public data.
pub const PUBLIC: &[IntegrationScope] =
    &[IntegrationScope::CatalogRead, IntegrationScope::PublicRead, IntegrationScope::ReleaseRead];

/// Returns the wanted scopes in their order, each once, if the owner may give them.
///
/// A State may give all scopes. The Secretariat may give the scopes for public data.
///
/// # Errors
/// Fails with `BAD_INPUT` if there are no scopes. Fails with `FORBIDDEN` for a scope of a State's
/// own data without a State.
pub fn scopes(
    wanted: &[IntegrationScope],
    state: Option<&StateCode>,
) -> Result<Vec<IntegrationScope>> {
    if wanted.is_empty() {
        let sentence = "An integration has at least one scope.";
        return Err(Error::of("input.scopes", Reason::Empty, sentence));
    }
    if state.is_none() && wanted.iter().any(|scope| !PUBLIC.contains(scope)) {
        return Err(Error::says(
            Code::Forbidden,
            "Only a State's focal point gives scopes for the State's own data.",
        ));
    }
    Ok(IntegrationScope::ALL.iter().copied().filter(|scope| wanted.contains(scope)).collect())
}

/// Checks that the caller may give an integration a key or a narrower token.
///
/// For an integration of a State, only its focal point may. At the server's own terminal nobody
/// may, with a name or without. A person at the terminal could otherwise give themselves the
/// State's data.
///
/// # Errors
/// Fails with `FORBIDDEN` for an integration of a State at the terminal.
pub fn gives_access(at_the_terminal: bool, state: Option<&StateCode>) -> Result<()> {
    if at_the_terminal && state.is_some() {
        return Err(Error::says(
            Code::Forbidden,
            "Only a State's focal point gives keys and tokens to the State's integrations.",
        ));
    }
    Ok(())
}

/// Writes scopes as rows, tokens and OAuth do: with a space between them.
#[must_use]
pub fn text(scopes: &[IntegrationScope]) -> String {
    scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ")
}

/// Reads scopes from a text. Returns none if one is unknown.
#[must_use]
pub fn parse(text: &str) -> Option<Vec<IntegrationScope>> {
    text.split(' ').map(|scope| scope.parse().ok()).collect()
}

/// Returns the scopes of an integration. Returns an empty list if the row is damaged.
#[must_use]
pub fn scopes_of(integration: &integration::Model) -> Vec<IntegrationScope> {
    parse(&integration.scopes).unwrap_or_default()
}

/// Checks the name of an integration, and returns it as it is stored: one line in normal form.
///
/// # Errors
/// Fails with `BAD_INPUT` if there is nothing to see in it, and with `BAD_TEXT` or `TOO_LONG`.
pub fn name(text: &str) -> Result<String> {
    at("`name`", single_line(text, LONGEST_NAME))
}

/// Checks that an end is in the future, and at most 400 days away.
///
/// # Errors
/// Fails with `BAD_INPUT` for `argument` if it is not.
pub fn until(end: DateTime<Utc>, argument: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>> {
    if end <= now || end > now + LONGEST {
        let sentence = "The end must be in the future, and at most 400 days away.";
        return Err(Error::of(argument, Reason::Order, sentence));
    }
    Ok(end)
}

/// Writes sections as a narrower token stores them: sorted, each once.
///
/// # Errors
/// Fails with `BAD_INPUT` for no section, or for more than 100.
pub fn sections(wanted: &[SectionCode]) -> Result<String> {
    let mut sections: Vec<&str> = wanted.iter().map(SectionCode::as_str).collect();
    sections.sort_unstable();
    sections.dedup();
    if sections.is_empty() || sections.len() > MOST_SECTIONS {
        let sentence = "A narrower token reads 1 to 100 sections.";
        let reason = if sections.is_empty() { Reason::Empty } else { Reason::TooMany };
        return Err(Error::of("input.sections", reason, sentence).named("most", MOST_SECTIONS));
    }
    Ok(sections.join(" "))
}

/// Returns true if the integration works.
///
/// It works if it was not revoked, and the person who minted it may still mint it.
#[must_use]
pub fn works(integration: &integration::Model, minter: &person::Model) -> bool {
    let may = match &integration.state {
        Some(state) => minter.role == Role::FocalPoint && minter.state.as_ref() == Some(state),
        None => minter.role == Role::Administrator,
    };
    may && minter.status == PersonStatus::Active && integration.revoked_at.is_none()
}

/// Returns true if a key is in force.
#[must_use]
pub fn holds(key: &integration_key::Model, now: DateTime<Utc>) -> bool {
    key.ended_at.is_none() && now < key.expires_at
}

/// Returns true if a narrower token is in force.
#[must_use]
pub fn reads(token: &narrower_token::Model, now: DateTime<Utc>) -> bool {
    token.ended_at.is_none() && now < token.expires_at
}

/// Claims of an assertion. Claims beyond these are ignored.
#[derive(Clone, Debug, Deserialize)]
pub struct Claims {
    iss: String,
    sub: String,
    aud: String,
    exp: i64,
    jti: String,
    iat: Option<i64>,
    nbf: Option<i64>,
}

/// An assertion with valid claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimedIdentity {
    /// Identifier of the assertion.
    pub jti: String,
    /// Time until which the assertion could be used again, in seconds since 1970.
    pub until: i64,
}

/// Checks the claims of an assertion, which a key of `client` signed, for `audience` at `now`.
///
/// Times are in seconds since 1970. Returns none if a claim is not valid.
#[must_use]
pub fn said(claims: &Claims, client: &str, audience: &str, now: i64) -> Option<ClaimedIdentity> {
    let latest = now + LONGEST_ASSERTION + LEEWAY;
    let right = claims.iss == client
        && claims.sub == client
        && claims.aud == audience
        && (1..=200).contains(&claims.jti.len())
        && now < claims.exp.saturating_add(LEEWAY)
        && claims.exp <= latest
        && claims.iat.is_none_or(|iat| {
            iat <= now + LEEWAY && claims.exp.saturating_sub(iat) <= LONGEST_ASSERTION
        })
        && claims.nbf.is_none_or(|nbf| nbf <= now + LEEWAY && nbf <= claims.exp);
    right.then(|| ClaimedIdentity { jti: claims.jti.clone(), until: claims.exp + LEEWAY })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;
    use IntegrationScope::{CatalogRead, OwnAnswersRead, OwnDraftWrite, PublicRead};

    #[test]
    fn a_state_gives_every_scope_and_the_secretariat_none_of_a_states_own() {
        let state: StateCode = "FRA".parse().unwrap();
        assert_eq!(
            scopes(&[OwnDraftWrite, CatalogRead, CatalogRead], Some(&state)).unwrap(),
            [CatalogRead, OwnDraftWrite]
        );
        assert!(scopes(&[], Some(&state)).unwrap_err().is(Code::BadInput));
        for scope in IntegrationScope::ALL {
            let given = scopes(&[*scope, PublicRead], None);
            assert_eq!(given.is_ok(), PUBLIC.contains(scope), "{scope}");
            assert_eq!(PUBLIC.contains(scope), !scope.as_str().starts_with("own."), "{scope}");
        }
        assert_eq!(parse(&text(IntegrationScope::ALL)).unwrap(), IntegrationScope::ALL);
        for bad in ["", " ", "own.answers", "catalog.read  public.read", "submit"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
        assert_eq!(parse("own.answers.read"), Some(vec![OwnAnswersRead]));
    }

    #[test]
    fn at_the_terminal_nobody_gives_themselves_a_states_data() {
        let state: StateCode = "FRA".parse().unwrap();
        for (at_the_terminal, state, gives) in [
            (true, Some(&state), false),
            (true, None, true),
            (false, Some(&state), true),
            (false, None, true),
        ] {
            assert_eq!(
                gives_access(at_the_terminal, state).is_ok(),
                gives,
                "{at_the_terminal} {state:?}"
            );
        }
    }

    #[test]
    fn an_assertion_is_for_us_from_the_client_and_for_five_minutes_at_most() {
        let claims = |change: serde_json::Value| -> Option<ClaimedIdentity> {
            let mut claims = serde_json::json!({ "iss": "me", "sub": "me", "aud": "here", "exp": 1_300, "jti": "1", "iat": 1_000 });
            for (field, value) in change.as_object().unwrap() {
                claims[field] = value.clone();
            }
            said(&serde_json::from_value(claims).ok()?, "me", "here", 1_000)
        };
        let json = |text: &str| serde_json::from_str(text).unwrap();
        assert_eq!(claims(json("{}")), Some(ClaimedIdentity { jti: "1".into(), until: 1_330 }));
        for right in [
            r#"{"exp":971,"iat":null}"#,
            r#"{"exp":1330,"iat":1030}"#,
            r#"{"nbf":1030}"#,
            r#"{"iat":null,"exp":1330}"#,
        ] {
            assert!(claims(json(right)).is_some(), "{right}");
        }
        for wrong in [
            r#"{"iss":"you"}"#,
            r#"{"sub":"you"}"#,
            r#"{"aud":"there"}"#,
            r#"{"aud":["here"]}"#,
            r#"{"aud":null}"#,
            r#"{"exp":970}"#,
            r#"{"exp":1301}"#,
            r#"{"exp":1331,"iat":1031}"#,
            r#"{"exp":1331,"iat":null}"#,
            r#"{"exp":9223372036854775807}"#,
            r#"{"exp":9223372036854775807,"iat":null}"#,
            r#"{"exp":-9223372036854775808}"#,
            r#"{"exp":"1300"}"#,
            r#"{"exp":1299.5}"#,
            r#"{"exp":null}"#,
            r#"{"jti":""}"#,
            r#"{"jti":null}"#,
            r#"{"jti":7}"#,
            r#"{"iat":"1000"}"#,
            r#"{"nbf":1031}"#,
            r#"{"iat":-9223372036854775808}"#,
        ] {
            assert_eq!(claims(json(wrong)), None, "{wrong}");
        }
    }
}
