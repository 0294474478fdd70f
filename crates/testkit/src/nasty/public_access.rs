//! Block Public Access.

use super::{Draft, Vpc};

impl Draft {
    /// What a VPC and its subnets say of it themselves.
    pub(super) fn public_access(&mut self, vpc: &Vpc, number: usize) {
        if self.chance(12) {
            let mode = self.word(&["block-bidirectional", "block-ingress", "block-ingress"]);
            self.say(format!("set vpc-v{number} /BlockPublicAccessStates {{\"InternetGatewayBlockMode\":\"{mode}\"}}"));
            for subnet in vpc.all_subnets() {
                if self.chance(30) {
                    let own = self.word(&["off", "off", "block-ingress"]);
                    self.say(format!(
                        "set subnet-{subnet} /BlockPublicAccessStates {{\"InternetGatewayBlockMode\":\"{own}\"}}"
                    ));
                }
            }
        }
    }

    /// What the account says of Block Public Access, with exclusions.
    pub(super) fn exclusions(&mut self, vpc: &Vpc, number: usize) {
        if number == 0 {
            self.blocked = self.chance(10);
            if self.blocked {
                let mode = self.word(&["block-bidirectional", "block-bidirectional", "block-ingress"]);
                self.say(format!("public-access {mode}"));
            }
        }
        let ids = vpc.all_subnets().into_iter().map(|subnet| format!("subnet-{subnet}"));
        for id in [format!("vpc-v{number}")].into_iter().chain(ids) {
            if self.blocked && self.chance(35) {
                let mode = self.word(&["allow-bidirectional", "allow-egress"]);
                self.say(format!("exclude {id} {mode}"));
            }
        }
    }
}
