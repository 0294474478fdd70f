//! Addresses of pods: what a node sends for them to another network leaves, by default, with the node's own address. Whether it does is
//! the setting of a plug-in on the node, which nothing in AWS tells.

use super::place;
use crate::network::Network;
use packetwalk_fabric::{Action, Check, Cite, Default, Label, Otherwise, Reason, ReasonKind, Row, Table};
use packetwalk_space::{Address, Cidr, Family, IntervalSet, Product};

static PODS: Label = Label::quiet("addresses of pods");

/// How descriptions begin of interfaces that the plug-in of Amazon EKS made.
const DESCRIBED: &str = "aws-K8S-";

/// How the keys of tags begin that nodes have.
const TAGGED: &[&str] =
    &["kubernetes.io/cluster/", "eks:cluster-name", "aws:eks:cluster-name", "node.k8s.amazonaws.com/"];

/// In cites: conversations that others began with pods.
const BEGUN: u8 = 3;

/// What a node sends with addresses of its pods; nothing for interfaces of others.
pub(super) fn sent(net: &Network, item: u32) -> Option<Check> {
    let pods = pods(net, item)?;
    let v4 = IntervalSet::from_ranges(Family::V4.whole().iter().copied());
    let cite = place(item).cite;
    let near = near(net, item);
    let to = |addresses| Product::everything().with_source(pods.clone()).with_destination(addresses);
    let unknown = Action::Unknown { gap: &MAY_TRANSLATE, otherwise: Otherwise::End };
    let rows = vec![Row::new(to(near.clone()), Action::Pass, cite), Row::new(to(v4.difference(&near)), unknown, cite)];
    let table = Table::first_match(rows, Default { action: Action::Pass, cite, assumes: None });
    Some(Check::new(&PODS, cite, table).remembering(Cite { list: BEGUN, ..cite }))
}

/// What comes to a node: answers of its pods leave with the address that was asked.
pub(super) fn taken(net: &Network, item: u32) -> Option<Check> {
    pods(net, item)?;
    let cite = place(item).cite;
    Some(Check::new(&PODS, cite, Table::passes(cite)).remembering(Cite { list: BEGUN, ..cite }))
}

/// The addresses of a node that are its pods': all but the first one.
fn pods(net: &Network, item: u32) -> Option<IntervalSet<Address>> {
    let interface = net.interface(item);
    if interface.addresses.len() < 2 && interface.prefixes.is_empty() || !is_node(net, item) {
        return None;
    }
    let own = interface.addresses.first().map(|assigned| (assigned.private, assigned.private));
    let v4 = IntervalSet::from_ranges(Family::V4.whole().iter().copied());
    Some(interface.owned().difference(&IntervalSet::from_ranges(own)).intersection(&v4))
}

/// Where nodes don't translate to: the VPC, and what is at hand on every link.
fn near(net: &Network, item: u32) -> IntervalSet<Address> {
    let vpc = net.interface(item).vpc;
    let vpc = vpc.map_or_else(IntervalSet::empty, |vpc| net.vpc_addresses(net.vpc_of(vpc)));
    match Cidr::parse("169.254.0.0/16") {
        Ok(link_local) => vpc.union(&link_local.addresses()),
        Err(_) => vpc,
    }
}

fn is_node(net: &Network, item: u32) -> bool {
    let interface = net.interface(item);
    let instance = interface.instance.and_then(|id| net.find_instance(id)).map(|instance| net.instance(instance));
    let tags = interface.tags.iter().chain(instance.into_iter().flat_map(|instance| instance.tags.iter()));
    let described = interface.description.is_some_and(|text| net.text(text).starts_with(DESCRIBED));
    let mut keys = tags.map(|(key, _)| net.text(key));
    interface.instance.is_some() && (described || keys.any(|key| TAGGED.iter().any(|start| key.starts_with(start))))
}

pub(super) static MAY_TRANSLATE: Reason = Reason {
    code: "NODE_MAY_TRANSLATE_PODS",
    ra_code: Some("UNSUPPORTED_COMPONENT"),
    kind: ReasonKind::Gap,
    meaning: "The packet comes from an address of a Kubernetes node that is no primary one, as pods have them. What a node sends for its pods \
              to other networks leaves with the node's own address, unless its plug-in is told not to.",
    sentence: "{resource} is a Kubernetes node's, and whether it sends {packet} for a pod with the pod's address or its own isn't known",
    remedy: "ask from the node's own address: it is the sender unless AWS_VPC_K8S_CNI_EXTERNALSNAT is true",
    command: None,
    page: "https://docs.aws.amazon.com/eks/latest/userguide/external-snat.html",
    rules: &["M3"],
};
