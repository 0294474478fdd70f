//! Which of the walk's reasons speak of the same refusal as the lab's.

/// The lab's words, and the codes that mean the same.
const SAME: &[(&str, &[&str])] = &[
    ("a rule denies it", &["NACL_DENY", "NACL_DENY_CLASSIC_BALANCER"]),
    ("no inbound rule allows it", &["SG_NO_MATCH", "SG_NO_RULES"]),
    ("no outbound rule allows it", &["SG_NO_MATCH", "SG_NO_RULES"]),
    ("no route leads there", &["NO_ROUTE", "TGW_NO_ROUTE"]),
    ("blackhole", &["BLACKHOLE_ROUTE", "TGW_BLACKHOLE_ROUTE"]),
    ("no interface has the address", &["NO_INTERFACE", "RESERVED_ADDRESS", "OUTSIDE_VPC"]),
    ("the source/destination check is on", &["DESTINATION_CHECK", "SOURCE_CHECK"]),
    ("the interface isn't in use", &["INTERFACE_STATE"]),
    ("the instance isn't running", &["INSTANCE_STATE"]),
    ("the subnet isn't available", &["NETWORK_STATE"]),
    ("it went round in circles", &["LOOP"]),
    ("no service answers there", &["LINK_LOCAL_NOT_ROUTED"]),
    ("it answers on other ports", &["SERVICE_PORT"]),
    ("the interface denies the internet", &["IGW_TRAFFIC_DENIED"]),
    ("the destination is private", &["IGW_PRIVATE_DESTINATION", "IGW_SHARED_DESTINATION"]),
    ("the source is private", &["IGW_PRIVATE_SOURCE", "IGW_SHARED_SOURCE"]),
    ("the source claims to be of the VPC", &["IGW_SPOOFED_SOURCE"]),
    ("the source has no public address", &["IGW_NO_PUBLIC_ADDRESS"]),
    ("no interface has the public address", &["IGW_NOBODY"]),
    ("nobody there has a private address", &["NOT_PUBLIC", "NO_PUBLIC_ADDRESS"]),
    ("its IPv6 block is private", &["PRIVATE_IPV6_SOURCE", "PRIVATE_IPV6_DESTINATION"]),
    ("no interface has it", &["ADDRESS_NOT_ASSOCIATED"]),
    ("it has no internet gateway", &["VPC_WITHOUT_IGW"]),
    ("it isn't attached", &["IGW_NOT_ATTACHED", "EIGW_NOT_ATTACHED", "VGW_NOT_ATTACHED"]),
    ("no tunnel is up", &["VPN_DOWN", "TGW_VPN_DOWN"]),
    ("the source isn't an interface's of its VPC", &["VGW_SOURCE"]),
    ("nothing behind it has the address", &["VGW_NO_ROUTE"]),
    ("it carries the other IP family only", &["VPN_FAMILY", "VGW_IPV6"]),
    ("the source isn't a public address of its VPC's interfaces", &["IGW_IPV6_SOURCE", "EIGW_SOURCE"]),
    ("no interface has the IPv6 address", &["IGW_IPV6_NOBODY"]),
    ("it carries IPv6 only", &["EIGW_IPV4"]),
    ("nothing behind it asked for it", &["EIGW_NOT_SEEN"]),
    (NOT_SEEN, &["EIGW_NOT_SEEN"]),
    ("nobody on the internet has a private IPv6 address", &["EIGW_DESTINATION"]),
    (
        "it isn't available",
        &["NAT_STATE", "TGW_STATE", "TGW_ATTACHMENT_STATE", "ENDPOINT_STATE", "ENDPOINT_SERVICE_STATE"],
    ),
    ("the service's owner hasn't accepted it", &["ENDPOINT_NOT_ACCEPTED"]),
    ("it isn't offered in the endpoint's zone", &["ENDPOINT_SERVICE_NOT_IN_ZONE"]),
    ("a load balancer's client's address doesn't pass it", &["GWLB_CLIENT_ADDRESS"]),
    ("no appliance is registered in its zone", &["GWLB_WITHOUT_APPLIANCE"]),
    ("it keeps GENEVE from the appliances", &["GWLB_GENEVE_REFUSED"]),
    ("its appliances in the zone are out of service", &["GWLB_APPLIANCES_OUT_OF_SERVICE"]),
    ("it takes nothing that a Gateway Load Balancer gave back", &["EIGW_AFTER_GATEWAY_LOAD_BALANCER"]),
    ("it carries tcp and udp only", &["INTERFACE_ENDPOINT_PROTOCOL"]),
    ("no connection of its own", &["NAT_NO_CONNECTION"]),
    // Of a circle over a regional gateway's own table, the walk may see first that the table had the packet already.
    ("its own subnet leads back to it", &["NAT_LOOP", "LOOP"]),
    ("it carries no other IPv6", &["NAT_IPV6"]),
    ("it has no address", &["NAT_NO_ADDRESS"]),
    ("it carries tcp, udp and icmp only", &["NAT_PROTOCOL"]),
    ("the middlebox has no public address", &["EDGE_TARGET_NO_PUBLIC_ADDRESS"]),
    ("the answers come by a middlebox", &["EDGE_ROUTE_ASYMMETRIC"]),
    ("the VPC isn't attached to it", &["TGW_NO_ATTACHMENT"]),
    ("no attachment in the sender's zone", &["TGW_NO_ATTACHMENT_IN_ZONE"]),
    ("the VPC isn't a side of it", &["PEERING_OF_OTHERS"]),
    ("Block Public Access", &["BPA_BLOCKED", "BPA_BLOCKED_INGRESS"]),
    ("it isn't active", &["PEERING_STATE", "LB_STATE"]),
    ("no listener takes it", &["LB_NO_LISTENER", "CLB_NO_LISTENER"]),
    ("no target group", &["LB_LISTENER_WITHOUT_TARGETS"]),
    ("no instance is registered", &["CLB_NO_INSTANCES"]),
    ("no instance in a zone that is enabled", &["CLB_ZONE_NOT_ENABLED"]),
    ("no instance in the node's zone", &["CLB_NOT_CROSS_ZONE"]),
    ("no instance is in service", &["CLB_NONE_IN_SERVICE"]),
    ("no target is registered", &["TARGET_GROUP_EMPTY"]),
    ("no target in the node's zone", &["TARGET_GROUP_EMPTY_IN_ZONE", "TARGET_ZONES_NOT_ENABLED"]),
    ("its targets are out of service", &["TARGETS_OUT_OF_SERVICE"]),
    ("the sender is the only target", &["LB_OWN_TARGET"]),
    ("targets there don't get the client's address", &["LB_CLIENT_ADDRESS_UNSUPPORTED"]),
    ("neither end is the far VPC's", &["PEERING_ADDRESSES"]),
    ("it has no route table", &["TGW_NO_ASSOCIATION"]),
    ("the source isn't in its VPC", &["GATEWAY_ENDPOINT_SOURCE"]),
    ("it carries tcp and pings only", &["GATEWAY_ENDPOINT_PROTOCOL"]),
];

/// An egress-only gateway's, of an answer to what it didn't let out.
const NOT_SEEN: &str = "it didn't see what this answers";

/// Whether it takes to know what is an answer and what begins.
pub(crate) fn by_memory(why: &str) -> bool {
    why == NOT_SEEN
}

/// One of the lab's words, by its text.
pub(crate) fn known(why: &str) -> Option<&'static str> {
    SAME.iter().map(|(known, _)| *known).find(|known| *known == why)
}

/// Whether a code means what the lab says.
pub(crate) fn same(why: &str, code: &str) -> bool {
    SAME.iter().any(|(known, codes)| *known == why && codes.contains(&code))
}

/// Whether the resource isn't compared: the walk names a nearer one than the lab can see, or another one of a circle.
pub(crate) fn anywhere(why: &str, code: &str) -> bool {
    let of_circle = code == "LOOP";
    of_circle
        || matches!(
            why,
            "no interface has the address"
                | "it answers on other ports"
                | "it went round in circles"
                | "the instance isn't running"
                | "the subnet isn't available"
        )
}
