//! Adding a person, by the operator at the server's terminal.

use crate::{
    access::Administrator,
    audit::{self, Act, Chain},
    clock::new_id,
    database::{Tx, is_duplicate},
    email_address::EmailAddress,
    error::{Code, Error, Result},
    identity::{invitation::rules::name, people},
};
use ::entity::{
    person,
    vocabulary::{Official, PersonStatus, Role, StateCode},
};
use chrono::{DateTime, Utc};
use serde_json::json;

/// A person to add.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// E-mail address of the person.
    pub email: String,
    /// Name of the person.
    pub name: String,
    /// Preferred official language of the person.
    pub language: Official,
    /// Role of the person in the State or in the Secretariat.
    pub role: Role,
    /// The State, for a role inside a State.
    pub state: Option<StateCode>,
    /// Hash of the password; none for a person without a password.
    pub password_hash: Option<String>,
}

/// Adds a person and records the act.
///
/// # Errors
/// Fails with `BAD_INPUT` if the text is no e-mail address, if there is nothing to see in the name,
/// or if the role does not fit the State. Fails with `BAD_TEXT` or `TOO_LONG` for another name that
/// is no line of text. Fails with `EXISTS` if a person has the address already, and with
/// `NOT_FOUND` if the State is unknown.
pub async fn add_person(
    tx: &Tx,
    by: &Administrator,
    new: &NewPerson,
    now: DateTime<Utc>,
) -> Result<person::Model> {
    let email = EmailAddress::parse(&new.email)?.into_string();
    let secretariat = matches!(new.role, Role::Analyst | Role::Administrator);
    if secretariat == new.state.is_some() {
        return Err(Error::says(
            Code::BadInput,
            "A State's roles need a State; the Secretariat's roles have none.",
        ));
    }
    let row = person::Model {
        id: new_id(),
        email,
        name: name(&new.name)?,
        language: new.language,
        role: new.role,
        state: new.state.clone(),
        status: PersonStatus::Active,
        password_hash: new.password_hash.clone(),
        created_at: now,
        role_since: None,
    };
    let row = people::store::add_person(tx, row).await.map_err(|error| {
        if is_duplicate(&error) {
            Error::says(Code::Exists, "A person with this e-mail address exists.")
        } else if matches!(error.sql_err(), Some(sea_orm::SqlErr::ForeignKeyConstraintViolation(_)))
        {
            Error::says(Code::NotFound, "There is no such State.")
        } else {
            error.into()
        }
    })?;
    let chain = row.state.clone().map_or(Chain::Secretariat, Chain::State);
    let by = by.person_if_known();
    audit::record(
        tx,
        Act::new(chain, "person.add", row.id, now).by(by).detail(json!({ "role": row.role })),
    )
    .await?;
    Ok(row)
}
