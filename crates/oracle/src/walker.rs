//! What a packet carries from hop to hop, and what the network remembers of it.

use crate::balancers::SentOn;
use crate::endpoints::Linked;
use packetwalk_aws::plain::Plain;
use packetwalk_lab::{Event, Outcome, Packet, Place, Probe, Trace};

/// More hops than a network has that works.
const HOPS: u32 = 24;

/// The end of a packet's journey, and the packet as it was there.
pub(crate) type Fate = (Event, Packet);

/// Checks end a journey early; the ways on end it late. Either is a fate.
pub(crate) type Walked = Result<Fate, Fate>;

/// A packet on its way.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wire {
    pub(crate) packet: Packet,
    /// The interface that sent it, as long as the network knows.
    pub(crate) sender: Option<usize>,
    /// Whether an appliance passed it on as it was.
    pub(crate) passed_on: bool,
    /// Whether appliances behind a Gateway Load Balancer gave it back as it was.
    pub(crate) inspected: bool,
}

impl Wire {
    pub(crate) fn dropped(self, by: &str, why: &'static str) -> Fate {
        (Event::Dropped { by: by.to_owned(), rule: None, why }, self.packet)
    }

    pub(crate) fn denied(self, by: &str, rule: String) -> Fate {
        (Event::Dropped { by: by.to_owned(), rule: Some(rule), why: "a rule denies it" }, self.packet)
    }

    /// The oracle can't know.
    pub(crate) fn lost(self, what: impl Into<String>) -> Fate {
        (Event::NotImitated { what: what.into() }, self.packet)
    }

    pub(crate) fn delivered(self, place: Place) -> Fate {
        (Event::Delivered(place), self.packet)
    }
}

/// One packet's walk there and back.
pub(crate) struct Walker<'n> {
    pub(crate) net: &'n Plain,
    pub(crate) nat_port: u16,
    /// Whether the packet is an answer.
    pub(crate) back: bool,
    /// What security groups have let pass: interface and packet.
    pub(crate) passed: Vec<(usize, Packet)>,
    /// What NAT gateways have translated: gateway, before, after.
    pub(crate) connections: Vec<(usize, Packet, Packet)>,
    /// What egress-only gateways have let out: gateway and packet.
    pub(crate) let_out: Vec<(usize, Packet)>,
    /// What load balancers' nodes have sent on.
    pub(crate) sent_on: Vec<SentOn>,
    /// What came to such nodes by endpoints.
    pub(crate) linked: Vec<Linked>,
    hops: u32,
    /// What to choose, by the order in which it is asked; where it ends, the first.
    script: Vec<usize>,
    /// What was chosen, and of how many.
    chosen: Vec<(usize, usize)>,
}

impl<'n> Walker<'n> {
    pub(crate) fn new(net: &'n Plain, nat_port: u16, script: Vec<usize>) -> Self {
        Walker {
            net,
            nat_port,
            back: false,
            passed: Vec::new(),
            connections: Vec::new(),
            let_out: Vec::new(),
            sent_on: Vec::new(),
            linked: Vec::new(),
            hops: 0,
            script,
            chosen: Vec::new(),
        }
    }

    pub(crate) fn trace(&mut self, probe: &Probe) -> Trace {
        let (event, seen) = self.send(probe.from, probe.packet);
        let answer = match event {
            Event::Delivered(place) => seen.reply().map(|reply| (place, reply)),
            _ => None,
        };
        let forward = Outcome { event: Some(event), seen: Some(seen) };
        let back = answer.map(|(place, reply)| {
            (self.back, self.hops) = (true, 0);
            let left =
                matches!(place, Place::Internet | Place::VpnGateway(_) | Place::Attachment(_) | Place::Endpoint(_));
            let (event, seen) = if left && self.awaits(reply).is_some() {
                (Event::NotImitated { what: "what left between a node and its target".to_owned() }, reply)
            } else {
                self.send(place, reply)
            };
            Outcome { event: Some(event), seen: Some(seen) }
        });
        Trace { forward, back }
    }

    fn send(&mut self, from: Place, packet: Packet) -> Fate {
        let wire = Wire { packet, sender: None, passed_on: false, inspected: false };
        let fate = match from {
            Place::Interface(item) => self.sends(item, Wire { sender: Some(item), ..wire }),
            Place::Internet => self.internet(wire),
            Place::VpnGateway(item) => self.in_by_vpn_gateway(item, wire),
            Place::Attachment(item) => self.in_by_attachment(item, wire),
            Place::Endpoint(item) => self.endpoint_answers(item, wire),
            Place::Front(item) => self.node_answers(item, Wire { sender: Some(item), ..wire }),
            Place::Service(vpc) => self.service_answers(vpc, wire),
        };
        fate.unwrap_or_else(|fate| fate)
    }

    /// One hop more.
    ///
    /// # Errors
    /// After too many.
    pub(crate) fn hop(&mut self, at: &str, wire: Wire) -> Result<(), Fate> {
        self.hops += 1;
        if self.hops > HOPS { Err(wire.dropped(at, "it went round in circles")) } else { Ok(()) }
    }

    /// One of several ways.
    pub(crate) fn choose(&mut self, ways: usize) -> usize {
        if ways < 2 {
            return 0;
        }
        let way = self.script.get(self.chosen.len()).copied().unwrap_or(0);
        self.chosen.push((way, ways));
        way
    }

    /// The script of the next way, in the order of an odometer.
    pub(crate) fn next_script(&self) -> Option<Vec<usize>> {
        let at = self.chosen.iter().rposition(|(way, ways)| way + 1 < *ways)?;
        let mut script: Vec<usize> = self.chosen.iter().take(at + 1).map(|(way, _)| *way).collect();
        *script.last_mut()? += 1;
        Some(script)
    }
}
