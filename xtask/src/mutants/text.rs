//! A source with insertions, and the way back from it.

use std::ops::Range;

/// What a source is to have inserted, collected in any order.
#[derive(Default)]
pub(super) struct Edits {
    insertions: Vec<Insertion>,
    wholes: Vec<Whole>,
}

struct Insertion {
    /// Where, in the source.
    at: usize,
    /// At one place, what ends comes before what begins.
    begins: bool,
    text: String,
    /// The change that this is for, if for one alone.
    change: Option<usize>,
}

/// A part of the source, and the changes that are woven around or right into it.
struct Whole {
    range: Range<usize>,
    changes: Vec<usize>,
}

impl Edits {
    /// Inserts what begins something. Of two at one place, the later is the inner one.
    pub(super) fn begin(&mut self, at: usize, change: Option<usize>, text: impl Into<String>) {
        self.insertions.push(Insertion { at, begins: true, text: text.into(), change });
    }

    /// Inserts what ends something. Of two at one place, the later is the outer one.
    pub(super) fn end(&mut self, at: usize, change: Option<usize>, text: impl Into<String>) {
        self.insertions.push(Insertion { at, begins: false, text: text.into(), change });
    }

    /// If the compiler complains of this part, it may be because of these.
    pub(super) fn whole(&mut self, range: Range<usize>, changes: Vec<usize>) {
        if !changes.is_empty() {
            self.wholes.push(Whole { range, changes });
        }
    }

    /// The source with everything inserted.
    pub(super) fn apply(mut self, source: &str) -> Woven {
        self.insertions.sort_by_key(|insertion| (insertion.at, insertion.begins));
        let mut woven = Woven { text: String::new(), inserted: Vec::new(), wholes: self.wholes };
        let mut from = 0;
        for Insertion { at, text, change, .. } in self.insertions {
            woven.text.push_str(source.get(from..at).unwrap_or_default());
            from = at;
            let start = woven.text.len();
            woven.text.push_str(&text);
            woven.inserted.push(Inserted { range: start..woven.text.len(), at, change });
        }
        woven.text.push_str(source.get(from..).unwrap_or_default());
        woven
    }
}

/// A source with changes woven into it.
pub(super) struct Woven {
    pub(super) text: String,
    inserted: Vec<Inserted>,
    wholes: Vec<Whole>,
}

struct Inserted {
    /// Where, in the woven text.
    range: Range<usize>,
    /// Where, in the source.
    at: usize,
    change: Option<usize>,
}

impl Woven {
    /// The changes in it.
    pub(super) fn changes(&self) -> impl Iterator<Item = usize> {
        self.inserted.iter().filter_map(|inserted| inserted.change)
    }

    /// The change that this part of the woven text is for.
    pub(super) fn change_at(&self, part: &Range<usize>) -> Option<usize> {
        let around = |inserted: &&Inserted| inserted.range.start <= part.start && part.end <= inserted.range.end;
        self.inserted.iter().filter(around).find_map(|inserted| inserted.change)
    }

    /// The changes woven around this part of the woven text, as near as there are any.
    pub(super) fn changes_around(&self, part: &Range<usize>) -> &[usize] {
        let (start, end) = (self.source_of(part.start), self.source_of(part.end));
        let around = self.wholes.iter().filter(|whole| whole.range.start <= start && end <= whole.range.end);
        around.min_by_key(|whole| whole.range.len()).map_or(&[], |whole| &whole.changes)
    }

    /// Where a place of the woven text is in the source.
    fn source_of(&self, place: usize) -> usize {
        let before = self.inserted.partition_point(|inserted| inserted.range.start <= place);
        match before.checked_sub(1).and_then(|last| self.inserted.get(last)) {
            Some(last) => last.at + place.saturating_sub(last.range.end),
            None => place,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_come_before_beginnings_and_inner_ones_inside() {
        let mut edits = Edits::default();
        edits.begin(1, None, "[");
        edits.begin(1, Some(7), "<");
        edits.end(2, Some(7), ">");
        edits.end(2, None, "]");
        edits.begin(2, None, "{");
        edits.end(3, None, "}");
        edits.whole(1..2, vec![7]);
        edits.whole(0..4, vec![7, 8]);
        let woven = edits.apply("abcd");
        assert_eq!(woven.text, "a[<b>]{c}d");
        assert_eq!(woven.changes_around(&(3..4)), [7]);
        assert_eq!(woven.changes_around(&(7..8)), [7, 8]);
        assert_eq!(woven.change_at(&(2..3)), Some(7));
        assert_eq!(woven.change_at(&(3..4)), None);
    }
}
