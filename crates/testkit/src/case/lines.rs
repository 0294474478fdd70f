//! An answer in the lines of a case.

use packetwalk::{Decision, Leg, Outcome, Story, Verdict};

pub(super) fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Always => "always",
        Verdict::Sometimes => "sometimes",
        Verdict::Never => "never",
        Verdict::Unknown => "unknown",
    }
}

/// What a case must say of an answer, line by line.
pub(super) fn canonical(story: &Story) -> Vec<String> {
    let mut lines = vec![word(story.verdict).to_owned()];
    let told = |name: &str, leg: &Leg| {
        let open = if leg.delivered_to.is_some() { "" } else { " -> ?" };
        let path = leg.path.join(" -> ");
        let path = if path.is_empty() { "?".to_owned() } else { format!("{path}{open}") };
        format!("{name} {}: {path}", word(leg.verdict))
    };
    lines.push(told("forward", &story.forward));
    if let Some(back) = &story.back {
        lines.push(told("return", back));
    }
    if story.parts.len() > 1 {
        for part in &story.parts {
            let headers: Vec<_> = part.headers.iter().map(|headers| headers.text.clone()).collect();
            let when: Vec<_> = part
                .choices
                .iter()
                .map(|choice| format!("{} {} {}", choice.resource.id, choice.what, choice.value))
                .collect();
            let when = if when.is_empty() { String::new() } else { format!(" when {}", when.join(", ")) };
            lines.push(format!("part {}: {}{when}", word(part.verdict), headers.join("; ")));
        }
    }
    for blocker in &story.blockers {
        let direction = match blocker.direction {
            Some(direction) => format!("{} ", way(Some(direction))),
            None => String::new(),
        };
        let rule = blocker.rule.as_ref().map(|rule| format!(" {rule}")).unwrap_or_default();
        let first = if blocker.primary { " first" } else { "" };
        let beyond = if blocker.beyond { " beyond" } else { "" };
        lines.push(format!(
            "blocker {} {direction}{} {}{rule}{first}{beyond}",
            blocker.leg, blocker.code, blocker.resource
        ));
    }
    lines.extend(
        story.unknown.iter().map(|missing| format!("unknown {} {} {}", missing.leg, missing.code, missing.resource)),
    );
    lines.extend(story.assumptions.iter().map(|taken| format!("assumes {}", taken.code)));
    lines
}

fn way(direction: Option<packetwalk::Way>) -> &'static str {
    match direction {
        Some(packetwalk::Way::Egress) => "egress",
        Some(packetwalk::Way::Ingress) => "ingress",
        None => "",
    }
}

pub(super) fn leg<'s>(story: &'s Story, name: &str) -> Option<&'s Leg> {
    if name.starts_with("forward") { Some(&story.forward) } else { story.back.as_ref() }
}

/// Every decision of a leg, one a line.
pub(super) fn decisions(leg: &Leg) -> Vec<String> {
    let of = |hop: &packetwalk::Hop| {
        hop.decisions.iter().map(|d| format!("{} {}", hop.resource.id, decision(d))).collect::<Vec<_>>()
    };
    leg.hops.iter().flat_map(of).collect()
}

pub(super) fn decision(decision: &Decision) -> String {
    let outcome = match decision.outcome {
        Outcome::Pass => "pass",
        Outcome::Skip => "skip",
        Outcome::State => "state",
        Outcome::Send => "send",
        Outcome::Rewrite => "rewrite",
        Outcome::Restore => "restore",
        Outcome::Deliver => "deliver",
        Outcome::Drop => "drop",
        Outcome::Unknown => "unknown",
    };
    let direction = match way(decision.direction) {
        "" => String::new(),
        way => format!(" {way}"),
    };
    let rules: Vec<_> =
        decision.shares.iter().filter_map(|share| share.rule_id.clone().or_else(|| share.rule.clone())).collect();
    let rules = if rules.is_empty() { String::new() } else { format!(" {}", rules.join(" ")) };
    format!("{outcome} {}{direction} {}{rules}", decision.check, decision.resource.id)
}
