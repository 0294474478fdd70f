//! The verdict in a sentence.

use crate::story::{Choice, Leg, Part, Resource, Story, Verdict};

pub(crate) fn summary(story: &Story) -> String {
    let told = of_verdict(story);
    if !story.routing_only {
        return told;
    }
    match told.strip_prefix("Whether") {
        Some(rest) => format!("By routing alone, whether{rest}"),
        None => format!("By routing alone, {told}"),
    }
}

fn of_verdict(story: &Story) -> String {
    let (from, to) = (&story.question.from.name, &story.question.to.name);
    let traffic = traffic(story);
    match story.verdict {
        Verdict::Always => format!("{from} reaches {to}{traffic}{}{}.", leaving(story), replies(story)),
        Verdict::Never => {
            let primary = story.blockers.iter().find(|blocker| blocker.primary).or(story.blockers.first());
            let why = primary.map(|blocker| format!(": {}", blocker.sentence)).unwrap_or_default();
            let more = match story.blockers.len().saturating_sub(1) {
                0 => String::new(),
                1 => " One more thing stands in the way.".to_owned(),
                more => format!(" {more} more things stand in the way."),
            };
            let told = match story.forward.verdict {
                Verdict::Never => format!("{from} does not reach {to}{traffic}"),
                Verdict::Always => format!("{from} reaches {to}{traffic}, but no reply comes back"),
                Verdict::Sometimes => format!("{from} reaches {to}{traffic} only sometimes, and no reply comes back"),
                Verdict::Unknown => {
                    format!("Whether {from} reaches {to}{traffic} isn't known, but no reply would come back")
                }
            };
            format!("{told}{why}.{more}")
        }
        Verdict::Sometimes => {
            let through = cases(story, Verdict::Always, ("gets through", "get through"));
            let not = cases(story, Verdict::Never, ("does not", "do not"));
            let open = cases(story, Verdict::Unknown, ("isn't known", "aren't known"));
            let cases: Vec<_> = [through, not, open].into_iter().flatten().collect();
            format!("{from} reaches {to}{traffic} only sometimes: {}.", cases.join(", "))
        }
        Verdict::Unknown => {
            let why = story.unknown.first().map(|missing| format!(": {}", missing.sentence)).unwrap_or_default();
            let of_return = story.unknown.iter().all(|missing| missing.leg == "return");
            if story.forward.verdict == Verdict::Always && of_return {
                format!("{from} reaches {to}{traffic}, but whether the reply comes back isn't known{why}.")
            } else {
                format!("Whether {from} reaches {to}{traffic} isn't known{why}.")
            }
        }
    }
}

/// The protocol and what of its ports, or type and code, was asked about.
fn traffic(story: &Story) -> String {
    let Some(headers) = story.question.headers.first() else { return String::new() };
    let ports = match (&headers.destination_ports, &headers.icmp_type, &headers.icmp_code) {
        (Some(ports), ..) if ports != "any" => {
            format!(" {} {ports}", if ports.contains([',', '–']) { "ports" } else { "port" })
        }
        (_, Some(kind), Some(code)) if code != "any" => format!(" type {kind} code {code}"),
        (_, Some(kind), _) if kind != "any" => format!(" type {kind}"),
        _ => String::new(),
    };
    format!(" on {}{ports}{}", headers.protocol, by_way_of(story))
}

/// What the ways must pass, and must not.
fn by_way_of(story: &Story) -> String {
    let told = |word: &str, resources: &[Resource]| match resources {
        [] => String::new(),
        all => {
            let all: Vec<_> = all.iter().map(words).collect();
            format!(" {word} {}", all.join(" and "))
        }
    };
    told("through", &story.question.via) + &told("without passing", &story.question.not_via)
}

fn words(resource: &Resource) -> String {
    let name = resource.name.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
    format!("{} {}{name}", resource.kind, resource.id)
}

/// The addresses that the far end sees, where they aren't the sender's own.
fn leaving(story: &Story) -> String {
    const FEW: usize = 4;
    let mut all: Vec<&str> = Vec::new();
    for address in story.parts.iter().flat_map(|part| &part.leaves_as) {
        if !all.contains(&address.as_str()) {
            all.push(address);
        }
    }
    match all.as_slice() {
        [] => String::new(),
        few if few.len() <= FEW => format!(", leaving as {}", few.join(" or ")),
        many => format!(", leaving as {} or one of {} more addresses", many[..FEW].join(", "), many.len() - FEW),
    }
}

/// How the replies come back, of those packets that expect one.
fn replies(story: &Story) -> String {
    let mut ways: Vec<bool> =
        story.parts.iter().filter_map(|part| Some(differs(story, &part.forward, part.back.as_ref()?))).collect();
    ways.sort_unstable();
    ways.dedup();
    let told = match ways.as_slice() {
        [] => return "; no reply is expected".to_owned(),
        [false] => ", and the reply comes back the same way",
        [true] => "; the reply comes back another way",
        _ => "; the reply comes back the same way or another",
    };
    let some_silent = story.parts.iter().any(|part| part.forward.no_reply_expected);
    format!("{told}{}", if some_silent { " where one is expected" } else { "" })
}

/// Whether the way back isn't the way there, reversed. By which of its interfaces a load balancer or an endpoint takes a packet, and
/// that it answers without one, is nothing that a network is built of.
fn differs(story: &Story, forward: &Leg, back: &Leg) -> bool {
    const FRONTS: [&str; 2] = ["of load balancer", "of VPC endpoint"];
    let is_front = |id: &str| {
        let known = story.resources.iter().find(|known| known.resource.id == id);
        known.is_some_and(|known| known.belongs.iter().any(|belongs| FRONTS.contains(&belongs.how.as_str())))
    };
    let way = |leg: &Leg| leg.path.iter().filter(|id| !is_front(id)).cloned().collect::<Vec<_>>();
    !way(back).iter().rev().eq(&way(forward))
}

/// The parts of a question with one verdict: which they are, or how many.
fn cases(story: &Story, verdict: Verdict, (one, several): (&str, &str)) -> Option<String> {
    const FEW: usize = 3;
    let parts: Vec<&Part> = story.parts.iter().filter(|part| part.verdict == verdict).collect();
    let whens: Vec<String> = parts.iter().map(|part| when(story, part)).collect();
    let whole = |part: &&Part| part.headers == story.question.headers;
    let told = match parts.as_slice() {
        [] => return None,
        // What only AWS's choices tell apart is one packet.
        parts if parts.iter().all(whole) && parts.len() <= FEW && whens.iter().all(|when| !when.is_empty()) => {
            format!("it {one} when {}", whens.join(" or "))
        }
        [part] => match (part.headers.as_slice(), whens.first().filter(|when| !when.is_empty())) {
            ([headers], None) => format!("{} {one}", headers.text),
            ([headers], Some(when)) => format!("{} {one} when {when}", headers.text),
            _ => format!("1 case {one}"),
        },
        parts => format!("{} cases {several}", parts.len()),
    };
    Some(told)
}

/// What AWS must choose for a part, of what isn't the same for all parts.
fn when(story: &Story, part: &Part) -> String {
    let everywhere = |choice: &&Choice| story.parts.iter().all(|other| other.choices.contains(choice));
    let own = part.choices.iter().filter(|choice| !everywhere(choice));
    let told = own.map(|choice| format!("{} chooses {} {}", choice.resource.id, choice.what, choice.value));
    told.collect::<Vec<_>>().join(" and ")
}
