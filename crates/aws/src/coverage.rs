//! What is said of the specification's rules, and of every reason.

use crate::component::Status;
use crate::registry::Kind;
use packetwalk_fabric::Reason;

/// What a component says of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Covered {
    /// The rule's number: `NG3`.
    pub rule: &'static str,
    /// The component's words: `NAT gateway`.
    pub component: &'static str,
    /// What is taken for granted, where the rule is assumed and not modelled.
    pub assumed: Option<&'static str>,
}

/// What components say of rules, in the registry's order.
pub fn coverage() -> Vec<Covered> {
    let of = |kind: &Kind| {
        let component = kind.component();
        debug_assert_eq!(component.kind, *kind);
        component.coverage.iter().map(|said| Covered {
            rule: said.rule,
            component: component.words,
            assumed: match said.status {
                Status::Modelled => None,
                Status::Assumed(what) => Some(what),
            },
        })
    };
    Kind::ALL.iter().flat_map(of).collect()
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
            assert_eq!(kind.component().kind, *kind);
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
}
