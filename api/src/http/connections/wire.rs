//! Check of the heads of HTTP/1 requests, before they are parsed.
//!
//! The parser accepts two things that a proxy may read differently. They are lines that end in LF
//! alone, and `Content-Length` beside `Transfer-Encoding` (RFC 9112, 2.2 and 6.1). The parser
//! leaves no trace of either. So this check follows the bytes from head to head. From the first
//! such place on it replaces them by NUL, which the parser refuses with 400. It leaves all other
//! bytes to the parser, unchanged.
//!
//! # Guarantee
//!
//! Bytes are replaced only in a head or in the lines between chunks. The length of a body is read
//! in the same way as the parser reads it.

/// Length of the longest relevant header name: `transfer-encoding`.
const NAME: usize = 17;
/// The first line of HTTP/2, in lower case.
const PREFACE: &[u8] = b"pri * http/2.0";
/// The byte that the parser refuses at every place in a head.
const REFUSED: u8 = 0;
/// The bytes that follow the refused ones, so that the parser finds the end of the head and
/// answers.
pub(super) const END: &[u8] = b"\0\r\n\r\n";

/// State of the check of one connection.
#[derive(Debug, Default)]
pub(super) struct Wire {
    place: NextPart,
    line: CurrentLine,
    head: Head,
}

/// The part of the message that comes next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum NextPart {
    #[default]
    Head,
    /// The number of bytes left of a body.
    Body(u64),
    /// The line before a chunk.
    Size,
    /// The number of bytes left of a chunk, including the end of its line.
    Chunk(u64),
    /// The lines after the last chunk.
    Trailer,
    /// All further bytes are refused.
    Refused,
    /// HTTP/2, which this check does not follow.
    Other,
}

/// The current line.
#[derive(Debug, Default)]
struct CurrentLine {
    /// The first bytes of the line, in lower case.
    start: [u8; NAME + 1],
    length: usize,
    last: u8,
    /// The number after the colon, or before a chunk.
    number: u64,
    is_after_colon: bool,
    has_number_ended: bool,
}

/// Properties of the body, from the current head.
#[derive(Debug, Default)]
struct Head {
    lines: usize,
    length: Option<u64>,
    is_chunked: bool,
}

impl Wire {
    /// Returns true if all further bytes of the connection are refused.
    pub(super) fn is_refused(&self) -> bool {
        self.place == NextPart::Refused
    }

    /// Checks new bytes, and replaces those that are refused.
    pub(super) fn check(&mut self, bytes: &mut [u8]) {
        let mut at = 0;
        while at < bytes.len() {
            let left = bytes.len() - at;
            match self.place {
                NextPart::Other => return,
                NextPart::Refused => return bytes[at..].fill(REFUSED),
                NextPart::Body(more) | NextPart::Chunk(more) => {
                    let taken = usize::try_from(more).map_or(left, |more| more.min(left));
                    at += taken;
                    let more = more - taken as u64;
                    self.place = match self.place {
                        NextPart::Body(_) if more > 0 => NextPart::Body(more),
                        NextPart::Body(_) => NextPart::Head,
                        _ if more > 0 => NextPart::Chunk(more),
                        _ => NextPart::Size,
                    };
                }
                NextPart::Head | NextPart::Size | NextPart::Trailer => {
                    let end = bytes[at..]
                        .iter()
                        .position(|byte| *byte == b'\n')
                        .map_or(bytes.len(), |end| at + end);
                    bytes[at..end].iter().for_each(|byte| self.line.push(*byte, self.place));
                    at = end + 1;
                    if end < bytes.len() && !self.ends_line() {
                        self.place = NextPart::Refused;
                        bytes[end..].fill(REFUSED);
                    }
                }
            }
        }
    }

    /// Ends a line. Returns false if the line is refused.
    fn ends_line(&mut self) -> bool {
        let line = std::mem::take(&mut self.line);
        if line.last != b'\r' {
            return false;
        }
        let is_empty = line.length == 1;
        match self.place {
            NextPart::Size => {
                self.place = if line.number == 0 {
                    NextPart::Trailer
                } else {
                    NextPart::Chunk(line.number.saturating_add(2))
                }
            }
            NextPart::Trailer if is_empty => self.place = NextPart::Head,
            // The parser skips empty lines in front of a head.
            NextPart::Head if is_empty && self.head.lines == 0 => {}
            NextPart::Head if is_empty => {
                let head = std::mem::take(&mut self.head);
                self.place = match (head.is_chunked, head.length) {
                    (true, Some(_)) => return false,
                    (true, None) => NextPart::Size,
                    (false, None | Some(0)) => NextPart::Head,
                    (false, Some(length)) => NextPart::Body(length),
                };
            }
            NextPart::Head if self.head.lines == 0 && line.start.starts_with(PREFACE) => {
                self.place = NextPart::Other
            }
            NextPart::Head => {
                self.head.lines += 1;
                if line.is_named(b"content-length") {
                    self.head.length = Some(line.number);
                } else if line.is_named(b"transfer-encoding") {
                    self.head.is_chunked = true;
                }
            }
            _ => {}
        }
        true
    }
}

impl CurrentLine {
    fn push(&mut self, byte: u8, place: NextPart) {
        if let Some(kept) = self.start.get_mut(self.length) {
            *kept = byte.to_ascii_lowercase();
        }
        self.length = self.length.saturating_add(1);
        self.last = byte;
        if place == NextPart::Size {
            let digit = char::from(byte).to_digit(16);
            self.has_number_ended |= digit.is_none();
            if let (Some(digit), false) = (digit, self.has_number_ended) {
                self.number = self.number.saturating_mul(16).saturating_add(digit.into());
            }
        } else if self.is_after_colon {
            if let Some(digit) = char::from(byte).to_digit(10) {
                self.number = self.number.saturating_mul(10).saturating_add(digit.into());
            }
        } else {
            self.is_after_colon = byte == b':';
        }
    }

    fn is_named(&self, name: &[u8]) -> bool {
        self.start.starts_with(name) && self.start.get(name.len()) == Some(&b':')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks a text in pieces of `size` bytes, and returns the result.
    fn checked(text: &str, size: usize) -> String {
        let (mut wire, mut bytes) = (Wire::default(), text.as_bytes().to_vec());
        bytes.chunks_mut(size).for_each(|piece| wire.check(piece));
        String::from_utf8_lossy(&bytes).into_owned()
    }

    #[test]
    fn what_is_right_is_left_as_it_is() {
        let body = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\n\r\n{\n\"a\":\n1}\n\n\n";
        let chunks = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nA;x=1\r\n{\n\"a\":\n1}\n\r\n1\r\n\n\r\n0\r\nx: 1\r\n\r\n";
        let get = "\r\nGET /a:1 HTTP/1.1\r\nhost: a:8080\r\nx-content-length: 7\r\ncontent-length: 0\r\n\r\n";
        let preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\n\n\n";
        for text in [body.repeat(2), [get, chunks, body, get, chunks].concat(), preface.into()] {
            for size in 1..=text.len() {
                assert_eq!(checked(&text, size), text, "{size}");
            }
        }
    }

    #[test]
    fn what_a_proxy_may_understand_otherwise_is_refused_from_there_on() {
        let both = "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n";
        let turned = "transfer-encoding: chunked\r\nCONTENT-LENGTH: 5\r\n";
        let before = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";
        for (good, bad) in [
            ("GET / HTTP/1.1".to_owned(), "\nhost: a\n\n"),
            ("GET / HTTP/1.1\r\nhost: a".to_owned(), "\n\r\n"),
            ("GET / HTTP/1.1\r\nhost: a\r\n".to_owned(), "\n"),
            (format!("{before}POST / HTTP/1.1\r\n{both}\r"), "\n0\r\n\r\n"),
            (format!("{before}POST / HTTP/1.1\r\n{turned}\r"), "\n0\r\n\r\n"),
            (
                "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n1".to_owned(),
                "\na\r\n0\r\n\r\n",
            ),
        ] {
            let (text, right) =
                (format!("{good}{bad}"), format!("{good}{}", "\0".repeat(bad.len())));
            for size in 1..=text.len() {
                assert_eq!(checked(&text, size), right, "{size}");
            }
        }
    }
}
