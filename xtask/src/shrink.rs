//! Makes a network smaller for as long as the walk and the kernel still disagree about a packet in it.

use anyhow::{Context as _, Result};
use packetwalk::plain::Plain;
use packetwalk::{AskError, Session, Story};
use packetwalk_agree::{Comparison, Unasked, account, place_name, place_named};
use packetwalk_lab::{Lab, Place, Probe, Responder};
use packetwalk_testkit::{fixture, load};
use std::time::{Duration, Instant};

/// The fewest lines on which a packet is still disagreed about, and what the kernel says of it there.
#[derive(Debug)]
pub(crate) struct Small {
    pub(crate) network: String,
    pub(crate) account: String,
    pub(crate) why: String,
}

/// How long a network is made smaller. A packet that the lab loses takes seconds each time, for the lab waits for it.
const PATIENCE: Duration = Duration::from_secs(60);

/// Leaves out halves of a network, then smaller and smaller parts of what is left, and at last line after line, until nothing more can be
/// left out or it has taken too long.
pub(crate) fn shrink(text: &str, first: Small, net: &Plain, probe: &Probe) -> Small {
    let sender = match probe.from {
        Place::Internet => None,
        place => Some(place_name(net, place)),
    };
    let until = Instant::now() + PATIENCE;
    let mut lines: Vec<&str> = text.lines().collect();
    let (mut small, mut size) = (first, lines.len().div_ceil(2));
    loop {
        let (before, mut end) = (lines.len(), lines.len());
        // From the last line on: what is named stands before what names it.
        while end > 0 {
            if Instant::now() > until {
                return small;
            }
            let start = end.saturating_sub(size);
            let fewer = [&lines[..start], &lines[end..]].concat();
            // Where what is left makes no sense, or is about something else, the lines stay.
            if let Ok(Some(smaller)) = disagreed(&fewer.join("\n"), sender.as_deref(), probe)
                && smaller.ends() == small.ends()
            {
                (small, lines) = (smaller, fewer);
            }
            end = start;
        }
        if size == 1 && lines.len() == before {
            return small;
        }
        size = size.div_ceil(2);
    }
}

impl Small {
    /// Where the packet ended, there and back, without its headers: the port that a translator picks differs from time to time.
    pub(crate) fn ends(&self) -> Vec<&str> {
        self.account.lines().skip(1).filter_map(|line| line.split(" as ").next()).collect()
    }
}

/// Sends a packet through a network again; what it came to, if the walk says otherwise.
fn disagreed(text: &str, sender: Option<&str>, probe: &Probe) -> Result<Option<Small>> {
    let network = load(&fixture::expand(text)?)?;
    let net = network.plain();
    let mut probe = *probe;
    if let Some(sender) = sender {
        probe.from = place_named(&net, sender).context("the sender is gone")?;
    }
    let traces = Lab::new(&net, Responder::Lab)?.probe(&[probe], &|| false)?;
    let trace = traces.first().context("nothing was sent")?;
    let why = difference(&Comparison::of(&Session::new(&network), &net, &probe, trace));
    Ok(why.map(|why| Small { network: text.to_owned(), account: account::write(&net, &probe, trace), why }))
}

/// In what walk and kernel differ about a packet, if they do.
pub(crate) fn difference(compared: &Result<(Comparison, Story), Unasked>) -> Option<String> {
    match compared {
        Ok((Comparison::Differ(why), _)) => Some(why.clone()),
        Err(Unasked::Ask(AskError::Fault { witness, .. })) => Some(format!("{witness} fares otherwise than its class")),
        _ => None,
    }
}
