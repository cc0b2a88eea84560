//! The history of the schema. It is append-only: the statements of a published file never change.
//!
//! Every migration runs up and down, on SQLite and on PostgreSQL, in a transaction. It names no
//! type of this project, because history must not change when a struct does.

use sea_orm_migration::prelude::*;

pub use sea_orm_migration::MigratorTrait;

mod m20261123_000001_tables;
mod m20261123_000002_reference;
mod m20261124_000003_sessions;
mod m20261124_000004_credentials;
mod m20261124_000005_invitations;
mod m20261124_000006_federation;
mod m20261124_000007_integrations;
mod m20261124_000008_outbox;
mod m20261124_000010_release_gate;
mod m20261124_000012_release_proposals;
mod m20261125_000013_changes_and_analysts;
mod m20261125_000020_answer_tags;
mod m20261126_000014_ever_shared;
mod m20261126_000021_withdrawn_editions;
mod m20261126_000022_release_content;
mod m20261130_000023_heartbeat;
mod m20261130_000030_two_people;

/// All migrations, in order.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261123_000001_tables::Migration),
            Box::new(m20261123_000002_reference::Migration),
            Box::new(m20261124_000003_sessions::Migration),
            Box::new(m20261124_000004_credentials::Migration),
            Box::new(m20261124_000005_invitations::Migration),
            Box::new(m20261124_000006_federation::Migration),
            Box::new(m20261124_000007_integrations::Migration),
            Box::new(m20261124_000008_outbox::Migration),
            Box::new(m20261124_000010_release_gate::Migration),
            Box::new(m20261124_000012_release_proposals::Migration),
            Box::new(m20261125_000013_changes_and_analysts::Migration),
            Box::new(m20261126_000014_ever_shared::Migration),
            Box::new(m20261125_000020_answer_tags::Migration),
            Box::new(m20261126_000021_withdrawn_editions::Migration),
            Box::new(m20261126_000022_release_content::Migration),
            Box::new(m20261130_000023_heartbeat::Migration),
            Box::new(m20261130_000030_two_people::Migration),
        ]
    }
}

/// Runs statements that are written once for both databases.
///
/// Words in which the databases differ have placeholders. These are `{uuid}`, `{time}`, `{date}`,
/// `{bool}`, `{int}` and `{strict}`.
pub(crate) async fn run(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    let words: [(&str, &str); 6] = match manager.get_database_backend() {
        sea_orm_migration::sea_orm::DatabaseBackend::Postgres => [
            ("{uuid}", "UUID"),
            ("{time}", "TIMESTAMPTZ"),
            ("{date}", "DATE"),
            ("{bool}", "BOOLEAN"),
            ("{int}", "BIGINT"),
            ("{strict}", ""),
        ],
        _ => [
            ("{uuid}", "BLOB"),
            ("{time}", "TEXT"),
            ("{date}", "TEXT"),
            ("{bool}", "INTEGER"),
            ("{int}", "INTEGER"),
            ("{strict}", "STRICT"),
        ],
    };
    let sql = words.iter().fold(sql.to_owned(), |sql, (word, is)| sql.replace(word, is));
    manager.get_connection().execute_unprepared(&sql).await.map(drop)
}
