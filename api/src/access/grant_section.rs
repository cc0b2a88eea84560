//! Granting a section or question to a person of the State, and taking the grant back.
//!
//! Grants add up: a contributor may do with a question what the widest of the grants that hold allows, be it on the question or on
//! its section. A second grant on the same scope widens and never narrows; each ends by itself, and to narrow a right is to take
//! the wider grant back.

use super::{FocalPoint, store};
use crate::{
    audit::{self, Act, Chain},
    clock::new_id,
    database::Tx,
    error::{Code, Error, Result},
};
use ::entity::{
    section_grant,
    vocabulary::{GrantRight, QuestionCode, Role, SectionCode},
};
use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

/// What is to be granted.
#[derive(Clone, Debug)]
pub struct NewGrant {
    /// To whom.
    pub person: Uuid,
    /// A section or question code.
    pub scope: String,
    /// What may be done.
    pub right: GrantRight,
    /// Until when; none for no end.
    pub expires_at: Option<DateTime<Utc>>,
}

/// Whether the text is the code of a section or question.
pub(super) fn is_scope(text: &str) -> bool {
    text.parse::<SectionCode>().is_ok() || text.parse::<QuestionCode>().is_ok()
}

/// Grants a section or question to a contributor of the State.
///
/// # Errors
/// `NOT_FOUND` for a person of another State, `BAD_INPUT` for another role, a malformed code or an end in the past.
pub async fn grant_section(tx: &Tx, by: &FocalPoint, new: &NewGrant, now: DateTime<Utc>) -> Result<section_grant::Model> {
    let person = store::person(tx, by, new.person).await?.ok_or(Code::NotFound)?;
    if person.role != Role::Contributor {
        return Err(Error::says(Code::BadInput, "Grants are for contributors; the State's other people read everything."));
    }
    if !is_scope(&new.scope) {
        return Err(Error::says(Code::BadInput, "A grant is on a section such as N.a, or a question such as N.a.1."));
    }
    if new.expires_at.is_some_and(|until| until <= now) {
        return Err(Error::says(Code::BadInput, "The end of a grant is in the future."));
    }
    let row = section_grant::Model {
        id: new_id(),
        state: by.state().clone(),
        person: person.id,
        scope: new.scope.clone(),
        access: new.right,
        granted_by: by.person(),
        granted_at: now,
        expires_at: new.expires_at,
        ended_at: None,
    };
    let row = store::add_grant(tx, row).await?;
    audit::record(tx, act(by, "grant.give", &row, now)).await?;
    Ok(row)
}

/// Takes a grant back; it ends at once.
///
/// # Errors
/// `NOT_FOUND` when the State has no such grant.
pub async fn revoke_grant(tx: &Tx, by: &FocalPoint, id: Uuid, now: DateTime<Utc>) -> Result<section_grant::Model> {
    let row = store::end_grant(tx, by, id, now).await?.ok_or(Code::NotFound)?;
    audit::record(tx, act(by, "grant.revoke", &row, now)).await?;
    Ok(row)
}

fn act(by: &FocalPoint, verb: &'static str, grant: &section_grant::Model, now: DateTime<Utc>) -> Act {
    Act {
        chain: Chain::State(by.state().clone()),
        verb,
        subject: grant.id.to_string(),
        person: Some(by.person()),
        at: now,
        detail: json!({ "person": grant.person, "scope": grant.scope, "right": grant.access }),
    }
}
