//! A pen on the library's SVG backend. Its positions are mirrored for right-to-left scripts.

use super::{super::words::xml_text, wrap};
use crate::error::{Error, Result};
use ::entity::vocabulary::Official;
use plotters::{
    backend::SVGBackend,
    coord::Shift,
    drawing::{DrawingArea, IntoDrawingArea as _},
    element::{PathElement, Rectangle, Text},
    style::{
        Color as _, FontDesc, FontFamily, FontStyle, RGBColor, TextStyle, WHITE,
        text_anchor::{HPos, Pos, VPos},
    },
};
use std::borrow::Cow;

/// Width of every chart.
pub(super) const WIDTH: i32 = 960;
/// Font families, in order of preference.
const FONTS: &str = "Noto Sans, Noto Sans Arabic, Noto Sans SC, Arial, sans-serif";
/// The backend writes a font size as its body height divided by this number.
const BODY: f64 = 1.24;
/// Distance between the lines of a hatching.
const HATCH: usize = 6;

/// Style of a drawn element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    Text,
    Bold,
    Grid,
    Published,
    Hidden,
}

impl Ink {
    const fn colour(self) -> RGBColor {
        match self {
            Self::Text | Self::Bold => RGBColor(34, 34, 34),
            Self::Grid => RGBColor(217, 217, 217),
            Self::Published => RGBColor(0, 83, 140),
            Self::Hidden => RGBColor(150, 60, 10),
        }
    }
}

/// A pen. A dry pen only measures.
pub(super) struct Pen<'a> {
    area: Option<DrawingArea<SVGBackend<'a>, Shift>>,
    mirrored: bool,
}

impl<'a> Pen<'a> {
    pub(super) fn dry(language: Official) -> Self {
        Self { area: None, mirrored: language == Official::Ar }
    }

    pub(super) fn new(buffer: &'a mut String, height: i32, language: Official) -> Result<Self> {
        let size = (WIDTH.unsigned_abs(), height.unsigned_abs());
        let area = SVGBackend::with_string(buffer, size).into_drawing_area();
        area.fill(&WHITE).map_err(failure)?;
        Ok(Self { area: Some(area), ..Self::dry(language) })
    }

    pub(super) fn done(self) -> Result<()> {
        self.area.map_or(Ok(()), |area| area.present().map_err(failure))
    }

    fn at(&self, (x, y): (i32, i32)) -> (i32, i32) {
        (if self.mirrored { WIDTH - x } else { x }, y)
    }

    /// Draws a text broken into lines, from its upper starting corner, and returns the y position
    /// below it.
    pub(super) fn paragraph(
        &mut self,
        x: i32,
        y: i32,
        width: i32,
        size: u32,
        ink: Ink,
        text: &str,
    ) -> Result<i32> {
        let mut y = y;
        let text = if self.mirrored { isolate_addresses(text) } else { Cow::Borrowed(text) };
        for line in wrap::lines(&text, width, size, ink == Ink::Bold) {
            // A right-to-left line ends at its position, in a document of any direction.
            let (anchor, line) = if self.mirrored {
                (HPos::Right, format!("\u{2067}{line}\u{2069}"))
            } else {
                (HPos::Left, line)
            };
            y = self.text((x, y), anchor, size, ink, &line)?;
        }
        Ok(y)
    }

    /// Draws one centred line, and returns the y position below it.
    pub(super) fn centred(
        &mut self,
        x: i32,
        y: i32,
        size: u32,
        ink: Ink,
        text: &str,
    ) -> Result<i32> {
        self.text((x, y), HPos::Center, size, ink, text)
    }

    fn text(
        &mut self,
        place: (i32, i32),
        anchor: HPos,
        size: u32,
        ink: Ink,
        text: &str,
    ) -> Result<i32> {
        let style = if ink == Ink::Bold { FontStyle::Bold } else { FontStyle::Normal };
        let font = FontDesc::new(FontFamily::Name(FONTS), f64::from(size) * BODY, style);
        let colour = ink.colour();
        let style = TextStyle::from(font).color(&colour).pos(Pos::new(anchor, VPos::Top));
        if let Some(area) = &self.area {
            area.draw(&Text::new(xml_text(text), self.at(place), style)).map_err(failure)?;
        }
        Ok(place.1 + i32::try_from(size * 27 / 20).unwrap_or_default())
    }

    /// Draws a line.
    pub(super) fn line(&mut self, from: (i32, i32), to: (i32, i32), ink: Ink) -> Result<()> {
        let Some(area) = &self.area else { return Ok(()) };
        area.draw(&PathElement::new([self.at(from), self.at(to)], ink.colour())).map_err(failure)
    }

    /// Draws a solid bar, for a count.
    pub(super) fn bar(&mut self, from: (i32, i32), to: (i32, i32)) -> Result<()> {
        self.rectangle(from, to, true, Ink::Published)
    }

    /// Draws a hatched range, for a share that lies somewhere in it.
    pub(super) fn range(&mut self, from: (i32, i32), to: (i32, i32)) -> Result<()> {
        self.rectangle(from, to, false, Ink::Hidden)?;
        let height = to.1 - from.1;
        for start in (from.0 - height..to.0).step_by(HATCH) {
            let (left, right) = (start.max(from.0), (start + height).min(to.0));
            self.line((left, to.1 - (left - start)), (right, to.1 - (right - start)), Ink::Hidden)?;
        }
        Ok(())
    }

    fn rectangle(
        &mut self,
        from: (i32, i32),
        to: (i32, i32),
        filled: bool,
        ink: Ink,
    ) -> Result<()> {
        let Some(area) = &self.area else { return Ok(()) };
        let (one, other) = (self.at(from), self.at(to));
        let corners = [(one.0.min(other.0), one.1), (one.0.max(other.0), other.1)];
        let style = if filled { ink.colour().filled() } else { ink.colour().stroke_width(1) };
        area.draw(&Rectangle::new(corners, style)).map_err(failure)
    }
}

/// Isolates the web addresses in a text as left-to-right. In a right-to-left text, the last slash
/// of an address would else be drawn in front of it.
fn isolate_addresses(text: &str) -> Cow<'_, str> {
    if !text.contains("://") {
        return Cow::Borrowed(text);
    }
    let isolate = |word: &str| {
        let address = word.trim_end();
        if address.contains("://") {
            format!("\u{2066}{address}\u{2069}{}", &word[address.len()..])
        } else {
            word.to_owned()
        }
    };
    Cow::Owned(text.split_inclusive(char::is_whitespace).map(isolate).collect())
}

fn failure(error: impl std::fmt::Display) -> Error {
    Error::failure(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_isolated_and_nothing_else() {
        for (text, isolated) in [
            ("كلمات", "كلمات"),
            ("من https://un.example/a/ إلى", "من \u{2066}https://un.example/a/\u{2069} إلى"),
            ("https://un.example/", "\u{2066}https://un.example/\u{2069}"),
        ] {
            assert_eq!(isolate_addresses(text), isolated);
        }
    }
}
