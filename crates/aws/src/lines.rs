//! Where in a text its parts start.

/// Lines of parts of a text. Parts that come in order are counted once.
#[derive(Debug)]
pub struct Lines<'a> {
    text: &'a str,
    /// The line on which the text starts.
    first: u32,
    /// An offset, and its line.
    counted: (usize, u32),
}

impl<'a> Lines<'a> {
    /// The lines of a text that starts on the given line.
    pub const fn new(text: &'a str, first: u32) -> Self {
        Lines { text, first, counted: (0, first) }
    }

    /// The line on which a part starts; the first line for what is no part of the text.
    pub fn of(&mut self, part: &str) -> u32 {
        let offset = (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        let (from, line) = if offset >= self.counted.0 { self.counted } else { (0, self.first) };
        let Some(between) = self.text.as_bytes().get(from..offset) else { return self.first };
        self.counted = (offset, line.saturating_add(newlines(between)));
        self.counted.1
    }
}

/// How many line feeds bytes hold; `u32::MAX` for more than that.
pub fn newlines(bytes: &[u8]) -> u32 {
    u32::try_from(memchr::memchr_iter(b'\n', bytes).count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_in_any_order() {
        let text = "a\nb\n\nc d";
        let mut lines = Lines::new(text, 10);
        assert_eq!(lines.of(&text[7..]), 13);
        assert_eq!(lines.of(&text[2..]), 11);
        assert_eq!(lines.of(text), 10);
        assert_eq!(lines.of(&text[5..6]), 13);
        assert_eq!(lines.of("elsewhere"), 10);
    }
}
