//! What else a question may mean.

use crate::render::parts::word;
use crate::story::{Reading, Story, Verdict};

/// Readings that the summary names with their verdict.
const NAMED: usize = 4;

impl Story {
    /// Tells readings of the question whose verdicts are others than the story's: in the summary, which every writing has, and with
    /// their reasons in the remarks.
    pub fn add_readings(&mut self, readings: Vec<Reading>) {
        for verdict in [Verdict::Always, Verdict::Sometimes, Verdict::Unknown, Verdict::Never] {
            let alike: Vec<_> = readings.iter().filter(|reading| reading.verdict == verdict).collect();
            let named: Vec<_> = alike.iter().take(NAMED).map(|reading| reading.how.as_str()).collect();
            let Some(told) = capital(&named.join(", ")) else { continue };
            let more = alike.len() - named.len();
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            self.summary += &format!(" {told}{more}: {}.", word(verdict));
        }
        let remark = |reading: &Reading| {
            let option = if reading.ipv6 { " (-6)" } else { "" };
            format!("{}{option}, {}: {}", reading.how, word(reading.verdict), reading.summary)
        };
        self.remarks.extend(readings.iter().map(remark));
        self.readings = readings;
    }
}

/// A text with a capital letter; nothing of an empty one.
fn capital(text: &str) -> Option<String> {
    let mut letters = text.chars();
    let first = letters.next()?;
    Some(first.to_uppercase().chain(letters).collect())
}
