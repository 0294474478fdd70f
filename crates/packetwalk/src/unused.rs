//! Reachability Analyzer's codes that no reason of ours stands for, and why.

/// The line on one of these codes.
pub fn unused(code: &str) -> Option<&'static str> {
    let code = code.to_ascii_uppercase().replace('-', "_");
    UNUSED.iter().find(|(known, _)| *known == code).map(|(_, why)| *why)
}

const BY_VIA: &str =
    "told with --via, of the route that comes nearest to the resource that the question names (NOT_VIA)";
const VPN: &str = "told with a code of its own, of the gateway or the connection";
const ENCAPSULATED: &str =
    "a rule for questions about Gateway Load Balancers' own GENEVE packets, which nobody asks here";
const FIREWALL: &str = "told with a code of its own, of the rule or the policy";
const SEEN_IN_HEADERS: &str = "a translation, no refusal: every hop shows the headers that leave it";
const TOLD_AS_NEAREST: &str =
    "told of the nearest rule (\"who sent the packet was lost at …\") where groups refuse (SG_NO_MATCH)";
const FILTERED: &str = "the question holds the headers of what starts; other packets aren't asked about";
const AT_DESTINATION: &str = "a question has no headers at its destination; the answer shows those that arrive";
const REFUSED_AS_QUESTION: &str =
    "a question that can't be asked is refused as such, with what would do (exit code 64)";
const BALANCED: &str = "a listener that takes a packet and a target that gets it are told as they are";
const TARGETS_KNOWN: &str =
    "a load balancer sends to registered targets and their ports by itself: nothing is left to refuse";

/// Each code, and why it isn't said.
const UNUSED: &[(&str, &str)] = &[
    ("ASSUMPTION_PRESERVE_CLIENT_IP_IS_DISABLED", "what is taken for granted of a load balancer has a code of its own"),
    ("ASSUMPTION_PRESERVE_CLIENT_IP_IS_ENABLED", "what is taken for granted of a load balancer has a code of its own"),
    (
        "AVAILABILITY_ZONE_CROSSED",
        "crossing a zone refuses nothing; where a zone decides, the answer has a part for it",
    ),
    ("CANNOT_ROUTE", BY_VIA),
    ("DISCONNECTED_VPCS", "the route that is missing is told instead, in its table (NO_ROUTE)"),
    ("ELBV2_LISTENER_PORT_RESTRICTION", BALANCED),
    ("ELBV2_LISTENER_REQUIRES_TG_ACCEPT", BALANCED),
    ("ELBV2_SOURCE_ADDRESS_PRESERVATION", SEEN_IN_HEADERS),
    ("ELB_LISTENER_PORT_RESTRICTION", BALANCED),
    (
        "ENI_ADDRESS_RESTRICTION",
        "told as the source/destination check, which decides it (SOURCE_CHECK, DESTINATION_CHECK)",
    ),
    ("FILTER_AT_DESTINATION_DESTINATION_ADDRESS", AT_DESTINATION),
    ("FILTER_AT_DESTINATION_DESTINATION_PORT_RANGE", AT_DESTINATION),
    ("FILTER_AT_DESTINATION_PROTOCOL", AT_DESTINATION),
    ("FILTER_AT_DESTINATION_SOURCE_ADDRESS", AT_DESTINATION),
    ("FILTER_AT_DESTINATION_SOURCE_PORT_RANGE", AT_DESTINATION),
    ("FILTER_AT_SOURCE_DESTINATION_ADDRESS", FILTERED),
    ("FILTER_AT_SOURCE_DESTINATION_PORT_RANGE", FILTERED),
    ("FILTER_AT_SOURCE_PROTOCOL", FILTERED),
    ("FILTER_AT_SOURCE_SOURCE_ADDRESS", FILTERED),
    ("FILTER_AT_SOURCE_SOURCE_PORT_RANGE", FILTERED),
    ("FIREWALL_UNSUPPORTED_HIGHER_PRIORITY_RULES", FIREWALL),
    ("GWLB_DESTINATION_PORT_RESTRICTION", ENCAPSULATED),
    ("GWLB_PROTOCOL_RESTRICTION", ENCAPSULATED),
    ("HIGHER_PRIORITY_ROUTE", BY_VIA),
    (
        "IGW_DESTINATION_ADDRESS_IN_VPC_CIDRS",
        "what comes in is for somebody's public address, or nobody's (IGW_NOBODY)",
    ),
    ("IGW_EXPECTS_PUBLIC_ADDRESS", REFUSED_AS_QUESTION),
    ("IGW_NAT_REFLECTION", "a way out by an internet gateway and back in by it is walked as one"),
    ("MORE_SPECIFIC_ROUTE", BY_VIA),
    ("NGW_DEST_ADDRESS_PRESERVATION", SEEN_IN_HEADERS),
    (
        "NGW_REQUIRES_SOURCE_IN_VPC",
        "a peering connection hands nothing over that isn't for the VPC behind it, and says so itself",
    ),
    ("NGW_SOURCE_ADDRESS_REASSIGN", SEEN_IN_HEADERS),
    ("NO_SOURCE_OR_DESTINATION", REFUSED_AS_QUESTION),
    ("REMAP_EPHEMERAL_PORT", SEEN_IN_HEADERS),
    (
        "RESPONSE_RTB_HAS_NO_ROUTE_TO_TRANSIT_GATEWAY",
        "the way back is walked, and its missing route refuses the reply (NO_ROUTE)",
    ),
    ("SG_REFERENCES_NOT_PRESERVED", TOLD_AS_NEAREST),
    ("SG_REFERENCING_SUPPORT", TOLD_AS_NEAREST),
    ("TARGET_ADDRESS_RESTRICTION", TARGETS_KNOWN),
    ("TARGET_PORT_RESTRICTION", TARGETS_KNOWN),
    ("TGW_RTB_CANNOT_ROUTE", BY_VIA),
    ("TGW_RTB_HIGHER_PRIORITY_ROUTE", BY_VIA),
    ("TGW_RTB_MORE_SPECIFIC_ROUTE", BY_VIA),
    (
        "TRANSIT_GATEWAY_APPLIANCE_MODE_RECOMMENDED",
        "appliance mode is walked: what it changes shows in the answer (APPLIANCE_SEES_ONE_WAY)",
    ),
    ("UNASSOCIATED_COMPONENT", REFUSED_AS_QUESTION),
    ("UNIDIRECTIONAL_PATH_ANALYSIS_ONLY", "the way back is always walked, by transit gateways, too"),
    ("VGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS", VPN),
    (
        "VPCE_GATEWAY_EGRESS_SOURCE_ADDRESS_RESTRICTION",
        "replies of a service come from the address that was asked; nothing else comes by its endpoint",
    ),
];

#[cfg(test)]
mod tests {
    use super::UNUSED;
    use crate::reasons::reasons;

    /// All codes of Reachability Analyzer's that a reason names or a line explains: its 89 codes of explanations, and its 11 of
    /// additional details.
    #[test]
    fn every_code_is_known_once() {
        let mut used: Vec<_> = reasons().into_iter().filter_map(|reason| reason.ra_code).collect();
        used.sort_unstable();
        used.dedup();
        for (code, _) in UNUSED {
            assert!(!used.contains(code), "{code} is a reason's now: its line in unused.rs goes");
        }
        assert!(UNUSED.is_sorted(), "the lines stand in order");
        let all = include_str!("reachability_analyzer.txt");
        for code in all.lines() {
            let known = used.contains(&code) || UNUSED.iter().any(|(known, _)| *known == code);
            assert!(known, "{code} is neither a reason's nor explained");
        }
        assert_eq!(all.lines().count(), 100);
        for code in used.into_iter().chain(UNUSED.iter().map(|(code, _)| *code)) {
            assert!(all.lines().any(|line| line == code), "{code} is no code of Reachability Analyzer's");
        }
    }
}
