//! Names come from other people. What they hold must not steer a terminal.

/// The text with every control character, and every character that turns the direction of writing, written as an escape.
pub fn safe(text: &str) -> String {
    let turns =
        |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    if !text.chars().any(|c| c.is_control() || turns(c)) {
        return text.to_owned();
    }
    text.chars().fold(String::with_capacity(text.len() + 8), |mut safe, c| {
        if c.is_control() || turns(c) {
            safe.extend(c.escape_unicode());
        } else {
            safe.push(c);
        }
        safe
    })
}

/// Whether an id can stand in a command: people paste commands, and an id that isn't one could hold another command.
pub(crate) fn is_plain(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.:/".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::{is_plain, safe};

    #[test]
    fn commands_take_plain_ids_only() {
        assert!(is_plain("sg-0a3cab0e35466c93e"));
        assert!(!is_plain("sg-1; rm -rf ~") && !is_plain("$(id)") && !is_plain("sg-1\nid") && !is_plain(""));
    }

    #[test]
    fn escape_sequences_are_written_out() {
        assert_eq!(safe("web\u{1b}[31m"), "web\\u{1b}[31m");
        assert_eq!(safe("a\u{202e}b\n"), "a\\u{202e}b\\u{a}");
        assert_eq!(safe("Büro – 東京"), "Büro – 東京");
    }
}
