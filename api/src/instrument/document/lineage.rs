//! Lineage: the descent of a question from the previous version. Figures are compared over `same`
//! alone.

use crate::instrument::document::{Descent, Document, Question};
use entity::vocabulary::Lineage;

/// Returns the descent of a question from the previous version, and fills in the parts that the
/// author left out.
///
/// Without a previous version every question is new. A code in the previous version means the same
/// question, and a new code a new question.
#[must_use]
pub fn lineage(question: &Question, previous: Option<&Document>) -> Descent {
    let own = || vec![question.code.clone()];
    match (&question.lineage, previous) {
        (Some(Descent { relation, from }), _) => {
            let implied = from.is_empty() && matches!(relation, Lineage::Same | Lineage::Narrowed);
            Descent { relation: *relation, from: if implied { own() } else { from.clone() } }
        }
        (None, Some(previous))
            if previous.questions().any(|(_, _, earlier)| earlier.code == question.code) =>
        {
            Descent { relation: Lineage::Same, from: own() }
        }
        (None, _) => Descent { relation: Lineage::New, from: Vec::new() },
    }
}
