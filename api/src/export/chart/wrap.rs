//! Line breaking of texts. SVG does not break lines, and there are no fonts here to measure with,
//! so widths are estimated generously.

/// Breaks a text into lines of at most `width` at a font size. A single word that is wider gets a
/// line of its own.
pub(super) fn lines(text: &str, width: i32, size: u32, bold: bool) -> Vec<String> {
    let most = f64::from(width) / f64::from(size);
    let wide = if bold { 1.1 } else { 1.0 };
    let (mut lines, mut line, mut taken) = (Vec::new(), String::new(), 0.0);
    for word in words(text) {
        let need: f64 = word.trim_end().chars().map(breadth).sum::<f64>() * wide;
        if taken + need > most && !line.is_empty() {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
            taken = 0.0;
        }
        line.push_str(word);
        taken += word.chars().map(breadth).sum::<f64>() * wide;
    }
    lines.push(line.trim_end().to_owned());
    lines
}

/// Splits a text after every breaking space and after every Han character or full-width mark, where
/// a line may end.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(|c: char| (c.is_whitespace() && c != '\u{a0}') || is_full(c))
}

fn is_full(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}')
}

/// Returns true for a mark that sets the direction of a text. It has no width.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{2066}'..='\u{2069}')
}

/// Returns the estimated width of a character, in font sizes.
fn breadth(c: char) -> f64 {
    match c {
        c if is_direction(c) => 0.0,
        c if is_full(c) => 1.0,
        'i' | 'l' | 'j' | 't' | 'f' | 'I' | '.' | ',' | ':' | ';' | ' ' | '\u{a0}' | '\'' | '’'
        | '|' => 0.38,
        'm' | 'w' | 'M' | 'W' | 'ш' | 'щ' | 'ю' | 'ж' | 'Ш' | 'Щ' | 'Ю' | 'Ж' => 0.95,
        c if c.is_uppercase() => 0.75,
        _ => 0.64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_of_direction_takes_no_room() {
        let marked = "one \u{2066}two\u{2069} \u{200e}three\u{200f}";
        for width in 1..200 {
            assert_eq!(
                lines("one two three", width, 10, false).len(),
                lines(marked, width, 10, false).len(),
                "{width}"
            );
        }
    }

    #[test]
    fn a_text_is_broken_between_words_and_between_characters_and_nothing_is_lost() {
        for (text, width, wanted) in [
            ("one two three", 60, 2),
            ("已公布的答复：国家数", 60, 2),
            ("unbreakable", 10, 1),
            ("", 50, 1),
        ] {
            let lines = lines(text, width, 10, false);
            assert_eq!(lines.len(), wanted, "{lines:?}");
            let bare = |text: &str| text.replace(' ', "");
            assert_eq!(bare(&lines.concat()), bare(text));
        }
    }
}
