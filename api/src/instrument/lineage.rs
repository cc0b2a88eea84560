//! Lineage: how a question follows from the previous version, so that figures are compared over `same` alone.

use super::document::{Descent, Document, Question};
use entity::vocabulary::Lineage;

/// How the question follows from the previous version. What an author leaves out is filled in: without a
/// previous version everything is new; a code that goes on means the same question; a new code a new one.
#[must_use]
pub fn lineage(question: &Question, previous: Option<&Document>) -> Descent {
    let own = || vec![question.code.clone()];
    match (&question.lineage, previous) {
        (Some(Descent { relation, from }), _) => {
            let implied = from.is_empty() && matches!(relation, Lineage::Same | Lineage::Narrowed);
            Descent { relation: *relation, from: if implied { own() } else { from.clone() } }
        }
        (None, Some(previous)) if previous.questions().any(|(_, _, earlier)| earlier.code == question.code) => {
            Descent { relation: Lineage::Same, from: own() }
        }
        (None, _) => Descent { relation: Lineage::New, from: Vec::new() },
    }
}
