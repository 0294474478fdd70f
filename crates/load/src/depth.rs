//! Nesting, watched while bytes come in, so that a stream of brackets is refused before it fills the memory.

/// How deep AWS output may nest. It nests less than a dozen levels; the JSON parser's own limit is 128.
pub(crate) const MOST: usize = 100;

/// Follows the nesting of a JSON text that comes in pieces.
#[derive(Debug, Default)]
pub(crate) struct Depth {
    open: usize,
    in_string: bool,
    escaped: bool,
    seen: u64,
}

impl Depth {
    /// Takes the next piece.
    ///
    /// # Errors
    /// The offset in the whole text at which the nesting is too deep.
    pub(crate) fn feed(&mut self, piece: &[u8]) -> Result<(), u64> {
        for (at, byte) in (0_u64..).zip(piece) {
            if self.in_string {
                match byte {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => self.in_string = false,
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' => self.in_string = true,
                b'[' | b'{' => {
                    self.open += 1;
                    if self.open > MOST {
                        return Err(self.seen + at);
                    }
                }
                b']' | b'}' => self.open = self.open.saturating_sub(1),
                _ => {}
            }
        }
        self.seen += piece.len() as u64;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_strings_do_not_count() {
        let mut depth = Depth::default();
        let text = format!("{{\"a\": \"{}\\\"{}\"}}", "[".repeat(500), "{".repeat(500));
        for piece in text.as_bytes().chunks(7) {
            assert_eq!(depth.feed(piece), Ok(()));
        }
    }

    #[test]
    fn the_place_is_the_bracket_too_many() {
        let mut depth = Depth::default();
        assert_eq!(depth.feed(" [".repeat(MOST).as_bytes()), Ok(()));
        assert_eq!(depth.feed(b"  ["), Err(2 * MOST as u64 + 2));
    }
}
