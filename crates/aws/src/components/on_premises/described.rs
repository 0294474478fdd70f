//! What people say of networks outside, in a file of their own: `onprem.toml`.
//!
//! ```toml
//! [network.office]
//! prefixes = ["10.200.0.0/16", "fd12:3456::/32"]
//! through = ["tgw-attach-0a1b2c3d4e5f60718"]
//! ```

use crate::lines::newlines;
use crate::network::Network;
use crate::origin::Problem;
use crate::registry::Kind;
use packetwalk_fabric::Named;
use packetwalk_space::{Address, Cidr, IntervalSet};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

// What is written.

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shape {
    #[serde(default)]
    network: BTreeMap<Spanned<String>, NetworkShape>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NetworkShape {
    prefixes: Spanned<Vec<Spanned<String>>>,
    through: Spanned<Vec<Spanned<String>>>,
}

// What it means.

/// A network outside, as it was described.
#[derive(Debug)]
pub(crate) struct Outside {
    pub(crate) name: String,
    file: String,
    line: u32,
    /// Its blocks, and the lines on which they stand.
    pub(crate) prefixes: Vec<(Cidr, u32)>,
    /// Where it is entered and left, as it is written.
    through: Vec<String>,
    /// The same, as the snapshot knows it.
    pub(crate) gates: Vec<Gate>,
}

/// Where packets leave what the snapshot covers toward a network outside, and come in from there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gate {
    /// An attachment of a transit gateway.
    Attachment(u32),
    /// A virtual private gateway, by whatever leads on from it.
    VpnGateway(u32),
    /// A VPN connection of a virtual private gateway.
    VpnConnection {
        /// The gateway.
        gateway: u32,
        /// The connection.
        connection: u32,
    },
}

impl Gate {
    /// Whether who leaves by a gate may come to what is entered by another.
    pub(crate) fn leads_to(self, other: Gate) -> bool {
        match (self, other) {
            (Gate::VpnGateway(one), Gate::VpnConnection { gateway, .. })
            | (Gate::VpnConnection { gateway, .. }, Gate::VpnGateway(one)) => gateway == one,
            _ => self == other,
        }
    }
}

impl Outside {
    /// What is said to lead there, as it is written.
    pub(crate) fn ways(&self) -> String {
        self.through.join(" or ")
    }

    /// Where its description starts.
    pub(crate) fn place(&self) -> Named {
        Named { file: self.file.clone(), line: self.line, pointer: format!("/network/{}", self.name) }
    }

    /// Where one of its blocks stands.
    pub(crate) fn place_of_prefix(&self, number: usize) -> Named {
        let line = self.prefixes.get(number).map_or(self.line, |(_, line)| *line);
        Named { file: self.file.clone(), line, pointer: format!("/network/{}/prefixes/{number}", self.name) }
    }
}

impl Network {
    /// Says what networks are outside, and by what they are reached: the text of a file such as `onprem.toml`.
    ///
    /// ```toml
    /// [network.office]
    /// prefixes = ["10.200.0.0/16"]
    /// through = ["vgw-0a1b2c3d4e5f60718"]
    /// ```
    ///
    /// # Errors
    /// Everything in the text that is no description, with the place.
    pub fn describe_on_premises(&mut self, file: &str, text: &str) -> Result<(), Vec<Problem>> {
        let mut reading = Reading { network: self, file, text, described: Vec::new(), problems: Vec::new() };
        match toml::from_str::<Shape>(text) {
            Ok(shape) if shape.network.is_empty() => {
                reading.fault(0, "", "no network is described: expected [network.NAME] with prefixes and through");
            }
            Ok(shape) => shape.network.iter().for_each(|(name, network)| reading.read(name, network)),
            Err(error) => reading.fault(error.span().map_or(0, |span| span.start), "", error.message()),
        }
        let Reading { described, problems, .. } = reading;
        if problems.is_empty() {
            self.outside.extend(described);
            Ok(())
        } else {
            Err(problems)
        }
    }

    /// The ways out that an id names.
    fn gates_called(&self, text: &str) -> Vec<Gate> {
        let Some(id) = self.snapshot.strings.find(text) else { return Vec::new() };
        let attached =
            (0..).zip(&self.topology.transit.attachments).filter(|(_, attachment)| attachment.resource == Some(id));
        let attached = attached.map(|(item, _): (u32, _)| item).filter(|item| super::is_behind(self, *item));
        let attached = attached.map(Gate::Attachment);
        match self.resource(id) {
            Some((Kind::VpnGateway, item)) => vec![Gate::VpnGateway(item)],
            Some((Kind::TransitGatewayAttachment, item)) if super::is_behind(self, item) => {
                vec![Gate::Attachment(item)]
            }
            Some((Kind::VpnConnection, connection)) => {
                let gateway = self.vpn_connection(connection).vpn_gateway.and_then(|id| self.resource(id));
                let gateway = gateway.filter(|(kind, _)| *kind == Kind::VpnGateway).map(|(_, gateway)| gateway);
                attached.chain(gateway.map(|gateway| Gate::VpnConnection { gateway, connection })).collect()
            }
            Some(_) => Vec::new(),
            // Direct Connect gateways have no record of their own: what is joined to them, or was, names them.
            None => {
                let associations = self.snapshot.records.direct_connect_associations.iter().map(|(_, record)| record);
                let of_gateway = associations.filter(|association| association.gateway == Some(id));
                let gateways = of_gateway.filter_map(|association| self.resource(association.associated?));
                let gateways = gateways.filter(|(kind, _)| *kind == Kind::VpnGateway);
                attached.chain(gateways.map(|(_, item)| Gate::VpnGateway(item))).collect()
            }
        }
    }

    /// The addresses of a described network: those of its blocks, but for longer blocks of others.
    pub(crate) fn addresses_outside(&self, network: u32) -> IntervalSet<Address> {
        let Some(outside) = self.outside.get(network as usize) else { return IntervalSet::empty() };
        let others = (0..).zip(&self.outside).filter(|(item, _): &(u32, _)| *item != network);
        let others: Vec<Cidr> = others.flat_map(|(_, other)| other.prefixes.iter().map(|(block, _)| *block)).collect();
        let own = outside.prefixes.iter().map(|(block, _)| {
            let longer = others.iter().filter(|other| other.length() > block.length());
            let longer = IntervalSet::from_ranges(longer.map(|other| (other.first(), other.last())));
            block.addresses().difference(&longer)
        });
        own.fold(IntervalSet::empty(), |all, own| all.union(&own))
    }

    /// The described network that all these addresses are in.
    pub(crate) fn outside_of(&self, addresses: &IntervalSet<Address>) -> Option<u32> {
        let networks = (0..).zip(&self.outside).map(|(item, _): (u32, _)| item);
        networks.into_iter().find(|item| self.addresses_outside(*item).contains_all(addresses))
    }
}

/// A description while it is read.
struct Reading<'r> {
    network: &'r Network,
    file: &'r str,
    text: &'r str,
    described: Vec<Outside>,
    problems: Vec<Problem>,
}

impl Reading<'_> {
    fn read(&mut self, name: &Spanned<String>, network: &NetworkShape) {
        let start = name.span().start;
        let name = name.get_ref().clone();
        let pointer = format!("/network/{name}");
        if let Some(known) = self.network.outside.iter().find(|known| known.name == name) {
            let message = format!("{name:?} is described at {}:{} already", known.file, known.line);
            self.fault(start, &pointer, &message);
        }
        for (part, list) in [("prefixes", &network.prefixes), ("through", &network.through)] {
            if list.get_ref().is_empty() {
                let message = format!("{part} of {name:?} is empty: expected at least one");
                self.fault(list.span().start, &format!("{pointer}/{part}"), &message);
            }
        }
        let line = self.position(start).0;
        let mut outside = Outside {
            name,
            file: self.file.to_owned(),
            line,
            prefixes: Vec::new(),
            through: Vec::new(),
            gates: Vec::new(),
        };
        for (number, prefix) in network.prefixes.get_ref().iter().enumerate() {
            let start = prefix.span().start;
            let pointer = format!("{pointer}/prefixes/{number}");
            match Cidr::parse(prefix.get_ref()) {
                Ok(block) => {
                    let known = self.network.outside.iter().chain(&self.described).chain([&outside]);
                    let has = |known: &&Outside| known.prefixes.iter().any(|(known, _)| *known == block);
                    let known = known.into_iter().find(has).map(|known| known.name.clone());
                    if let Some(known) = known {
                        self.fault(start, &pointer, &format!("{block} is a prefix of {known:?} already"));
                    }
                    outside.prefixes.push((block, self.position(start).0));
                }
                Err(error) => self.fault(start, &pointer, &format!("{:?} {error}", prefix.get_ref())),
            }
        }
        for (number, way) in network.through.get_ref().iter().enumerate() {
            let (start, id) = (way.span().start, way.get_ref());
            let gates = self.network.gates_called(id);
            if gates.is_empty() {
                let message = format!(
                    "{id:?} leads to no network outside in this snapshot: expected the id of a virtual private gateway, a VPN \
                     connection, a Direct Connect gateway, or a transit gateway's attachment of one of them or of Connect"
                );
                self.fault(start, &format!("{pointer}/through/{number}"), &message);
            }
            outside.through.push(id.clone());
            outside.gates.extend(gates);
        }
        self.described.push(outside);
    }

    fn fault(&mut self, start: usize, pointer: &str, message: &str) {
        let (line, column) = self.position(start);
        let (file, pointer, message) = (self.file.to_owned(), pointer.to_owned(), message.to_owned());
        self.problems.push(Problem { file, line, column, pointer, message });
    }

    /// Line and column, both from 1, of a place in the text.
    fn position(&self, at: usize) -> (u32, u32) {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let column = u32::try_from(before.len() - line_start + 1).unwrap_or(u32::MAX);
        (newlines(before.as_bytes()).saturating_add(1), column)
    }
}
