//! The normal form of a document's texts.

use crate::{
    instrument::document::{Choice, Document},
    text::normal,
};

impl Document {
    /// Writes every text in normal form: NFC, without outer spaces.
    pub(super) fn normalize(&mut self) {
        tidy([&mut self.title]);
        tidy(&mut self.text_origin);
        for reference in self.references.values_mut() {
            tidy([&mut reference.symbol, &mut reference.para, &mut reference.gist]);
        }
        for set in self.option_sets.values_mut() {
            labels(set);
        }
        for part in &mut self.parts {
            tidy([&mut part.title]);
            tidy(&mut part.intro);
            for section in &mut part.sections {
                tidy([&mut section.title]);
                tidy(&mut section.gist);
                tidy(&mut section.source_paragraph);
                for question in &mut section.questions {
                    tidy([&mut question.text]);
                    tidy(&mut question.help);
                    labels(question.options.iter_mut().flatten());
                    for field in question.fields.iter_mut().flatten() {
                        tidy([&mut field.label]);
                        labels(field.options.iter_mut().flatten());
                    }
                }
            }
        }
        for translation in self.translations.values_mut() {
            tidy(translation.texts.values_mut());
        }
    }
}

fn labels<'t>(choices: impl IntoIterator<Item = &'t mut Choice>) {
    tidy(choices.into_iter().map(|choice| &mut choice.label));
}

fn tidy<'t>(texts: impl IntoIterator<Item = &'t mut String>) {
    for text in texts {
        *text = normal(text);
    }
}
