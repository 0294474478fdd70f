//! Templates of reasons, filled.

use crate::legs::named;
use packetwalk_fabric::{Citation, Reason};

/// A resource in a sentence: `network ACL acl-0a1 (db)`.
pub fn resource(citation: &Citation) -> String {
    named(citation).to_string()
}

/// Fills the holes of a template. A hole that nobody fills stays as it is, so that it shows.
pub fn fill(template: &str, hole: &dyn Fn(&str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled += before;
        let Some((name, tail)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            continue;
        };
        match hole(name) {
            Some(filling) => filled += &filling,
            None => filled += &format!("{{{name}}}"),
        }
        rest = tail;
    }
    filled + rest
}

/// What a citation says of a hole.
pub(crate) fn of_citation(citation: &Citation, name: &str) -> Option<String> {
    match name {
        "resource" => Some(resource(citation)),
        "id" => Some(citation.id.clone()),
        "rule" => citation.rule.clone().or_else(|| Some(String::new())),
        "says" => citation.says.clone().or_else(|| Some(String::new())),
        _ => citation.holes.iter().find(|(hole, _)| *hole == name).map(|(_, filling)| filling.clone()),
    }
}

/// The texts of a reason for one set of packets.
pub(crate) struct Texts {
    pub(crate) sentence: String,
    pub(crate) remedy: String,
    pub(crate) command: Option<String>,
}

pub(crate) fn texts(reason: &Reason, hole: &dyn Fn(&str) -> Option<String>) -> Texts {
    let tidy = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    Texts {
        sentence: tidy(fill(reason.sentence, hole)),
        remedy: tidy(fill(reason.remedy, hole)),
        command: reason.command.map(|command| fill(command, hole)),
    }
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn holes_are_filled_and_strangers_stay() {
        let hole = |name: &str| (name == "id").then(|| "acl-1".to_owned());
        assert_eq!(fill("{id} denies {what} {", &hole), "acl-1 denies {what} {");
    }
}
