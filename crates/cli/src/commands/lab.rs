//! `packetwalk lab`: real packets in namespaces, beside the walk.

use crate::args::Lab;
use crate::exit::Failure;

#[cfg(not(target_os = "linux"))]
pub(crate) fn run(_: &Lab) -> Result<u8, Failure> {
    Err(Failure::usage("the lab is made of Linux network namespaces: run it on Linux, or in a Linux virtual machine"))
}

#[cfg(target_os = "linux")]
pub(crate) use on_linux::run;

#[cfg(target_os = "linux")]
mod on_linux {
    use super::{Failure, Lab};
    use crate::args::LabCommand;
    use crate::commands::{print, width};
    use crate::{exit, source};
    use packetwalk::plain::Plain;
    use packetwalk::render::text::{self, Layout};
    use packetwalk::{Network, Request, Session, Verdict, safe};
    use packetwalk_agree::{Comparison, place_name};
    use packetwalk_lab::{
        Event, LabError, Outcome, Packet, Place, Probe, Responder, Trace, boundary_probes, remove_leftovers,
    };
    use std::collections::BTreeMap;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::mpsc;

    static INTERRUPTED: AtomicBool = AtomicBool::new(false);

    pub(crate) fn run(args: &Lab) -> Result<u8, Failure> {
        if let LabCommand::Down = args.command {
            let removed = remove_leftovers().map_err(failure)?;
            print(&match removed.len() {
                0 => "nothing was left behind\n".to_owned(),
                count => format!("{count} namespaces removed\n"),
            });
            return Ok(exit::ALWAYS);
        }
        let network = source::network(&args.source)?;
        let net = network.plain();
        // Until now Ctrl-C ends the command; from here on it must leave nothing behind.
        let (tell, told) = mpsc::channel();
        let handler = move || {
            INTERRUPTED.store(true, Ordering::Relaxed);
            let _ = tell.send(());
        };
        ctrlc::set_handler(handler).map_err(|error| Failure::fault(error.to_string()))?;
        match &args.command {
            LabCommand::Up => up(&net, &told),
            LabCommand::Probe { count, seed } => probe(&network, &net, *count, *seed),
            LabCommand::Walk { from, to, ipv6 } => walk(&network, &net, from, to, *ipv6),
            LabCommand::Down => Ok(exit::ALWAYS),
        }
    }

    #[expect(clippy::needless_pass_by_value, reason = "errors are handed over")]
    fn failure(error: LabError) -> Failure {
        match &error {
            LabError::NotRoot | LabError::Missing { .. } | LabError::Interrupted => Failure::usage(error.to_string()),
            _ => Failure::fault(error.to_string()),
        }
    }

    fn interrupted() -> bool {
        INTERRUPTED.load(Ordering::Relaxed)
    }

    fn up(net: &Plain, told: &mpsc::Receiver<()>) -> Result<u8, Failure> {
        let lab = packetwalk_lab::Lab::new(net, Responder::Kernel).map_err(failure)?;
        let widest = lab.namespaces().map(|(_, label)| label.len()).max().unwrap_or(0);
        let mut out = String::new();
        for (name, label) in lab.namespaces() {
            out += &format!("{:widest$}  {name}\n", safe(label));
        }
        out += "\nLook around with `ip netns exec NAMESPACE ping ADDRESS`. Ctrl-C removes all of it.\n";
        print(&out);
        let _ = told.recv();
        Ok(exit::ALWAYS)
    }

    fn probe(network: &Network, net: &Plain, count: usize, seed: u64) -> Result<u8, Failure> {
        let probes = boundary_probes(net, seed, count);
        let mut lab = packetwalk_lab::Lab::new(net, Responder::Lab).map_err(failure)?;
        let traces = lab.probe(&probes, &interrupted).map_err(failure)?;
        drop(lab);
        let session = Session::new(network);
        let (mut same, mut open, mut ends) = (0, BTreeMap::<String, usize>::new(), BTreeMap::<String, usize>::new());
        let mut differ = Vec::new();
        for (probe, trace) in probes.iter().zip(&traces) {
            *ends.entry(end(net, &trace.forward)).or_default() += 1;
            match Comparison::of(&session, net, probe, trace) {
                Ok((Comparison::Same, _)) => same += 1,
                Ok((Comparison::Open(why), _)) => *open.entry(why).or_default() += 1,
                Ok((Comparison::Differ(why), _)) => differ.push(why),
                Err(error) => *open.entry(format!("can't be asked: {error}")).or_default() += 1,
            }
        }
        let mut out = format!("{} packets\n", probes.len());
        out += &counted(&ends);
        let unknown: usize = open.values().sum();
        out += &format!(
            "\nThe walk agrees about {same}, differs about {}, and {unknown} can't be compared\n",
            differ.len()
        );
        out += &counted(&open);
        for why in &differ {
            out += &format!("\n{}\n", why.lines().map(safe).collect::<Vec<_>>().join("\n"));
        }
        print(&out);
        Ok(if differ.is_empty() { exit::ALWAYS } else { exit::FAULT })
    }

    fn counted(counts: &BTreeMap<String, usize>) -> String {
        let mut rows: Vec<_> = counts.iter().collect();
        rows.sort_by_key(|(what, count)| (std::cmp::Reverse(**count), (*what).clone()));
        let lines: Vec<_> = rows.iter().map(|(what, count)| format!("{count:7}  {}", safe(what))).collect();
        lines.join("\n") + if lines.is_empty() { "" } else { "\n" }
    }

    fn walk(network: &Network, net: &Plain, from: &str, to: &str, ipv6: bool) -> Result<u8, Failure> {
        let mut request = Request::parse(from, to).map_err(|error| Failure::usage(error.to_string()))?;
        request.ipv6 = ipv6;
        let session = Session::new(network);
        let walked = session.walk(&request)?;
        let story = walked.story();
        let start = match &story.question.from.resource {
            Some(resource) => packetwalk_agree::place_named(net, &resource.id),
            None => Some(Place::Internet),
        };
        let Some(start) = start else {
            return Err(Failure::usage(format!("{} sends nothing in the lab: name an interface", safe(from))));
        };
        let packet = |sample: &packetwalk::Sample| {
            Packet::new(sample.source, sample.destination, sample.protocol, sample.first, sample.second)
        };
        let probes: Vec<_> =
            walked.samples().iter().map(|sample| Probe { from: start, packet: packet(sample) }).collect();
        let mut lab = packetwalk_lab::Lab::new(net, Responder::Lab).map_err(failure)?;
        let traces = lab.probe(&probes, &interrupted).map_err(failure)?;
        drop(lab);

        let mut out = text::render(&story, Layout::new(width()));
        out += if probes.len() == 1 { "\nThe same, sent\n" } else { "\nThe same, sent: a packet of each part\n" };
        let mut differs = false;
        for (probe, trace) in probes.iter().zip(&traces) {
            out += &sent(net, probe, trace);
            let compared = Comparison::of(&session, net, probe, trace);
            out += &match compared.map(|(compared, _)| compared) {
                Ok(Comparison::Same) => "     the walk agrees\n".to_owned(),
                Ok(Comparison::Open(why)) => format!("     can't be compared: {}\n", safe(&why)),
                Ok(Comparison::Differ(why)) => {
                    differs = true;
                    format!("     THE WALK DIFFERS: {}\n", safe(why.lines().next().unwrap_or_default()))
                }
                Err(error) => format!("     can't be compared: {}\n", safe(&error.to_string())),
            };
        }
        print(&out);
        Ok(match story.verdict {
            _ if differs => exit::FAULT,
            Verdict::Always => exit::ALWAYS,
            Verdict::Never => exit::NEVER,
            Verdict::Sometimes => exit::SOMETIMES,
            Verdict::Unknown => exit::UNKNOWN,
        })
    }

    fn sent(net: &Plain, probe: &Probe, trace: &Trace) -> String {
        let mut out = format!("   {}\n     there  {}\n", probe.packet, whole(net, &trace.forward));
        if let Some(back) = &trace.back {
            out += &format!("     back   {}\n", whole(net, back));
        }
        out
    }

    fn whole(net: &Plain, outcome: &Outcome) -> String {
        let seen = outcome.seen.map(|seen| format!(", as {seen}")).unwrap_or_default();
        format!("{}{seen}", end(net, outcome))
    }

    fn end(net: &Plain, outcome: &Outcome) -> String {
        match &outcome.event {
            Some(Event::Delivered(place)) => format!("arrives at {}", safe(&place_name(net, *place))),
            Some(event) => safe(&event.to_string()),
            None => "lost without a trace".to_owned(),
        }
    }
}
