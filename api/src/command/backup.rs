//! Backup while serving, and restore with verification.

use crate::{
    audit,
    config::Config,
    database::{self, Db},
    error::{Error, Result},
};
use secrecy::ExposeSecret as _;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};
use url::Url;

pub(super) async fn backup(config: &Config, file: &Path) -> Result<ExitCode> {
    if file.exists() {
        return Err(Error::failure(format!("{} exists: name a file that does not", file.display())));
    }
    match &config.database_url {
        None => database::copy(&config.database(), file).await?,
        Some(url) => {
            let to = format!("--file={}", file.display());
            postgres_tool("pg_dump", &["--format=custom", "--no-owner"], &to, url.expose_secret()).await?;
        }
    }
    println!("The copy is {}. The key file {} is not in it: keep it apart.", file.display(), config.keys_file().display());
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn restore(config: &Config, file: &Path, replace: bool) -> Result<ExitCode> {
    if !file.is_file() {
        return Err(Error::failure(format!("there is no file {}", file.display())));
    }
    match &config.database_url {
        None => restore_file(config, file, replace).await?,
        Some(url) => {
            let clean: &[&str] = if replace { &["--clean", "--if-exists"] } else { &[] };
            let always: &[&str] = &["--no-owner", "--exit-on-error", "--single-transaction"];
            let from = file.display().to_string();
            postgres_tool("pg_restore", &[always, clean].concat(), &from, url.expose_secret()).await?;
        }
    }
    let db = Db::open(&config.database()).await?;
    let findings = audit::verify(&db).await?;
    db.close().await;
    for finding in &findings {
        println!("{finding}");
    }
    println!("The copy is in place; the audit trail has {} findings.", findings.len());
    Ok(if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Checks the copy before it takes the place of anything.
async fn restore_file(config: &Config, file: &Path, replace: bool) -> Result<()> {
    let target = config.database().file;
    database::check_copy(file).await?;
    std::fs::create_dir_all(&config.data_dir).map_err(Error::failure)?;
    let beside = |ending: &str| PathBuf::from(format!("{}{ending}", target.display()));
    if target.exists() {
        if !replace {
            return Err(Error::failure(format!("{} exists: stop the service and say --replace", target.display())));
        }
        for ending in ["", "-wal", "-shm"] {
            let old = beside(ending);
            if old.exists() {
                std::fs::rename(&old, beside(&format!(".replaced{ending}"))).map_err(Error::failure)?;
            }
        }
    }
    std::fs::copy(file, beside(".restoring")).map_err(Error::failure)?;
    std::fs::File::open(beside(".restoring")).and_then(|copy| copy.sync_all()).map_err(Error::failure)?;
    std::fs::rename(beside(".restoring"), &target).map_err(Error::failure)
}

/// Runs a client program of PostgreSQL; its own words go to the terminal. The address goes through the environment, so that no list
/// of processes shows the password.
async fn postgres_tool(tool: &str, arguments: &[&str], file: &str, url: &str) -> Result<()> {
    let url = Url::parse(url).map_err(|error| Error::failure(format!("database_url: {error}")))?;
    let query = |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    let plain = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    let name = plain(url.path().trim_start_matches('/'));
    let mut command = tokio::process::Command::new(tool);
    for (variable, value) in [
        ("PGHOST", query("host").or_else(|| url.host_str().map(plain))),
        ("PGPORT", query("port").or_else(|| url.port().map(|port| port.to_string()))),
        ("PGUSER", query("user").or_else(|| Some(plain(url.username())).filter(|user| !user.is_empty()))),
        ("PGPASSWORD", query("password").or_else(|| url.password().map(plain))),
        ("PGSSLMODE", query("sslmode")),
    ] {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            command.env(variable, value);
        }
    }
    let done = command.args(arguments).args(["--dbname", &name, file]).status().await;
    let status = done.map_err(|error| Error::failure(format!("{tool}: {error}; install PostgreSQL's client programs")))?;
    if status.success() { Ok(()) } else { Err(Error::failure(format!("{tool} failed"))) }
}
