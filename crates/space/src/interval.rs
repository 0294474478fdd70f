//! Sets of numbers as sorted, disjoint, non-adjacent ranges.

use crate::{Address, Protocol, Sender};
use std::fmt;
use std::sync::Arc;

/// A value of a field: something with neighbours.
pub trait Point: Copy + Ord + fmt::Debug {
    /// The smallest value.
    const FIRST: Self;
    /// The largest value.
    const LAST: Self;
    /// The value after this one; `None` at the end.
    fn next(self) -> Option<Self>;
    /// The value before this one; `None` at the start.
    fn before(self) -> Option<Self>;
}

macro_rules! points {
    ($($type:ty, $number:ty, $wrap:expr, $unwrap:expr;)*) => {$(
        impl Point for $type {
            const FIRST: Self = $wrap(<$number>::MIN);
            const LAST: Self = $wrap(<$number>::MAX);
            fn next(self) -> Option<Self> {
                $unwrap(self).checked_add(1).map($wrap)
            }
            fn before(self) -> Option<Self> {
                $unwrap(self).checked_sub(1).map($wrap)
            }
        }
    )*};
}

points! {
    u16, u16, std::convert::identity, std::convert::identity;
    Protocol, u8, Protocol, |p: Protocol| p.0;
    Sender, u32, Sender, |s: Sender| s.0;
    Address, u128, Address::from_number, Address::number;
}

/// A set of values of one field.
///
/// One range, by far the commonest case, is held inline; several are shared, so that a thousand guards on one prefix
/// list or one group's members hold it once.
#[derive(Clone)]
pub struct IntervalSet<T>(Ranges<T>);

#[derive(Clone)]
enum Ranges<T> {
    One((T, T)),
    /// Sorted, disjoint, not adjacent; none or at least two.
    Several(Arc<[(T, T)]>),
}

impl<T: Point> IntervalSet<T> {
    /// The empty set.
    pub fn empty() -> Self {
        IntervalSet(Ranges::Several(Arc::default()))
    }

    /// Every value.
    pub const fn all() -> Self {
        IntervalSet(Ranges::One((T::FIRST, T::LAST)))
    }

    /// The set of one value.
    pub const fn single(value: T) -> Self {
        IntervalSet(Ranges::One((value, value)))
    }

    /// From `first` to `last`, both included; empty when `last` comes before `first`.
    pub fn range(first: T, last: T) -> Self {
        if first <= last { IntervalSet(Ranges::One((first, last))) } else { Self::empty() }
    }

    /// The union of any ranges, in any order.
    pub fn from_ranges(ranges: impl IntoIterator<Item = (T, T)>) -> Self {
        let mut ranges: Vec<_> = ranges.into_iter().filter(|(first, last)| first <= last).collect();
        if !ranges.is_sorted() {
            ranges.sort_unstable();
        }
        let mut merged: Vec<(T, T)> = Vec::with_capacity(ranges.len());
        for (first, last) in ranges {
            match merged.last_mut() {
                // Overlapping or adjacent: grow the range before.
                Some((_, end)) if end.next().is_none_or(|after| first <= after) => *end = (*end).max(last),
                _ => merged.push((first, last)),
            }
        }
        Self::from_merged(merged)
    }

    fn from_merged(ranges: Vec<(T, T)>) -> Self {
        match ranges.as_slice() {
            [range] => IntervalSet(Ranges::One(*range)),
            _ => IntervalSet(Ranges::Several(ranges.into())),
        }
    }

    /// The ranges, in order.
    pub fn ranges(&self) -> &[(T, T)] {
        match &self.0 {
            Ranges::One(range) => std::slice::from_ref(range),
            Ranges::Several(ranges) => ranges,
        }
    }

    /// Whether nothing is in the set.
    pub fn is_empty(&self) -> bool {
        matches!(&self.0, Ranges::Several(ranges) if ranges.is_empty())
    }

    /// Whether everything is in the set.
    pub fn is_all(&self) -> bool {
        matches!(&self.0, Ranges::One((first, last)) if *first == T::FIRST && *last == T::LAST)
    }

    /// The smallest member.
    pub fn first(&self) -> Option<T> {
        self.ranges().first().map(|range| range.0)
    }

    /// The member, when there is exactly one.
    pub fn only(&self) -> Option<T> {
        match &self.0 {
            Ranges::One((first, last)) if first == last => Some(*first),
            _ => None,
        }
    }

    /// Whether `value` is a member.
    pub fn contains(&self, value: T) -> bool {
        match &self.0 {
            Ranges::One((first, last)) => *first <= value && value <= *last,
            Ranges::Several(ranges) => {
                let at = ranges.partition_point(|(_, last)| *last < value);
                ranges.get(at).is_some_and(|(first, _)| *first <= value)
            }
        }
    }

    /// Whether the two sets share a member.
    #[inline]
    pub fn meets(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Ranges::One((a, b)), Ranges::One((c, d))) => a <= d && c <= b,
            _ => overlaps(self.ranges(), other.ranges()).next().is_some(),
        }
    }

    /// Whether every member of `other` is a member.
    pub fn contains_all(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Ranges::One((a, b)), Ranges::One((c, d))) => a <= c && d <= b,
            _ => other.ranges().iter().all(|(first, last)| {
                let ranges = self.ranges();
                let at = ranges.partition_point(|(_, end)| end < first);
                ranges.get(at).is_some_and(|(start, end)| start <= first && last <= end)
            }),
        }
    }

    /// Members of both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        match (&self.0, &other.0) {
            (Ranges::One((a, b)), Ranges::One((c, d))) => Self::range(*a.max(c), *b.min(d)),
            _ if other.is_all() => self.clone(),
            _ if self.is_all() => other.clone(),
            _ => Self::from_merged(overlaps(self.ranges(), other.ranges()).collect()),
        }
    }

    /// Members of either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        if self.contains_all(other) {
            return self.clone();
        }
        Self::from_ranges(self.ranges().iter().chain(other.ranges()).copied())
    }

    /// Members of this set that are not in `other`.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        if !self.meets(other) {
            return self.clone();
        }
        let mut left = Vec::new();
        for &(first, last) in self.ranges() {
            let mut from = Some(first);
            let ranges = other.ranges();
            let start = ranges.partition_point(|(_, end)| *end < first);
            for &(cut_first, cut_last) in ranges.iter().skip(start).take_while(|(begin, _)| *begin <= last) {
                if let (Some(begin), Some(end)) = (from, cut_first.before())
                    && begin <= end
                {
                    left.push((begin, end));
                }
                from = cut_last.next();
            }
            if let Some(begin) = from
                && begin <= last
            {
                left.push((begin, last));
            }
        }
        Self::from_merged(left)
    }

    /// Everything that is not in the set.
    #[must_use]
    pub fn complement(&self) -> Self {
        Self::all().difference(self)
    }
}

/// The overlaps of two sorted lists of ranges, in order.
///
/// Walks the shorter list and finds its place in the longer by bisection when their lengths are far apart.
fn overlaps<'a, T: Point>(a: &'a [(T, T)], b: &'a [(T, T)]) -> impl Iterator<Item = (T, T)> + 'a {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short.iter().flat_map(move |&(first, last)| {
        let start = long.partition_point(|(_, end)| *end < first);
        long.iter()
            .skip(start)
            .take_while(move |(begin, _)| *begin <= last)
            .map(move |&(begin, end)| (begin.max(first), end.min(last)))
    })
}

impl<T: Point> PartialEq for IntervalSet<T> {
    fn eq(&self, other: &Self) -> bool {
        self.ranges() == other.ranges()
    }
}

impl<T: Point> Eq for IntervalSet<T> {}

impl<T: Point> fmt::Debug for IntervalSet<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.ranges()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(ranges: &[(u16, u16)]) -> IntervalSet<u16> {
        IntervalSet::from_ranges(ranges.iter().copied())
    }

    #[test]
    fn ranges_are_merged_when_they_touch() {
        assert_eq!(set(&[(5, 9), (1, 4), (20, 30), (25, 40)]).ranges(), [(1, 9), (20, 40)]);
        assert_eq!(set(&[(0, u16::MAX), (3, 4)]), IntervalSet::all());
        assert!(set(&[(5, 4)]).is_empty());
    }

    #[test]
    fn the_ends_of_the_line_are_no_special_case() {
        let all = IntervalSet::<u16>::all();
        assert_eq!(all.difference(&set(&[(0, 0)])).ranges(), [(1, u16::MAX)]);
        assert_eq!(all.difference(&set(&[(u16::MAX, u16::MAX)])).ranges(), [(0, u16::MAX - 1)]);
        assert!(all.difference(&all).is_empty());
        assert_eq!(set(&[(3, 4)]).complement().complement(), set(&[(3, 4)]));
    }

    #[test]
    fn difference_splits_a_range() {
        assert_eq!(set(&[(0, 100)]).difference(&set(&[(10, 19), (30, 39)])).ranges(), [(0, 9), (20, 29), (40, 100)]);
    }
}
