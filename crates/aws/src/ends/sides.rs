//! From an end to where packets start and where they should arrive.

use super::{Destination, End, EndError, Source, Wants};
use crate::components::{
    classic_load_balancer, gateway_endpoint, interface, interface_endpoint, internet, internet_gateway, load_balancer,
    nat_gateway, on_premises,
};
use crate::network::Network;
use crate::registry::Kind;
use packetwalk_fabric::{Cite, Lexicon};
use packetwalk_space::{Address, Family, IntervalSet, Sender, text};

impl Network {
    /// Where a walk from an end starts.
    ///
    /// # Errors
    /// When the end can't send: a block, an address that nobody has, or an interface without an address of the family.
    pub fn source(&self, text: &str, end: &End, family: Family) -> Result<Source, EndError> {
        let unfit = |why: String| Err(EndError::Unfit { text: text.to_owned(), why });
        match end {
            End::Interface { item, address, note } => {
                let interface = self.interface(*item);
                let named = address.map(|address| {
                    // A public address stands for the private one that it is paired with.
                    let pair = interface.addresses.iter().find(|assigned| assigned.public == Some(address));
                    pair.map_or(address, |assigned| assigned.private)
                });
                let primary = interface.addresses.iter().map(|a| a.private).find(|a| a.family() == family);
                let Some(address) = named.filter(|a| a.family() == family).or(primary) else {
                    return unfit(format!("has no {family} address"));
                };
                let instance = interface.instance.and_then(|id| self.find_instance(id));
                Ok(Source {
                    start: interface::egress(*item),
                    addresses: IntervalSet::single(address),
                    sender: interface::sender(*item),
                    place: Some(interface::place(*item).cite),
                    gate: None,
                    system: instance.and_then(|instance| self.instance(instance).system),
                    inbound: Some(interface::enter(*item)),
                    name: self.short(*item, address),
                    note: note.clone(),
                })
            }
            End::Instance { first, rest } => {
                self.source(text, &self.meant(text, (*first, rest), Wants::Any(family)), family)
            }
            End::Outside { addresses } => {
                let whole = IntervalSet::from_ranges(family.whole().iter().copied());
                let addresses = addresses.intersection(&whole);
                if addresses.is_empty() {
                    return unfit(format!("has no {family} address"));
                }
                Ok(Source {
                    start: internet::station_key(),
                    name: Lexicon::addresses(self, &addresses).unwrap_or_else(|| self.outside(text, &addresses)),
                    addresses,
                    sender: Sender::LOST,
                    place: None,
                    gate: Some(internet::place()),
                    system: None,
                    inbound: None,
                    note: None,
                })
            }
            End::Service { items, note, .. } => match items.as_slice() {
                [only] => {
                    let only = End::Interface { item: *only, address: None, note: note.clone() };
                    self.source(text, &only, family)
                }
                several => {
                    let candidates = several.iter().map(|item| self.in_a_line(*item)).collect();
                    Err(EndError::Ambiguous { text: text.to_owned(), candidates })
                }
            },
            End::Balancer { .. } => unfit(
                "is a load balancer, which starts nothing but to its targets: name the client that asks it".to_owned(),
            ),
            End::Endpoint { .. } => {
                unfit("is a VPC endpoint, which answers and starts nothing: name the client that asks it".to_owned())
            }
            End::Gateway { item } => {
                let whole = IntervalSet::from_ranges(family.whole().iter().copied());
                let gateway = self.named(self.internet_gateway(*item).id);
                Ok(Source {
                    start: internet_gateway::inward(*item),
                    name: format!("the internet, by {gateway},"),
                    addresses: self.internet().intersection(&whole),
                    sender: Sender::LOST,
                    place: None,
                    gate: Some(internet::place()),
                    system: None,
                    inbound: None,
                    note: None,
                })
            }
            End::Behind { gate, addresses } => {
                let whole = IntervalSet::from_ranges(family.whole().iter().copied());
                let addresses = addresses.intersection(&whole);
                if addresses.is_empty() {
                    return unfit(format!("has no {family} address"));
                }
                Ok(self.source_behind(*gate, addresses))
            }
            End::Described { network, addresses } => {
                let whole = IntervalSet::from_ranges(family.whole().iter().copied());
                let addresses = addresses.intersection(&whole);
                if addresses.is_empty() {
                    return unfit(format!("has no {family} address"));
                }
                Ok(Source {
                    start: on_premises::from(*network),
                    name: self.described_name(*network, &addresses),
                    gate: Some(on_premises::place(*network)),
                    addresses,
                    sender: Sender::LOST,
                    place: None,
                    system: None,
                    inbound: None,
                    note: None,
                })
            }
            End::Anywhere { block } => match self.gates_of(&block.addresses()).as_slice() {
                [gate] => Ok(self.source_behind(*gate, block.addresses())),
                [] => {
                    let sends = "can be a destination, but nothing in the snapshot sends from it: name an interface or instance";
                    let outside = self.gates().next().is_some();
                    let by =
                        if outside { ", or the gateway by which it comes in, as in vgw-…/192.168.0.10" } else { "" };
                    unfit(format!("{sends}{by}"))
                }
                several => {
                    let candidate = |gate: &Cite| format!("{}/{block}", self.citation(*gate).id);
                    let candidates = several.iter().map(candidate).collect();
                    Err(EndError::Ambiguous { text: text.to_owned(), candidates })
                }
            },
            End::Inside { .. } => unfit(
                "can be a destination, but nothing in the snapshot sends from it: name an interface or instance"
                    .to_owned(),
            ),
        }
    }

    fn source_behind(&self, gate: Cite, addresses: IntervalSet<Address>) -> Source {
        Source {
            start: Self::inward(gate),
            name: self.behind_name(gate, &addresses),
            addresses,
            sender: Sender::LOST,
            place: None,
            gate: Some(gate),
            system: None,
            inbound: None,
            note: None,
        }
    }

    fn behind_name(&self, gate: Cite, addresses: &IntervalSet<Address>) -> String {
        if gate.component == Kind::ClientVpn as u8 {
            let citation = self.citation(gate);
            let named = citation.name.map(|name| format!("{name}, ")).unwrap_or_default();
            return format!("a client of {} ({named}{})", citation.id, text::addresses(addresses));
        }
        format!("{} behind {}", text::addresses(addresses), self.citation(gate).id)
    }

    fn described_name(&self, network: u32, addresses: &IntervalSet<Address>) -> String {
        format!("{} in {}", text::addresses(addresses), self.citation(on_premises::place(network)).id)
    }

    /// Where a walk to an end should arrive.
    ///
    /// `from_outside` says that it starts outside, where an interface is known by its public address.
    ///
    /// # Errors
    /// When the end has no address of the family.
    pub fn destination(
        &self,
        text: &str,
        end: &End,
        family: Family,
        from_outside: bool,
    ) -> Result<Destination, EndError> {
        let whole = IntervalSet::from_ranges(family.whole().iter().copied());
        let of_family = |addresses: &IntervalSet<Address>| {
            let addresses = addresses.intersection(&whole);
            let why = format!("has no {family} address");
            if addresses.is_empty() { Err(EndError::Unfit { text: text.to_owned(), why }) } else { Ok(addresses) }
        };
        let plain = |addresses: IntervalSet<Address>, inside| Destination {
            name: Lexicon::addresses(self, &addresses).unwrap_or_else(|| text::addresses(&addresses)),
            addresses,
            place: None,
            gate: None,
            through: None,
            port: None,
            inside,
            inbound: None,
            note: None,
        };
        Ok(match end {
            End::Interface { item, address, note } => {
                let interface = self.interface(*item);
                let primary = interface.addresses.iter().find(|a| a.private.family() == family);
                // From outside it is known by a public address, whichever of its addresses has one.
                let paired = interface.addresses.iter().filter(|a| a.private.family() == family).find_map(|a| a.public);
                let public = paired.filter(|_| from_outside);
                let primary = public.or(primary.map(|assigned| assigned.private));
                let named = address.filter(|a| a.family() == family);
                let Some(address) = named.or(primary) else {
                    return of_family(&IntervalSet::empty()).map(|a| plain(a, None));
                };
                Destination {
                    addresses: IntervalSet::single(address),
                    place: Some(interface::place(*item).cite),
                    gate: None,
                    through: self.passes_on(*item),
                    port: None,
                    inside: Some(true),
                    // Read as sent only where the address is the interface's own, so that nothing must translate it.
                    inbound: interface.owned().contains(address).then(|| interface::enter(*item)),
                    name: self.short(*item, address),
                    note: note.clone(),
                }
            }
            End::Instance { first, rest } => {
                let meant = self.meant(text, (*first, rest), Wants::of_destination(family, from_outside));
                self.destination(text, &meant, family, from_outside)?
            }
            End::Service { items, port, note } => {
                if let [only] = items.as_slice() {
                    let only = End::Interface { item: *only, address: None, note: note.clone() };
                    return Ok(Destination { port: *port, ..self.destination(text, &only, family, from_outside)? });
                }
                // An address that two VPCs have doesn't tell whose it is.
                let of_several =
                    |item: &u32| self.interface(*item).addresses.iter().any(|a| self.owner_of(a.private).is_none());
                if items.iter().any(of_several) {
                    let candidates = items.iter().map(|item| self.in_a_line(*item)).collect();
                    return Err(EndError::Ambiguous { text: text.to_owned(), candidates });
                }
                let first = |item: &u32| {
                    let mut assigned = self.interface(*item).addresses.iter().filter(|a| a.private.family() == family);
                    if from_outside && family == Family::V4 {
                        assigned.find_map(|assigned| assigned.public)
                    } else {
                        assigned.next().map(|assigned| assigned.private)
                    }
                };
                let addresses = items.iter().filter_map(first).map(|address| (address, address));
                let addresses = addresses.collect::<Vec<_>>();
                let left = items.len() - addresses.len();
                let left = (left > 0)
                    .then(|| format!("{left} of the {} interfaces of {text} have no such address", items.len()));
                let note = [note.clone(), left].into_iter().flatten().reduce(|one, other| format!("{one}; {other}"));
                let addresses = of_family(&IntervalSet::from_ranges(addresses))?;
                let name = format!("{text} ({})", text::addresses(&addresses));
                Destination { name, port: *port, note, ..plain(addresses, Some(true)) }
            }
            End::Balancer { kind, item } => {
                let front = self.balancer(*kind, *item);
                let name = self.text(front.name.unwrap_or(front.id)).to_owned();
                let note = front.dns_name.map(|dns| {
                    format!("{name} is asked at the addresses of its nodes, as {} would resolve", self.text(dns))
                });
                Destination {
                    place: Some(front.place),
                    through: Some(front.place),
                    name,
                    note,
                    ..plain(of_family(&front.addresses(self))?, Some(true))
                }
            }
            End::Endpoint { item } => {
                let place = gateway_endpoint::place(*item).cite;
                Destination {
                    place: Some(place),
                    through: Some(place),
                    name: self.named(self.vpc_endpoint(*item).id),
                    ..plain(of_family(&interface_endpoint::addresses(self, *item))?, Some(true))
                }
            }
            End::Inside { block } => plain(of_family(&block.addresses())?, Some(true)),
            End::Behind { gate, addresses } => {
                let addresses = of_family(addresses)?;
                let name = self.behind_name(*gate, &addresses);
                Destination { gate: Some(*gate), name, ..plain(addresses, Some(false)) }
            }
            End::Described { network, addresses } => {
                let addresses = of_family(addresses)?;
                let name = self.described_name(*network, &addresses);
                Destination { gate: Some(on_premises::place(*network)), name, ..plain(addresses, Some(false)) }
            }
            End::Gateway { .. } => {
                let why = "is a way, not an end: a walk can start there, as one from the internet; ask for what is behind it, \
                           or for `internet`";
                return Err(EndError::Unfit { text: text.to_owned(), why: why.to_owned() });
            }
            End::Outside { addresses } if from_outside && !self.somebody_has(addresses) => return Err(nobodys(text)),
            End::Anywhere { block } if from_outside && !self.somebody_has(&block.addresses()) => {
                return Err(nobodys(text));
            }
            End::Outside { addresses } => plain(of_family(addresses)?, Some(false)),
            End::Anywhere { block } if from_outside => {
                let known = self.held_public().intersection(&block.addresses());
                let note = format!("of {block}, only the addresses that somebody in the snapshot has are asked about");
                Destination { note: Some(note), ..plain(of_family(&known)?, Some(true)) }
            }
            End::Anywhere { block } => plain(of_family(&block.addresses())?, None),
        })
    }

    /// Whoever passes on what comes to an interface: a load balancer, or a VPC endpoint.
    fn passes_on(&self, item: u32) -> Option<Cite> {
        let balancer = self.balancer_of_interface(item).map(|balancer| load_balancer::place(balancer).cite);
        let classic = || self.classic_of_interface(item).map(|balancer| classic_load_balancer::place(balancer).cite);
        balancer
            .or_else(classic)
            .or_else(|| self.endpoint_of_interface(item).map(|endpoint| gateway_endpoint::place(endpoint).cite))
    }

    /// Public addresses that somebody in the snapshot has, or holds for later.
    fn held_public(&self) -> IntervalSet<Address> {
        IntervalSet::from_ranges(self.public_addresses().all().iter().map(|span| (span.first, span.last)))
    }

    fn somebody_has(&self, addresses: &IntervalSet<Address>) -> bool {
        self.held_public().meets(addresses)
    }

    fn outside(&self, text: &str, addresses: &IntervalSet<Address>) -> String {
        let _ = self;
        if text.eq_ignore_ascii_case("internet") { "the internet".to_owned() } else { text::addresses(addresses) }
    }

    /// An interface in a sentence: its name or id, and the address.
    fn short(&self, item: u32, address: Address) -> String {
        let id = self.text(self.interface(item).id);
        match self.interface_name(item) {
            Some(name) => format!("{name} ({id}, {address})"),
            None => format!("{id} ({address})"),
        }
    }

    /// What to say of names, where an IPv6 host sends to an address that stands for an IPv4 one.
    pub fn dns64_note(&self, from: &Source, to: &IntervalSet<Address>) -> Option<String> {
        let place = from.place.filter(|place| place.component == Kind::Interface as u8)?;
        let subnet = self.subnet_record(self.subnet(self.interface(place.item).subnet?)?);
        let off = subnet.dns64 == Some(false) && to.meets(&nat_gateway::nat64());
        off.then(|| format!("DNS64 is off in {}: names don't resolve to 64:ff9b::/96 there", self.named(subnet.id)))
    }

    /// The families of which an end has addresses.
    pub fn families(&self, end: &End) -> Vec<Family> {
        let of_family = |item: &u32, family: &Family| {
            self.interface(*item).addresses.iter().any(|assigned| assigned.private.family() == *family)
        };
        let has = |family: &Family| match end {
            End::Interface { address: Some(address), .. } => address.family() == *family,
            End::Interface { item, address: None, .. } => of_family(item, family),
            End::Instance { first, rest } => std::iter::once(first).chain(rest).any(|item| of_family(item, family)),
            End::Service { items, .. } => items.iter().any(|item| of_family(item, family)),
            End::Balancer { kind, item } => {
                let whole = IntervalSet::from_ranges(family.whole().iter().copied());
                self.balancer(*kind, *item).addresses(self).meets(&whole)
            }
            End::Endpoint { item } => {
                let whole = IntervalSet::from_ranges(family.whole().iter().copied());
                interface_endpoint::addresses(self, *item).meets(&whole)
            }
            End::Inside { block } | End::Anywhere { block } => block.family() == *family,
            End::Gateway { .. } => true,
            End::Outside { addresses } | End::Behind { addresses, .. } | End::Described { addresses, .. } => {
                addresses.meets(&IntervalSet::from_ranges(family.whole().iter().copied()))
            }
        };
        [Family::V4, Family::V6].into_iter().filter(has).collect()
    }
}

fn nobodys(text: &str) -> EndError {
    let why = "is nobody's in the snapshot, and a walk from outside goes to a public address that somebody has; \
               `packetwalk list` shows them";
    EndError::Unfit { text: text.to_owned(), why: why.to_owned() }
}
