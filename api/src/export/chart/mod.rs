//! One table as a chart in SVG: a picture for a report, with a text for readers who can't see it.
//!
//! Each level has a line with two panels. The first panel shows the number of publishers that hold
//! the level, as a solid bar over their number. The second shows the share of the hidden States, as
//! a hatched range on a scale of 0 to 100 %. The panels have different units and a gap between
//! them, so that no reader adds one to the other. A suppressed figure says so in words: it is
//! neither a gap nor a zero. The order is the instrument's, and nothing is ranked.
//!
//! In Arabic everything is mirrored. The library draws at mirrored positions, texts end where they
//! would begin, and each text is isolated as right-to-left. The attribute `direction` would do the
//! last two as well. But report typesetting software ignores it, and would then draw beyond the
//! edge.

mod blocks;
mod pen;
mod wrap;

use crate::{
    error::{Error, Result},
    export::{
        tables::flatten::Content,
        words::{List, fill, say, xml_text},
    },
};
use ::entity::vocabulary::Official;
use blocks::{Block, TextLine};
use pen::{Ink, Pen, WIDTH};
use quick_xml::escape::escape;

const MARGIN: i32 = 24;
/// Left edge of each panel, and width of its scale.
const PUBLISHED: (i32, i32) = (420, 170);
const HIDDEN: (i32, i32) = (672, 264);
/// Font sizes.
const TITLE: u32 = 16;
const HEAD: u32 = 13;
const TEXT: u32 = 12;
const SMALL: u32 = 10;

/// Draws the chart of the only table in the content.
pub(super) fn svg(content: &Content) -> Result<String> {
    let chart =
        Chart { content, language: content.about.language, blocks: blocks::blocks(content) };
    let height = chart.draw(&mut Pen::dry(chart.language))?;
    let mut buffer = String::new();
    let mut pen = Pen::new(&mut buffer, height, chart.language)?;
    chart.draw(&mut pen)?;
    pen.done()?;
    chart.spoken(&buffer)
}

struct Chart<'a> {
    content: &'a Content,
    language: Official,
    blocks: Vec<Block<'a>>,
}

impl Chart<'_> {
    /// Draws everything from top to bottom, and returns the height.
    fn draw(&self, pen: &mut Pen<'_>) -> Result<i32> {
        let whole = WIDTH - 2 * MARGIN;
        let mut y = pen.paragraph(MARGIN, MARGIN, whole, TITLE, Ink::Bold, &self.title())?;
        y = pen.paragraph(MARGIN, y + 2, whole, HEAD, Ink::Text, &self.about())?;
        y = pen.paragraph(MARGIN, y + 2, whole, TEXT, Ink::Text, &self.subtitle())? + 10;
        let published = pen.paragraph(
            PUBLISHED.0,
            y,
            PUBLISHED.1 + 60,
            SMALL,
            Ink::Published,
            self.say("published"),
        )?;
        let hidden =
            pen.paragraph(HIDDEN.0, y, HIDDEN.1, SMALL, Ink::Hidden, self.say("hidden"))?;
        y = published.max(hidden) + 6;
        for block in &self.blocks {
            y = self.block(pen, block, y)? + 12;
        }
        for text in [
            self.say("apart"),
            self.content.about.method(),
            &self.content.about.licence(),
            self.content.about.disclaimer(),
        ] {
            y = pen.paragraph(MARGIN, y, whole, SMALL, Ink::Text, text)? + 4;
        }
        Ok(y + MARGIN)
    }

    fn block(&self, pen: &mut Pen<'_>, block: &Block<'_>, y: i32) -> Result<i32> {
        let whole = WIDTH - 2 * MARGIN;
        pen.line((MARGIN, y), (WIDTH - MARGIN, y), Ink::Grid)?;
        let y = pen.paragraph(MARGIN, y + 6, whole, HEAD, Ink::Bold, block.names)?;
        let Some((base, published)) = block.base else {
            return pen.paragraph(MARGIN, y + 4, whole, TEXT, Ink::Text, &self.unavailable());
        };
        let top =
            pen.paragraph(MARGIN, y + 2, whole, SMALL, Ink::Text, &self.base(base, published))? + 6;
        let mut y = top;
        for line in &block.lines {
            y = self.line(pen, line, published, y)?;
        }
        for (percent, label) in [(0, "0"), (25, "25"), (50, "50"), (75, "75"), (100, "100 %")] {
            let x = HIDDEN.0 + HIDDEN.1 * percent / 100;
            pen.line((x, top), (x, y), Ink::Grid)?;
            pen.centred(x, y + 2, SMALL, Ink::Text, label)?;
        }
        for (x, label) in [(0, "0".to_owned()), (PUBLISHED.1, published.to_string())] {
            pen.line((PUBLISHED.0 + x, top), (PUBLISHED.0 + x, y), Ink::Grid)?;
            pen.centred(PUBLISHED.0 + x, y + 2, SMALL, Ink::Text, &label)?;
        }
        Ok(y + 18)
    }

    fn line(&self, pen: &mut Pen<'_>, line: &TextLine<'_>, of: u32, y: i32) -> Result<i32> {
        let below =
            pen.paragraph(MARGIN, y + 4, PUBLISHED.0 - MARGIN - 16, TEXT, Ink::Text, line.label)?;
        let (top, bottom) = (y + 5, y + 17);
        let width = if of == 0 {
            0
        } else {
            i64::from(PUBLISHED.1) * i64::from(line.published) / i64::from(of)
        };
        let width = i32::try_from(width).unwrap_or(PUBLISHED.1);
        pen.bar((PUBLISHED.0, top), (PUBLISHED.0 + width, bottom))?;
        pen.paragraph(
            PUBLISHED.0 + PUBLISHED.1 + 8,
            y + 4,
            60,
            TEXT,
            Ink::Published,
            &self.ratio(line.published, of),
        )?;
        let end = match line.band {
            Some((lower, upper)) => {
                let place = |percent: u8| HIDDEN.0 + HIDDEN.1 * i32::from(percent) / 100;
                pen.range((place(lower), top), (place(upper), bottom))?;
                let middle = i32::midpoint(place(lower), place(upper));
                pen.centred(middle, bottom + 2, SMALL, Ink::Hidden, &self.range(lower, upper))?
            }
            None => {
                pen.paragraph(HIDDEN.0 + 4, y + 4, HIDDEN.1 - 4, SMALL, Ink::Hidden, line.hidden)?
            }
        };
        Ok(below.max(end).max(y + 30) + 4)
    }

    /// Adds the accessible parts to the drawing: a title, a description of every figure, language
    /// and direction.
    fn spoken(&self, drawn: &str) -> Result<String> {
        let (head, rest) =
            drawn.split_once('>').ok_or_else(|| Error::failure("a drawing without an element"))?;
        let (title, description) = (xml_text(&self.title()), xml_text(&self.description()));
        Ok(format!(
            "{head} role=\"img\" aria-labelledby=\"title description\" lang=\"{language}\" xml:lang=\"{language}\">\n\
             <title id=\"title\">{}</title>\n<desc id=\"description\">{}</desc>{rest}",
            escape(&title),
            escape(&description),
            language = self.language,
        ))
    }

    fn title(&self) -> String {
        let row = self.content.observations.first();
        row.map(|row| format!("{} {}", row.question, row.question_text)).unwrap_or_default()
    }

    /// Returns the part and the section of the question.
    fn about(&self) -> String {
        self.content.observations.first().map(|row| row.place.in_one_line()).unwrap_or_default()
    }

    fn subtitle(&self) -> String {
        let partition = self.content.observations.first().map_or("", |row| &row.partition_name);
        format!("{partition} · {}", self.content.about.title())
    }

    fn description(&self) -> String {
        let mut said = vec![self.about(), self.subtitle(), self.say("apart").to_owned()];
        for block in &self.blocks {
            let Some((base, published)) = block.base else {
                said.push(format!("{}: {}", block.names, self.unavailable()));
                continue;
            };
            said.push(format!("{}. {}", block.names, self.base(base, published)));
            for line in &block.lines {
                let hidden = line.band.map_or_else(
                    || line.hidden.to_owned(),
                    |(lower, upper)| self.range(lower, upper),
                );
                let parts = [
                    (self.say("published"), self.ratio(line.published, published)),
                    (self.say("hidden"), hidden),
                ];
                let parts =
                    parts.map(|(name, value)| format!("{name} — {value}")).join(self.semicolon());
                said.push(format!("{} | {parts}", line.label));
            }
        }
        said.extend([
            self.content.about.method().to_owned(),
            self.content.about.licence(),
            self.content.about.disclaimer().to_owned(),
        ]);
        said.join("\n")
    }

    fn say(&self, key: &str) -> &'static str {
        say(List::Chart, key, self.language)
    }
    const fn semicolon(&self) -> &'static str {
        match self.language {
            Official::Ar => "؛ ",
            Official::Zh => "；",
            Official::Fr => "\u{a0}; ",
            _ => "; ",
        }
    }
    fn unavailable(&self) -> String {
        say(List::Sets, "withheld", self.language).to_owned()
    }
    fn base(&self, base: u32, published: u32) -> String {
        fill(
            &fill(self.say("base"), "base", &base.to_string()),
            "published",
            &published.to_string(),
        )
    }
    /// Writes a count of a number. Its parts stay on one line.
    fn ratio(&self, published: u32, of: u32) -> String {
        self.isolated(format!("{published}\u{a0}/\u{a0}{of}"))
    }
    fn range(&self, lower: u8, upper: u8) -> String {
        self.isolated(format!("{lower}–{upper}\u{a0}%"))
    }
    /// Marks figures as left-to-right in any surrounding text.
    fn isolated(&self, figures: String) -> String {
        if self.language == Official::Ar { format!("\u{2066}{figures}\u{2069}") } else { figures }
    }
}
