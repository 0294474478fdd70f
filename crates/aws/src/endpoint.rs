//! Ends of a walk: what people call the two sides, and what that amounts to.

use crate::addresses;
use crate::components::instance::System;
use crate::components::{interface, internet};
use crate::network::{Network, Public};
use crate::registry::Kind;
use packetwalk_fabric::{Cite, Key, Lexicon};
use packetwalk_space::{Address, Cidr, Family, IntervalSet, Sender, text};
use std::fmt;

/// One side of a walk, as the snapshot knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// An interface, by itself or by what it belongs to.
    Interface {
        /// Its number.
        item: u32,
        /// The address that was named; `None` means its primary one.
        address: Option<Address>,
        /// What to say of the choice: an instance with several interfaces means device 0.
        note: Option<String>,
    },
    /// Addresses in a VPC, whoever has them.
    Inside {
        /// The addresses.
        block: Cidr,
    },
    /// Public addresses that nobody in the snapshot has.
    Outside {
        /// The addresses.
        addresses: IntervalSet<Address>,
    },
    /// A block that may hold both.
    Anywhere {
        /// The addresses.
        block: Cidr,
    },
}

/// Where a walk starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The station.
    pub start: Key,
    /// Its addresses.
    pub addresses: IntervalSet<Address>,
    /// Who sends.
    pub sender: Sender,
    /// Its place; `None` outside.
    pub place: Option<Cite>,
    /// Its operating system, where the snapshot says.
    pub system: Option<System>,
    /// The station of its inbound checks.
    pub inbound: Option<Key>,
    /// How to call it.
    pub name: String,
    /// What to say of the choice.
    pub note: Option<String>,
}

/// Where a walk should arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The addresses.
    pub addresses: IntervalSet<Address>,
    /// The place; `None` when any will do.
    pub place: Option<Cite>,
    /// Whether it lies inside the snapshot's networks, outside of them, or either (`None`).
    pub inside: Option<bool>,
    /// The station of its inbound checks.
    pub inbound: Option<Key>,
    /// How to call it.
    pub name: String,
    /// What to say of the choice.
    pub note: Option<String>,
}

/// Why a text names no end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EndError {
    /// It fits nothing; these come nearest.
    Unknown {
        /// The text.
        text: String,
        /// What comes nearest.
        nearest: Vec<String>,
    },
    /// It fits several.
    Ambiguous {
        /// The text.
        text: String,
        /// What it fits.
        candidates: Vec<String>,
    },
    /// It names something that can't be this side of a walk.
    Unfit {
        /// The text.
        text: String,
        /// Why not, and what would do.
        why: String,
    },
}

impl fmt::Display for EndError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list =
            |f: &mut fmt::Formatter<'_>, items: &[String]| items.iter().try_for_each(|item| write!(f, "\n  {item}"));
        match self {
            EndError::Unknown { text, nearest } => {
                write!(f, "nothing in the snapshot is called {text:?}")?;
                if nearest.is_empty() {
                    write!(f, "; `packetwalk list` shows what can be named")
                } else {
                    write!(f, "; nearest:")?;
                    list(f, nearest)
                }
            }
            EndError::Ambiguous { text, candidates } => {
                write!(f, "{text:?} fits {} things; name one of them:", candidates.len())?;
                list(f, candidates)
            }
            EndError::Unfit { text, why } => write!(f, "{text:?} {why}"),
        }
    }
}

impl std::error::Error for EndError {}

/// Something that can be named as an end.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listed {
    /// What it is: `interface`, `instance`.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// Its VPC.
    pub vpc: Option<String>,
    /// Its addresses: private, and the public ones they are paired with.
    pub addresses: Vec<(Address, Option<Address>)>,
}

impl Network {
    /// The end that a text names: an id, a name, `tag:Key=Value`, an address, `vpc-…/address`, a block, or `internet`.
    ///
    /// # Errors
    /// When nothing or several things fit.
    pub fn end(&self, text: &str) -> Result<End, EndError> {
        if text.eq_ignore_ascii_case("internet") {
            return Ok(End::Outside { addresses: self.internet().clone() });
        }
        if let Some((vpc, address)) = text.split_once('/')
            && vpc.starts_with("vpc-")
        {
            return self.end_in_vpc(text, vpc, address);
        }
        if let Some(tag) = text.strip_prefix("tag:") {
            let Some((key, value)) = tag.split_once('=') else {
                let why = "is not a tag: expected tag:Key=Value".to_owned();
                return Err(EndError::Unfit { text: text.to_owned(), why });
            };
            return self.end_by_tag(text, key, value);
        }
        match Cidr::parse(text) {
            Ok(cidr) if cidr.length() == cidr.family().bits() => return self.end_at(text, cidr.first()),
            Ok(cidr) => return Ok(self.end_of_block(cidr)),
            Err(packetwalk_space::CidrError::Syntax) => {}
            Err(error) => return Err(EndError::Unfit { text: text.to_owned(), why: error.to_string() }),
        }
        if let Some(end) = self.end_by_id(text) {
            return end;
        }
        self.end_by_tag(text, "Name", text)
    }

    fn end_by_id(&self, text: &str) -> Option<Result<End, EndError>> {
        let (kind, item) = self.resource(self.snapshot.strings.find(text)?)?;
        let unfit = |why: &str| Err(EndError::Unfit { text: text.to_owned(), why: why.to_owned() });
        Some(match kind {
            Kind::Interface => Ok(End::Interface { item, address: None, note: None }),
            Kind::Instance => self.end_of_instance(text, item),
            Kind::ElasticIp => self.end_at(text, self.elastic_ip(item).public),
            Kind::Subnet => {
                let block = self.subnet_record(item).blocks.first().copied();
                block.map_or_else(|| unfit("is a subnet without a block"), |block| Ok(End::Inside { block }))
            }
            Kind::NatGateway => {
                let interface = self.nat_gateway(item).interfaces.iter().find_map(|id| self.find_interface(*id));
                let end = interface.map(|item| End::Interface { item, address: None, note: None });
                end.map_or_else(|| unfit("has no interface in the snapshot"), Ok)
            }
            kind => unfit(&format!(
                "is a {}; name an instance, an interface, an address, a block, a subnet or `internet`",
                kind.component().words
            )),
        })
    }

    fn end_of_instance(&self, text: &str, item: u32) -> Result<End, EndError> {
        let id = self.instance(item).id;
        match self.interfaces_of_instance(id) {
            [] => {
                let why = format!("is the instance {}, which has no interface in the snapshot", self.text(id));
                Err(EndError::Unfit { text: text.to_owned(), why })
            }
            [only] => Ok(End::Interface { item: *only, address: None, note: None }),
            [first, rest @ ..] => {
                let others: Vec<_> = rest.iter().map(|item| self.text(self.interface(*item).id)).collect();
                let first_id = self.text(self.interface(*first).id);
                let note = format!(
                    "{text} has several interfaces; {first_id} is device 0, the others are {}",
                    others.join(", ")
                );
                Ok(End::Interface { item: *first, address: None, note: Some(note) })
            }
        }
    }

    fn end_in_vpc(&self, text: &str, vpc: &str, address: &str) -> Result<End, EndError> {
        let vpc = self.snapshot.strings.find(vpc).and_then(|id| self.topology.vpc_numbers.get(&id)).copied();
        let unfit = |why: String| Err(EndError::Unfit { text: text.to_owned(), why });
        let Some(vpc) = vpc else { return unfit("names a VPC that isn't in the snapshot".to_owned()) };
        let Ok(address) = address.parse::<Address>() else {
            return unfit("is no address in a VPC: expected vpc-…/10.0.0.5".to_owned());
        };
        match self.vpc(vpc).interfaces.find(address) {
            Some(span) => Ok(End::Interface { item: span.number, address: Some(address), note: None }),
            None => unfit("is an address that no interface in the VPC has".to_owned()),
        }
    }

    /// The end at one address: an interface's own, a public one of the snapshot, one in a VPC that nobody has, or one outside.
    fn end_at(&self, text: &str, address: Address) -> Result<End, EndError> {
        let owners = self.topology.vpcs.iter().filter_map(|vpc| {
            let span = vpc.interfaces.find(address)?;
            Some((vpc.id, span.number))
        });
        let owners: Vec<_> = owners.collect();
        match owners.as_slice() {
            [(_, item)] => return Ok(End::Interface { item: *item, address: Some(address), note: None }),
            [] => {}
            several => {
                let candidate = |(vpc, item): &(crate::strings::Symbol, u32)| {
                    format!("{}/{address}  {}", self.text(*vpc), self.called(*item))
                };
                let candidates = several.iter().map(candidate).collect();
                return Err(EndError::Ambiguous { text: text.to_owned(), candidates });
            }
        }
        if let Some(span) = self.public_addresses().find(address)
            && let Public::Paired(item) = self.public(span.number)
        {
            return Ok(End::Interface { item, address: Some(address), note: None });
        }
        let block = Cidr::single(address);
        let inside = (0..).zip(&self.topology.vpcs).any(|(vpc, _): (u32, _)| self.vpc_addresses(vpc).contains(address));
        if inside {
            return Ok(End::Inside { block });
        }
        if addresses::public().contains(address) {
            return Ok(End::Outside { addresses: IntervalSet::single(address) });
        }
        Ok(End::Anywhere { block })
    }

    fn end_of_block(&self, block: Cidr) -> End {
        let addresses = block.addresses();
        let inside =
            (0..).zip(&self.topology.vpcs).any(|(vpc, _): (u32, _)| self.vpc_addresses(vpc).contains_all(&addresses));
        let meets = (0..).zip(&self.topology.vpcs).any(|(vpc, _): (u32, _)| self.vpc_addresses(vpc).meets(&addresses));
        if inside {
            End::Inside { block }
        } else if !meets && self.internet().contains_all(&addresses) {
            End::Outside { addresses }
        } else {
            End::Anywhere { block }
        }
    }

    /// The interface or instance with a tag. An instance and its only interface are one.
    fn end_by_tag(&self, text: &str, key: &str, value: &str) -> Result<End, EndError> {
        let unknown = || EndError::Unknown { text: text.to_owned(), nearest: self.nearest(value) };
        let key = self.snapshot.strings.find(key).ok_or_else(unknown)?;
        let value = self.snapshot.strings.find(value).ok_or_else(unknown)?;
        let mut ends: Vec<End> = Vec::new();
        let mut unfit = None;
        let mut add = |end: End| {
            let item = |end: &End| match end {
                End::Interface { item, .. } => Some(*item),
                _ => None,
            };
            match ends.iter_mut().find(|known| item(known) == item(&end)) {
                Some(End::Interface { note: known, .. }) => {
                    if let End::Interface { note, .. } = end {
                        *known = known.take().or(note);
                    }
                }
                _ => ends.push(end),
            }
        };
        for (item, instance) in self.instances() {
            if instance.tags.iter().any(|tag| tag == (key, value)) {
                match self.end_of_instance(text, item) {
                    Ok(end) => add(end),
                    // Terminated instances are described for a while, without interfaces; their names live on in others.
                    Err(error) => unfit = Some(error),
                }
            }
        }
        for (item, interface) in self.interfaces() {
            if interface.tags.iter().any(|tag| tag == (key, value)) {
                add(End::Interface { item, address: None, note: None });
            }
        }
        match ends.len() {
            1 => Ok(ends.remove(0)),
            0 => Err(unfit.unwrap_or_else(unknown)),
            _ => {
                let candidates = ends.iter().filter_map(|end| match end {
                    End::Interface { item, .. } => Some(self.called(*item)),
                    _ => None,
                });
                Err(EndError::Ambiguous { text: text.to_owned(), candidates: candidates.collect() })
            }
        }
    }

    /// What comes nearest to a text among everything that can be named, the nearest first.
    fn nearest(&self, text: &str) -> Vec<String> {
        const SHOWN: usize = 5;
        let wanted = text.to_ascii_lowercase();
        let mut scored: Vec<(u64, String)> = Vec::new();
        for listed in self.ends() {
            let names = [Some(listed.id.as_str()), listed.name.as_deref()];
            let addresses: Vec<String> = listed.addresses.iter().map(|(private, _)| private.to_string()).collect();
            let near = |name: &str| {
                let name = name.to_ascii_lowercase();
                if name.contains(&wanted) { 1.0 } else { strsim::jaro_winkler(&wanted, &name) }
            };
            let names = names.into_iter().flatten().chain(addresses.iter().map(String::as_str));
            let score = names.map(near).fold(0.0_f64, f64::max);
            if score > 0.75 {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and a million")]
                scored.push(((score * 1e6) as u64, listed.line()));
            }
        }
        scored.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        scored.into_iter().map(|(_, line)| line).take(SHOWN).collect()
    }

    /// Everything that can be named as an end.
    pub fn ends(&self) -> Vec<Listed> {
        let addresses = |item: u32| {
            let interface = self.interface(item);
            interface.addresses.iter().map(|assigned| (assigned.private, assigned.public)).collect::<Vec<_>>()
        };
        let vpc = |item: u32| self.interface(item).vpc.map(|vpc| self.text(vpc).to_owned());
        let instances = self.instances().map(|(_, instance)| {
            let interfaces = self.interfaces_of_instance(instance.id);
            Listed {
                kind: "instance",
                id: self.text(instance.id).to_owned(),
                name: self.name(&instance.tags),
                vpc: interfaces.first().and_then(|item| vpc(*item)),
                addresses: interfaces.iter().flat_map(|item| addresses(*item)).collect(),
            }
        });
        let interfaces = self.interfaces().map(|(item, interface)| Listed {
            kind: "interface",
            id: self.text(interface.id).to_owned(),
            name: self.interface_name(item),
            vpc: vpc(item),
            addresses: addresses(item),
        });
        instances.chain(interfaces).collect()
    }

    /// An interface in one line: id, name, address.
    fn called(&self, item: u32) -> String {
        let citation = self.citation(interface::place(item).cite);
        let name = citation.name.map(|name| format!(" ({name})")).unwrap_or_default();
        let address = self.interface(item).addresses.first().map(|a| format!(" {}", a.private)).unwrap_or_default();
        let instance = self.interface(item).instance.map(|id| format!(" of {}", self.text(id))).unwrap_or_default();
        format!("{}{name}{address}{instance}", citation.id)
    }

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
                    system: instance.and_then(|instance| self.instance(instance).system),
                    inbound: Some(interface::enter(*item)),
                    name: self.short(*item, address),
                    note: note.clone(),
                })
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
                    system: None,
                    inbound: None,
                    note: None,
                })
            }
            End::Inside { .. } | End::Anywhere { .. } => unfit(
                "can be a destination, but nothing in the snapshot sends from it: name an interface or instance"
                    .to_owned(),
            ),
        }
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
            inside,
            inbound: None,
            note: None,
        };
        Ok(match end {
            End::Interface { item, address, note } => {
                let interface = self.interface(*item);
                let primary = interface.addresses.iter().find(|a| a.private.family() == family);
                let public = primary.and_then(|assigned| assigned.public).filter(|_| from_outside);
                let primary = public.or(primary.map(|assigned| assigned.private));
                let named = address.filter(|a| a.family() == family);
                let Some(address) = named.or(primary) else {
                    return of_family(&IntervalSet::empty()).map(|a| plain(a, None));
                };
                Destination {
                    addresses: IntervalSet::single(address),
                    place: Some(interface::place(*item).cite),
                    inside: Some(true),
                    // Read as sent only where the address is the interface's own, so that nothing must translate it.
                    inbound: interface.owned().contains(address).then(|| interface::enter(*item)),
                    name: self.short(*item, address),
                    note: note.clone(),
                }
            }
            End::Inside { block } => plain(of_family(&block.addresses())?, Some(true)),
            End::Outside { addresses } => plain(of_family(addresses)?, Some(false)),
            End::Anywhere { block } => plain(of_family(&block.addresses())?, None),
        })
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

    /// The families of which an end has addresses.
    pub fn families(&self, end: &End) -> Vec<Family> {
        let has = |family: &Family| match end {
            End::Interface { address: Some(address), .. } => address.family() == *family,
            End::Interface { item, address: None, .. } => {
                self.interface(*item).addresses.iter().any(|a| a.private.family() == *family)
            }
            End::Inside { block } | End::Anywhere { block } => block.family() == *family,
            End::Outside { addresses } => addresses.meets(&IntervalSet::from_ranges(family.whole().iter().copied())),
        };
        [Family::V4, Family::V6].into_iter().filter(has).collect()
    }
}

impl Listed {
    /// In one line.
    pub fn line(&self) -> String {
        let name = self.name.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
        let address = |(private, public): &(Address, Option<Address>)| match public {
            Some(public) => format!(" {private} = {public}"),
            None => format!(" {private}"),
        };
        let addresses: String = self.addresses.iter().map(address).collect();
        format!("{}{name}{addresses}", self.id)
    }
}
