//! What a witness says of a packet, as text and back.
//!
//! ```text
//! from eni-web: tcp 10.0.1.10:40000 → 10.0.2.10:443
//! there: delivered at eni-db as tcp 10.0.1.10:40000 → 10.0.2.10:443
//! back: dropped by acl-strict rule 90: a rule denies it, as tcp 10.0.2.10:443 → 10.0.1.10:40000
//! ```

use crate::{codes, place_name};
use packetwalk::plain::Plain;
use packetwalk_lab::{Event, Outcome, Packet, Place, Probe, Trace};

/// A text that is no account of a packet in this network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?}: expected {expected}")]
pub struct NoAccount {
    text: String,
    expected: &'static str,
}

/// What became of a probe, in three lines; two where nothing was to be answered.
pub fn write(net: &Plain, probe: &Probe, trace: &Trace) -> String {
    let from = format!("from {}: {}\n", place_name(net, probe.from), probe.packet);
    let there = format!("there: {}\n", outcome(net, &trace.forward));
    let back = trace.back.as_ref().map(|back| format!("back: {}\n", outcome(net, back)));
    from + &there + &back.unwrap_or_default()
}

/// Reads such lines.
///
/// # Errors
/// Where they aren't such, or name what the network doesn't have.
pub fn read(net: &Plain, text: &str) -> Result<(Probe, Trace), NoAccount> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut line = |start: &str, expected| {
        let line = lines.next().unwrap_or_default();
        line.strip_prefix(start).ok_or_else(|| NoAccount { text: line.to_owned(), expected })
    };
    let from = line("from ", "`from PLACE: PACKET`")?;
    let probe = from
        .split_once(": ")
        .and_then(|(from, packet)| Some(Probe { from: place(net, from)?, packet: packet.parse().ok()? }));
    let probe =
        probe.ok_or_else(|| NoAccount { text: from.to_owned(), expected: "`from PLACE: PACKET`, of this network" })?;
    let forward = read_outcome(net, line("there: ", "`there: OUTCOME`")?)?;
    let back = match line("back: ", "`back: OUTCOME`") {
        Ok(back) => Some(read_outcome(net, back)?),
        Err(missing) if missing.text.is_empty() => None,
        Err(other) => return Err(other),
    };
    Ok((probe, Trace { forward, back }))
}

/// The end of a journey.
pub(crate) fn outcome(net: &Plain, outcome: &Outcome) -> String {
    match (&outcome.event, &outcome.seen) {
        (Some(Event::Delivered(place)), Some(seen)) => format!("delivered at {} as {seen}", place_name(net, *place)),
        (Some(event), Some(seen)) => format!("{event}, as {seen}"),
        _ => LOST.to_owned(),
    }
}

const LOST: &str = "lost without a trace";

fn read_outcome(net: &Plain, text: &str) -> Result<Outcome, NoAccount> {
    if text == LOST {
        return Ok(Outcome { event: None, seen: None });
    }
    let read = || {
        if let Some((there, seen)) = text.strip_prefix("delivered at ").and_then(|rest| rest.split_once(" as ")) {
            return Some((Event::Delivered(place(net, there)?), seen.parse().ok()?));
        }
        let (event, seen) = text.rsplit_once(", as ")?;
        let seen: Packet = seen.parse().ok()?;
        if let Some(what) = event.strip_prefix("not imitated: ") {
            return Some((Event::NotImitated { what: what.to_owned() }, seen));
        }
        let (by, why) = event.strip_prefix("dropped by ")?.split_once(": ")?;
        let (by, rule) = by.split_once(" rule ").map_or((by, None), |(by, rule)| (by, Some(rule.to_owned())));
        Some((Event::Dropped { by: by.to_owned(), rule, why: codes::known(why)? }, seen))
    };
    let expected = "`delivered at PLACE as PACKET` or `dropped by ID [rule RULE]: WHY, as PACKET`";
    let (event, seen) = read().ok_or_else(|| NoAccount { text: text.to_owned(), expected })?;
    Ok(Outcome { event: Some(event), seen: Some(seen) })
}

/// The place of a name.
fn place(net: &Plain, name: &str) -> Option<Place> {
    let interfaces = (0..net.interfaces.len()).map(Place::Interface);
    let endpoints = (0..net.endpoints.len()).map(Place::Endpoint);
    let services = (0..net.vpcs.len()).map(Place::Service);
    let gateways = (0..net.vpn_gateways.len()).map(Place::VpnGateway);
    let attachments = (0..net.attachments.len()).map(Place::Attachment);
    let fronts = (0..net.interfaces.len()).map(Place::Front);
    let mut all = interfaces
        .chain(fronts)
        .chain(gateways)
        .chain(attachments)
        .chain(endpoints)
        .chain(services)
        .chain([Place::Internet]);
    all.find(|place| place_name(net, *place) == name)
}
