//! What is said of the specification's rules, and of every reason.

use crate::component::{Coverage, Status, modelled};
use crate::registry::Kind;
use packetwalk_fabric::Reason;

/// What a component says of a rule.
#[derive(Clone, Copy, Debug)]
pub struct Covered {
    /// The rule's number: `NG3`.
    pub rule: &'static str,
    /// The component's words: `NAT gateway`.
    pub component: &'static str,
    /// Where the rule is taken for granted and not modelled: the reason that answers which rest on it give.
    pub assumed: Option<&'static Reason>,
}

/// The rules that are the walk's own, whatever it meets: flows, replies, choices, everything that stands in the way.
const WALK: &[Coverage] = modelled![
    "PM1", "PM2", "PM3", "PM4", "PM5", "O12", "A8", "RP3", "RP4", "RP5", "RP7", "RP11", "RP12", "RP13", "RP14"
];

/// What is said of rules: by the walk, then by components in the registry's order.
pub fn coverage() -> Vec<Covered> {
    let components = Kind::ALL.iter().map(|kind| (kind.component().words, kind.component().coverage));
    let said = std::iter::once(("the walk", WALK)).chain(components);
    let covered = |words: &'static str, said: &Coverage| Covered {
        rule: said.rule,
        component: words,
        assumed: match said.status {
            Status::Modelled => None,
            Status::Assumed(reason) => Some(reason),
        },
    };
    said.flat_map(|(words, rules)| rules.iter().map(move |said| covered(words, said))).collect()
}

/// Every reason of every component.
pub fn reasons() -> Vec<&'static Reason> {
    Kind::ALL.iter().flat_map(|kind| kind.component().reasons.iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_component_stands_at_its_number() {
        for (number, kind) in Kind::ALL.iter().enumerate() {
            assert_eq!(*kind as usize, number);
        }
    }

    #[test]
    fn codes_are_unique_and_templates_have_no_unknown_holes() {
        let mut codes = BTreeSet::new();
        for reason in reasons() {
            assert!(codes.insert(reason.code), "{} stands twice", reason.code);
            assert!(reason.code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_'));
            assert!(reason.page.starts_with("https://docs.aws.amazon.com/"), "{}", reason.code);
        }
    }

    #[test]
    fn a_rule_is_one_components_word() {
        let mut rules = BTreeSet::new();
        for covered in coverage() {
            assert!(rules.insert(covered.rule), "{} is claimed twice", covered.rule);
        }
    }

    /// The text of every file in a folder of `src` and below, with its name.
    #[expect(clippy::disallowed_methods, reason = "the source is files")]
    fn sources(folder: std::path::PathBuf) -> Vec<(String, String)> {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
        let text = |path: std::path::PathBuf| (path.display().to_string(), std::fs::read_to_string(path).unwrap());
        files.into_iter().map(text).chain(folders.into_iter().flat_map(sources)).collect()
    }

    #[test]
    fn what_a_components_file_says_is_listed() {
        let codes: BTreeSet<_> = reasons().iter().map(|reason| reason.code).collect();
        let rules: BTreeSet<_> = coverage().iter().map(|covered| covered.rule).collect();
        let (mut defined, mut claimed) = (0, 0);
        for (file, text) in sources(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/components")) {
            for code in text.split("code: \"").skip(1).filter_map(|rest| rest.split('"').next()) {
                assert!(codes.contains(code), "{file}: {code} isn't among its component's reasons");
                defined += 1;
            }
            let claims = text.split("modelled![").nth(1).and_then(|rest| rest.split(']').next()).unwrap_or_default();
            for rule in claims.split('"').skip(1).step_by(2) {
                assert!(rules.contains(rule), "{file}: {rule} isn't covered by its component");
                claimed += 1;
            }
        }
        assert!(defined == codes.len() && claimed > 100, "{defined} reasons, {claimed} rules");
    }
}
