//! What Reachability Analyzer and ARNs call kinds of resources.

/// The key of an explanation under which a resource of this kind stands.
pub(super) fn key(kind: &str) -> &'static str {
    match kind {
        "network ACL" => "Acl",
        "security group" => "SecurityGroup",
        "route table" => "RouteTable",
        "internet gateway" => "InternetGateway",
        "NAT gateway" => "NatGateway",
        "interface" => "NetworkInterface",
        "subnet" => "Subnet",
        "VPC" => "Vpc",
        "VPC endpoint" => "VpcEndpoint",
        "VPC peering connection" => "VpcPeeringConnection",
        "prefix list" => "PrefixList",
        "transit gateway" => "TransitGateway",
        "transit gateway attachment" => "TransitGatewayAttachment",
        "transit gateway route table" => "TransitGatewayRouteTable",
        _ => "Component",
    }
}

/// What an ARN calls a kind of resource.
pub(super) fn arn_type(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "network ACL" => "network-acl",
        "security group" => "security-group",
        "route table" => "route-table",
        "internet gateway" => "internet-gateway",
        "egress-only internet gateway" => "egress-only-internet-gateway",
        "NAT gateway" => "natgateway",
        "interface" => "network-interface",
        "instance" => "instance",
        "subnet" => "subnet",
        "VPC" => "vpc",
        "VPC endpoint" => "vpc-endpoint",
        "Client VPN endpoint" => "client-vpn-endpoint",
        "EC2 Instance Connect Endpoint" => "instance-connect-endpoint",
        "VPC peering connection" => "vpc-peering-connection",
        "prefix list" => "prefix-list",
        "transit gateway" => "transit-gateway",
        "transit gateway attachment" => "transit-gateway-attachment",
        "transit gateway route table" => "transit-gateway-route-table",
        _ => return None,
    })
}
