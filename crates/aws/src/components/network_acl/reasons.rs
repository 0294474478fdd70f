//! Why network ACLs refuse packets, what may not be known of them, and what to mind.

use packetwalk_fabric::{Reason, ReasonKind};

pub(super) const ALL: &[&Reason] =
    &[&DENY, &CLASSIC_DENY, &NOT_READ, &UNREADABLE, &SAME_SUBNET_UNDOCUMENTED, &PATH_MTU];

pub(super) static DENY: Reason = Reason {
    code: "NACL_DENY",
    ra_code: Some("SUBNET_ACL_RESTRICTION"),
    kind: ReasonKind::Block,
    meaning: "The network ACL of a subnet that the packet leaves or enters denies it: the first rule that matches decides, \
              and rule * denies what no other rule matched. Replies are checked like everything else.",
    sentence: "{resource} {rule} denies {packet}",
    remedy: "add a rule that allows it, with a number below the one that denies",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html",
    rules: &["N2", "N3"],
};

pub(super) static CLASSIC_DENY: Reason = Reason {
    code: "NACL_DENY_CLASSIC_BALANCER",
    ra_code: Some("ELB_ACL_RESTRICTION"),
    kind: ReasonKind::Block,
    meaning: "What a Classic Load Balancer sends is checked by the network ACL of its subnet even where the instance is in that \
              subnet, too.",
    sentence: "{resource} {rule} denies {packet}, which a Classic Load Balancer sends inside its subnet",
    remedy: "add a rule that allows it, with a number below the one that denies",
    command: None,
    page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-vpc-network-acls.html",
    rules: &["LB24", "N9"],
};

pub(super) static NOT_READ: Reason = Reason {
    code: "NACL_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "The network ACL of a subnet isn't in the snapshot.",
    sentence: "whether the network ACL of {resource} allows {packet} isn't known: it isn't in the snapshot",
    remedy: "read the network ACLs",
    command: Some("aws ec2 describe-network-acls"),
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html",
    rules: &["N1"],
};

pub(super) static UNREADABLE: Reason = Reason {
    code: "NACL_RULE_UNREADABLE",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "A rule of the network ACL couldn't be read, and it may decide about the packet.",
    sentence: "a rule of {resource} couldn't be read, and it may decide about {packet}",
    remedy: "read the network ACL again",
    command: Some("aws ec2 describe-network-acls --network-acl-ids {id}"),
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html",
    rules: &[],
};

pub(super) static SAME_SUBNET_UNDOCUMENTED: Reason = Reason {
    code: "NACL_SAME_SUBNET_UNDOCUMENTED",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "A route leads to an interface of the same subnet, and AWS doesn't document whether the network ACL is asked; it \
              would deny the packet.",
    sentence: "{resource} {rule} would deny {packet}, and whether it is asked on the way to an interface of the same subnet \
               isn't documented",
    remedy: "move the target to a subnet of its own, or allow the packet",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html",
    rules: &["N9", "T16"],
};

pub(super) static PATH_MTU: Reason = Reason {
    code: "PATH_MTU",
    ra_code: None,
    kind: ReasonKind::Caution,
    meaning: "Something on the way carries smaller packets than an instance may send (9001 bytes). It says so with an ICMP message \
              (type 3 code 4; ICMPv6 type 2), and a network ACL before it drops that, so the sender never learns it and large \
              packets vanish. Where a transit gateway is what is narrow, TCP is spared: it makes both ends send segments that fit.",
    sentence: "{narrow} carries at most {bytes} bytes, and {resource} {rule} drops the ICMP message that tells the sender so: larger \
               packets may vanish",
    remedy: "allow ICMP type 3 code 4 (for IPv6, ICMPv6 type 2) in {resource}, inbound and outbound, from and to everywhere; or \
             set a smaller MTU on the hosts",
    command: None,
    page: "https://docs.aws.amazon.com/vpc/latest/userguide/path_mtu_discovery.html",
    rules: &["N11", "P7", "T21"],
};
