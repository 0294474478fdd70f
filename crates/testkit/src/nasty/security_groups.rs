//! Rules of security groups.

use super::{Draft, TRAFFIC};

impl Draft {
    pub(super) fn rules_of(&mut self, group: &str, groups: &[String]) {
        for way in ["in", "out"] {
            if self.chance(if way == "out" { 65 } else { 40 }) {
                self.say(format!("allow {group} {way} all 0.0.0.0/0"));
                self.say(format!("allow {group} {way} all ::/0"));
                continue;
            }
            for _ in 0..self.random.usize(0..=4) {
                let traffic = self.word(TRAFFIC);
                let peer = match self.random.u8(0..10) {
                    0..=2 => format!("sg:{}", self.pick(groups)),
                    3 if !self.lists.is_empty() => {
                        let lists = self.lists.clone();
                        format!("list:{}", self.pick(&lists))
                    }
                    _ => self.some_block(),
                };
                self.say(format!("allow {group} {way} {traffic} {peer}"));
            }
        }
    }
}
