//! What several renderers say alike: plain text, with other people's names as they are. Whoever prints it makes it safe.

use crate::story::{About, Decision, Filter, Near, Outcome, Part, Share, Story, Verdict, Way};

/// Classes of packets that are told of one hop.
pub const CLASSES: usize = 4;

/// Rules that are told of one decision.
pub const SHARES: usize = 8;

/// Parts that are told hop by hop.
pub const FULL: usize = 4;

/// Stands over what is told behind the first refusal.
pub const PAST: &str = "past the refusal, had it passed:";

/// Stands over what is told where no way leads.
pub const BEYOND: &str = "beyond the missing route, read with the headers as sent:";

/// The verdict's word.
pub const fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Always => "always",
        Verdict::Sometimes => "sometimes",
        Verdict::Never => "never",
        Verdict::Unknown => "unknown",
    }
}

/// Behind the verdict, what it is about, where that isn't everything.
pub const fn scope(story: &Story) -> &'static str {
    if story.routing_only { " (routing only)" } else { "" }
}

/// A filter that wasn't asked.
pub fn filter(filter: &Filter) -> String {
    let name = named(&filter.resource.id, filter.resource.name.as_deref());
    format!("{}{} of {name} ({})", filter.check, way(filter.direction), filter.leg)
}

/// The packets, and what AWS must choose for them, a line each.
pub fn packets(part: &Part) -> Vec<String> {
    let headers = part.headers.iter().map(|headers| headers.text.clone());
    let choices = part.choices.iter();
    let choices = choices.map(|choice| format!("when {} chooses {} {}", choice.resource.id, choice.what, choice.value));
    headers.chain(choices).collect()
}

/// How many ends a part is about, where it is about several.
pub fn ends(part: &Part) -> Option<String> {
    const NAMED: usize = 4;
    let ids = &part.delivered_to;
    if ids.len() > 1 {
        let shown = ids.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
        let more = if ids.len() > NAMED { format!(" and {} more", ids.len() - NAMED) } else { String::new() };
        return Some(format!("the same for {} ends: {shown}{more}", ids.len()));
    }
    (part.members > 1).then(|| format!("the same for {} ends", part.members))
}

/// An outcome's word.
pub const fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "pass",
        Outcome::Skip => "skip",
        Outcome::State => "state",
        Outcome::Send => "send",
        Outcome::Rewrite | Outcome::Restore => "nat",
        Outcome::Deliver => "here",
        Outcome::Drop => "DROP",
        Outcome::Unknown => "????",
    }
}

/// A check with its direction.
pub fn check(decision: &Decision) -> String {
    format!("{}{}", decision.check, way(decision.direction))
}

const fn way(direction: Option<Way>) -> &'static str {
    match direction {
        Some(Way::Egress) => ", out",
        Some(Way::Ingress) => ", in",
        None => "",
    }
}

/// Whose rule decided about a share, which one, and what it says. What the hop itself decides needs no name.
pub fn share(decision: &Decision, share: &Share, hop: &str) -> String {
    let name = match &decision.resource {
        resource if resource.id == hop => String::new(),
        resource => named(&resource.id, resource.name.as_deref()),
    };
    let rule = share.rule.as_deref().unwrap_or_default();
    let whose = [name.as_str(), rule].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let says = share.says.clone().unwrap_or_default();
    let told = match (whose.is_empty(), says.is_empty()) {
        (true, _) => says,
        (false, true) => whose,
        (false, false) => format!("{whose}: {says}"),
    };
    match share.headers.as_slice() {
        [] => told,
        headers => {
            let texts: Vec<_> = headers.iter().map(|headers| headers.text.as_str()).collect();
            format!("{told} [{}]", texts.join("; "))
        }
    }
}

/// What became of the headers.
pub fn changes(decision: &Decision) -> Vec<String> {
    let change = |change: &crate::story::Change| {
        let chosen = if change.chosen { format!(", chosen by {}", change.by) } else { String::new() };
        format!("{} {} becomes {}{chosen}", change.field, change.from, change.to)
    };
    decision.changes.iter().map(change).collect()
}

/// The rule that comes nearest, and in what it differs.
pub fn nearest(near: &Near) -> String {
    let rule = near.rule.as_ref().map(|rule| format!(" {rule}")).unwrap_or_default();
    let says = near.says.as_ref().map(|says| format!(" ({says})")).unwrap_or_default();
    format!("nearest: {}{rule}{says}: {}", near.resource.id, near.differs.join("; "))
}

/// An id with its name.
pub fn named(id: &str, name: Option<&str>) -> String {
    name.map_or_else(|| id.to_owned(), |name| format!("{id} ({name})"))
}

/// A place in the snapshot; the file's name without the folder that all share.
pub fn place(file: &str, line: u32, folder: &str) -> String {
    format!("{}:{line}", file.strip_prefix(folder).unwrap_or(file))
}

/// The snapshot that answered, a line each: what it is, and what in it has no say.
pub fn snapshot(about: &About) -> Vec<String> {
    let list = |items: &[String], what: &str| match items {
        [] => format!("{what} unknown"),
        items => format!("{what} {}", items.join(", ")),
    };
    let age = match (&about.oldest, &about.newest) {
        (Some(oldest), Some(newest)) if oldest == newest => format!(", written {newest}"),
        (Some(oldest), Some(newest)) => format!(", written {oldest} to {newest}"),
        _ => String::new(),
    };
    let files = if about.files == 1 { "1 file".to_owned() } else { format!("{} files", about.files) };
    let folder = if about.folder.is_empty() { String::new() } else { format!("{}: ", about.folder) };
    let (accounts, regions) = (list(&about.accounts, "account"), list(&about.regions, "Region"));
    let mut lines = vec![format!("Snapshot: {folder}{accounts}, {regions}, {files}{age}.")];
    if !about.not_modelled.is_empty() {
        lines.push(format!("In it and not modelled: {}.", about.not_modelled.join(", ")));
    }
    if !about.unknown_keys.is_empty() {
        lines.push(format!("Keys that packetwalk doesn't know: {}.", about.unknown_keys.join(", ")));
    }
    lines
}
