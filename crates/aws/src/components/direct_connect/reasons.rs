//! Why Direct Connect carries no packets, and what may not be known of it.

use packetwalk_fabric::{Reason, ReasonKind};

pub(super) const ALL: &[&Reason] = &[&DOWN, &NOT_ANNOUNCED, &BETWEEN_VPCS];

pub(crate) static DOWN: Reason = Reason {
    code: "DX_DOWN",
    ra_code: Some("BAD_STATE"),
    kind: ReasonKind::Block,
    meaning: "Direct Connect carries packets between a virtual private gateway and networks outside while a virtual interface is \
              available and, where that ends at a Direct Connect gateway, the gateway's association stands.",
    sentence: "{resource} is {state}, and nothing else leads on from {of}",
    remedy: "bring {resource} up",
    command: None,
    page: "https://docs.aws.amazon.com/directconnect/latest/UserGuide/viewvifdetails.html",
    rules: &["V2"],
};

pub(super) static NOT_ANNOUNCED: Reason = Reason {
    code: "DX_NOT_ANNOUNCED",
    ra_code: None,
    kind: ReasonKind::Block,
    meaning: "A Direct Connect gateway announces to networks outside, of a transit gateway, the allowed prefixes as they are; of a \
              virtual private gateway, those blocks of its VPC that an allowed prefix holds as a whole.",
    sentence: "{resource} announces nothing with {destination}: the allowed prefixes of {associated} are {allowed}",
    remedy: "add the destination's block to the allowed prefixes of {associated}: of a virtual private gateway, the whole block of the \
             VPC or a wider one",
    command: Some(
        "aws directconnect update-direct-connect-gateway-association --association-id <the association> \
         --add-allowed-prefixes-to-direct-connect-gateway cidr=<the block>",
    ),
    page: "https://docs.aws.amazon.com/directconnect/latest/UserGuide/allowed-to-prefixes.html",
    rules: &["V8"],
};

pub(super) static BETWEEN_VPCS: Reason = Reason {
    code: "DX_BETWEEN_VPCS",
    ra_code: Some("UNSUPPORTED_COMPONENT"),
    kind: ReasonKind::Gap,
    meaning: "A Direct Connect gateway doesn't join the VPCs that are associated with it, unless a virtual interface announces a block \
              that holds both.",
    sentence: "{destination} is in another VPC at {resource}, which passes {packet} on only if networks outside announce a block that \
               holds both VPCs",
    remedy: "join the VPCs by peering or a transit gateway; or look at what the virtual interface's far end announces",
    command: Some("aws directconnect describe-virtual-interfaces --direct-connect-gateway-id {id}"),
    page: "https://docs.aws.amazon.com/directconnect/latest/UserGuide/virtualgateways.html",
    rules: &["V8"],
};
