//! The place of a question in the instrument.
//!
//! A question's text alone does not name its subject. For example, how far a norm is implemented is
//! asked of each norm in the same words. The section names the norm.

/// The part and the section of a question, with their titles in the language of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuestionPosition {
    /// The code of the part.
    pub part: String,
    /// The title of the part.
    pub part_label: String,
    /// The code of the section.
    pub section: String,
    /// The title of the section.
    pub section_label: String,
}

impl QuestionPosition {
    /// Returns the question's text after the title of its section, for a list with one name for
    /// each question.
    #[must_use]
    pub fn of_question(&self, text: &str) -> String {
        format!("{} — {text}", self.section_label)
    }
    /// Returns the titles of part and section in one line.
    #[must_use]
    pub fn in_one_line(&self) -> String {
        format!("{} · {}", self.part_label, self.section_label)
    }
}
