//! From one network to another: what it takes, as AWS CLI commands. What it takes for one resource its component says.

use crate::network::Network;
use crate::registry::Kind;
use packetwalk_fabric::Cite;

/// What commands do to the rules of a component's resources.
#[derive(Clone, Copy)]
pub(crate) struct Changes {
    /// The commands that make one resource of a network what it is in another.
    pub(crate) between: fn(Version<'_>, Version<'_>) -> Vec<String>,
    /// Whether they can change a rule, and take it out.
    pub(crate) writes: fn(&Network, Cite) -> bool,
}

/// A resource in one of two networks: the network, and its number there.
pub(crate) type Version<'n> = (&'n Network, u32);

impl Network {
    /// Whether commands can change a rule, and take it out.
    pub fn is_written(&self, rule: Cite) -> bool {
        let changes = Kind::ALL.get(rule.component as usize).and_then(|kind| kind.component().changes);
        changes.is_some_and(|changes| (changes.writes)(self, rule))
    }

    /// The commands that make this network's resources what they are in another, by resource.
    pub fn changes(&self, after: &Network) -> Vec<(Cite, Vec<String>)> {
        let changed = self.resources().filter_map(|(kind, cite)| {
            let changes = kind.component().changes?;
            let id = self.id_of(cite);
            let there = after.find(&id).filter(|there| there.component == cite.component)?;
            let commands = (changes.between)((self, cite.item), (after, there.item));
            (!commands.is_empty()).then_some((cite, commands))
        });
        changed.collect()
    }

    fn id_of(&self, cite: Cite) -> String {
        packetwalk_fabric::Lexicon::citation(self, cite.whole()).id
    }
}

/// What is in one list and not in the other, as often as it is there more.
pub(crate) fn without<T: PartialEq + Clone>(all: &[T], others: &[T]) -> Vec<T> {
    let mut left: Vec<&T> = others.iter().collect();
    let is_new = |one: &&T| match left.iter().position(|other| other == one) {
        Some(at) => {
            left.swap_remove(at);
            false
        }
        None => true,
    };
    all.iter().filter(is_new).cloned().collect()
}

/// A word of a command: as it is where a shell takes it as one, else in quotes. Ids come from files that anybody may have written.
pub(crate) fn word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.:/".contains(c);
    if !text.is_empty() && text.chars().all(plain) { text.to_owned() } else { quoted(text) }
}

/// A text in single quotes.
pub(crate) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::{without, word};

    #[test]
    fn what_is_there_twice_may_be_missing_once() {
        assert_eq!(without(&[1, 1, 2], &[1, 3]), [1, 2]);
        assert!(without(&[1], &[1]).is_empty());
    }

    #[test]
    fn a_shell_takes_a_word_as_one() {
        assert_eq!(word("sg-0a1"), "sg-0a1");
        assert_eq!(word("10.0.0.0/8"), "10.0.0.0/8");
        assert_eq!(word("$(reboot)"), "'$(reboot)'");
        assert_eq!(word("it's"), r"'it'\''s'");
        assert_eq!(word(""), "''");
    }
}
