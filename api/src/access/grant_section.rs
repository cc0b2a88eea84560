//! Granting a section or question to a person of the State, and revoking the grant.
//!
//! Grants add up. For a question, the widest right among the grants in force decides, on the
//! question or on its section. So a second grant on the same scope can widen a right, but never
//! narrow it. Each grant ends separately. To narrow a right, revoke the wider grant.

use super::{FocalPoint, store};
use crate::{
    audit::{self, Act, Chain},
    clock::new_id,
    database::Tx,
    error::{Code, Error, Reason, Result},
};
use ::entity::{
    section_grant,
    vocabulary::{GrantRight, QuestionCode, Role, SectionCode},
};
use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

/// A grant to give.
#[derive(Clone, Debug)]
pub struct NewGrant {
    /// The contributor who receives the right.
    pub person: Uuid,
    /// Code of a section or question.
    pub scope: String,
    /// The right to give.
    pub right: GrantRight,
    /// End of the grant; none for a grant without end.
    pub expires_at: Option<DateTime<Utc>>,
}

/// Returns true if the text is the code of a section or question.
pub(super) fn is_scope(text: &str) -> bool {
    text.parse::<SectionCode>().is_ok() || text.parse::<QuestionCode>().is_ok()
}

/// Grants a section or question to a contributor of the State.
///
/// # Errors
/// Fails with `NOT_FOUND` if the State has no such person. Fails with `BAD_INPUT` if the person has
/// another role, if the code is malformed, or if the end is not in the future.
pub async fn grant_section(
    tx: &Tx,
    by: &FocalPoint,
    new: &NewGrant,
    now: DateTime<Utc>,
) -> Result<section_grant::Model> {
    let person = crate::access::person_of_state(tx, by, new.person).await?.ok_or(Code::NotFound)?;
    if person.role != Role::Contributor {
        return Err(Error::says(
            Code::BadInput,
            "Grants are for contributors; the State's other people read everything.",
        ));
    }
    if !is_scope(&new.scope) {
        let sentence = "A grant is on a section such as N.a, or a question such as N.a.1.";
        return Err(Error::of("input.scope", Reason::Malformed, sentence)
            .named("form", "the code of a section or question"));
    }
    if new.expires_at.is_some_and(|until| until <= now) {
        let sentence = "The end of a grant must be in the future.";
        return Err(Error::of("input.expiresAt", Reason::Order, sentence));
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

/// Revokes a grant. The right ends at once.
///
/// # Errors
/// Fails with `NOT_FOUND` if the State has no such grant, or it has ended.
pub async fn revoke_grant(
    tx: &Tx,
    by: &FocalPoint,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<section_grant::Model> {
    let row = store::end_grant(tx, by, id, now).await?.ok_or(Code::NotFound)?;
    audit::record(tx, act(by, "grant.revoke", &row, now)).await?;
    Ok(row)
}

fn act(
    by: &FocalPoint,
    verb: &'static str,
    grant: &section_grant::Model,
    now: DateTime<Utc>,
) -> Act {
    Act {
        chain: Chain::State(by.state().clone()),
        verb,
        subject: grant.id.to_string(),
        person: Some(by.person()),
        at: now,
        detail: json!({ "person": grant.person, "scope": grant.scope, "right": grant.access }),
    }
}
