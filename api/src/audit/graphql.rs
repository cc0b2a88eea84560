//! The audit trail in GraphQL: a State's trail for its people, and the Secretariat's for
//! administrators.

use super::{Chain, store};
use crate::{
    access::{RequestContext as _, page},
    cursor,
    error::Result,
};
use ::entity::{act, vocabulary::Sha256};
use async_graphql::{
    Context, ID, Object,
    connection::{Connection, Edge, EmptyFields},
};
use chrono::{DateTime, Utc};
use edge::raw_json::RawJson;

/// Queries for the audit trail.
#[derive(Debug, Default)]
pub struct AuditQuery;

#[Object]
impl AuditQuery {
    /// Audit trail of the viewer's State, newest act first; for an administrator, the
    /// Secretariat's. Not for a contributor.
    async fn audit_trail(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Number of acts, from 0. A number over the caller's page limit is cut to it."
        )]
        first: Option<u32>,
        #[graphql(desc = "Only acts after this cursor, which are older.")] after: Option<String>,
    ) -> Result<Connection<String, AuditAct>> {
        let (app, caller) = (ctx.app(), ctx.caller());
        let most = page(ctx, first);
        let chain = match caller.administrator() {
            Ok(_) => Chain::Secretariat,
            Err(_) => Chain::State(caller.own_state()?.state().clone()),
        };
        let list = format!("audit {}", chain.as_str());
        let before = after
            .map(|after| cursor::open(app.keys(), &list, &after))
            .transpose()?
            .and_then(|place| place.parse().ok());
        let mut rows = match caller.administrator() {
            Ok(administrator) => {
                store::acts_of_secretariat(app.read(), &administrator, before, most + 1).await?
            }
            Err(_) => {
                let own = caller.own_state()?;
                own.sees_all()?;
                store::acts_of_state(app.read(), &own, before, most + 1).await?
            }
        };
        let more = rows.len() as u64 > most;
        rows.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        let mut connection = Connection::new(before.is_some(), more);
        connection.edges.extend(rows.into_iter().map(|row| {
            Edge::<_, _, EmptyFields>::new(
                cursor::seal(app.keys(), &list, &row.number.to_string()),
                AuditAct(row),
            )
        }));
        Ok(connection)
    }
}

/// Act in the audit trail.
#[derive(Debug)]
pub struct AuditAct(act::Model);

/// Accepted act in the audit trail, chained to the act before it.
#[Object]
impl AuditAct {
    /// Number of the act in its chain, from 1 without a gap.
    async fn number(&self) -> i64 {
        self.0.number
    }
    /// Verb of the act as `noun.verb`, such as `submission.submit`.
    async fn verb(&self) -> &str {
        &self.0.verb
    }
    /// Object of the act: the identity or key of a submission, a cycle, a person and so on.
    async fn subject(&self) -> &str {
        &self.0.subject
    }
    /// Identity of the person who did the act; null for the operator at the server's terminal.
    async fn person(&self) -> Option<ID> {
        self.0.person.map(ID::from)
    }
    /// Time of the act.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }
    /// Further details as JSON. They never hold an answer's value.
    async fn detail(&self) -> Result<RawJson> {
        Ok(RawJson::new(self.0.detail.as_str())?)
    }
    /// SHA-256 digest over the hash of the previous act and this act.
    async fn hash(&self) -> &Sha256 {
        &self.0.hash
    }
}
