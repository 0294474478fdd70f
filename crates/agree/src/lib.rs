//! Holds an answer against what became of a real packet.
//!
//! The lab says where a packet ended, what it looked like there, and which rule ended it; the walk says the same from
//! configuration alone. [`Comparison::of`] asks the walk about exactly the packet that was sent, pins the ports that a
//! translator picked to those that the kernel picked, and compares: arrival, place, headers at the far end, and on a refusal
//! the resource, the rule and the reason.

#![cfg(target_os = "linux")]

pub mod account;
mod codes;

use packetwalk::Outcome as Decided;
use packetwalk::plain::Plain;
use packetwalk::{AskError, Blocker, Flow, FlowError, Leg, Request, Session, Story, Verdict};
use packetwalk_lab::{Event, Outcome, Packet, Place, Probe, Trace};
use packetwalk_space::{Cidr, IntervalSet, Protocol};
use std::net::IpAddr;

/// What a comparison came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// The walk and the kernel agree.
    Same,
    /// There is nothing to compare: the walk doesn't know, or a namespace can't imitate what the packet met.
    Open(String),
    /// They differ.
    Differ(String),
}

/// A packet can't be asked about.
#[derive(Debug, thiserror::Error)]
pub enum Unasked {
    /// Its flow makes no sense.
    #[error("{0}")]
    Flow(#[from] FlowError),
    /// The walk has no answer.
    #[error("{0}")]
    Ask(#[from] AskError),
}

/// The question that a probe is.
///
/// # Errors
/// When the probe's headers make no question.
pub fn question(net: &Plain, probe: &Probe) -> Result<Request, FlowError> {
    let packet = &probe.packet;
    let end = |address: IpAddr, vpc: Option<&str>| match vpc {
        Some(vpc) => format!("{vpc}/{address}"),
        None => address.to_string(),
    };
    let home = match probe.from {
        Place::Interface(item) => net.interfaces[item].subnet.map(|subnet| net.subnets[subnet].vpc),
        _ => None,
    };
    // Addresses of the sender's own VPC are meant where several have them.
    let vpc_of = |address: IpAddr| {
        let inside = |vpc: usize| {
            let block = |block: &Cidr| block.addresses().contains(address.into());
            net.vpcs[vpc].blocks.iter().any(block)
        };
        home.filter(|vpc| inside(*vpc)).or_else(|| (0..net.vpcs.len()).find(|vpc| inside(*vpc)))
    };
    let named = |address: IpAddr| {
        let vpc = vpc_of(address)?;
        let owns = |interface: &packetwalk::plain::Interface| {
            let here = interface.subnet.is_some_and(|subnet| net.subnets[subnet].vpc == vpc);
            here && interface.addresses.iter().any(|(private, _)| private.ip() == address)
        };
        net.interfaces.iter().any(owns).then(|| net.vpcs[vpc].id.as_str())
    };
    let gate = match probe.from {
        Place::VpnGateway(item) => Some(net.vpn_gateways[item].id.as_str()),
        Place::Attachment(item) => Some(net.attachments[item].id.as_str()),
        _ => None,
    };
    let from = end(packet.source, gate.or(home.map(|vpc| net.vpcs[vpc].id.as_str())));
    let to = end(packet.destination, named(packet.destination));
    let mut request = Request {
        flow: Flow { protocol: Some(Protocol(packet.protocol)), ..Flow::default() },
        ipv6: packet.destination.is_ipv6(),
        ..Request::new(from, to)
    };
    match packet.protocol {
        6 | 17 => {
            request.flow.source_ports = Some(IntervalSet::single(packet.first));
            request.flow.ports = Some(IntervalSet::single(packet.second));
        }
        1 | 58 => request.flow.icmp = Some((packet.first, Some(packet.second))),
        _ => {}
    }
    Ok(request)
}

impl Comparison {
    /// Asks the walk about a probe, and compares the answer with what became of it.
    ///
    /// # Errors
    /// When the walk can't be asked.
    pub fn of(
        session: &Session<'_>,
        net: &Plain,
        probe: &Probe,
        trace: &Trace,
    ) -> Result<(Comparison, Story), Unasked> {
        let mut request = question(net, probe)?;
        // The port that the kernel's translator picked, where one did.
        let seen = trace.forward.seen.filter(|seen| matches!(seen.protocol, 6 | 17));
        request.nat_port = seen.map(|seen| seen.first).filter(|port| *port >= 1024);
        let story = session.ask(&request)?;
        let compared = compare(&story, net, probe, trace);
        Ok((compared, story))
    }
}

fn compare(story: &Story, net: &Plain, probe: &Probe, trace: &Trace) -> Comparison {
    let told = |outcome| account::outcome(net, outcome);
    let ends = [Some(&trace.forward), trace.back.as_ref()];
    for outcome in ends.into_iter().flatten() {
        if let Some(Event::NotImitated { what }) = &outcome.event {
            return Comparison::Open(format!("not imitated: {what}"));
        }
    }
    let differ = |why: &str| {
        let back = trace.back.as_ref().map(|back| format!("; back: {}", told(back))).unwrap_or_default();
        Comparison::Differ(format!(
            "{}: {why}\n  the kernel: {}{back}\n  the walk: {}",
            probe.packet,
            told(&trace.forward),
            story.summary
        ))
    };
    // What a network may choose splits the answer; the kernel chose one of the ways.
    let ways: Vec<Way<'_>> = if story.parts.len() > 1 {
        story.parts.iter().map(|part| (&part.forward, part.back.as_ref(), part.delivered_to.as_slice())).collect()
    } else {
        let ends = story.parts.first().map_or(&[][..], |part| &part.delivered_to);
        vec![(&story.forward, story.back.as_ref(), ends)]
    };
    let mut whys = Vec::new();
    for way in ways {
        match compare_way(story, net, probe, trace, way) {
            Comparison::Differ(why) => whys.push(why),
            other => return other,
        }
    }
    differ(&whys.join("; or "))
}

/// One of the ways that a network may choose: there, back, and where it ends if that is in several places that fare alike.
type Way<'s> = (&'s Leg, Option<&'s Leg>, &'s [String]);

fn compare_way(story: &Story, net: &Plain, probe: &Probe, trace: &Trace, (forward, back, ends): Way<'_>) -> Comparison {
    if forward.verdict == Verdict::Unknown {
        return Comparison::Open("the walk doesn't know".to_owned());
    }
    let blockers =
        |leg: &str| -> Vec<&Blocker> { story.blockers.iter().filter(|blocker| blocker.leg == leg).collect() };
    if undecided(story, "forward", &trace.forward) {
        return Comparison::Open("the walk doesn't know what dropped it".to_owned());
    }
    // The oracle can.
    let told = |outcome: &Outcome| matches!(outcome.event, Some(Event::Dropped { why, .. }) if codes::by_memory(why));
    let stray = story.blockers.iter().any(|blocker| blocker.leg == "return" && blocker.code == "EIGW_NOT_SEEN");
    if stray && !trace.back.as_ref().is_some_and(told) {
        return Comparison::Open(
            "the kernel can't tell a reply that a gateway didn't expect from a new flow".to_owned(),
        );
    }
    let delivered = match leg(net, &trace.forward, forward, ends, &blockers("forward")) {
        Ok(delivered) => delivered,
        Err(why) => return Comparison::Differ(format!("forward: {why}")),
    };
    let (true, Some(outcome)) = (delivered, &trace.back) else {
        let answered = trace.back.is_some() || !delivered || forward.no_reply_expected;
        return if answered { Comparison::Same } else { Comparison::Differ("no reply was sent".to_owned()) };
    };
    let Some(back) = back else { return Comparison::Differ("the walk tells of no return".to_owned()) };
    if back.verdict == Verdict::Unknown {
        return Comparison::Open("the walk doesn't know the way back".to_owned());
    }
    // A reply is one only if it comes back to the sender, from whom it was sent to.
    let recognised = |seen: &Packet| probe.packet.reply().is_some_and(|reply| reply.looks_like(seen));
    let came_back = matches!(&outcome.event, Some(Event::Delivered(place)) if *place == probe.from);
    let known = came_back && outcome.seen.as_ref().is_some_and(recognised);
    let stops = |code: &str| blockers("return").iter().any(|blocker| blocker.code == code);
    // A reply at a translator that didn't see the packet: the walk ends it there; the kernel translates what it takes for a new
    // connection, and the sender doesn't recognise what comes of it. Either way no reply comes back.
    if !known && (stops("NAT_NO_CONNECTION") || came_back && stops("REPLY_NOT_RECOGNISED")) {
        return Comparison::Same;
    }
    if came_back && !known {
        return Comparison::Differ("the reply came back with other headers".to_owned());
    }
    if undecided(story, "return", outcome) {
        return Comparison::Open("the walk doesn't know what dropped it".to_owned());
    }
    match leg(net, outcome, back, &[], &blockers("return")) {
        Ok(_) => Comparison::Same,
        Err(why) => Comparison::Differ(format!("return: {why}")),
    }
}

/// Whether what dropped a packet is among what the walk says it can't know.
fn undecided(story: &Story, leg: &str, outcome: &Outcome) -> bool {
    let Some(Event::Dropped { by, .. }) = &outcome.event else { return false };
    story.unknown.iter().any(|missing| missing.leg == leg && missing.resource == *by)
}

/// Compares one leg; whether the packet arrived, as both say.
fn leg(net: &Plain, outcome: &Outcome, told: &Leg, ends: &[String], blockers: &[&Blocker]) -> Result<bool, String> {
    match (&outcome.event, told.verdict) {
        (None, _) => Err("the lab lost the packet".to_owned()),
        (Some(Event::Delivered(place)), Verdict::Always) => {
            let there = place_name(net, *place);
            let wanted = told.delivered_to.as_deref().unwrap_or("nowhere");
            if !matches!(place, Place::Service(_)) && wanted != there && !ends.contains(&there) {
                return Err(format!("it should arrive at {wanted}"));
            }
            // Of ends that fare alike the walk tells the first one's headers.
            let instead = outcome.seen.filter(|seen| wanted != there && owns(net, *place, seen.destination));
            let seen = outcome.seen.as_ref().map(ToString::to_string).unwrap_or_default();
            let chosen = |headers: &packetwalk::Headers| header(&with_one(headers, outcome.seen, instead)) == seen;
            if told.headers.iter().any(chosen) {
                Ok(true)
            } else {
                let headers: Vec<_> = told.headers.iter().map(header).collect();
                Err(format!("it should arrive as {}", headers.join(" or ")))
            }
        }
        (Some(Event::Delivered(_)), _) => {
            let elsewhere = |blocker: &&&Blocker| {
                matches!(blocker.code.as_str(), "DELIVERED_ELSEWHERE" | "LEFT_INSTEAD" | "REPLY_NOT_RECOGNISED")
            };
            // Blockers are those of all ways: on this one nothing else may have refused it.
            let decisions = told.hops.iter().flat_map(|hop| &hop.decisions);
            let refusals = decisions.filter(|decision| decision.outcome == Decided::Drop);
            let refusals: Vec<_> = refusals.map(|decision| decision.check.as_str()).collect();
            let arrived = !refusals.is_empty() && refusals.iter().all(|check| *check == "arrival");
            if arrived && blockers.iter().any(|blocker| elsewhere(&blocker)) {
                return Ok(false);
            }
            Err(format!("it should be refused: {}", codes(blockers)))
        }
        (Some(Event::Dropped { by, rule, why }), Verdict::Never) => {
            let same = |blocker: &&Blocker| {
                codes::same(why, &blocker.code)
                    && (codes::anywhere(why, &blocker.code) || blocker.resource == *by)
                    && (rule.is_none() || blocker.rule == *rule)
                    && !blocker.beyond
            };
            if blockers.iter().any(same) {
                Ok(false)
            } else {
                Err(format!("it should be refused otherwise: {}", codes(blockers)))
            }
        }
        (Some(Event::Dropped { .. }), _) => Err("it should arrive".to_owned()),
        (Some(Event::NotImitated { .. }), _) => Ok(false),
    }
}

fn codes(blockers: &[&Blocker]) -> String {
    let told: Vec<_> = blockers
        .iter()
        .map(|blocker| format!("{} {} {}", blocker.code, blocker.resource, blocker.rule.as_deref().unwrap_or_default()))
        .collect();
    told.join(", ")
}

/// Headers that leave a translator several addresses to choose from, with those that the kernel chose, if they are among them.
fn with_one(headers: &packetwalk::Headers, seen: Option<Packet>, instead: Option<Packet>) -> packetwalk::Headers {
    let among = |text: &str, chosen: Option<IpAddr>| {
        let mut blocks = text.split(", ").filter_map(|text| Cidr::parse(text).ok());
        let chosen = chosen.filter(|chosen| blocks.any(|block| block.contains((*chosen).into())));
        chosen.map_or_else(|| text.to_owned(), |chosen| chosen.to_string())
    };
    let source = among(&headers.source, seen.map(|seen| seen.source));
    let destination = among(&headers.destination, seen.map(|seen| seen.destination));
    match instead {
        None => packetwalk::Headers { source, destination, ..headers.clone() },
        Some(seen) => packetwalk::Headers {
            source,
            destination: seen.destination.to_string(),
            destination_ports: headers.destination_ports.as_ref().map(|_| seen.second.to_string()),
            ..headers.clone()
        },
    }
}

/// Whether a place is an interface that has an address.
fn owns(net: &Plain, place: Place, address: IpAddr) -> bool {
    let Place::Interface(item) = place else { return false };
    net.interfaces[item].addresses.iter().any(|(private, _)| private.ip() == address)
}

/// Headers of a story in the lab's words.
fn header(headers: &packetwalk::Headers) -> String {
    let port = |text: &Option<String>| text.clone().unwrap_or_default();
    let at = |address: &str, port: &str| {
        if address.contains(':') { format!("[{address}]:{port}") } else { format!("{address}:{port}") }
    };
    let packetwalk::Headers { protocol, source, destination, .. } = headers;
    match protocol.as_str() {
        "tcp" | "udp" => {
            let (first, second) = (port(&headers.source_ports), port(&headers.destination_ports));
            format!("{protocol} {} → {}", at(source, &first), at(destination, &second))
        }
        "icmp" | "icmpv6" => {
            let (kind, code) = (port(&headers.icmp_type), port(&headers.icmp_code));
            format!("{protocol} type {kind} code {code} {source} → {destination}")
        }
        other => {
            let number = Protocol::parse(other.trim_start_matches("protocol ")).map_or(0, |protocol| protocol.0);
            format!("protocol {number} {source} → {destination}")
        }
    }
}

/// The place that packets can be sent from which the walk calls so.
pub fn place_named(net: &Plain, id: &str) -> Option<Place> {
    let interface = net.interfaces.iter().position(|interface| interface.id == id).map(Place::Interface);
    let gateway = || net.vpn_gateways.iter().position(|gateway| gateway.id == id).map(Place::VpnGateway);
    let attachment = || net.attachments.iter().position(|attachment| attachment.id == id).map(Place::Attachment);
    interface.or_else(gateway).or_else(attachment)
}

/// What the walk calls what answers at an interface by itself.
fn front_name(net: &Plain, item: usize) -> String {
    let interface = &net.interfaces[item];
    let balancer = interface.balancer.map(|item| &net.balancers[item].id);
    let endpoint = interface.endpoint.map(|item| &net.endpoints[item].id);
    balancer.or(endpoint).unwrap_or(&interface.id).clone()
}

/// What the walk calls a place.
pub fn place_name(net: &Plain, place: Place) -> String {
    match place {
        Place::Interface(item) => net.interfaces[item].id.clone(),
        Place::Front(item) => front_name(net, item),
        Place::Internet => "the internet".to_owned(),
        Place::VpnGateway(item) => net.vpn_gateways[item].id.clone(),
        Place::Attachment(item) => net.attachments[item].id.clone(),
        Place::Endpoint(item) => net.endpoints[item].id.clone(),
        Place::Service(vpc) => format!("a service in {}", net.vpcs[vpc].id),
    }
}
