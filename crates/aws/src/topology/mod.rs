//! What ids amount to: who is in which VPC, who owns which address, which table serves which subnet.

mod firewalls;
mod groups;
mod owners;
mod public;
mod resources;
mod tables;
mod transit;
mod vpcs;

use crate::components::classic_load_balancer::joined::Classics;
use crate::components::client_vpn::joined::ClientVpns;
use crate::components::load_balancer::joined::Balancers;
use crate::components::prefix_list::{self, PrefixList};
use crate::components::{transit_gateway_attachment, transit_gateway_route_table};
use crate::registry::Kind;
use crate::snapshot::Snapshot;
use crate::strings::Symbol;
use crate::twice;
use firewalls::FirewallEndpoints;
use groups::Groups;
use owners::Owners;
use packetwalk_fabric::Spans;
use std::collections::{BTreeSet, HashMap};
use tables::Tables;
use transit::Transit;

pub(crate) use owners::attachment_in;
pub(crate) use public::{IN_VPC, OF_NAT, OF_UNREAD, SOME_PUBLIC, UNASSOCIATED};
pub(crate) use vpcs::{Pair, VpcView};

/// What ids amount to.
#[derive(Debug)]
pub(crate) struct Topology {
    /// By a symbol's number: the resource with that id.
    pub(crate) resources: Vec<Option<(Kind, u32)>>,
    pub(crate) vpcs: Vec<VpcView>,
    pub(crate) vpc_numbers: HashMap<Symbol, u32>,
    pub(crate) pairs: Vec<Pair>,
    pub(crate) public: Spans,
    pub(crate) tables: Tables,
    pub(crate) groups: Groups,
    pub(crate) prefix_lists: Vec<PrefixList>,
    pub(crate) owners: Owners,
    pub(crate) transit: Transit,
    pub(crate) firewall_endpoints: FirewallEndpoints,
    /// What belongs to which load balancer.
    pub(crate) balancers: Balancers,
    /// What belongs to which Classic Load Balancer.
    pub(crate) classics: Classics,
    /// What belongs to which Client VPN endpoint.
    pub(crate) client_vpns: ClientVpns,
    /// What the snapshot tells in two ways: tables and ACLs of which two are at a place for one, answers that were read twice
    /// and differ.
    pub(crate) disputed: BTreeSet<Symbol>,
}

impl Topology {
    pub(crate) fn of(snapshot: &mut Snapshot) -> Self {
        let (attachments, disputed_attachments) = transit_gateway_attachment::all(snapshot);
        let read_twice = twice::settle(snapshot);
        for route in transit_gateway_route_table::propagated(snapshot, &attachments, &disputed_attachments) {
            snapshot.records.transit_gateway_routes.push(route);
        }
        let prefix_lists = prefix_list::all(snapshot, &read_twice);
        let transit_gateway = snapshot.strings.keep("transit_gateway");
        let firewall_endpoints = FirewallEndpoints::of(snapshot);
        let resources = resources::resources(snapshot, &prefix_lists, &attachments, &firewall_endpoints);
        let (vpcs, vpc_numbers, pairs) = vpcs::vpcs(snapshot);
        let public = public::public(snapshot, &vpcs, &pairs);
        let mut disputed = tables::disputed(snapshot);
        disputed.extend(transit::contradicted(snapshot, disputed_attachments));
        disputed.extend(read_twice);
        Topology {
            resources,
            vpcs,
            vpc_numbers,
            pairs,
            public,
            tables: Tables::of(snapshot),
            groups: Groups::of(snapshot),
            prefix_lists,
            owners: Owners::of(snapshot, transit_gateway),
            transit: Transit::of(snapshot, attachments),
            firewall_endpoints,
            balancers: Balancers::of(snapshot),
            classics: Classics::of(snapshot),
            client_vpns: ClientVpns::of(snapshot),
            disputed,
        }
    }
}

fn as_u32(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}
