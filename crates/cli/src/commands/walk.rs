//! `packetwalk walk`.

use crate::args::{Format, Walk};
use crate::commands::{print, width};
use crate::exit::{self, Failure};
use crate::source;
use packetwalk::render::text::Layout;
use packetwalk::render::{brief, json, notes, text};
use packetwalk::{Client, Flow, FlowError, Request, Verdict, ask};

pub(crate) fn run(args: &Walk) -> Result<u8, Failure> {
    let request = request(args)?;
    if args.steps && !matches!(args.format, None | Some(Format::Notes)) {
        return Err(Failure::usage("--steps prints notes: leave out --format, or say --format notes"));
    }
    let mut network = source::network(&args.source)?;
    for said in &args.appliance {
        network.appliance(said).map_err(|error| Failure::usage(error.to_string()))?;
    }
    // The answer says what is wrong with the snapshot; a refusal to answer may come of it.
    let story = ask(&network, &request).inspect_err(|_| source::warn(&network))?;
    if args.brief || args.steps || args.format == Some(Format::Notes) {
        // These say nothing of the snapshot.
        source::warn(&network);
    }
    print(&match args.format.unwrap_or(Format::Text) {
        _ if args.brief => brief::render(&story),
        _ if args.steps => notes::steps(&story),
        Format::Text => text::render(&story, Layout::new(width())),
        Format::Notes => notes::render(&story),
        Format::Json => json::render(&story),
    });
    Ok(match story.verdict {
        Verdict::Always => exit::ALWAYS,
        Verdict::Never => exit::NEVER,
        Verdict::Sometimes => exit::SOMETIMES,
        Verdict::Unknown => exit::UNKNOWN,
    })
}

/// The request: what the destination says of the flow, and what the options add.
fn request(args: &Walk) -> Result<Request, Failure> {
    let usage = |error: FlowError| Failure::usage(error.to_string());
    let (to, mut flow) = Flow::parse(&args.to).map_err(usage)?;
    if let Some(protocol) = &args.protocol {
        flow.set_protocol(protocol).map_err(usage)?;
    }
    if let Some(ports) = &args.port {
        flow.set_ports(ports).map_err(usage)?;
    }
    if let Some(ports) = &args.source_port {
        flow.source_ports = Some(Flow::parse_ports(ports).map_err(usage)?);
    }
    if let Some(icmp) = &args.icmp {
        flow.icmp = Some(Flow::parse_icmp(icmp).map_err(usage)?);
    }
    if let Some(name) = &args.client {
        let client = Client::ALL.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, client)| *client);
        let known: Vec<_> = Client::ALL.iter().map(|(name, _)| *name).collect();
        let unknown = || Failure::usage(format!("{name:?} is not a client: expected one of {}", known.join(", ")));
        flow.client = Some(client.ok_or_else(unknown)?);
    }
    Ok(Request { from: args.from.clone(), to, flow, ipv6: args.ipv6, nat_port: args.nat_port })
}
