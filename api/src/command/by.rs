//! Who acts at the terminal: an administrator by name, or the operator without one.

use crate::{
    access::{Administrator, people},
    error::Result,
    world::World,
};
use clap::Args;

/// Every command that leaves an act in the audit trail takes this.
#[derive(Args, Debug)]
pub(super) struct By {
    /// E-mail address of the administrator who does it, for the audit trail; NOT_FOUND for anybody but an active administrator
    /// [default: the operator, without a name]
    #[arg(long, value_name = "EMAIL")]
    by: Option<String>,
}

impl By {
    /// The administrator who was named, or the operator.
    ///
    /// # Errors
    /// As [`people::operator`].
    pub(super) async fn administrator(&self, world: &World) -> Result<Administrator> {
        people::operator(world, self.by.as_deref()).await
    }
}

#[cfg(test)]
mod tests {
    use crate::command::Cli;
    use clap::{Command, CommandFactory as _};

    /// Commands that read, that run the service, or that handle the database as a whole while nobody uses it; and the one for when nobody is here to be
    /// named.
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
            return vec![(path.to_owned(), command.get_arguments().any(|argument| argument.get_id() == "by"))];
        }
        let inner = command.get_subcommands();
        inner.flat_map(|inner| leaves(inner, format!("{path} {}", inner.get_name()).trim())).collect()
    }

    #[test]
    fn every_command_that_acts_takes_the_name_of_who_does_it() {
        let without: Vec<_> = leaves(&Cli::command(), "").into_iter().filter(|(_, by)| !by).map(|(path, _)| path).collect();
        assert_eq!(without, WITHOUT);
    }
}
