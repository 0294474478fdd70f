//! Networks in a few lines, and the cases that are written with them. For tests only.
//!
//! # Cases
//!
//! A case is a Markdown file in `cases/`. Its title and prose say what AWS does and name the rules (`sem:N2`) and the AWS
//! page; its code blocks say so again, for the machine:
//!
//! - ` ```network `: a network in the fixture language; later blocks ask about it;
//! - ` ```network more `: lines that are added to the network before;
//! - ` ```network in FOLDER `: a network by itself, and its answers in that folder of the snapshot beside those that are there:
//!   what an account was told in a Region (`111122223333/eu-west-1`); a later block in the same folder takes its place;
//! - ` ```snapshot `: the path of an example instead, from the root of the repository;
//! - ` ```patch `: changes to its files: `FILE POINTER = JSON`, or `FILE remove POINTER`;
//! - ` ```onprem.toml `: what people say of networks outside, in the file of this name;
//! - ` ```walk `: a question and the answer that is expected, see [`case`];
//! - ` ```packet `: a packet and what became of it by a witness's account ([`packetwalk_agree::account`]), with which the walk must
//!   agree. This is how a disagreement is saved ([`disagreement`]). Read on Linux alone, as the lab is.
//!
//! # The fixture language
//!
//! One statement per line; `#` starts a comment. A statement is a word, a name, and the rest. Ids are made of names: the host
//! `web` is the instance `i-web` with the interface `eni-web`. Everything expands to describe JSON ([`fixture::expand`]), so
//! each case goes through the loader as real input does.
//!
//! ```text
//! vpc NAME BLOCK…                      with a main route table (rtb-main-NAME), a default network ACL that allows
//!                                      everything (acl-default-NAME) and a default security group (sg-default-NAME).
//!                                      Statements that follow belong to it.
//! subnet NAME BLOCK… [zone Z] [table T] [acl A] [owner ACCOUNT]
//! table NAME [edge GATEWAY]            a route table, with the local routes; `edge igw-x` makes it the gateway's own
//! route TABLE DESTINATION TARGET [blackhole] [propagated|advertised]
//!                                      DESTINATION is a block or list:NAME; TARGET is an id (igw-x, nat-x, tgw-x, eni-x,
//!                                      vpce-x, pcx-x …), local, or the address that a route server's route names
//! local TABLE BLOCK TARGET             replaces the target of a local route
//! acl NAME                             a network ACL that denies everything
//! rule ACL in|out NUMBER allow|deny TRAFFIC BLOCK
//! sg NAME                              a security group without rules; `open`, which allows everything, is there already
//! allow GROUP in|out TRAFFIC PEER      PEER is a block, list:NAME or sg:NAME
//! host NAME SUBNET ADDRESS… [sg G,…] [public ADDRESS] [prefix BLOCK] [no-check] [stopped|detached] [windows|linux|bare]
//!                                      `bare` is an interface without an instance's record
//! igw NAME [detached]
//! eigw NAME                            an egress-only internet gateway
//! nat NAME SUBNET ADDRESS… [public ADDRESS] [private] [state S] [no-eni] [checked]
//! regional-nat NAME ADDRESS[@ZONE]… [table T] [state S]  a regional NAT gateway: public addresses, its own table
//! peer NAME VPC VPC [region R] [status S]  a peering connection; VPCs by name, R the second one's Region
//! database NAME SUBNET,… [sg G,…] [port P]  of Amazon RDS; which interfaces are its own it doesn't say
//! task SERVICE ENI [cluster C]         of Amazon ECS
//! local-zone NAME ID PARENT-NAME PARENT-ID  a zone, and the one that it belongs to
//! tgw NAME [references]
//! attach NAME TGW SUBNET,… [table T] [appliance] [ipv6] [state S] [no-eni] [no-references]
//! attach-edge NAME TGW KIND RESOURCE [table T] [state S]  an attachment of another kind: vpn vpn-x, direct-connect-gateway …
//! connect NAME TGW TRANSPORT           what `attach-edge NAME TGW connect …` is, as the call about Connect says it: TRANSPORT is the name of the
//!                                      attachment that carries its tunnels
//! connect-peer NAME ATTACHMENT [down] [state S]  a tunnel of it; one of its two BGP sessions is up, or none
//! tgw-peer NAME TGW TGW [tables T,T] [state S] [region R] [account A] [far-unread]  a peering attachment; R and A the second
//!                                      one's; `far-unread` leaves its side out; `-` is no table
//! tgw-list TABLE LIST ATTACHMENT|blackhole [state S]  a reference to a prefix list
//! vgw NAME [state S]                   a virtual private gateway; S of its attachment to the VPC
//! vpn NAME GATEWAY BLOCK… [down] [bgp] [ipv6] [far BLOCK] [near BLOCK]  a VPN connection at vgw-x or tgw-x; blocks are its static
//!                                      routes; one of its two tunnels is up, or none
//! eice NAME SUBNET ADDRESS… [sg G] [state S] [preserve|unsaid] [tag T]  an EC2 Instance Connect Endpoint, with its interface
//!                                      eni-NAME; `unsaid` leaves out whether it preserves clients' addresses
//! cvpn NAME [BLOCK] [split] [state S] [traffic T] [tgw TGW] [tag T]  a Client VPN endpoint, NAME in hexadecimal digits: its
//!                                      clients' addresses, and its name; with TGW it is attached to a transit gateway
//! cvpn-target NAME SUBNET ADDRESS[=PUBLIC]… [sg G,…] [state S]
//!                                      a target network, with its interfaces (eni-NAME-SUBNET, eni-NAME-SUBNET-2 …) and the
//!                                      route to the VPC
//! cvpn-route NAME BLOCK SUBNET|local|tgw [state S]
//! cvpn-rule NAME BLOCK all|GROUP [state S]  an authorization rule
//! vif GATEWAY|none                     Direct Connect at a virtual private gateway or a Direct Connect gateway, or none anywhere
//! dx-association GATEWAY ASSOCIATED [allowed BLOCK,…]  of a Direct Connect gateway with vgw-x or tgw-x, and its allowed prefixes
//! tgw-table NAME TGW [static-only]     NAME in hexadecimal digits: ids of tables are looked for in file names; of its routes the
//!                                      snapshot holds all, or the static ones as Batfish keeps them
//! tgw-route TABLE DESTINATION ATTACHMENT,…|blackhole [static]
//! tgw-propagation TABLE ATTACHMENT|none [state S] [vpc V]  a propagation into a table, as Batfish keeps them; V where the attachment
//!                                      isn't in the snapshot
//! encryption-control VPC monitor|enforce
//! core-network NAME                    a Cloud WAN core network; routes name arn:aws:networkmanager::111122223333:core-network/core-network-NAME
//! core-attach NAME CORE SUBNET,…|KIND=RESOURCE [segment S] [edge REGION] [state S] [appliance] [no-references] [subnets-unread]
//!                                      an attachment to it, at us-east-1 unless it says otherwise: attachment-NAME
//! core-segment CORE SEGMENT REGION     the route table of a segment at an edge location
//! core-route SEGMENT REGION BLOCK ATTACHMENT[@REGION],…|blackhole|service [static]
//! endpoint NAME LIST [state S]         a gateway endpoint; route to it as vpce-NAME
//! interface-endpoint NAME SERVICE SUBNET=ADDRESS… [sg G,…] [state S] [type T] [no-eni]
//!                                      a VPC endpoint with an interface in each subnet: eni-NAME-SUBNET; SERVICE is one of
//!                                      AWS's (ssm), or service:NAME
//! endpoint-service NAME BALANCER,… [state S]  a VPC endpoint service, offered in the zones of its load balancers' nodes
//! endpoint-connection ENDPOINT SERVICE STATE [BALANCER…]  what the service's owner sees of an endpoint
//! list NAME BLOCK…                     a managed prefix list, NAME in eight hexadecimal digits
//! list-unread NAME [SERVICE]           a prefix list whose entries aren't in the snapshot
//! eip NAME ADDRESS [eni ID ADDRESS]    an Elastic IP address, by itself or with an interface
//! byoip BLOCK STATE                    an address range that was brought to AWS: advertised, provisioned …
//! public-access MODE [state S] [region R]  what the account says of Block Public Access: block-ingress …; `unread` leaves out
//!                                      that it is off, which every VPC says otherwise
//! exclude ID MODE [state S]            excludes a VPC or subnet from it: allow-egress …
//! alb NAME SUBNET=ADDRESS[=PUBLIC]… [internal] [sg G,…] [state S]
//!                                      an Application Load Balancer with a node in each subnet: eni-NAME-SUBNET
//! nlb NAME SUBNET=ADDRESS[=PUBLIC]… [internal] [sg G,…] [state S]
//! gwlb NAME SUBNET=ADDRESS…            a Gateway Load Balancer; its listener is `listener NAME geneve:6081 GROUP`
//! clb NAME SUBNET=ADDRESS[=PUBLIC]… [internal] [sg G,…]
//!                                      a Classic Load Balancer with a node in each subnet: eni-NAME-SUBNET
//! clb-listener NAME PROTOCOL:PORT PORT  what it takes, and at which port instances get it
//! clb-instances NAME HOST[=STATE]…     registered instances: InService unless it says otherwise; `unread` leaves their health out
//! clb-cross-zone NAME true|false       cross-zone load balancing; without it the attributes aren't in the snapshot
//! listener BALANCER PROTOCOL:PORT [ACTION+]GROUP,…|redirect
//!                                      of an Application Load Balancer with its default rule, unless it says `no-rules`;
//!                                      ACTION is one that comes before: jwt-validation, authenticate-oidc
//! listener-rule BALANCER PORT PRIORITY FIELD=VALUE,… [ACTION+]GROUP,…|redirect
//! targets NAME PROTOCOL:PORT [kind instance|ip|alb|lambda] [ipv6] TARGET[:PORT][=HEALTH[/REASON]][@ZONE]…
//!                                      TARGET is a host's name, an address or a load balancer's name; `=unused/Target.NotInUse`
//! attribute BALANCER|GROUP KEY VALUE
//! firewall NAME SUBNET,… POLICY [status S] [sync S]
//!                                      a network firewall; its endpoints are vpce-NAME-SUBNET. Firewalls, policies and rule
//!                                      groups are known by names
//! firewall NAME tgw-attach-NAME POLICY a network firewall that is attached to a transit gateway itself
//! firewall-policy NAME [stateless pass|drop|forward] [strict] [default ACTION,…] [stream S] [home BLOCK,…] [tls]
//! firewall-group NAME POLICY [priority N] [stateless] [domains ALLOWLIST|DENYLIST] [set NAME=VALUE;…] [lists NAME=ID]
//!                [alerts-only] [unread|managed] [type T]
//! firewall-rule GROUP PRIORITY pass|drop|forward TRAFFIC SOURCE DESTINATION [flags]
//!                                      in a stateless group
//! firewall-rule GROUP TEXT             elsewhere: a rule in Suricata's language
//! five-tuple GROUP ACTION PROTOCOL SOURCE PORT FORWARD|ANY DESTINATION PORT
//! drop KEY                             leaves a whole answer out: drop NetworkAcls
//! without ID                           leaves one element out: without sg-web
//! set ID POINTER JSON                  changes one element: set eni-web /Status "available"
//! truncate KEY                         leaves a token for the next page in an answer
//! again                                leaves every answer in the snapshot a second time
//! account ID                           the account that owns what follows (111122223333 at first)
//! ```
//!
//! TRAFFIC is `all`, `tcp`, `tcp:443`, `tcp:1024-65535`, `udp:53`, `icmp`, `icmp:8`, `icmp:3/4`, `icmpv6:128`, or a number.

pub mod case;
#[cfg(target_os = "linux")]
pub mod disagreement;
pub mod fixture;
pub mod generate;
pub mod made_up;
pub mod nasty;

use packetwalk::{LoadError, Loader, Network, Wanted};

/// Files of a snapshot: name and text.
pub type Files = Vec<(String, String)>;

/// Loads files as the command would.
///
/// # Errors
/// As the loader's.
pub fn load(files: &Files) -> Result<Network, LoadError> {
    let mut loader = Loader::new();
    for (name, text) in files {
        loader.read(name, None, Wanted::ByName, text.as_bytes());
    }
    loader.network()
}
