//! The reader (RFC 8259), strict.

use super::{Json, JsonError, MAX_DEPTH};
use crate::jcs;

/// Reads one JSON text.
///
/// # Errors
///
/// Invalid UTF-8, invalid JSON, a name twice in one object, nesting deeper than [`MAX_DEPTH`], or anything after the
/// value.
pub fn read(bytes: &[u8]) -> Result<Json, JsonError> {
    let mut reader = Reader { bytes, at: 0 };
    match reader.document() {
        Ok(json) => Ok(json),
        Err(what) => Err(reader.error(what)),
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// What is wrong, without the place: that is where the reader has stopped.
type Refused<T> = Result<T, &'static str>;

const NOT_JSON: &str = "not a JSON value";
const STRING: &str =
    "a string that is not closed, or has a control character or a wrong escape in it";

impl Reader<'_> {
    fn document(&mut self) -> Refused<Json> {
        let json = self.value(0)?;
        self.skip_space();
        if self.at < self.bytes.len() {
            Err("trailing characters")
        } else {
            Ok(json)
        }
    }

    #[cold]
    fn error(&self, what: &str) -> JsonError {
        let before = self.bytes.iter().take(self.at);
        let line = before.filter(|byte| **byte == b'\n').count() + 1;
        JsonError([what, " (line ", &line.to_string(), ")"].concat())
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    /// Goes past a byte, if it comes next after any space.
    fn take(&mut self, byte: u8) -> bool {
        self.skip_space();
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn value(&mut self, depth: usize) -> Refused<Json> {
        self.skip_space();
        match self.peek() {
            Some(b'{') => self.object(deeper(depth)?),
            Some(b'[') => self.list(deeper(depth)?),
            Some(b'"') => self.string().map(Json::Text),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word(b"true", Json::Bool(true)),
            Some(b'f') => self.word(b"false", Json::Bool(false)),
            Some(b'n') => self.word(b"null", Json::Null),
            Some(_) => Err(NOT_JSON),
            None => Err("the text ends too early"),
        }
    }

    fn word(&mut self, word: &[u8], json: Json) -> Refused<Json> {
        for byte in word {
            if self.next() != Some(*byte) {
                return Err(NOT_JSON);
            }
        }
        Ok(json)
    }

    fn list(&mut self, depth: usize) -> Refused<Json> {
        self.at += 1;
        let mut items = Vec::new();
        if self.take(b']') {
            return Ok(Json::List(items));
        }
        loop {
            items.push(self.value(depth)?);
            if self.take(b']') {
                return Ok(Json::List(items));
            }
            if !self.take(b',') {
                return Err("expected `,` or `]`");
            }
        }
    }

    fn object(&mut self, depth: usize) -> Refused<Json> {
        self.at += 1;
        let mut members = Vec::new();
        if self.take(b'}') {
            return Ok(Json::Object(members));
        }
        loop {
            self.skip_space();
            if self.peek() != Some(b'"') {
                return Err("expected a member name");
            }
            let name = self.string()?;
            if !self.take(b':') {
                return Err("expected `:`");
            }
            members.push((name, self.value(depth)?));
            if self.take(b'}') {
                break;
            }
            if !self.take(b',') {
                return Err("expected `,` or `}`");
            }
        }
        // Once, at the end: to look through all names at each one would let a long object take a long time.
        let sorted = jcs::sorted(&members);
        let twice = sorted
            .iter()
            .zip(sorted.iter().skip(1))
            .any(|((one, _), (next, _))| one == next);
        // The name itself stays out of the message: it may be personal data.
        if twice {
            Err("a member name stands twice in one object")
        } else {
            Ok(Json::Object(members))
        }
    }

    fn number(&mut self) -> Refused<Json> {
        const NUMBER: &str = "not a JSON number";
        let start = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        let leading_zero = self.peek() == Some(b'0');
        let digits = self.digits();
        if digits == 0 || (leading_zero && digits > 1) {
            return Err(NUMBER);
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            if self.digits() == 0 {
                return Err(NUMBER);
            }
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            if self.digits() == 0 {
                return Err(NUMBER);
            }
        }
        let text = self.bytes.get(start..self.at).unwrap_or_default();
        utf8(text.to_vec()).map(Json::Number)
    }

    /// Goes past digits, and says how many there were.
    fn digits(&mut self) -> usize {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        self.at - start
    }

    fn string(&mut self) -> Refused<String> {
        self.at += 1;
        let mut text = Vec::new();
        loop {
            match self.next() {
                Some(b'"') => return utf8(text),
                Some(b'\\') => {
                    let c = self.escape().ok_or(STRING)?;
                    text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                }
                None | Some(0..0x20) => return Err(STRING),
                Some(byte) => text.push(byte),
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        Some(match self.next()? {
            b'b' => '\u{8}',
            b't' => '\t',
            b'n' => '\n',
            b'f' => '\u{c}',
            b'r' => '\r',
            b'u' => {
                let first = self.unit()?;
                if !(0xd800..0xdc00).contains(&first) {
                    // `None` for the second half of a pair without the first.
                    return char::from_u32(first);
                }
                let second = if self.next()? == b'\\' && self.next()? == b'u' {
                    self.unit()?
                } else {
                    return None;
                };
                let low = second.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
                return char::from_u32(0x10000 + ((first - 0xd800) << 10) + low);
            }
            other @ (b'"' | b'\\' | b'/') => char::from(other),
            _ => return None,
        })
    }

    fn unit(&mut self) -> Option<u32> {
        let mut unit = 0;
        for _ in 0..4 {
            unit = unit << 4 | char::from(self.next()?).to_digit(16)?;
        }
        Some(unit)
    }
}

fn deeper(depth: usize) -> Refused<usize> {
    if depth >= MAX_DEPTH {
        Err("nested too deeply")
    } else {
        Ok(depth + 1)
    }
}

fn utf8(bytes: Vec<u8>) -> Refused<String> {
    String::from_utf8(bytes).map_err(|_| "not UTF-8")
}
