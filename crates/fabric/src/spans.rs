//! Sorted, disjoint address spans, each with a number: tables too large to read row by row.

use packetwalk_space::{Address, IntervalSet};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

/// Some addresses and the number of what they belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first address.
    pub first: Address,
    /// The last address.
    pub last: Address,
    /// A row's or an entry's number.
    pub number: u32,
}

/// Sorted, disjoint spans.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spans(Arc<[Span]>);

impl Spans {
    /// The spans in which each address belongs to the smallest number among the sets that hold it.
    ///
    /// With rows in order of preference this is longest-prefix match, flattened.
    pub fn flattened(sets: impl IntoIterator<Item = (IntervalSet<Address>, u32)>) -> Self {
        let mut ranges: Vec<Span> = sets
            .into_iter()
            .flat_map(|(set, number)| {
                set.ranges().iter().map(|&(first, last)| Span { first, last, number }).collect::<Vec<_>>()
            })
            .collect();
        ranges.sort_unstable_by_key(|span| (span.first, span.number));
        let mut flat: Vec<Span> = Vec::with_capacity(ranges.len());
        // The ranges that cover the current address, the preferred one on top.
        let mut open: BinaryHeap<Reverse<(u32, Address)>> = BinaryHeap::new();
        let mut upcoming = ranges.iter().peekable();
        let mut at = None;
        while let Some(first) = at.or_else(|| upcoming.peek().map(|span| span.first)) {
            while let Some(span) = upcoming.next_if(|span| span.first <= first) {
                open.push(Reverse((span.number, span.last)));
            }
            while open.peek().is_some_and(|Reverse((_, last))| *last < first) {
                open.pop();
            }
            let Some(&Reverse((number, end))) = open.peek() else {
                at = None;
                continue;
            };
            // Until the preferred range ends, or the next one starts.
            let before_next = upcoming.peek().and_then(|span| packetwalk_space::Point::before(span.first));
            let last = before_next.map_or(end, |before| before.min(end));
            match flat.last_mut() {
                Some(previous)
                    if previous.number == number && packetwalk_space::Point::next(previous.last) == Some(first) =>
                {
                    previous.last = last;
                }
                _ => flat.push(Span { first, last, number }),
            }
            at = packetwalk_space::Point::next(last);
            if at.is_none() {
                break;
            }
        }
        Spans(flat.into())
    }

    /// Spans that are disjoint already, in any order.
    pub fn sorted(mut spans: Vec<Span>) -> Self {
        spans.sort_unstable_by_key(|span| span.first);
        Spans(spans.into())
    }

    /// All of them, in order.
    pub fn all(&self) -> &[Span] {
        &self.0
    }

    /// The span that holds the address.
    pub fn find(&self, address: Address) -> Option<Span> {
        let at = self.0.partition_point(|span| span.last < address);
        self.0.get(at).filter(|span| span.first <= address).copied()
    }

    /// The spans that meet the set, in order.
    pub fn meeting<'a>(&'a self, set: &'a IntervalSet<Address>) -> impl Iterator<Item = Span> + 'a {
        let mut next = 0;
        set.ranges().iter().flat_map(move |&(first, last)| {
            let start = next.max(self.0.partition_point(|span| span.last < first));
            let count = self.0.iter().skip(start).take_while(|span| span.first <= last).count();
            next = start + count;
            // A span that reaches past this range may meet the next one too; it is given once.
            self.0.iter().skip(start).take(count).copied()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use packetwalk_space::Cidr;

    fn flatten(cidrs: &[&str]) -> Vec<(String, u32)> {
        let sets = cidrs
            .iter()
            .enumerate()
            .map(|(i, text)| (text.parse::<Cidr>().unwrap().addresses(), u32::try_from(i).unwrap()));
        let spans = Spans::flattened(sets);
        spans.all().iter().map(|span| (format!("{}-{}", span.first, span.last), span.number)).collect()
    }

    #[test]
    fn the_preferred_row_wins_and_gaps_stay_gaps() {
        let got = flatten(&["10.0.1.0/24", "10.0.0.0/16", "192.168.0.0/16"]);
        let want = [
            ("10.0.0.0-10.0.0.255", 1),
            ("10.0.1.0-10.0.1.255", 0),
            ("10.0.2.0-10.0.255.255", 1),
            ("192.168.0.0-192.168.255.255", 2),
        ];
        assert_eq!(got, want.map(|(range, row)| (range.to_owned(), row)));
    }

    #[test]
    fn a_default_route_reaches_both_ends_of_the_line() {
        let got = flatten(&["10.0.0.0/8", "0.0.0.0/0", "::/0"]);
        assert_eq!(got.first().unwrap().1, 2);
        assert_eq!(got.last().unwrap().1, 2);
        let spans = Spans::flattened([(Cidr::everything(packetwalk_space::Family::V4).addresses(), 0)]);
        assert_eq!(spans.find("255.255.255.255".parse().unwrap()).unwrap().number, 0);
        assert_eq!(spans.find("::1".parse().unwrap()), None);
    }

    #[test]
    fn each_span_is_given_once() {
        let spans = Spans::flattened([("10.0.0.0/8".parse::<Cidr>().unwrap().addresses(), 7)]);
        let holes = IntervalSet::from_ranges([
            (Address::v4(10, 0, 0, 1), Address::v4(10, 0, 0, 1)),
            (Address::v4(10, 0, 0, 3), Address::v4(10, 0, 0, 3)),
        ]);
        assert_eq!(spans.meeting(&holes).count(), 1);
    }
}
