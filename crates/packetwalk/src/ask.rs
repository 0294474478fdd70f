//! From a question to its story.

use crate::about::about;
use crate::cautions;
use crate::request::{FlowError, Request};
use packetwalk_aws::{Destination, End, EndError, Lowerer, Network, Source};
use packetwalk_engine::{Answer, Arrival, Filters, Limits, Pins, Question, Unconfirmed, Waypoint};
use packetwalk_fabric::{Cite, Fabric, Lexicon};
use packetwalk_report::{Context, Side, Story, tell};
use packetwalk_space::{Family, HeaderSet, IntervalSet, Product};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Why a question has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    /// An end isn't there, or can't be one.
    #[error("{0}")]
    End(#[from] EndError),
    /// The flow makes no sense.
    #[error("{0}")]
    Flow(#[from] FlowError),
    /// The two ends have no address family in common.
    #[error("{from} and {to} have no address family in common{instead}")]
    Family {
        /// One end.
        from: String,
        /// The other.
        to: String,
        /// What might be meant.
        instead: String,
    },
    /// A fault in packetwalk: a single packet was treated differently than its class.
    #[error(
        "a fault in packetwalk: {witness} alone ends as {alone}, and as part of its class as {part}; please report it"
    )]
    Fault {
        /// The packet.
        witness: String,
        /// Its verdict.
        alone: String,
        /// The verdict of its class.
        part: String,
    },
}

/// Asks a network one question.
///
/// # Errors
/// When an end isn't there, or the flow makes no sense.
pub fn ask(network: &Network, request: &Request) -> Result<Story, AskError> {
    Session::new(network).ask(request)
}

/// Questions to one network. What one question made of the network serves the next.
#[derive(Debug)]
pub struct Session<'n> {
    network: &'n Network,
    fabric: Fabric<'n>,
}

/// A question that was walked and not yet told.
#[derive(Debug)]
pub struct Walked<'s> {
    pub(crate) session: &'s Session<'s>,
    pub(crate) request: Request,
    pub(crate) asked: Asked,
    answer: Answer,
}

/// One packet of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Source address.
    pub source: IpAddr,
    /// Destination address.
    pub destination: IpAddr,
    /// Protocol number.
    pub protocol: u8,
    /// Source port; of ICMP the type; else 0.
    pub first: u16,
    /// Destination port; of ICMP the code; else 0.
    pub second: u16,
}

impl<'n> Session<'n> {
    /// A session that has answered nothing yet.
    pub fn new(network: &'n Network) -> Self {
        Session { network, fabric: Fabric::new(Lowerer::new(network)) }
    }

    pub(crate) const fn network(&self) -> &'n Network {
        self.network
    }

    /// Asks a question.
    ///
    /// Every part of the answer is checked at once: a witness of it is walked again as a single packet. Where the question may
    /// mean something else, too, that is asked as well, and told where the verdict is another one.
    ///
    /// # Errors
    /// When an end isn't there, or the flow makes no sense.
    pub fn ask(&self, request: &Request) -> Result<Story, AskError> {
        let walked = self.walk(request)?;
        walked.confirm()?;
        let mut story = walked.story();
        let readings = walked.readings(story.verdict)?;
        story.add_readings(readings);
        Ok(story)
    }

    /// Walks a question without telling the answer.
    ///
    /// # Errors
    /// When an end isn't there, or the flow makes no sense.
    pub fn walk(&self, request: &Request) -> Result<Walked<'_>, AskError> {
        let asked = Asked::resolve(self.network, request)?;
        let answer = Answer::to(&self.fabric, &asked.question);
        Ok(Walked { session: self, request: request.clone(), asked, answer })
    }
}

impl Walked<'_> {
    /// Walks a witness of every part again, as a single packet.
    ///
    /// # Errors
    /// [`AskError::Fault`] when one of them gets another verdict than its part.
    pub fn confirm(&self) -> Result<(), AskError> {
        let confirmed = self.answer.confirm(&self.session.fabric, &self.asked.question);
        confirmed.map_err(|Unconfirmed { witness, part, alone }| AskError::Fault {
            witness: witness.to_string(),
            alone: alone.to_string(),
            part: part.to_string(),
        })
    }

    /// The answer, told.
    pub fn story(&self) -> Story {
        let network = self.session.network;
        let (source, destination) = (&self.asked.source, &self.asked.destination);
        let contradicted = |cite: Cite| network.is_contradicted(cite);
        let ends = [source.place.or(gate(network, source.gate)), destination.place.or(gate(network, destination.gate))];
        let [from, to] = ends;
        let context = Context {
            lexicon: network,
            fabric: &self.session.fabric,
            from: side(network, &self.request.from, &source.name, from),
            to: side(network, &self.request.to, &destination.name, to),
            ends: ends.into_iter().flatten().collect(),
            packets: self.asked.question.packets.clone(),
            remarks: {
                let of_ends = [&source.note, &destination.note, &self.asked.dns64].into_iter().flatten();
                self.request.remarks.iter().chain(of_ends).cloned().collect()
            },
            routing_only: self.request.routing_only,
            waypoints: &self.asked.question.waypoints,
            about: about(network),
            cautions: cautions::of_answer(network, &self.session.fabric, &self.answer),
            contradicted: &contradicted,
        };
        tell(&self.answer, &context)
    }

    /// One packet of every part of the answer.
    pub fn samples(&self) -> Vec<Sample> {
        let parts = self.answer.parts.iter();
        let witnesses = parts.filter_map(|part| part.packets.witness());
        let sample = |headers: packetwalk_space::Headers| Sample {
            source: headers.source.ip(),
            destination: headers.destination.ip(),
            protocol: headers.protocol.0,
            first: headers.source_port,
            second: headers.destination_port,
        };
        witnesses.map(sample).collect()
    }

    /// The answer in the engine's terms, for tests of the engine.
    #[doc(hidden)]
    pub fn answer(&self) -> &Answer {
        &self.answer
    }

    /// The question in the engine's terms, for tests of the engine.
    #[doc(hidden)]
    pub fn question(&self) -> &Question<HeaderSet> {
        &self.asked.question
    }

    /// The stations of the network, for tests of the engine.
    #[doc(hidden)]
    pub fn fabric(&self) -> &Fabric<'_> {
        &self.session.fabric
    }

    /// How many decisions and arrivals the walk is made of.
    pub fn events(&self) -> usize {
        self.answer.walk.trail.len()
    }
}

/// What a question says of an outside end: the gateway or attachment that it is behind.
fn gate(network: &Network, gate: Option<Cite>) -> Option<Cite> {
    gate.filter(|gate| !network.citation(*gate).kind.is_empty())
}

fn side(network: &Network, text: &str, name: &str, place: Option<Cite>) -> Side {
    let resource = place.map(|cite| {
        let citation = network.citation(cite);
        packetwalk_report::Resource { kind: citation.kind.to_owned(), id: citation.id, name: citation.name }
    });
    Side { text: text.to_owned(), name: name.to_owned(), resource }
}

/// A question in the engine's terms, and what it was made from.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) ends: (End, End),
    pub(crate) source: Source,
    pub(crate) destination: Destination,
    pub(crate) family: Family,
    /// Whether it could be asked by IPv6, too.
    pub(crate) ipv6_too: bool,
    /// What to say of names.
    pub(crate) dns64: Option<String>,
    pub(crate) question: Question<HeaderSet>,
}

impl Asked {
    pub(crate) fn resolve(network: &Network, request: &Request) -> Result<Self, AskError> {
        let from = network.end(&request.from)?;
        let to = network.end(&request.to).map_err(|error| no_port(network, &request.to, error))?;
        let to = network.as_resolved(&request.to, to, &from);
        let (family, ipv6_too) = family(network, request, &from, &to)?;
        let source = network.source(&request.from, &from, family)?;
        let destination = network.destination(&request.to, &to, family, from_outside(&from))?;
        let usual = destination.port.filter(|_| request.flow.is_open()).map(IntervalSet::single);
        let flow = crate::Flow { ports: request.flow.ports.clone().or(usual), ..request.flow.clone() };
        let (protocol, first, second) = flow.resolved(family, source.system)?;
        let product = Product::everything()
            .with_source(source.addresses.clone())
            .with_destination(destination.addresses.clone())
            .with_protocol(IntervalSet::single(protocol))
            .with_sender(IntervalSet::single(source.sender));
        let product = if protocol.has_ports() {
            product.with_ports(first, second)
        } else if protocol.has_type_and_code() {
            product.with_icmp(first, second)
        } else {
            Ok(product)
        };
        // A NAT gateway never takes a port that a server could listen on.
        if let Some(port) = request.nat_port.filter(|port| *port < 1024) {
            return Err(FlowError::NatPort { port }.into());
        }
        let packets = product.map_err(|_| FlowError::NoPorts { protocol })?;
        let wanted = request.via.iter().map(|text| (text, true));
        let waypoints = wanted.chain(request.not_via.iter().map(|text| (text, false))).map(|(text, wanted)| {
            let (named, places) = network.waypoint(text)?;
            Ok(Waypoint { named, places, wanted })
        });
        let waypoints = waypoints.collect::<Result<Vec<_>, EndError>>()?;
        let question = Question {
            start: source.start,
            packets: HeaderSet::from(packets),
            to: match (destination.through, destination.place, destination.inside) {
                (Some(place), ..) => Arrival::Through(place),
                (None, Some(place), _) => Arrival::At(place),
                (None, None, _) if destination.gate.is_some() => destination.gate.map_or(Arrival::Outside, Arrival::By),
                (None, None, Some(true)) => Arrival::Inside,
                (None, None, Some(false)) => Arrival::Outside,
                (None, None, None) => Arrival::Anywhere,
            },
            back_to: match (source.place, source.gate) {
                (Some(place), _) => Arrival::At(place),
                (None, Some(gate)) => Arrival::By(gate),
                (None, None) => Arrival::Outside,
            },
            pins: Pins { port: request.nat_port, ..Pins::default() },
            beyond: destination.inbound,
            beyond_back: source.inbound,
            filters: if request.routing_only { Filters::Waived } else { Filters::Asked },
            waypoints,
            limits: Limits::default(),
        };
        let dns64 = network.dns64_note(&source, &destination.addresses);
        Ok(Asked { ends: (from, to), source, destination, family, ipv6_too, dns64, question })
    }
}

/// Whether what an end sends comes in from the internet.
pub(crate) const fn from_outside(from: &End) -> bool {
    matches!(from, End::Outside { .. } | End::Gateway { .. })
}

/// An end that nobody knows, read again: what stands before its last colon may be one, and what stands behind it no port.
fn no_port(network: &Network, text: &str, error: EndError) -> AskError {
    match (&error, text.rsplit_once(':')) {
        (EndError::Unknown { .. }, Some((before, behind))) if network.end(before).is_ok() => {
            FlowError::Port { text: behind.to_owned() }.into()
        }
        _ => error.into(),
    }
}

/// IPv4, unless an end has only IPv6 or IPv6 is wanted; and whether both ends have IPv6, too.
fn family(network: &Network, request: &Request, from: &End, to: &End) -> Result<(Family, bool), AskError> {
    let (ours, theirs) = (network.families(from), network.families(to));
    let wanted = if request.ipv6 { [Family::V6, Family::V4] } else { [Family::V4, Family::V6] };
    let in_common = |family: &Family| ours.contains(family) && theirs.contains(family);
    match wanted.into_iter().find(in_common) {
        Some(Family::V4) if request.ipv6 => {
            let text = if ours.contains(&Family::V6) { &request.to } else { &request.from };
            Err(EndError::Unfit { text: text.clone(), why: "has no IPv6 address".to_owned() }.into())
        }
        Some(family) => Ok((family, family == Family::V4 && in_common(&Family::V6))),
        None => {
            let (from, to) = (request.from.clone(), request.to.clone());
            Err(AskError::Family { instead: nat64(&to), from, to })
        }
    }
}

/// How an IPv6 host writes an IPv4 address that it means (RFC 6052).
fn nat64(text: &str) -> String {
    let Ok(address) = text.parse::<Ipv4Addr>() else { return String::new() };
    let [a, b, c, d] = address.octets().map(u16::from);
    let stands = Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, a << 8 | b, c << 8 | d);
    format!(": by NAT64, {address} is {stands} to an IPv6 host")
}
