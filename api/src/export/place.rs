//! Where in the instrument a question stands. Its text alone does not say what it is about: the question how far a norm is implemented
//! is asked of each norm in the same words, and the section says of which.

/// The part and the section of a question, with their titles in the language of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The code of the part.
    pub part: String,
    /// Its title.
    pub part_label: String,
    /// The code of the section.
    pub section: String,
    /// Its title.
    pub section_label: String,
}

impl Place {
    /// A question with the title of its section, where a list of questions has one name for each.
    #[must_use]
    pub fn of_question(&self, text: &str) -> String {
        format!("{} — {text}", self.section_label)
    }
    /// The titles of part and section in one line.
    #[must_use]
    pub fn in_one_line(&self) -> String {
        format!("{} · {}", self.part_label, self.section_label)
    }
}
