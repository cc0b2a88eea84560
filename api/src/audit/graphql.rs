//! The audit trail in GraphQL: a State's own, for its people; the Secretariat's, for its administrators.

use super::{Chain, store};
use crate::{
    access::{Ask as _, page},
    cursor,
    error::Result,
    splice::RawJson,
};
use ::entity::{act, vocabulary::Sha256};
use async_graphql::{
    Context, ID, Object,
    connection::{Connection, Edge, EmptyFields},
};
use chrono::{DateTime, Utc};

/// Queries on the audit trail.
#[derive(Debug, Default)]
pub struct AuditQuery;

#[Object]
impl AuditQuery {
    /// The trail of the viewer's State, newest act first, or the Secretariat's for an administrator. Not for a contributor.
    async fn audit_trail(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, from 1; more than the page limit of the viewer are cut to it. BAD_INPUT for 0.")]
        first: Option<u32>,
        #[graphql(desc = "After this cursor: older acts.")] after: Option<String>,
    ) -> Result<Connection<String, AuditAct>> {
        let (world, caller) = (ctx.world(), ctx.caller());
        let most = page(ctx, first)?;
        let chain = match caller.administrator() {
            Ok(_) => Chain::Secretariat,
            Err(_) => Chain::State(caller.own_state()?.state().clone()),
        };
        let list = format!("audit {}", chain.as_str());
        let before =
            after.map(|after| cursor::open(world.keys(), &list, &after)).transpose()?.and_then(|place| place.parse().ok());
        let mut rows = match caller.administrator() {
            Ok(administrator) => store::acts_of_secretariat(world.read(), &administrator, before, most + 1).await?,
            Err(_) => {
                let own = caller.own_state()?;
                own.sees_all()?;
                store::acts_of_state(world.read(), &own, before, most + 1).await?
            }
        };
        let more = rows.len() as u64 > most;
        rows.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        let mut connection = Connection::new(before.is_some(), more);
        connection.edges.extend(rows.into_iter().map(|row| {
            Edge::<_, _, EmptyFields>::new(cursor::seal(world.keys(), &list, &row.number.to_string()), AuditAct(row))
        }));
        Ok(connection)
    }
}

/// What the audit trail records.
#[derive(Debug)]
pub struct AuditAct(act::Model);

/// What the audit trail records: an accepted act, chained to the one before.
#[Object]
impl AuditAct {
    /// Its number in its chain, from 1, without a gap.
    async fn number(&self) -> i64 {
        self.0.number
    }
    /// `noun.verb`, such as `submission.submit`.
    async fn verb(&self) -> &str {
        &self.0.verb
    }
    /// What it was done to.
    async fn subject(&self) -> &str {
        &self.0.subject
    }
    /// Who did it; null for the operator at the server's terminal.
    async fn person(&self) -> Option<ID> {
        self.0.person.map(ID::from)
    }
    /// When.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }
    /// What else is to be known; never an answer's value.
    async fn detail(&self) -> Result<RawJson> {
        RawJson::new(self.0.detail.as_str())
    }
    /// Digest over the previous hash and this act.
    async fn hash(&self) -> &Sha256 {
        &self.0.hash
    }
}
