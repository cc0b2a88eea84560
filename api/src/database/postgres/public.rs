//! The login for public reads on PostgreSQL. It may read only views of public data, in a schema of
//! their own.
//!
//! The views have the names of the tables. The login has no grant on any table, so that no mistake
//! elsewhere shows a State's answers to the public (disclosure control, R0). SQLite has no logins:
//! there public reads use the same connections as all others.

use crate::{
    canonical,
    database::Settings,
    error::{Error, Result},
};
use sea_orm::{ConnectionTrait, DatabaseBackend, Statement};
use url::Url;

/// The schema of the views.
pub(in crate::database) const SCHEMA: &str = "national_survey_public";

/// The views: name and query.
const VIEWS: [(&str, &str); 16] = [
    ("state", "SELECT * FROM state"),
    ("grouping", "SELECT * FROM grouping"),
    ("state_group", "SELECT * FROM state_group"),
    ("group_member", "SELECT * FROM group_member"),
    ("organization", "SELECT * FROM organization"),
    ("membership", "SELECT * FROM membership"),
    ("public_key", "SELECT * FROM public_key"),
    ("instrument", "SELECT * FROM instrument"),
    ("instrument_version", "SELECT * FROM instrument_version WHERE status <> 'draft'"),
    ("cycle", "SELECT * FROM cycle"),
    ("cycle_invitation", "SELECT * FROM cycle_invitation"),
    // The number of current submissions without their States, and the States that have withdrawn,
    // if a release names them.
    (
        "submission",
        "SELECT s.cycle, s.status, r.state, CASE WHEN r.state IS NULL THEN 0 ELSE s.withdrawn_through END AS withdrawn_through
         FROM submission s LEFT JOIN LATERAL (
           SELECT DISTINCT one ->> 'state' AS state FROM release, json_array_elements(release.respondents::json) one
           WHERE release.cycle = s.cycle AND release.status = 'gated' AND s.withdrawn_through > 0 AND one ->> 'state' = s.state
         ) r ON true WHERE s.status IN ('submitted', 'amended') OR r.state IS NOT NULL",
    ),
    ("shared_answer", "SELECT * FROM shared_answer WHERE reader = 'public'"),
    // The counted States with their editions, without the number of their consent choices.
    (
        "release",
        "SELECT number, cycle, status, parameters, (
           SELECT json_agg(json_build_object('state', one ->> 'state', 'edition', (one ->> 'edition')::integer,
             'edition_sha256', repeat('0', 64), 'ledger', 0) ORDER BY place)::text
           FROM json_array_elements(release.respondents::json) WITH ORDINALITY counted (one, place)
         ) AS respondents, sha256, released_at, '00000000-0000-0000-0000-000000000000'::uuid AS released_by, as_of, ledger,
         content, NULL::text AS assumed, kid, signature FROM release WHERE status = 'gated'",
    ),
    ("release_table", "SELECT t.* FROM release_table t JOIN release r ON r.number = t.release WHERE r.status = 'gated'"),
    ("release_change", "SELECT c.* FROM release_change c JOIN release r ON r.number = c.release WHERE r.status = 'gated'"),
];

const TAKEN_AWAY: &str = "DROP SCHEMA IF EXISTS national_survey_public CASCADE";

/// Drops the views, so that the tables below them can change.
pub(in crate::database) async fn take_away(db: &impl ConnectionTrait) -> Result<()> {
    db.execute_unprepared(TAKEN_AWAY).await?;
    Ok(())
}

/// Creates the views again, and grants them to the public login, in one transaction, because other
/// instances may be serving.
///
/// If the views are already right, nothing is changed.
pub(in crate::database) async fn make(
    db: &impl ConnectionTrait,
    settings: &Settings,
) -> Result<()> {
    let Some(login) = login(settings)? else { return Ok(()) };
    let views = VIEWS.iter().map(|(name, shows)| format!("CREATE VIEW {SCHEMA}.{name} AS {shows}"));
    let quoted = format!("\"{}\"", login.replace('"', "\"\""));
    let grants = ["USAGE ON SCHEMA", "SELECT ON ALL TABLES IN SCHEMA"]
        .map(|what| format!("GRANT {what} {SCHEMA} TO {quoted}"));
    let all = [TAKEN_AWAY.to_owned(), format!("CREATE SCHEMA {SCHEMA}")]
        .into_iter()
        .chain(views)
        .chain(grants);
    let all = all.collect::<Vec<_>>().join(";\n");
    let mark = canonical::digest(all.as_bytes());
    if are_there(db, &login, mark.as_str()).await? {
        return Ok(());
    }
    // One text of several statements is one transaction.
    db.execute_unprepared(&format!("{all};\nCOMMENT ON SCHEMA {SCHEMA} IS '{mark}'")).await?;
    Ok(())
}

/// Returns true if all views have this mark, and the login may read each of them.
async fn are_there(db: &impl ConnectionTrait, login: &str, mark: &str) -> Result<bool> {
    let login = login.replace('\'', "''");
    let sql = format!(
        "SELECT obj_description(n.oid, 'pg_namespace') = '{mark}' AND has_schema_privilege('{login}', n.oid, 'USAGE')
           AND (SELECT count(*) FROM pg_class c
                WHERE c.relnamespace = n.oid AND c.relkind = 'v' AND has_table_privilege('{login}', c.oid, 'SELECT')) = {}
         FROM pg_namespace n WHERE n.nspname = '{SCHEMA}'",
        VIEWS.len()
    );
    let row = db.query_one_raw(Statement::from_string(DatabaseBackend::Postgres, sql)).await?;
    let are: Option<Option<bool>> = row.map(|row| row.try_get_by_index(0)).transpose()?;
    Ok(are.flatten().unwrap_or(false))
}

/// Returns the name of the public login. None if there is none.
fn login(settings: &Settings) -> Result<Option<String>> {
    let Some(url) = settings.public_url() else { return Ok(None) };
    let wrong = |why: &str| Error::failure(format!("public_database_url: {why}"));
    let url =
        Url::parse(url).map_err(|_| wrong("a URL, such as postgres://user:password@host/name"))?;
    let name = percent_encoding::percent_decode_str(url.username())
        .decode_utf8()
        .map_err(|_| wrong("its user is not text"))?;
    if name.is_empty() {
        return Err(wrong("it must name the user for public reads"));
    }
    Ok(Some(name.into_owned()))
}

/// Checks that the public login may read exactly the views.
///
/// # Errors
/// Fails with the name of a table that it may read or write, or if a view is missing.
pub(in crate::database) async fn check(public: &impl ConnectionTrait) -> Result<()> {
    let sql = format!(
        "SELECT n.nspname || '.' || c.relname, n.nspname = '{SCHEMA}'
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
           AND has_schema_privilege(n.oid, 'USAGE')
           AND (has_any_column_privilege(c.oid, 'SELECT, INSERT, UPDATE') OR has_table_privilege(c.oid, 'DELETE, TRUNCATE'))"
    );
    let rows = public.query_all_raw(Statement::from_string(DatabaseBackend::Postgres, sql)).await?;
    let mut views = 0;
    for row in rows {
        let (name, is_view): (String, bool) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        if !is_view {
            return Err(Error::failure(format!(
                "public_database_url: the public's user may read or write {name}; take its grants away, it needs none"
            )));
        }
        views += 1;
    }
    if views != VIEWS.len() {
        return Err(Error::failure(
            "public_database_url: the views for the public are not there: run `national-survey migrate`",
        ));
    }
    Ok(())
}
