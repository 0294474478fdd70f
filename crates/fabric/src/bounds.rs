//! Guards as plain numbers.

use packetwalk_space::{Headers, IntervalSet, Point, Product};

/// The smallest value of every field that a row's guard holds, and how far it is to the largest.
#[derive(Debug)]
pub(crate) struct Bounds {
    source: (u128, u128),
    destination: (u128, u128),
    sender: (u32, u32),
    source_port: (u16, u16),
    destination_port: (u16, u16),
    protocol: (u8, u8),
    /// Whether everything between is in the guard, too.
    exact: bool,
}

impl Bounds {
    /// The bounds of a guard.
    pub(crate) fn new(guard: &Product) -> Self {
        let (source, destination) = (ends(&guard.source), ends(&guard.destination));
        let (source_port, destination_port) = (ends(guard.source_port()), ends(guard.destination_port()));
        let (sender, protocol) = (ends(&guard.sender), ends(&guard.protocol));
        Bounds {
            source: (source.0.number(), source.1.number() - source.0.number()),
            destination: (destination.0.number(), destination.1.number() - destination.0.number()),
            sender: (sender.0.0, sender.1.0 - sender.0.0),
            source_port: (source_port.0, source_port.1 - source_port.0),
            destination_port: (destination_port.0, destination_port.1 - destination_port.0),
            protocol: (protocol.0.0, protocol.1.0 - protocol.0.0),
            exact: one(&guard.source)
                && one(&guard.destination)
                && one(&guard.protocol)
                && one(guard.source_port())
                && one(guard.destination_port())
                && one(&guard.sender),
        }
    }

    /// Whether the guard, of which these are the bounds, holds the packet.
    #[inline]
    pub(crate) fn hold(&self, packet: &Headers, guard: &Product) -> bool {
        self.admit(packet) && (self.exact || guard.contains(packet))
    }

    /// Whether the packet is within the bounds.
    ///
    /// Ports are compared whatever the protocol: a guard that names some names only protocols that have them.
    #[inline]
    fn admit(&self, packet: &Headers) -> bool {
        // What tells most rows apart goes first.
        packet.destination_port.wrapping_sub(self.destination_port.0) <= self.destination_port.1
            && packet.source.number().wrapping_sub(self.source.0) <= self.source.1
            && packet.destination.number().wrapping_sub(self.destination.0) <= self.destination.1
            && packet.protocol.0.wrapping_sub(self.protocol.0) <= self.protocol.1
            && packet.source_port.wrapping_sub(self.source_port.0) <= self.source_port.1
            && packet.sender.0.wrapping_sub(self.sender.0) <= self.sender.1
    }
}

fn one<T: Point>(set: &IntervalSet<T>) -> bool {
    set.ranges().len() == 1
}

/// The smallest and the largest value; any value of the empty set, as the guard is asked then.
fn ends<T: Point>(set: &IntervalSet<T>) -> (T, T) {
    let ranges = set.ranges();
    ranges.first().zip(ranges.last()).map_or((T::FIRST, T::FIRST), |(first, last)| (first.0, last.1))
}
