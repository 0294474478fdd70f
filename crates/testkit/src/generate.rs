//! Large snapshots, as the AWS CLI prints them.

use serde_json::{Value, json};
use std::io::{Result, Write};
use std::net::Ipv4Addr;

/// The shape of a generated network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// VPCs of six subnets, web, app and database tier in two zones each, with internet and NAT gateways.
    ThreeTier,
    /// Small VPCs around a transit gateway with two route tables.
    Hub,
}

const ACCOUNT: &str = "111122223333";
const REGION: &str = "us-east-1";
const TIERS: [&str; 3] = ["web", "app", "db"];

/// Where files go: opened by name, `<account>/<region>/<call>.json`.
pub type Sink<'s> = dyn FnMut(&str) -> Result<Box<dyn Write>> + 's;

/// Writes a snapshot of `enis` interfaces; how many VPCs they are in.
///
/// # Errors
/// When the sink can't be written to.
pub fn generate(enis: u32, shape: Shape, sink: &mut Sink<'_>) -> Result<u32> {
    let per_vpc = match shape {
        Shape::ThreeTier => 20_000,
        Shape::Hub => 200,
    };
    let vpcs = enis.div_ceil(per_vpc).max(1);
    let network = Network { shape, vpcs, enis, per_vpc };
    list(sink, "Vpcs", "describe-vpcs", (0..vpcs).map(|v| network.vpc(v)))?;
    list(sink, "Subnets", "describe-subnets", (0..vpcs).flat_map(|v| (0..6).map(move |s| network.subnet(v, s))))?;
    list(sink, "RouteTables", "describe-route-tables", (0..vpcs).flat_map(|v| network.route_tables(v)))?;
    list(sink, "NetworkAcls", "describe-network-acls", (0..vpcs).map(Network::acl))?;
    list(sink, "SecurityGroups", "describe-security-groups", (0..vpcs).flat_map(Network::groups))?;
    list(sink, "InternetGateways", "describe-internet-gateways", (0..vpcs).map(Network::igw))?;
    list(sink, "NatGateways", "describe-nat-gateways", (0..vpcs).map(|v| network.nat(v)))?;
    list(sink, "NetworkInterfaces", "describe-network-interfaces", network.interfaces())?;
    list(sink, "Addresses", "describe-addresses", std::iter::empty())?;
    if shape == Shape::Hub {
        network.transit(sink)?;
    }
    Ok(vpcs)
}

/// Writes a list as the AWS CLI does: indented by four.
fn list(sink: &mut Sink<'_>, key: &str, name: &str, elements: impl Iterator<Item = Value>) -> Result<()> {
    let mut file = sink(&format!("{ACCOUNT}/{REGION}/{name}.json"))?;
    write!(file, "{{\n    \"{key}\": [")?;
    let mut separator = "\n";
    for element in elements {
        let mut text = Vec::new();
        let formatter = serde_json::ser::PrettyFormatter::with_indent(b"    ");
        let mut serializer = serde_json::Serializer::with_formatter(&mut text, formatter);
        serde::Serialize::serialize(&element, &mut serializer)?;
        let text = String::from_utf8_lossy(&text).replace('\n', "\n        ");
        write!(file, "{separator}        {text}")?;
        separator = ",\n";
    }
    write!(file, "\n    ]\n}}\n")?;
    file.flush()
}

/// An id with seventeen digits, the same for the same numbers and spread as AWS's are.
fn id(prefix: &str, kind: u64, number: u64) -> String {
    let mut x = (kind << 40) ^ number ^ 0x9e37_79b9_7f4a_7c15;
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    format!("{prefix}-0{:016x}", x ^ (x >> 31))
}

fn tags(name: &str) -> Value {
    json!([{"Key": "Name", "Value": name}, {"Key": "Environment", "Value": "prod"}, {"Key": "Team", "Value": "platform"}])
}

#[derive(Clone, Copy)]
struct Network {
    shape: Shape,
    vpcs: u32,
    enis: u32,
    per_vpc: u32,
}

impl Network {
    fn id(prefix: &str, vpc: u32, part: u32) -> String {
        let kind = prefix.bytes().fold(7_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
        id(prefix, kind, u64::from(vpc) << 32 | u64::from(part))
    }

    /// The first address of a VPC: 10.0.0.0/16 onwards; beyond 256 VPCs ranges repeat.
    fn base(self, vpc: u32) -> u32 {
        let (size, first) = match self.shape {
            Shape::ThreeTier => (1 << 16, u32::from(Ipv4Addr::new(10, 0, 0, 0))),
            Shape::Hub => (1 << 10, u32::from(Ipv4Addr::new(10, 0, 0, 0))),
        };
        first + (vpc % ((1 << 24) / size)) * size
    }

    fn block(self, vpc: u32) -> String {
        let length = if self.shape == Shape::ThreeTier { 16 } else { 22 };
        format!("{}/{length}", Ipv4Addr::from(self.base(vpc)))
    }

    fn subnet_base(self, vpc: u32, subnet: u32) -> u32 {
        self.base(vpc) + subnet * if self.shape == Shape::ThreeTier { 1 << 12 } else { 1 << 7 }
    }

    fn vpc(self, vpc: u32) -> Value {
        let block = self.block(vpc);
        json!({
            "OwnerId": ACCOUNT,
            "InstanceTenancy": "default",
            "CidrBlockAssociationSet": [{
                "AssociationId": Self::id("vpc-cidr-assoc", vpc, 0),
                "CidrBlock": block,
                "CidrBlockState": {"State": "associated"},
            }],
            "IsDefault": false,
            "Tags": tags(&format!("vpc-{vpc}")),
            "VpcId": Self::id("vpc", vpc, 0),
            "State": "available",
            "CidrBlock": block,
            "DhcpOptionsId": "dopt-0123456789abcdef0",
        })
    }

    fn subnet(self, vpc: u32, subnet: u32) -> Value {
        let length = if self.shape == Shape::ThreeTier { 20 } else { 25 };
        let zone = if subnet.is_multiple_of(2) { "a" } else { "b" };
        json!({
            "AvailabilityZoneId": format!("use1-az{}", subnet % 2 + 1),
            "OwnerId": ACCOUNT,
            "Ipv6CidrBlockAssociationSet": [],
            "Tags": tags(&format!("vpc-{vpc}-{}-{zone}", TIERS[subnet as usize / 2])),
            "SubnetArn": format!("arn:aws:ec2:{REGION}:{ACCOUNT}:subnet/{}", Self::id("subnet", vpc, subnet)),
            "SubnetId": Self::id("subnet", vpc, subnet),
            "State": "available",
            "VpcId": Self::id("vpc", vpc, 0),
            "CidrBlock": format!("{}/{length}", Ipv4Addr::from(self.subnet_base(vpc, subnet))),
            "AvailableIpAddressCount": 100,
            "AvailabilityZone": format!("{REGION}{zone}"),
            "DefaultForAz": false,
            "MapPublicIpOnLaunch": subnet < 2,
        })
    }

    fn route_tables(self, vpc: u32) -> Vec<Value> {
        let table = |part: u32, main: bool, subnets: &[u32], others: &[Value]| {
            let mut associations: Vec<Value> = subnets
                .iter()
                .map(|s| json!({"Main": false, "SubnetId": Self::id("subnet", vpc, *s), "AssociationState": {"State": "associated"}}))
                .collect();
            if main {
                associations.push(json!({"Main": true, "AssociationState": {"State": "associated"}}));
            }
            let local = json!({
                "DestinationCidrBlock": self.block(vpc), "GatewayId": "local", "Origin": "CreateRouteTable", "State": "active",
            });
            let routes: Vec<&Value> = std::iter::once(&local).chain(others).collect();
            json!({
                "Associations": associations,
                "PropagatingVgws": [],
                "RouteTableId": Self::id("rtb", vpc, part),
                "Routes": routes,
                "Tags": tags(&format!("vpc-{vpc}-rtb-{part}")),
                "VpcId": Self::id("vpc", vpc, 0),
                "OwnerId": ACCOUNT,
            })
        };
        let to = |block: &str, key: &str, target: String| json!({"DestinationCidrBlock": block, key: target, "Origin": "CreateRoute", "State": "active"});
        let out = to("0.0.0.0/0", "GatewayId", Self::id("igw", vpc, 0));
        match self.shape {
            Shape::ThreeTier => {
                let inner = to("0.0.0.0/0", "NatGatewayId", Self::id("nat", vpc, 0));
                vec![table(0, false, &[0, 1], &[out]), table(1, true, &[2, 3, 4, 5], &[inner])]
            }
            Shape::Hub => {
                let across = |block: &str| to(block, "TransitGatewayId", id("tgw", 1, 0));
                let outer = [across("10.0.0.0/8"), out];
                vec![table(0, false, &[0, 1], &outer), table(1, true, &[2, 3, 4, 5], &[across("0.0.0.0/0")])]
            }
        }
    }

    fn acl(vpc: u32) -> Value {
        let entry = |number: u32, egress: bool, action: &str| json!({"CidrBlock": "0.0.0.0/0", "Egress": egress, "Protocol": "-1", "RuleAction": action, "RuleNumber": number});
        let associations: Vec<Value> = (0..6)
            .map(|s| {
                json!({
                    "NetworkAclAssociationId": Self::id("aclassoc", vpc, s),
                    "NetworkAclId": Self::id("acl", vpc, 0),
                    "SubnetId": Self::id("subnet", vpc, s),
                })
            })
            .collect();
        json!({
            "Associations": associations,
            "Entries": [entry(100, true, "allow"), entry(32767, true, "deny"), entry(100, false, "allow"), entry(32767, false, "deny")],
            "IsDefault": true,
            "NetworkAclId": Self::id("acl", vpc, 0),
            "Tags": [],
            "VpcId": Self::id("vpc", vpc, 0),
            "OwnerId": ACCOUNT,
        })
    }

    fn groups(vpc: u32) -> Vec<Value> {
        let group = |tier: u32| {
            let peers = if tier == 0 {
                json!({"IpRanges": [{"CidrIp": "0.0.0.0/0"}], "UserIdGroupPairs": []})
            } else {
                json!({"IpRanges": [], "UserIdGroupPairs": [{"UserId": ACCOUNT, "GroupId": Self::id("sg", vpc, tier - 1)}]})
            };
            let port = [443, 8080, 5432][tier as usize];
            let mut permission = json!({
                "IpProtocol": "tcp", "FromPort": port, "ToPort": port, "Ipv6Ranges": [], "PrefixListIds": [],
            });
            if let (Some(all), Some(peers)) = (permission.as_object_mut(), peers.as_object()) {
                all.extend(peers.clone());
            }
            json!({
                "GroupId": Self::id("sg", vpc, tier),
                "IpPermissionsEgress": [{
                    "IpProtocol": "-1", "UserIdGroupPairs": [], "IpRanges": [{"CidrIp": "0.0.0.0/0"}], "Ipv6Ranges": [],
                    "PrefixListIds": [],
                }],
                "VpcId": Self::id("vpc", vpc, 0),
                "OwnerId": ACCOUNT,
                "GroupName": TIERS[tier as usize],
                "Description": format!("{} tier", TIERS[tier as usize]),
                "IpPermissions": [permission],
            })
        };
        (0..3).map(group).collect()
    }

    fn igw(vpc: u32) -> Value {
        json!({
            "Attachments": [{"State": "available", "VpcId": Self::id("vpc", vpc, 0)}],
            "InternetGatewayId": Self::id("igw", vpc, 0),
            "OwnerId": ACCOUNT,
            "Tags": [],
        })
    }

    fn nat(self, vpc: u32) -> Value {
        json!({
            "CreateTime": "2026-01-01T00:00:00+00:00",
            "NatGatewayAddresses": [{
                "AllocationId": Self::id("eipalloc", vpc, 0),
                "NetworkInterfaceId": Self::id("eni", vpc, u32::MAX),
                "PrivateIp": Ipv4Addr::from(self.subnet_base(vpc, 0) + 10).to_string(),
                "PublicIp": self.public(vpc, u32::MAX).to_string(),
                "IsPrimary": true,
                "Status": "succeeded",
            }],
            "NatGatewayId": Self::id("nat", vpc, 0),
            "State": "available",
            "SubnetId": Self::id("subnet", vpc, 0),
            "VpcId": Self::id("vpc", vpc, 0),
            "ConnectivityType": "public",
            "Tags": [],
        })
    }

    /// A public address: 44.0.0.0 onwards, one after the other.
    fn public(self, vpc: u32, number: u32) -> Ipv4Addr {
        let offset = if number == u32::MAX { self.enis + vpc } else { vpc * self.per_vpc + number };
        Ipv4Addr::from(u32::from(Ipv4Addr::new(44, 0, 0, 0)) + offset)
    }

    fn interfaces(self) -> impl Iterator<Item = Value> {
        let nats = (0..self.vpcs).map(move |vpc| {
            let mut nat = self.interface(vpc, u32::MAX, 0, self.subnet_base(vpc, 0) + 10, true);
            nat["InterfaceType"] = json!("nat_gateway");
            nat["SourceDestCheck"] = json!(false);
            nat["Groups"] = json!([]);
            nat["RequesterManaged"] = json!(true);
            nat["RequesterId"] = json!("222233334444");
            nat["TagSet"] = json!([]);
            nat["Attachment"] = json!({
                "AttachmentId": Self::id("ela-attach", vpc, 0), "DeleteOnTermination": false, "DeviceIndex": 1,
                "InstanceOwnerId": "amazon-aws", "Status": "attached",
            });
            nat["Description"] = json!(format!("Interface for NAT Gateway {}", Self::id("nat", vpc, 0)));
            nat
        });
        let hosts = (0..self.enis.saturating_sub(self.vpcs)).map(move |number| {
            let (vpc, within) = (number / self.per_vpc, number % self.per_vpc);
            let subnet = within % 6;
            // A seventh of the web tier has public addresses.
            self.interface(
                vpc,
                within,
                subnet,
                self.subnet_base(vpc, subnet) + 20 + within / 6,
                subnet < 2 && within % 7 == 0,
            )
        });
        nats.chain(hosts)
    }

    fn interface(self, vpc: u32, number: u32, subnet: u32, address: u32, public: bool) -> Value {
        let (zone, address) = (if subnet.is_multiple_of(2) { "a" } else { "b" }, Ipv4Addr::from(address));
        let dns = format!("ip-{}.ec2.internal", address.to_string().replace('.', "-"));
        let association = json!({
            "AssociationId": Self::id("eipassoc", vpc, number),
            "IpOwnerId": ACCOUNT,
            "PublicDnsName": format!("ec2-{}.compute-1.amazonaws.com", self.public(vpc, number).to_string().replace('.', "-")),
            "PublicIp": self.public(vpc, number).to_string(),
        });
        let mut private = json!({"Primary": true, "PrivateDnsName": dns, "PrivateIpAddress": address.to_string()});
        let mut interface = json!({
            "Attachment": {
                "AttachTime": "2026-01-01T00:00:00+00:00",
                "AttachmentId": Self::id("eni-attach", vpc, number),
                "DeleteOnTermination": true,
                "DeviceIndex": 0,
                "NetworkCardIndex": 0,
                "InstanceId": Self::id("i", vpc, number),
                "InstanceOwnerId": ACCOUNT,
                "Status": "attached",
            },
            "AvailabilityZone": format!("{REGION}{zone}"),
            "Description": "",
            "Groups": [{"GroupId": Self::id("sg", vpc, subnet / 2), "GroupName": TIERS[subnet as usize / 2]}],
            "InterfaceType": "interface",
            "Ipv6Addresses": [],
            "MacAddress": format!("02:5e:{:02x}:{:02x}:{:02x}:{:02x}", vpc & 255, number >> 16 & 255, number >> 8 & 255, number & 255),
            "NetworkInterfaceId": Self::id("eni", vpc, number),
            "OwnerId": ACCOUNT,
            "PrivateDnsName": dns,
            "PrivateIpAddress": address.to_string(),
            "RequesterManaged": false,
            "SourceDestCheck": true,
            "Status": "in-use",
            "SubnetId": Self::id("subnet", vpc, subnet),
            "TagSet": tags(&format!("vpc-{vpc}-{}-{number}", TIERS[subnet as usize / 2])),
            "VpcId": Self::id("vpc", vpc, 0),
            "Operator": {"Managed": false},
            "AvailabilityZoneId": format!("use1-az{}", subnet % 2 + 1),
        });
        if public {
            private["Association"] = association.clone();
            interface["Association"] = association;
        }
        interface["PrivateIpAddresses"] = json!([private]);
        interface
    }

    fn transit(self, sink: &mut Sink<'_>) -> Result<()> {
        let (gateway, table) = (id("tgw", 1, 0), id("tgw-rtb", 1, 0));
        let attachment = |vpc: u32| Self::id("tgw-attach", vpc, 0);
        let tgw = json!({
            "TransitGatewayId": gateway, "State": "available", "OwnerId": ACCOUNT,
            "Options": {"SecurityGroupReferencingSupport": "disable"},
        });
        list(sink, "TransitGateways", "describe-transit-gateways", std::iter::once(tgw))?;
        let rtb = json!({"TransitGatewayRouteTableId": table, "TransitGatewayId": gateway, "State": "available"});
        list(sink, "TransitGatewayRouteTables", "describe-transit-gateway-route-tables", std::iter::once(rtb))?;
        let attached = (0..self.vpcs).map(|vpc| {
            json!({
                "TransitGatewayAttachmentId": attachment(vpc), "TransitGatewayId": gateway, "TransitGatewayOwnerId": ACCOUNT,
                "ResourceOwnerId": ACCOUNT, "ResourceType": "vpc", "ResourceId": Self::id("vpc", vpc, 0), "State": "available",
                "Association": {"TransitGatewayRouteTableId": table, "State": "associated"},
            })
        });
        list(sink, "TransitGatewayAttachments", "describe-transit-gateway-attachments", attached)?;
        let of_vpcs = (0..self.vpcs).map(|vpc| {
            json!({
                "TransitGatewayAttachmentId": attachment(vpc), "TransitGatewayId": gateway, "VpcId": Self::id("vpc", vpc, 0),
                "VpcOwnerId": ACCOUNT, "State": "available",
                "SubnetIds": [Self::id("subnet", vpc, 4), Self::id("subnet", vpc, 5)],
                "Options": {"ApplianceModeSupport": "disable", "SecurityGroupReferencingSupport": "enable"},
            })
        });
        list(sink, "TransitGatewayVpcAttachments", "describe-transit-gateway-vpc-attachments", of_vpcs)?;
        // Ranges repeat past the address space; a transit gateway doesn't propagate the later ones.
        let routes = (0..self.vpcs.min(1 << 14)).map(|vpc| {
            json!({
                "DestinationCidrBlock": self.block(vpc),
                "TransitGatewayAttachments": [{
                    "ResourceId": Self::id("vpc", vpc, 0), "TransitGatewayAttachmentId": attachment(vpc), "ResourceType": "vpc",
                }],
                "Type": "propagated", "State": "active",
            })
        });
        list(sink, "Routes", &format!("search-transit-gateway-routes.{table}"), routes)
    }
}
