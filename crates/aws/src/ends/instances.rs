//! Instances with several interfaces. AWS's configuration doesn't say by which of them an instance sends, nor which of them is meant by
//! its name: the first that the question can be about is asked, and the others can be, too.

use super::End;
use crate::components::interface;
use crate::components::interface::Interface;
use crate::network::Network;
use packetwalk_fabric::Cite;
use packetwalk_space::Family;

/// What a question wants of an interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wants {
    /// An address of the family.
    Any(Family),
    /// An address that the internet can send to.
    Public(Family),
}

impl Wants {
    /// What is wanted of a destination.
    pub const fn of_destination(family: Family, from_outside: bool) -> Self {
        if from_outside { Wants::Public(family) } else { Wants::Any(family) }
    }

    fn fits(self, interface: &Interface) -> bool {
        interface.addresses.iter().any(|assigned| match self {
            Wants::Public(Family::V4) => assigned.public.is_some(),
            Wants::Any(family) | Wants::Public(family) => assigned.private.family() == family,
        })
    }

    const fn words(self) -> &'static str {
        match self {
            Wants::Public(Family::V4) => "a public IPv4 address",
            Wants::Any(Family::V4) => "an IPv4 address",
            Wants::Any(Family::V6) | Wants::Public(Family::V6) => "an IPv6 address",
        }
    }
}

impl Network {
    /// The interface that is meant by the name of an instance with several: the first that has what the question wants, else device 0.
    pub(super) fn meant(&self, text: &str, (first, rest): (u32, &[u32]), wants: Wants) -> End {
        let all = || std::iter::once(first).chain(rest.iter().copied());
        let mut fit = all().filter(|item| wants.fits(self.interface(*item)));
        let meant = fit.next().unwrap_or(first);
        let why = match fit.next() {
            _ if meant == first => "is device 0".to_owned(),
            None => format!("is the only one with {}", wants.words()),
            Some(_) => format!("is the first with {}", wants.words()),
        };
        let id = |item: u32| self.text(self.interface(item).id);
        let others: Vec<_> = all().filter(|item| *item != meant).map(id).collect();
        let note = format!("{text} has several interfaces; {} {why}, the others are {}", id(meant), others.join(", "));
        End::Interface { item: meant, address: None, note: Some(note) }
    }

    /// Of an instance with several interfaces, of which one was taken, the ids of the others that the question can be about.
    pub fn others(&self, end: &End, taken: Option<Cite>, wants: Wants) -> Vec<&str> {
        let End::Instance { first, rest } = end else { return Vec::new() };
        let others = std::iter::once(first).chain(rest).filter(|item| Some(interface::place(**item).cite) != taken);
        let others = others.map(|item| self.interface(*item)).filter(|other| wants.fits(other));
        others.map(|other| self.text(other.id)).collect()
    }
}
