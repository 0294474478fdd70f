//! Why Direct Connect carries no packets, and what may not be known of it.

use packetwalk_fabric::{Reason, ReasonKind};

pub(super) const ALL: &[&Reason] =
    &[&DOWN, &NO_PEER, &NOT_KNOWN, &DISPUTED, &NOT_ANNOUNCED, &NONE_ALLOWED, &BETWEEN_VPCS];

pub(super) static DOWN: Reason = Reason {
    code: "DX_DOWN",
    ra_code: Some("BAD_STATE"),
    kind: ReasonKind::Block,
    meaning: "Direct Connect carries packets between a virtual private gateway or a transit gateway and networks outside while a virtual \
              interface is available and, where that ends at a Direct Connect gateway, the gateway's association stands.",
    sentence: "{resource} is {state}, and nothing else leads on from {of}",
    remedy: "bring {resource} up",
    command: None,
    page: "https://docs.aws.amazon.com/directconnect/latest/UserGuide/viewvifdetails.html",
    rules: &["V2"],
};

pub(super) static NO_PEER: Reason = Reason {
    code: "DX_NO_BGP_PEER",
    ra_code: Some("BAD_STATE"),
    kind: ReasonKind::Block,
    meaning: "A virtual interface carries packets of a family while its BGP peer of that family is up; it has at most one for IPv4 and \
              one for IPv6.",
    sentence: "{resource} has no BGP peer up for the family of {packet} (it is {state}), and nothing else leads on from {of}",
    remedy: "bring up the BGP peer of that family, or add one",
    command: Some(
        "aws directconnect describe-virtual-interfaces --virtual-interface-id {id} --query virtualInterfaces[].bgpPeers",
    ),
    page: "https://docs.aws.amazon.com/directconnect/latest/APIReference/API_BGPPeer.html",
    rules: &["V8"],
};

pub(super) static NOT_KNOWN: Reason = Reason {
    code: "DX_STATE_NOT_KNOWN",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "Of the virtual interfaces of a gateway none is known to carry the packet, and one may: AWS doesn't print its status, or not \
              all were read.",
    sentence: "{resource} is {state}, and whether a virtual interface of {of} carries {packet} isn't known",
    remedy: "read the virtual interfaces of the account that owns the Direct Connect gateway",
    command: Some("aws directconnect describe-virtual-interfaces"),
    page: "https://docs.aws.amazon.com/directconnect/latest/APIReference/API_VirtualInterface.html",
    rules: &["V8", "W7"],
};

pub(super) static DISPUTED: Reason = Reason {
    code: "DX_DISPUTED",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "A transit gateway holds a route that it has learnt by a Direct Connect gateway, and what is printed of that carries nothing. One \
              of the two is out of date, or a virtual interface in another Region brings the route.",
    sentence: "{resource} is {state}, and yet the transit gateway holds a route that it has learnt by Direct Connect: whether {packet} is \
               carried isn't known",
    remedy: "read the virtual interfaces of every Region, and the transit gateway's routes, again",
    command: Some("aws directconnect describe-virtual-interfaces --region <each>"),
    page: "https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html",
    rules: &["V8", "T19"],
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

pub(super) static NONE_ALLOWED: Reason = Reason {
    code: "DX_NONE_ALLOWED",
    ra_code: Some("UNKNOWN_RESOURCE"),
    kind: ReasonKind::Gap,
    meaning: "A Direct Connect gateway announces to networks outside, of a transit gateway, the allowed prefixes of the association. AWS \
              wants them there, and the association that was read lists none that could be read.",
    sentence: "what {resource} announces of {associated} isn't known: no allowed prefix of the association is in the snapshot, and nothing \
               else is announced",
    remedy: "read the association again, and give it allowed prefixes if it has none",
    command: Some(
        "aws directconnect describe-direct-connect-gateway-associations --associated-gateway-id {associated}",
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
