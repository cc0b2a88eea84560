//! Backup and restore.

pub(super) mod backup;
pub(super) mod postgres_tools;
pub(super) mod restore;
