//! Dumps and their restore, by PostgreSQL's own client programs.

use crate::{
    database::inspect::Contents,
    error::{Error, Result},
};
use ::entity::public_key;
use chrono::{DateTime, Utc};
use std::{
    collections::BTreeMap,
    path::Path,
    process::{Output, Stdio},
};
use tokio::{io::AsyncWriteExt as _, process::Command};
use url::Url;

/// Drops every table of the service's own login, with dependent objects, before a dump is restored.
/// Tables of a newer version are dropped, too. The public views go separately (`WITHOUT_VIEWS`).
const CLEAR: &str = "
DO $clear$ DECLARE name text; BEGIN
  FOR name IN SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND pg_get_userbyid(c.relowner) = current_user
  LOOP EXECUTE 'DROP TABLE IF EXISTS ' || name || ' CASCADE'; END LOOP;
END $clear$;
";

/// Drops the public views. They have no content: `migrate` creates them again, for the login of
/// this deployment.
const WITHOUT_VIEWS: &str = "DROP SCHEMA IF EXISTS national_survey_public CASCADE;\n";

/// Dumps the database into a file.
pub(in crate::command) async fn dump(url: &str, file: &Path) -> Result<()> {
    let mut command = client("pg_dump", url)?;
    command
        .args(["--format=custom", "--no-owner", "--exclude-schema=national_survey_public"])
        .arg(format!("--file={}", file.display()));
    let status = command.status().await.map_err(|error| missing("pg_dump", &error))?;
    if !status.success() {
        return Err(Error::failure("pg_dump failed; its messages are above"));
    }
    std::fs::File::open(file).and_then(|dump| dump.sync_all()).map_err(Error::failure)
}

/// Reads a dump from its first to its last byte, and returns the content that a restore needs to
/// know.
pub(in crate::command) async fn check_dump(file: &Path) -> Result<Contents> {
    let wrong = |why: &str| Error::failure(format!("{} is no whole copy: {why}", file.display()));
    let read = async |arguments: &[&str]| -> Result<String> {
        let Output { status, stdout, stderr } = Command::new("pg_restore")
            .args(arguments)
            .arg(file)
            .output()
            .await
            .map_err(|error| missing("pg_restore", &error))?;
        if !status.success() {
            return Err(wrong(String::from_utf8_lossy(&stderr).trim()));
        }
        String::from_utf8(stdout).map_err(|_| wrong("it is no text"))
    };
    read(&["--file=/dev/null"]).await?;
    let table =
        async |name: &str| read(&["--data-only", &format!("--table={name}"), "--file=-"]).await;
    let migrations = copied_rows(&table("seaql_migrations").await?);
    let migrations: Vec<_> =
        migrations.into_iter().filter_map(|mut row| row.remove("version")).collect();
    if migrations.is_empty() {
        return Err(wrong("it holds none of the tables"));
    }
    let keys = copied_rows(&table("public_key").await?);
    let keys = keys
        .iter()
        .map(|row| public_key_row(row).ok_or_else(|| wrong("a public key in it can't be read")));
    Ok(Contents { migrations, keys: keys.collect::<Result<_>>()? })
}

/// Restores a dump into the database, in one transaction. Nothing changes unless this process sends
/// `COMMIT`.
///
/// If the connection breaks after `COMMIT` was sent, the database may or may not have been
/// replaced.
pub(in crate::command) async fn put_in_place(url: &str, file: &Path, clears: bool) -> Result<()> {
    let mut source = Command::new("pg_restore")
        .args([
            "--no-owner",
            "--no-privileges",
            "--exclude-schema=national_survey_public",
            "--file=-",
        ])
        .arg(file)
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| missing("pg_restore", &error))?;
    let mut psql = client("psql", url)?;
    psql.args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"]);
    let psql = psql.stdin(Stdio::piped()).stdout(Stdio::null()).kill_on_drop(true).spawn();
    let mut psql = psql.map_err(|error| missing("psql", &error))?;
    let failed = || {
        Error::failure(
            "the copy could not be put into the database. Nothing has changed there, unless the connection broke at the last moment: \
         run `verify all` before you serve",
        )
    };
    let (Some(mut script), Some(mut typed)) = (source.stdout.take(), psql.stdin.take()) else {
        return Err(failed());
    };
    let told = async {
        typed.write_all(b"BEGIN;\nSET LOCAL client_min_messages = warning;\n").await?;
        typed.write_all(WITHOUT_VIEWS.as_bytes()).await?;
        if clears {
            typed.write_all(CLEAR.as_bytes()).await?;
        }
        tokio::io::copy(&mut script, &mut typed).await?;
        // Without `COMMIT`, psql rolls back at the end of its input.
        if source.wait().await?.success() {
            // An older dump creates the schema of the views.
            typed.write_all(format!("\n{WITHOUT_VIEWS}COMMIT;\n").as_bytes()).await?;
        }
        typed.shutdown().await
    };
    let told: std::io::Result<()> = told.await;
    drop((typed, script));
    let done = psql.wait().await.map_err(Error::failure)?;
    let whole = source.wait().await.map_err(Error::failure)?;
    if told.is_ok() && done.success() && whole.success() { Ok(()) } else { Err(failed()) }
}

/// Builds a call of a client program for a database. The address is in the environment, so that no
/// list of processes shows the password.
fn client(tool: &str, url: &str) -> Result<Command> {
    let url = Url::parse(url).map_err(|error| Error::failure(format!("database_url: {error}")))?;
    let query = |name: &str| {
        url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    };
    let plain =
        |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    let mut command = Command::new(tool);
    for (variable, value) in [
        ("PGHOST", query("host").or_else(|| url.host_str().map(plain))),
        ("PGPORT", query("port").or_else(|| url.port().map(|port| port.to_string()))),
        (
            "PGUSER",
            query("user").or_else(|| Some(plain(url.username())).filter(|user| !user.is_empty())),
        ),
        ("PGPASSWORD", query("password").or_else(|| url.password().map(plain))),
        ("PGSSLMODE", query("sslmode")),
        ("PGSSLROOTCERT", query("sslrootcert")),
    ] {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            command.env(variable, value);
        }
    }
    command.args(["--dbname", &plain(url.path().trim_start_matches('/'))]);
    Ok(command)
}

fn missing(tool: &str, error: &std::io::Error) -> Error {
    Error::failure(format!("{tool}: {error}; install PostgreSQL's client programs"))
}

/// Parses the rows of `COPY … FROM stdin` blocks, each by its column names. A null is left out.
fn copied_rows(script: &str) -> Vec<BTreeMap<String, String>> {
    let mut columns: Option<Vec<&str>> = None;
    let mut rows = Vec::new();
    for line in script.lines() {
        match &columns {
            Some(_) if line == "\\." => columns = None,
            Some(names) => {
                let cells = names.iter().zip(line.split('\t')).filter(|(_, cell)| *cell != "\\N");
                rows.push(
                    cells.map(|(name, cell)| ((*name).to_owned(), cell.to_owned())).collect(),
                );
            }
            None if line.starts_with("COPY ") && line.ends_with(" FROM stdin;") => {
                let named = line.split_once('(').and_then(|(_, rest)| rest.split_once(')'));
                columns = named.map(|(names, _)| names.split(", ").collect());
            }
            None => {}
        }
    }
    rows
}

fn public_key_row(row: &BTreeMap<String, String>) -> Option<public_key::Model> {
    let time = |name: &str| -> Option<DateTime<Utc>> {
        // PostgreSQL's format of a time: `2026-11-30 08:00:00.123+00`.
        DateTime::parse_from_str(&format!("{}00", row.get(name)?), "%Y-%m-%d %H:%M:%S%.f%z")
            .ok()
            .map(|time| time.to_utc())
    };
    Some(public_key::Model {
        kid: row.get("kid")?.clone(),
        purpose: row.get("purpose")?.parse().ok()?,
        public: row.get("public")?.clone(),
        status: row.get("status")?.parse().ok()?,
        // The dump writes times in the time zone of its server. Nothing depends on them.
        created_at: time("created_at").unwrap_or_default(),
        retired_at: time("retired_at"),
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may")]
    use super::*;

    const DUMPED: &str = "--\nSET row_security = off;\n
COPY public.public_key (kid, purpose, public, status, created_at, retired_at) FROM stdin;
0a\treceipt\tAAAA\tretired\t2026-11-30 08:00:00.5+00\t2026-11-30 09:00:00+00
0b\treceipt\tBBBB\tactive\t2026-11-30 09:00:00+00\t\\N
\\.

SELECT 1;
";

    #[test]
    fn rows_are_read_from_a_dump() {
        let rows = copied_rows(DUMPED);
        assert_eq!(rows.len(), 2);
        assert_eq!((rows[1]["kid"].as_str(), rows[1].get("retired_at")), ("0b", None));
        let keys: Vec<_> = rows.iter().map(|row| public_key_row(row).unwrap()).collect();
        assert_eq!(keys[0].retired_at.unwrap().to_rfc3339(), "2026-11-30T09:00:00+00:00");
        assert_eq!((keys[1].status.as_str(), keys[1].retired_at), ("active", None));
    }

    #[test]
    fn a_dump_without_the_table_gives_no_rows() {
        assert!(copied_rows("SET x = 1;\n").is_empty() && copied_rows("").is_empty());
    }
}
