//! A writer of nested XML elements.

use super::super::super::words::xml_text;
use ::entity::vocabulary::Official;
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event},
};
use std::io;

/// An SDMX message in the course of writing.
pub(super) struct Xml {
    writer: Writer<Vec<u8>>,
}

impl Xml {
    pub(super) fn new() -> io::Result<Self> {
        let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        Ok(Self { writer })
    }

    /// Writes an element that contains elements.
    pub(super) fn around(
        &mut self,
        name: &str,
        attributes: &[(&str, &str)],
        inside: impl FnOnce(&mut Self) -> io::Result<()>,
    ) -> io::Result<()> {
        self.writer.write_event(Event::Start(start(name, attributes)))?;
        inside(self)?;
        self.writer.write_event(Event::End(BytesEnd::new(name)))
    }

    /// Writes an empty element.
    pub(super) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.writer.write_event(Event::Empty(start(name, attributes)))
    }

    /// Writes an element that contains a text.
    pub(super) fn text(
        &mut self,
        name: &str,
        attributes: &[(&str, &str)],
        text: &str,
    ) -> io::Result<()> {
        self.writer.write_event(Event::Start(start(name, attributes)))?;
        self.writer.write_event(Event::Text(BytesText::new(&xml_text(text))))?;
        self.writer.write_event(Event::End(BytesEnd::new(name)))
    }

    /// Writes one element for each language, with the text in that language.
    pub(super) fn in_languages<T: AsRef<str>>(
        &mut self,
        name: &str,
        texts: impl IntoIterator<Item = (Official, T)>,
    ) -> io::Result<()> {
        texts.into_iter().try_for_each(|(language, text)| {
            self.text(name, &[("xml:lang", language.as_str())], text.as_ref())
        })
    }

    pub(super) fn done(self) -> Vec<u8> {
        let mut bytes = self.writer.into_inner();
        bytes.push(b'\n');
        bytes
    }
}

fn start<'a>(name: &'a str, attributes: &[(&'a str, &str)]) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (key, value) in attributes {
        // XML readers normalize white space in an attribute to spaces, so write spaces.
        let value: String = xml_text(value)
            .chars()
            .map(|c| if c.is_ascii_whitespace() { ' ' } else { c })
            .collect();
        start.push_attribute((*key, value.as_str()));
    }
    start
}
