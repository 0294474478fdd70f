//! Text: made safe, measured, cut, wrapped.
//!
//! Whoever looks at the picture has other fonts than the next one, so widths are those of a wide one (`DejaVu Sans`): what fits here
//! fits in Arial, Segoe UI and Roboto.

use packetwalk::safe;

/// How text is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Face {
    /// Height in pixels.
    pub(crate) size: i32,
    /// Bold.
    pub(crate) bold: bool,
    /// All letters of one width: ids and addresses.
    pub(crate) fixed: bool,
}

impl Face {
    pub(crate) const TITLE: Face = Face { size: 13, bold: true, fixed: false };
    pub(crate) const PLAIN: Face = Face { size: 12, bold: false, fixed: false };
    pub(crate) const STRONG: Face = Face { size: 12, bold: true, fixed: false };
    pub(crate) const FIXED: Face = Face { size: 11, bold: false, fixed: true };

    /// The distance from one line to the next.
    pub(crate) const fn line(self) -> i32 {
        self.size + 4
    }
}

/// What other people wrote, without what could steer a reader's program: control characters, turns of direction, and the two
/// characters that no XML document may hold.
pub(crate) fn clean(text: &str) -> String {
    safe(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}

/// The width of a text, rounded up.
pub(crate) fn width(text: &str, face: Face) -> i32 {
    let thousandths: i32 = text.chars().map(|c| if face.fixed && c.is_ascii() { 605 } else { of_char(c) }).sum();
    let bold = if face.bold { thousandths / 9 } else { 0 };
    ((thousandths + bold) * face.size).div_euclid(1000) + 1
}

/// The width of a character in thousandths of the text's height.
fn of_char(c: char) -> i32 {
    match c {
        'i' | 'j' | 'l' | '\'' | '|' => 340,
        ' ' | '.' | ',' | ':' | ';' | '!' | 'I' | '(' | ')' | '[' | ']' | '/' | '\\' | 'f' | 't' | '-' | 'r' => 420,
        'm' | 'M' | 'W' | '@' | '%' | 'w' | '→' | '←' | '…' | '—' | '\u{2460}'..='\u{24ff}' => 1010,
        'A'..='Z' => 790,
        ' '..='~' => 640,
        '\u{a0}'..='\u{24ff}' => 860,
        // Wide scripts, and symbols that fonts make as wide as they please.
        _ => 1400,
    }
}

/// The text as far as it fits, with an ellipsis where it doesn't.
pub(crate) fn cut(text: &str, face: Face, most: i32) -> String {
    if width(text, face) <= most {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        kept.push(c);
        if width(&kept, face) + width("…", face) > most {
            kept.pop();
            break;
        }
    }
    kept.push('…');
    kept
}

/// A name as far as it fits: its start and its end, which tell names apart.
pub(crate) fn cut_middle(text: &str, face: Face, most: i32) -> String {
    if width(text, face) <= most {
        return text.to_owned();
    }
    let room = most - width("…", face);
    let end: Vec<char> = text.chars().rev().take(6).collect();
    let end: String = end.into_iter().rev().collect();
    if width(&end, face) * 2 > room {
        return cut(text, face, most);
    }
    let mut start = String::new();
    for c in text.chars() {
        start.push(c);
        if width(&start, face) + width(&end, face) > room {
            start.pop();
            break;
        }
    }
    format!("{start}…{end}")
}

/// The text in lines that fit. Words that are wider than a line are broken.
pub(crate) fn wrap(text: &str, face: Face, most: i32) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let mut word = word;
        while let Some(line) = lines.last_mut() {
            let space = if line.is_empty() { "" } else { " " };
            if width(&format!("{line}{space}{word}"), face) <= most {
                line.push_str(space);
                line.push_str(word);
                break;
            }
            if !line.is_empty() {
                lines.push(String::new());
                continue;
            }
            let fits = word.char_indices().map(|(at, c)| at + c.len_utf8());
            let fits = fits.take_while(|end| width(word.get(..*end).unwrap_or_default(), face) <= most).last();
            let end = fits.unwrap_or_else(|| word.chars().next().map_or(0, char::len_utf8));
            line.push_str(word.get(..end).unwrap_or_default());
            word = word.get(end..).unwrap_or_default();
            if word.is_empty() {
                break;
            }
            lines.push(String::new());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{Face, clean, cut, cut_middle, width, wrap};

    #[test]
    fn what_is_cut_fits() {
        let name = "a-name-that-goes-on-and-on-東京-and-on";
        for most in [20, 40, 80, 160, 320] {
            assert!(width(&cut(name, Face::PLAIN, most), Face::PLAIN) <= most, "{most}");
            assert!(width(&cut_middle(name, Face::PLAIN, most), Face::PLAIN) <= most, "{most}");
        }
        assert_eq!(cut("web", Face::TITLE, 100), "web");
    }

    #[test]
    fn lines_fit_and_nothing_is_lost() {
        let text = "no inbound rule of security group sg-05a666079ef1946a6 (db) allows it";
        let lines = wrap(text, Face::PLAIN, 90);
        assert!(lines.iter().all(|line| width(line, Face::PLAIN) <= 90));
        assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
    }

    #[test]
    fn what_xml_forbids_is_written_out() {
        assert_eq!(clean("a\u{0}b\u{202e}c\u{ffff}"), "a\\u{0}b\\u{202e}c\u{fffd}");
    }
}
