//! Which rows to look at for a packet.

use crate::Row;
use packetwalk_space::{Address, Headers, IntervalSet, Point, Product, Protocol, Sender};

/// Rows by the values of each field.
///
/// Guards of rows that aren't named for a packet don't hold it; those of rows that are named need not.
#[derive(Debug)]
pub(crate) struct Index {
    words: usize,
    rows: usize,
    source: Option<Column<Address>>,
    destination: Option<Column<Address>>,
    protocol: Option<Column<Protocol>>,
    source_port: Option<Column<u16>>,
    destination_port: Option<Column<u16>>,
    sender: Option<Column<Sender>>,
}

impl Index {
    pub(crate) fn new(rows: &[Row]) -> Self {
        Index {
            words: rows.len().div_ceil(64),
            rows: rows.len(),
            source: Column::new(rows, |guard| &guard.source),
            destination: Column::new(rows, |guard| &guard.destination),
            protocol: Column::new(rows, |guard| &guard.protocol),
            source_port: Column::new(rows, Product::source_port),
            destination_port: Column::new(rows, Product::destination_port),
            sender: Column::new(rows, |guard| &guard.sender),
        }
    }

    /// The rows to look at for this packet, in order.
    #[inline]
    pub(crate) fn rows(&self, packet: &Headers) -> impl Iterator<Item = usize> {
        let columns = [
            self.source.as_ref().map(|column| column.at(packet.source, self.words)),
            self.destination.as_ref().map(|column| column.at(packet.destination, self.words)),
            self.protocol.as_ref().map(|column| column.at(packet.protocol, self.words)),
            self.source_port.as_ref().map(|column| column.at(packet.source_port, self.words)),
            self.destination_port.as_ref().map(|column| column.at(packet.destination_port, self.words)),
            self.sender.as_ref().map(|column| column.at(packet.sender, self.words)),
        ];
        let rows = self.rows;
        (0..self.words).flat_map(move |word| {
            let all = if word == rows / 64 { !(u64::MAX << (rows % 64)) } else { u64::MAX };
            let mut bits =
                columns.iter().flatten().fold(all, |bits, column| bits & column.get(word).copied().unwrap_or(0));
            std::iter::from_fn(move || {
                let at = bits.trailing_zeros();
                bits &= bits.wrapping_sub(1);
                (at < 64).then_some(word * 64 + at as usize)
            })
        })
    }
}

/// The values of one field, in pieces, and the rows that each piece meets.
#[derive(Debug)]
struct Column<T> {
    /// Where pieces begin.
    starts: Box<[T]>,
    /// A bit for every row, piece after piece.
    bits: Box<[u64]>,
}

/// With more pieces than this, some are one: a column of a thousand rows then holds some 128 KB, whatever prefix lists
/// they name.
const PIECES: usize = 1024;

impl<T: Point> Column<T> {
    /// The column of a field; `None` where rows don't differ.
    fn new(rows: &[Row], field: impl Fn(&Product) -> &IntervalSet<T>) -> Option<Self> {
        let starts = pieces(rows.iter().flat_map(|row| field(&row.guard).ranges().iter().copied()));
        if starts.len() == 1 {
            return None;
        }
        let words = rows.len().div_ceil(64);
        let mut bits = vec![0; words * starts.len()];
        for (number, row) in rows.iter().enumerate() {
            for &(first, last) in field(&row.guard).ranges() {
                for piece in piece(&starts, first)..=piece(&starts, last) {
                    if let Some(word) = bits.get_mut(piece * words + number / 64) {
                        *word |= 1 << (number % 64);
                    }
                }
            }
        }
        Some(Column { starts: starts.into(), bits: bits.into() })
    }

    #[inline]
    fn at(&self, value: T, words: usize) -> &[u64] {
        let piece = piece(&self.starts, value);
        self.bits.get(piece * words..(piece + 1) * words).unwrap_or_default()
    }
}

/// The piece that holds the value.
#[inline]
fn piece<T: Point>(starts: &[T], value: T) -> usize {
    starts.partition_point(|start| *start <= value).saturating_sub(1)
}

/// Where pieces begin, so that a range begins and ends with a piece unless there are too many.
fn pieces<T: Point>(ranges: impl Iterator<Item = (T, T)>) -> Vec<T> {
    let mut starts = vec![T::FIRST];
    for (first, last) in ranges {
        starts.push(first);
        starts.extend(last.next());
    }
    starts.sort_unstable();
    starts.dedup();
    let step = starts.len().div_ceil(PIECES);
    starts.into_iter().step_by(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Action, Cite};

    #[test]
    fn a_row_is_named_where_it_holds_even_when_pieces_are_one() {
        let row = |port| {
            let guard = Product::everything().with_protocol(IntervalSet::single(Protocol::UDP));
            let guard = guard.with_ports(IntervalSet::all(), IntervalSet::single(port)).unwrap();
            Row::new(guard, Action::Pass, Cite::resource(0, 0))
        };
        let rows: Vec<_> = (0..3000).map(|number| row(number * 2)).collect();
        let index = Index::new(&rows);
        assert!(index.destination_port.as_ref().unwrap().starts.len() <= PIECES);
        for number in 0..3000_u16 {
            let packet = Headers {
                source: Address::v4(10, 0, 0, 1),
                destination: Address::v4(10, 0, 0, 2),
                protocol: Protocol::UDP,
                source_port: 5,
                destination_port: number * 2,
                sender: Sender::LOST,
            };
            let named: Vec<_> = index.rows(&packet).collect();
            assert!(named.contains(&usize::from(number)) && named.len() < 10, "{number}: {named:?}");
            assert_eq!(index.rows(&Headers { protocol: Protocol::TCP, ..packet }).count(), 0);
        }
    }
}
