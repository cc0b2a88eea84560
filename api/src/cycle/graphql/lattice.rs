//! What released tables divide States by, as everybody sees it.

use ::disclosure::{Class, Partition};
use ::entity::vocabulary::StateCode;
use async_graphql::Object;

/// One way to divide States into classes that share none.
#[derive(Debug)]
pub struct LatticePartition(pub(super) Partition);

/// One way to divide States into classes that share none.
#[Object]
impl LatticePartition {
    /// Its key.
    async fn key(&self) -> &str {
        &self.0.key
    }
    /// Its classes.
    async fn classes(&self) -> Vec<LatticeClass> {
        self.0.classes.iter().cloned().map(LatticeClass).collect()
    }
}

/// One class of a partition.
#[derive(Debug)]
pub struct LatticeClass(Class);

/// One class of a partition.
#[Object]
impl LatticeClass {
    /// Its key.
    async fn key(&self) -> &str {
        &self.0.key
    }
    /// Codes of its States.
    async fn states(&self) -> &[StateCode] {
        &self.0.states
    }
}
