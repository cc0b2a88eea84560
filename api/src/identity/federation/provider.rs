//! Registering the provider of a State, replacing its secret, and ending it.

use crate::{
    access::{Administrator, SteppedUp},
    audit::{self, Act, Chain},
    clock::new_id,
    database::{Tx, is_duplicate},
    egress::Reach,
    error::{Code, Error, Result},
    identity::{federation::store, session},
};
use ::entity::{
    federation_provider as provider,
    vocabulary::{SessionEnd, StateCode},
};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use url::{Host, Url};
use uuid::Uuid;

/// A provider to register.
#[derive(Clone, Debug)]
pub struct NewProvider {
    id: Uuid,
    issuer: String,
    client_id: String,
    sealed_secret: Option<String>,
    hosts: String,
    state: Option<StateCode>,
}

impl NewProvider {
    /// Checks the input for a new provider. `origins` are the origins that the configuration lists.
    ///
    /// # Errors
    /// Fails with `BAD_INPUT` if the issuer is not on a listed origin, or is no URL without query
    /// and fragment of at most 300 characters. Fails with `BAD_INPUT` if a host is no name, or
    /// there are more than 8 hosts. Fails with `BAD_INPUT` if the client identifier is empty or
    /// longer than 200 characters.
    pub fn new(
        issuer: &str,
        client_id: &str,
        hosts: &[String],
        state: Option<StateCode>,
        origins: &[Url],
    ) -> Result<Self> {
        let wrong = |sentence: &'static str| Err(Error::says(Code::BadInput, sentence));
        let Ok(url) = Url::parse(issuer) else {
            return wrong("An issuer is a URL, as its tokens write it.");
        };
        if issuer.len() > 300
            || url.query().is_some()
            || url.fragment().is_some()
            || !is_text(issuer)
        {
            return wrong(
                "An issuer is a URL without query and fragment, of 300 characters at most.",
            );
        }
        if Reach::of(&url, &[], origins).permits(&url).is_err() {
            return wrong(
                "The configuration of this deployment does not list the issuer's origin for federation.",
            );
        }
        let is_host =
            |host: &String| matches!(Host::parse(host), Ok(parsed) if parsed.to_string() == *host);
        if hosts.len() > 8 || !hosts.iter().all(is_host) {
            return wrong("Hosts are names in lower case without scheme and port, 8 at most.");
        }
        if !(1..=200).contains(&client_id.len()) || !is_text(client_id) {
            return wrong("A client id has 1 to 200 characters.");
        }
        let (issuer, client_id, hosts) = (issuer.to_owned(), client_id.to_owned(), hosts.join(" "));
        Ok(Self { id: new_id(), issuer, client_id, sealed_secret: None, hosts, state })
    }

    /// Adds a client secret. Without one, this service is a public client, and only PKCE guards its
    /// codes.
    ///
    /// # Errors
    /// Fails with `BAD_INPUT` if the secret is empty or longer than 500 characters.
    pub fn with_secret(mut self, keys: &crate::keys::Keyring, secret: &str) -> Result<Self> {
        self.sealed_secret = Some(sealed(keys, self.id, secret)?);
        Ok(self)
    }
}

fn is_text(text: &str) -> bool {
    text.chars().all(|c| !c.is_control() && !c.is_whitespace())
}

/// Seals a client secret for a provider.
///
/// # Errors
/// Fails with `BAD_INPUT` if the secret is empty or longer than 500 characters.
pub fn sealed(keys: &crate::keys::Keyring, provider: Uuid, secret: &str) -> Result<String> {
    if !(1..=500).contains(&secret.len()) {
        return Err(Error::says(Code::BadInput, "A client secret has 1 to 500 characters."));
    }
    crate::identity::federation::secret::seal(keys, provider, secret)
}

/// Registers the provider of a State or of the Secretariat.
///
/// # Errors
/// Fails with `EXISTS` if the issuer is registered already, or was ever registered for another
/// State. Fails with `NOT_FOUND` if the State is unknown.
pub async fn register_provider(
    tx: &Tx,
    by: &SteppedUp<Administrator>,
    new: &NewProvider,
    now: DateTime<Utc>,
) -> Result<Uuid> {
    if store::is_of_another(tx, &new.issuer, new.state.as_ref()).await? {
        return Err(Error::says(Code::Exists, "The issuer belongs to another State."));
    }
    let new = new.clone();
    let row = provider::Model {
        id: new.id,
        issuer: new.issuer,
        client_id: new.client_id,
        sealed_secret: new.sealed_secret,
        hosts: new.hosts,
        state: new.state,
        registered_by: by.person(),
        registered_at: now,
        ended_at: None,
    };
    let detail = json!({ "issuer": row.issuer, "client": row.client_id, "hosts": row.hosts, "secret": row.sealed_secret.is_some() });
    let act = act(&row, "provider.register", by, now, detail);
    store::add_provider(tx, by, row).await.map_err(|error| {
        if is_duplicate(&error) {
            Error::says(Code::Exists, "The issuer is registered already.")
        } else if matches!(error.sql_err(), Some(sea_orm::SqlErr::ForeignKeyConstraintViolation(_)))
        {
            Error::says(Code::NotFound, "There is no such State.")
        } else {
            error.into()
        }
    })?;
    audit::record(tx, act).await?;
    Ok(new.id)
}

/// Replaces the client secret of a provider, or removes it. The earlier secret is deleted.
///
/// # Errors
/// Fails with `NOT_FOUND` if there is no such provider, or it was ended.
pub async fn rotate_secret(
    tx: &Tx,
    by: &SteppedUp<Administrator>,
    id: Uuid,
    sealed: Option<String>,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = store::active(tx, id).await?.ok_or(Code::NotFound)?;
    let detail = json!({ "secret": sealed.is_some() });
    store::set_secret(tx, by, id, sealed).await?;
    audit::record(tx, act(&row, "provider.rotate", by, now, detail)).await
}

/// Ends a provider, and every session that was opened with it.
///
/// # Errors
/// Fails with `NOT_FOUND` if there is no such provider, or it was ended.
pub async fn end_provider(
    tx: &Tx,
    by: &SteppedUp<Administrator>,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = store::active(tx, id).await?.ok_or(Code::NotFound)?;
    if !store::end_provider(tx, by, id, now).await? {
        return Err(Code::NotFound.into());
    }
    let mut alive = Vec::new();
    for session in store::sessions(tx, id).await? {
        let found = session::store::find(tx, session).await?;
        alive.extend(
            found.filter(|row| row.ended_at.is_none() && row.expires_at > now).map(|row| row.id),
        );
    }
    let detail = json!({ "issuer": row.issuer, "sessions": alive.len() });
    session::end(tx, alive, row.state.clone(), SessionEnd::Revoked, Some(by.person()), now).await?;
    audit::record(tx, act(&row, "provider.end", by, now, detail)).await
}

fn act(
    row: &provider::Model,
    verb: &'static str,
    by: &Administrator,
    at: DateTime<Utc>,
    detail: Value,
) -> Act {
    let chain = row.state.clone().map_or(Chain::Secretariat, Chain::State);
    Act { chain, verb, subject: row.id.to_string(), person: Some(by.person()), at, detail }
}
