//! Files and sentences that are private to the operator.

use crate::{
    config::Config,
    database::inspect::beside,
    error::{Error, Result},
};
use secrecy::ExposeSecret as _;
use url::Url;

/// Makes this process, and the programs that it starts, create files that only their owner can
/// read.
pub(in crate::command) fn keep_files_private() {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
}

/// Warns if other users may read the data folder, the database or its log.
pub(in crate::command) fn warn(config: &Config) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let file = config.database().file;
        let beside = ["-wal", "-shm"].map(|ending| beside(&file, ending));
        let folder = config.data_dir.clone();
        for (path, right) in
            [(folder, "700"), (file, "600")].into_iter().chain(beside.map(|path| (path, "600")))
        {
            let Ok(found) = std::fs::metadata(&path) else { continue };
            let mode = found.permissions().mode() & 0o777;
            if mode & 0o077 != 0 {
                tracing::warn!(
                    "{} is open to other users (mode {mode:o}): set its mode to {right}",
                    path.display()
                );
            }
        }
    }
}

/// Secrets of the configuration, which no sentence may show.
pub(in crate::command) struct Secrets(Vec<String>);

impl Secrets {
    /// Collects the addresses with passwords, and the passwords.
    pub(in crate::command) fn of(config: &Config) -> Self {
        let mut secrets = Vec::new();
        for url in [&config.database_url, &config.public_database_url, &config.smtp_url]
            .into_iter()
            .flatten()
        {
            let url = url.expose_secret();
            secrets.push(url.to_owned());
            if let Ok(parsed) = Url::parse(url)
                && let Some(password) = parsed.password().filter(|password| password.len() > 3)
            {
                secrets.push(password.to_owned());
                secrets.push(
                    percent_encoding::percent_decode_str(password).decode_utf8_lossy().into_owned(),
                );
            }
        }
        Self(secrets)
    }

    /// Removes the secrets from an error's sentence.
    pub(in crate::command) fn hide(&self, error: Error) -> Error {
        let Error::Failure(cause) = &error else { return error };
        let said = cause.to_string();
        let hidden =
            self.0.iter().fold(said.clone(), |said, secret| said.replace(secret.as_str(), "…"));
        if hidden == said { error } else { Error::failure(hidden) }
    }
}

/// Creates a folder that only its owner can enter.
pub(in crate::command) fn make_folder(folder: &std::path::Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(folder)
        .map_err(|error| Error::failure(format!("data_dir {}: {error}", folder.display())))
}
