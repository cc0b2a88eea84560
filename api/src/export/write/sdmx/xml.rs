//! Elements of a message, written one inside the other.

use super::super::super::words::xml_text;
use ::entity::vocabulary::Official;
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event},
};
use std::io;

/// A message that is being written.
pub(super) struct Xml {
    writer: Writer<Vec<u8>>,
    language: Official,
}

impl Xml {
    pub(super) fn new(language: Official) -> io::Result<Self> {
        let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        Ok(Self { writer, language })
    }

    /// An element with elements in it.
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

    /// An element with nothing in it.
    pub(super) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.writer.write_event(Event::Empty(start(name, attributes)))
    }

    /// An element with a text in it.
    pub(super) fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) -> io::Result<()> {
        self.writer.write_event(Event::Start(start(name, attributes)))?;
        self.writer.write_event(Event::Text(BytesText::new(&xml_text(text))))?;
        self.writer.write_event(Event::End(BytesEnd::new(name)))
    }

    /// An element with a text in the message's language.
    pub(super) fn said(&mut self, name: &str, text: &str) -> io::Result<()> {
        let language = self.language;
        self.text(name, &[("xml:lang", language.as_str())], text)
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
        // A reader takes white space in an attribute for a space, so it may as well be one.
        let value: String = xml_text(value).chars().map(|c| if c.is_ascii_whitespace() { ' ' } else { c }).collect();
        start.push_attribute((*key, value.as_str()));
    }
    start
}
