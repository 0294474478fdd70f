//! The notes of a packet walk, in the form in which people keep and paste them.

use crate::render::parts;
use crate::safe;
use crate::story::{Headers, Leg, Part, Story};
use schemars::JsonSchema;
use serde::Serialize;
use std::fmt::Write as _;

/// The notes of a walk, part by part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Notes {
    /// Of each part, in the story's order.
    pub parts: Vec<PartNotes>,
}

/// The notes of one part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PartNotes {
    /// At the end of the walk.
    pub whole: String,
    /// After each hop that is written down.
    pub steps: Vec<StepNotes>,
}

/// The notes after a hop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StepNotes {
    /// `forward` or `return`.
    pub leg: String,
    /// Which of the leg's hops, from 1.
    pub hop: usize,
    /// The notes so far.
    pub text: String,
}

/// The notes as data: for whoever shows them while the walk goes on.
pub fn notes(story: &Story) -> Notes {
    let of =
        |forward: &Leg, back: Option<&Leg>| PartNotes { whole: of_walk(forward, back), steps: steps_of(forward, back) };
    let parts = match story.parts.as_slice() {
        [] => vec![of(&story.forward, story.back.as_ref())],
        parts => parts.iter().map(|part| of(&part.forward, part.back.as_ref())).collect(),
    };
    Notes { parts }
}

/// The notes at the end of the walk; of each part, where there are several.
pub fn render(story: &Story) -> String {
    scoped(story, of_parts(story, of_walk))
}

/// The notes after every hop, as the walk goes on; of each part, where there are several.
pub fn steps(story: &Story) -> String {
    scoped(story, of_parts(story, steps_of_walk))
}

/// Notes that don't hold for filters say so first.
fn scoped(story: &Story, notes: String) -> String {
    let mut scope = String::new();
    if story.routing_only {
        scope += "Routing only: no filter was asked.\n";
    }
    for (word, resources) in [("Through", &story.question.via), ("Without passing", &story.question.not_via)] {
        let ids: Vec<_> = resources.iter().map(|resource| safe(&resource.id)).collect();
        if !ids.is_empty() {
            let _ = writeln!(scope, "{word} {}: {}.", ids.join(", "), parts::word(story.verdict));
        }
    }
    if scope.is_empty() { notes } else { format!("{scope}\n{notes}") }
}

fn of_parts(story: &Story, told: fn(&Leg, Option<&Leg>) -> String) -> String {
    let [_, _, ..] = story.parts.as_slice() else { return told(&story.forward, story.back.as_ref()) };
    let count = story.parts.len();
    let part = |(number, part): (usize, &Part)| {
        let mut notes = format!("Part {number} of {count}: {}\n", parts::word(part.verdict));
        for line in parts::packets(part) {
            let _ = writeln!(notes, "  {}", safe(&line));
        }
        notes + "\n" + &told(&part.forward, part.back.as_ref())
    };
    (1..).zip(&story.parts).map(part).collect::<Vec<_>>().join("\n")
}

/// The notes at the end of one walk.
pub(crate) fn of_walk(forward: &Leg, back: Option<&Leg>) -> String {
    let mut notes = String::new();
    write_path(&mut notes, &joined(forward), back.map(joined).as_deref());
    write_headers(&mut notes, &last_headers(forward, back), &[]);
    notes
}

fn steps_of_walk(forward: &Leg, back: Option<&Leg>) -> String {
    steps_of(forward, back).into_iter().map(|step| step.text).collect::<Vec<_>>().join("\n")
}

fn steps_of(forward: &Leg, back: Option<&Leg>) -> Vec<StepNotes> {
    let mut steps = Vec::new();
    let legs = [(Some(forward), false), (back, true)];
    for (leg, is_back) in legs {
        let Some(leg) = leg else { continue };
        let written = (1..).zip(&leg.hops).filter(|(_, hop)| hop.written && !hop.past_refusal && !hop.beyond);
        for (number, (at, hop)) in written.enumerate().take(leg.path.len()) {
            let mut text = String::new();
            let so_far = leg.path[..=number].join(" -> ");
            let open = number + 1 < leg.path.len() || leg.delivered_to.is_none();
            let so_far = if open { format!("{so_far} -> ?") } else { so_far };
            let (there, back) = if is_back { (joined(forward), Some(so_far)) } else { (so_far, None) };
            write_path(&mut text, &there, back.as_deref());
            let headers = if hop.headers_after.is_empty() { &hop.headers } else { &hop.headers_after };
            let changes = hop.decisions.iter().flat_map(|decision| &decision.changes);
            let changed: Vec<(&str, &str)> = changes.map(|c| (c.field.as_str(), c.by.as_str())).collect();
            write_headers(&mut text, headers, &changed);
            let name = if is_back { "return" } else { "forward" };
            steps.push(StepNotes { leg: name.to_owned(), hop: at, text });
        }
    }
    steps
}

fn joined(leg: &Leg) -> String {
    let path = leg.path.join(" -> ");
    match (leg.delivered_to.is_some(), path.is_empty()) {
        (true, _) => path,
        (false, true) => "?".to_owned(),
        (false, false) => format!("{path} -> ?"),
    }
}

fn write_path(notes: &mut String, forward: &str, back: Option<&str>) {
    let _ = writeln!(notes, "== Packet Path ==\nForward: {}", safe(forward));
    if let Some(back) = back {
        let _ = writeln!(notes, "Return: {}", safe(back));
    }
    notes.push('\n');
}

/// The headers where the walk ended: of the reply at the sender, or of the packet where it stopped.
fn last_headers(forward: &Leg, back: Option<&Leg>) -> Vec<Headers> {
    let ended = |leg: &Leg| {
        if !leg.headers.is_empty() {
            return leg.headers.clone();
        }
        let reached = leg.hops.iter().rfind(|hop| !hop.past_refusal && !hop.beyond);
        reached
            .map(|hop| if hop.headers_after.is_empty() { hop.headers.clone() } else { hop.headers_after.clone() })
            .unwrap_or_default()
    };
    back.map_or_else(|| ended(forward), ended)
}

fn write_headers(notes: &mut String, headers: &[Headers], changed: &[(&str, &str)]) {
    let _ = writeln!(notes, "== Packet Headers ==");
    for headers in headers {
        let mark = |field: &str| {
            let by = changed.iter().find(|(name, _)| *name == field).map(|(_, by)| *by);
            by.map(|by| format!(" <--- {}", safe(by))).unwrap_or_default()
        };
        let _ = writeln!(notes, "Source: {}{}", safe(&headers.source), mark("source"));
        if let Some(ports) = &headers.source_ports {
            let _ = writeln!(notes, "Source Port: {}{}", port(ports, &headers.protocol), mark("source port"));
        }
        let _ = writeln!(notes, "Destination: {}{}", safe(&headers.destination), mark("destination"));
        match (&headers.destination_ports, &headers.icmp_type) {
            (Some(ports), _) => {
                let _ =
                    writeln!(notes, "Destination Port: {}{}", port(ports, &headers.protocol), mark("destination port"));
            }
            (None, Some(kind)) => {
                let code = headers.icmp_code.as_deref().unwrap_or("any");
                let _ = writeln!(notes, "Protocol: {} type {kind} code {code}", headers.protocol);
            }
            (None, None) => {
                let _ = writeln!(notes, "Protocol: {}", headers.protocol);
            }
        }
    }
}

/// A port as the method writes it: the server's with its protocol and name, the client's as ephemeral.
fn port(ports: &str, protocol: &str) -> String {
    let first = ports.split(['–', ',']).next().and_then(|first| first.parse::<u16>().ok());
    let several = ports.contains(['–', ',']);
    match first {
        Some(number) if number < 1024 || (!several && well_known(number).is_some()) => {
            let name = well_known(number).filter(|_| !several).map(|name| format!(" (well-known {name} port)"));
            format!("{ports}/{protocol}{}", name.unwrap_or_default())
        }
        Some(number) if several && number >= 1024 => format!("{ports} (Ephemeral port)"),
        Some(number) if number >= 32768 => format!("{ports} (Ephemeral port)"),
        _ => format!("{ports}/{protocol}"),
    }
}

fn well_known(port: u16) -> Option<&'static str> {
    const NAMES: &[(u16, &str)] = &[
        (22, "SSH"),
        (25, "SMTP"),
        (53, "DNS"),
        (80, "HTTP"),
        (123, "NTP"),
        (389, "LDAP"),
        (443, "HTTPS"),
        (445, "SMB"),
        (636, "LDAPS"),
        (1433, "SQL Server"),
        (1521, "Oracle"),
        (2049, "NFS"),
        (3306, "MySQL"),
        (3389, "RDP"),
        (5432, "PostgreSQL"),
        (6379, "Redis"),
        (9092, "Kafka"),
        (27017, "MongoDB"),
    ];
    NAMES.iter().find(|(number, _)| *number == port).map(|(_, name)| *name)
}
