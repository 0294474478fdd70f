//! Network ACLs.

use super::{Draft, TRAFFIC};

impl Draft {
    pub(super) fn acl(&mut self, name: &str) {
        self.say(format!("acl {name}"));
        for way in ["in", "out"] {
            // Mostly open at the end, so that packets get somewhere.
            if self.chance(80) {
                self.say(format!("rule {name} {way} 900 allow all 0.0.0.0/0"));
                self.say(format!("rule {name} {way} 901 allow all ::/0"));
            }
            let mut numbers: Vec<u32> = (1..=80).map(|number| number * 10).collect();
            self.random.shuffle(&mut numbers);
            for number in numbers.into_iter().take(self.random.usize(0..=4)) {
                let action = if self.chance(50) { "allow" } else { "deny" };
                let (traffic, block) = (self.word(TRAFFIC), self.some_block());
                self.say(format!("rule {name} {way} {number} {action} {traffic} {block}"));
            }
        }
    }
}
