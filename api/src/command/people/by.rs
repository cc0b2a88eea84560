//! The person who runs a command at the terminal: an administrator by name, or the operator without
//! one.

use crate::{access::Administrator, app::App, error::Result, identity::people};
use clap::Args;

/// Argument of every command that records an act in the audit trail.
#[derive(Args, Debug)]
pub(in crate::command) struct By {
    /// E-mail address of the administrator who runs the command, for the audit trail. NOT_FOUND for
    /// anybody but an active administrator [default: the operator, without a name]
    #[arg(long, value_name = "EMAIL")]
    by: Option<String>,
}

impl By {
    /// Returns the named administrator, or the operator.
    ///
    /// # Errors
    /// Fails like [`people::operator`].
    pub(in crate::command) async fn administrator(&self, app: &App) -> Result<Administrator> {
        people::operator(app, self.by.as_deref()).await
    }
}

#[cfg(test)]
mod tests {
    use crate::command::Cli;
    use clap::{Command, CommandFactory as _};

    /// Commands without `--by`. They read, run the service, or handle the database as a whole while
    /// it is not in use. `person first` is for the time when there is nobody to name.
    const WITHOUT: &[&str] = &[
        "serve",
        "demo",
        "migrate",
        "instrument check",
        "instrument export",
        "person first",
        "integration list",
        "export release",
        "export chart",
        "outbox list",
        "keys list",
        "keys adopt",
        "schema",
        "backup",
        "restore",
        "verify receipt",
        "verify statement",
        "verify audit",
        "verify editions",
        "verify shared",
        "verify all",
        "verify release",
    ];

    fn leaves(command: &Command, path: &str) -> Vec<(String, bool)> {
        if !command.has_subcommands() {
            return vec![(
                path.to_owned(),
                command.get_arguments().any(|argument| argument.get_id() == "by"),
            )];
        }
        let inner = command.get_subcommands();
        inner
            .flat_map(|inner| leaves(inner, format!("{path} {}", inner.get_name()).trim()))
            .collect()
    }

    #[test]
    fn every_command_that_acts_takes_the_name_of_who_does_it() {
        let without: Vec<_> = leaves(&Cli::command(), "")
            .into_iter()
            .filter(|(_, by)| !by)
            .map(|(path, _)| path)
            .collect();
        assert_eq!(without, WITHOUT);
    }
}
