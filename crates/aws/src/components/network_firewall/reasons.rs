//! Why a network firewall drops packets, and what about it isn't known.

use packetwalk_fabric::{Reason, ReasonKind};

pub(super) static ALL: &[&Reason] = &[
    &ENDPOINT_STATE,
    &NOT_IN_SYNC,
    &POLICY_NOT_READ,
    &POLICY_KIND,
    &ON_TRANSIT_GATEWAY,
    &STATELESS_DROP,
    &STATELESS_ACTION,
    &TCP_FLAGS,
    &RULE_DROP,
    &DEFAULT_DROP,
    &DATA_DROP,
    &DEFAULT_UNKNOWN,
    &MIDSTREAM,
    &MIDSTREAM_UNKNOWN,
    &ONE_WAY,
    &RULE_CONDITION,
    &REPLY_DATA,
    &RULE_UNREADABLE,
    &GROUP_NOT_READ,
    &MANAGED_GROUP,
    &GROUP_KIND,
    &TLS_INSPECTION,
];

pub(super) static ENDPOINT_STATE: Reason = Reason {
    code: "FIREWALL_STATE",
    ra_code: Some("BAD_STATE"),
    kind: ReasonKind::Block,
    meaning: "A firewall endpoint carries packets only while it and its firewall are ready.",
    sentence: "{resource} is {state}, not READY",
    remedy: "wait until it is ready, or route around it",
    command: None,
    page: "https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_Attachment.html",
    rules: &["F1"],
};

pub(super) static NOT_IN_SYNC: Reason = Reason {
    code: "FIREWALL_NOT_IN_SYNC",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "Changes of the policy or its groups haven't come to every endpoint yet.",
    sentence: "{resource} doesn't have all of its configuration yet, and which rules it applies to {packet} isn't known",
    remedy: "read the firewall again when it is in sync",
    command: Some("aws network-firewall describe-firewall --firewall-name {name}"),
    page: "https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_FirewallStatus.html",
    rules: &["F1"],
};

pub(super) static POLICY_NOT_READ: Reason = Reason {
    code: "FIREWALL_POLICY_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "The policy of the firewall isn't in the snapshot.",
    sentence: "whether {resource} passes {packet} isn't known: its policy isn't in the snapshot",
    remedy: "read the firewall's policy",
    command: Some("aws network-firewall describe-firewall-policy --firewall-policy-arn {policy}"),
    page: "https://docs.aws.amazon.com/network-firewall/latest/developerguide/firewall-policies.html",
    rules: &["F2"],
};

pub(super) static POLICY_KIND: Reason = Reason {
    code: "FIREWALL_POLICY_KIND_NOT_MODELLED",
    ra_code: Some("UNSUPPORTED_COMPONENT"),
    kind: ReasonKind::Gap,
    meaning: "The policy of the firewall has no stateless default action: it is of a kind that packetwalk doesn't model.",
    sentence: "what {resource} does with {packet} isn't modelled yet",
    remedy: "look at the policy in the console",
    command: None,
    page: "https://docs.aws.amazon.com/network-firewall/latest/developerguide/firewall-policies.html",
    rules: &["F12"],
};

pub(super) static ON_TRANSIT_GATEWAY: Reason = Reason {
    code: "FIREWALL_ON_TGW_NOT_MODELLED",
    ra_code: Some("UNSUPPORTED_COMPONENT"),
    kind: ReasonKind::Gap,
    meaning: "The firewall is attached to a transit gateway itself, and packetwalk doesn't model that yet.",
    sentence: "what {resource} does with {packet} isn't modelled yet: it is attached to a transit gateway itself",
    remedy: "look at the firewall's policy",
    command: None,
    page: "https://docs.aws.amazon.com/network-firewall/latest/developerguide/tgw-firewall.html",
    rules: &["F1"],
};

pub(super) static STATELESS_DROP: Reason = Reason {
    code: "FIREWALL_STATELESS_DROP",
    ra_code: Some("FIREWALL_RULES_RESTRICTION"),
    kind: ReasonKind::Block,
    meaning: "The stateless engine of a network firewall drops the packet: the first rule that matches decides, else the \
              default action. Replies are looked at like everything else.",
    sentence: "{resource} {rule} ({says}) drops {packet}",
    remedy: "add a stateless rule with a lower priority number that passes it, or forwards it to the stateful engine",
    command: None,
    page: "https://docs.aws.amazon.com/network-firewall/latest/developerguide/firewall-policy-processing.html",
    rules: &["F2", "F3"],
};

pub(super) static STATELESS_ACTION: Reason = Reason {
    code: "FIREWALL_STATELESS_ACTION_UNKNOWN",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "A stateless rule, or the default, has none of the standard actions.",
    sentence: "what {resource} {rule} does with {packet} isn't known: it has none of the standard actions",
    remedy: "look at the rule in the console",
    command: None,
    page: "https://docs.aws.amazon.com/network-firewall/latest/developerguide/rule-action.html",
    rules: &["F2"],
};

pub(super) static TCP_FLAGS: Reason = Reason {
    code: "FIREWALL_TCP_FLAGS_NOT_MODELLED",
    ra_code: Some("FIREWALL_UNSUPPORTED_RULE_OPTIONS"),
    kind: ReasonKind::Gap,
    meaning: "A stateless rule wants certain TCP flags: some packets of a connection have them, others don't.",
    sentence: "{resource} {rule} wants certain TCP flags, and which packets of {packet} have them isn't modelled",
    remedy: "compare the rule with those behind it",
    command: None,
    page: "https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_TCPFlagField.html",
    rules: &["F2"],
};

pub(super) static RULE_DROP: Reason = Reason {
    code: "FIREWALL_RULE_DROP",
    ra_code: Some("FIREWALL_RULES_RESTRICTION"),
    kind: ReasonKind::Block,
    meaning: "A stateful rule of a network firewall drops or rejects the packet.",
    sentence: "{resource} {rule} ({says}) drops {packet}",
    remedy: "change the rule, or add one that passes {packet} before it",
    command: None,
    page: "https://docs.aws.amazon.com/network-firewall/latest/developerguide/suricata-rule-evaluation-order.html",
    rules: &["F4", "F6"],
};

pub(super) static DEFAULT_DROP: Reason = Reason {
    code: "FIREWALL_DEFAULT_DROP",
    ra_code: Some("FIREWALL_RULES_RESTRICTION"),
    kind: ReasonKind::Block,
    meaning: "No stateful rule passes the packet, and the policy's default action drops it. Drop established drops \
              everything that isn't TCP.",
    sentence: "no stateful rule passes {packet}, and {resource} has the {rule} {says}",
    remedy: "add a stateful rule that passes {packet}",
    command: None,
    page: "https://docs.aws.amazon.com/network-firewall/latest/developerguide/suricata-rule-evaluation-order.html",
    rules: &["F4", "F5"],
};

pub(super) static DATA_DROP: Reason = Reason {
    code: "FIREWALL_DATA_DROP",
    ra_code: Some("FIREWALL_RULES_RESTRICTION"),
    kind: ReasonKind::Block,
    meaning: "No stateful rule passes the connection. It is set up, since the policy's default action lets the handshake \
              pass, and then the client's data is dropped.",
    sentence: "no stateful rule passes {packet}: the handshake passes, and the data behind it is dropped, since {resource} has \
               the {rule} {says}",
    remedy: "add a stateful rule that passes {packet}",
    command: None,
    page: "https://docs.aws.amazon.com/network-firewall/latest/developerguide/suricata-rule-evaluation-order.html",
    rules: &["F5"],
};

pub(super) static DEFAULT_UNKNOWN: Reason = Reason {
    code: "FIREWALL_DEFAULT_UNKNOWN",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "The policy has a stateful default action that isn't known here.",
    sentence: "what the {rule} {says} of {resource} does with {packet} isn't known",
    remedy: "look at the policy in the console",
    command: None,
    page: "https://docs.aws.amazon.com/network-firewall/latest/developerguide/suricata-rule-evaluation-order.html",
    rules: &["F4"],
};

pub(super) static MIDSTREAM: Reason = Reason {
    code: "FIREWALL_MIDSTREAM",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "The stateful engine drops TCP packets of a connection whose start didn't pass the same endpoint, unless its \
              stream exception policy says otherwise.",
    sentence: "{resource} hasn't seen the start of the connection that {packet} belongs to",
    remedy: "let both directions pass the same firewall endpoint",
    command: None,
    page: "https://docs.aws.amazon.com/network-firewall/latest/developerguide/asymmetric-routing.html",
    rules: &["F9", "F14"],
};

pub(super) static MIDSTREAM_UNKNOWN: Reason = Reason {
    code: "FIREWALL_MIDSTREAM_UNKNOWN",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "The stateful engine sees a reply whose request didn't pass the same endpoint, and applies its rules without \
              knowing the conversation.",
    sentence: "{resource} hasn't seen the start of the conversation that {packet} belongs to, and whether it passes then isn't \
               known",
    remedy: "let both directions pass the same firewall endpoint",
    command: None,
    page: "https://docs.aws.amazon.com/network-firewall/latest/developerguide/stream-exception-policy.html",
    rules: &["F9", "F14"],
};

pub(super) static ONE_WAY: Reason = Reason {
    code: "FIREWALL_SEES_ONE_WAY",
    ra_code: None,
    kind: ReasonKind::Gap,
    meaning: "The stateful engine sees a conversation in one direction only, which AWS doesn't support.",
    sentence: "the replies don't pass {resource}, and whether it carries a conversation of which it sees one direction isn't \
               known",
    remedy: "let both directions pass the same firewall endpoint",
    command: None,
    page: "https://docs.aws.amazon.com/network-firewall/latest/developerguide/asymmetric-routing.html",
    rules: &["F9", "F10"],
};

pub(super) static RULE_CONDITION: Reason = Reason {
    code: "FIREWALL_RULE_CONDITION",
    ra_code: Some("FIREWALL_UNSUPPORTED_RULE_OPTIONS"),
    kind: ReasonKind::Gap,
    meaning: "A stateful rule that may decide has a condition, or a name, that the snapshot doesn't settle.",
    sentence: "whether {resource} {rule} ({says}) matches {packet} isn't known: it has a condition beyond addresses and ports",
    remedy: "look at the rule",
    command: None,
    page: "https://docs.aws.amazon.com/network-firewall/latest/developerguide/stateful-rule-groups-suricata.html",
    rules: &["F7", "F8"],
};

pub(super) static REPLY_DATA: Reason = Reason {
    code: "FIREWALL_RULE_MAY_DROP_REPLY",
    ra_code: Some("FIREWALL_UNSUPPORTED_RULE_OPTIONS"),
    kind: ReasonKind::Gap,
    meaning: "A stateful rule looks at the data of replies, or has a condition that the snapshot doesn't settle.",
    sentence: "whether {resource} {rule} ({says}) matches the reply {packet} depends on more than addresses and ports",
    remedy: "look at the rule",
    command: None,
    page: "https://docs.aws.amazon.com/network-firewall/latest/developerguide/stateful-rule-groups-suricata.html",
    rules: &["F7", "F8"],
};

pub(super) static RULE_UNREADABLE: Reason = Reason {
    code: "FIREWALL_RULE_UNREADABLE",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "A rule of the firewall couldn't be read, and it may decide about the packet.",
    sentence: "a rule of {resource} couldn't be read, and it may decide about {packet}",
    remedy: "read the rule group again",
    command: None,
    page: "https://docs.aws.amazon.com/network-firewall/latest/developerguide/rule-groups.html",
    rules: &[],
};

pub(super) static GROUP_NOT_READ: Reason = Reason {
    code: "FIREWALL_RULE_GROUP_NOT_READ",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "A rule group of the firewall isn't in the snapshot, and may decide about the packet.",
    sentence: "{resource} may decide about {packet}, and isn't in the snapshot",
    remedy: "read the rule group",
    command: Some("aws network-firewall describe-rule-group --rule-group-arn {id}"),
    page: "https://docs.aws.amazon.com/network-firewall/latest/developerguide/rule-groups.html",
    rules: &["F12"],
};

pub(super) static MANAGED_GROUP: Reason = Reason {
    code: "FIREWALL_MANAGED_RULE_GROUP",
    ra_code: Some("FIREWALL_UNSUPPORTED_HIGHER_PRIORITY_RULE_GROUP_TYPE"),
    kind: ReasonKind::Gap,
    meaning: "A rule group that AWS manages may decide about the packet, and AWS doesn't show its rules.",
    sentence: "{resource} is managed by AWS, and whether its rules drop {packet} can't be seen",
    remedy: "add a rule that passes {packet} before it",
    command: None,
    page: "https://docs.aws.amazon.com/network-firewall/latest/developerguide/nwfw-managed-rule-groups.html",
    rules: &["F12"],
};

pub(super) static GROUP_KIND: Reason = Reason {
    code: "FIREWALL_GROUP_KIND_NOT_MODELLED",
    ra_code: Some("FIREWALL_UNSUPPORTED_HIGHER_PRIORITY_RULE_GROUP_TYPE"),
    kind: ReasonKind::Gap,
    meaning: "A rule group is of a type that packetwalk doesn't model yet, or its answer holds no rules.",
    sentence: "{resource} may decide about {packet}, and its kind of rules isn't modelled yet",
    remedy: "look at the rule group in the console",
    command: None,
    page: "https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_RuleGroupResponse.html",
    rules: &["F12"],
};

pub(super) static TLS_INSPECTION: Reason = Reason {
    code: "FIREWALL_TLS_NOT_MODELLED",
    ra_code: Some("UNSUPPORTED_COMPONENT"),
    kind: ReasonKind::Gap,
    meaning: "The policy decrypts TLS: the firewall answers in the server's place and connects on, where certificates allow.",
    sentence: "{resource} inspects TLS, and what that does with {packet} isn't modelled yet",
    remedy: "look at the scope of the TLS inspection configuration",
    command: None,
    page: "https://docs.aws.amazon.com/network-firewall/latest/developerguide/tls-inspection-configurations.html",
    rules: &["F13"],
};
