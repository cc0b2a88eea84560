//! Partitions by which released tables divide States, as everybody sees them.

use ::disclosure::{Class, Partition};
use ::entity::vocabulary::StateCode;
use async_graphql::Object;

/// Partition of States into classes that have no State in common.
#[derive(Debug)]
pub struct LatticePartition(pub(super) Partition);

/// Partition of States into classes that have no State in common.
#[Object]
impl LatticePartition {
    /// Key of the partition.
    async fn key(&self) -> &str {
        &self.0.key
    }
    /// Classes of the partition.
    async fn classes(&self) -> Vec<LatticeClass> {
        self.0.classes.iter().cloned().map(LatticeClass).collect()
    }
}

/// Class of a partition.
#[derive(Debug)]
pub struct LatticeClass(Class);

/// Class of a partition.
#[Object]
impl LatticeClass {
    /// Key of the class.
    async fn key(&self) -> &str {
        &self.0.key
    }
    /// Codes of the States in the class.
    async fn states(&self) -> &[StateCode] {
        &self.0.states
    }
}
