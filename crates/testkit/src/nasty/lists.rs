//! Prefix lists, and blocks that rules and routes name.

use super::Draft;

impl Draft {
    pub(super) fn lists(&mut self) {
        for number in 0..self.random.usize(0..=2) {
            let name = format!("0000000{number}");
            let blocks: Vec<_> = (0..self.random.usize(1..=3)).map(|_| self.some_block()).collect();
            let v4: Vec<_> = blocks.into_iter().filter(|block| !block.contains(':')).collect();
            if !v4.is_empty() {
                self.say(format!("list {name} {}", v4.join(" ")));
                self.lists.push(name);
            }
        }
    }

    /// A block of the pool, or one around what VPCs have.
    pub(super) fn some_block(&mut self) -> String {
        match self.random.u8(0..4) {
            0 => format!("10.{}.{}.0/24", self.random.u8(0..3), self.random.u8(0..4)),
            1 => format!("10.{}.0.0/16", self.random.u8(0..3)),
            2 => format!("10.{}.{}.{}/32", self.random.u8(0..3), self.random.u8(0..4), self.random.u8(10..16)),
            _ => {
                let pool = self.blocks.clone();
                self.pick(&pool)
            }
        }
    }
}
