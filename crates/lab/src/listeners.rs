//! What the listeners of a load balancer take, and on to which of its targets.

use crate::event::Event;
use crate::filter;
use crate::plan::{Plan, word};
use crate::targets;
use packetwalk_aws::plain::{Act, Balancer, Listener, Traffic};
use packetwalk_space::Address;

/// The end of what no listener takes.
pub(crate) fn none_takes_it(plan: &mut Plan, balancer: &Balancer) -> String {
    plan.drop(if balancer.listeners.is_empty() && balancer.classic.is_none() {
        Event::not_imitated(format!("the listeners of {}, which weren't read", balancer.id))
    } else {
        Event::dropped(&balancer.id, "no listener takes it")
    })
}

/// What a listener takes, and the way on.
pub(crate) fn takes(plan: &mut Plan, balancer: &Balancer, listener: &Listener, chain: &str) -> Vec<String> {
    let protocols: Option<&[u8]> = match listener.protocol.as_deref() {
        Some("HTTP" | "HTTPS" | "TCP" | "TLS" | "SSL") => Some(&[6]),
        Some("UDP" | "QUIC") => Some(&[17]),
        Some("TCP_UDP" | "TCP_QUIC") => Some(&[6, 17]),
        _ => None,
    };
    let Some((protocols, port)) = protocols.zip(listener.port) else {
        return vec![plan.drop(Event::not_imitated(format!("a listener of {}", balancer.id)))];
    };
    let of = |protocol: &u8| filter::traffic(Traffic::Ports(*protocol, port, port));
    protocols.iter().filter_map(of).map(|matched| format!("{matched}jump {chain}")).collect()
}

/// The rules of a listener as chains. What a rule asks of a request headers don't show, so whether it applies is tossed.
pub(crate) fn chains(
    plan: &mut Plan,
    balancer: &Balancer,
    listener: &Listener,
    number: usize,
) -> Vec<(String, Vec<String>)> {
    let name = |rule: usize| format!("listener{number}rule{rule}");
    let mut chains = Vec::new();
    let mut all = Vec::new();
    if targets::is_application(balancer) && listener.rules.is_empty() {
        all.push(plan.drop(Event::not_imitated(format!("the rules of {}, which weren't read", balancer.id))));
    }
    if listener.verifies_clients {
        let away = plan.drop(Event::dropped(&balancer.id, "the client is turned away"));
        all.push(format!("{}{away}", toss(2)));
    }
    for (at, rule) in listener.rules.iter().enumerate() {
        let toss = if rule.asks { "numgen random mod 2 0 " } else { "" };
        match &rule.sources {
            None => all.push(format!("{toss}jump {}", name(at))),
            Some(ranges) => {
                let from = |(first, last): &(Address, Address)| {
                    format!("{} saddr {first}-{last} {toss}jump {}", word(first.family()), name(at))
                };
                all.extend(ranges.iter().map(from));
            }
        }
        chains.push((name(at), acts(plan, balancer, &rule.acts)));
    }
    all.extend(acts(plan, balancer, &listener.acts));
    chains.push((format!("listener{number}"), all));
    chains
}

/// One of several acts. Each ends a packet's way through the chains.
fn acts(plan: &mut Plan, balancer: &Balancer, acts: &[Act]) -> Vec<String> {
    let mut rules = Vec::new();
    for (at, act) in acts.iter().enumerate() {
        let way = match act {
            Act::Forward(Ok(group)) => format!("jump group{group}"),
            Act::Forward(Err(id)) => plan.drop(Event::not_imitated(format!("the target group {id}"))),
            Act::Instance(Some(port)) => format!("jump instances{port}"),
            Act::Instance(None) => plan.drop(Event::not_imitated(format!("a listener of {}", balancer.id))),
            Act::Answer => "accept".to_owned(),
            Act::TurnAway => plan.drop(Event::dropped(&balancer.id, "the client is turned away")),
            Act::Unread(kind) => plan.drop(Event::not_imitated(kind.clone())),
        };
        rules.push(format!("{}{way}", toss(acts.len() - at)));
    }
    if rules.is_empty() {
        rules.push(plan.drop(Event::dropped(&balancer.id, "no target group")));
    }
    rules
}

/// One in so many.
pub(crate) fn toss(left: usize) -> String {
    if left > 1 { format!("numgen random mod {left} 0 ") } else { String::new() }
}
