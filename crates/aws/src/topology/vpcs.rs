//! VPCs, and the addresses in them.

use super::{SOME_PUBLIC, as_u32};
use crate::components::interface::Interface;
use crate::components::internet_gateway;
use crate::components::vpc::Vpc;
use crate::registry::List;
use crate::snapshot::Snapshot;
use crate::store::Id;
use crate::strings::Symbol;
use packetwalk_fabric::{Span, Spans};
use packetwalk_space::{Address, IntervalSet};
use std::collections::HashMap;

/// A VPC that the snapshot describes or names.
#[derive(Debug)]
pub(crate) struct VpcView {
    pub(crate) id: Symbol,
    pub(crate) record: Option<Id<Vpc>>,
    pub(crate) subnets: Vec<u32>,
    /// Addresses and the interfaces that own them.
    pub(crate) interfaces: Spans,
    /// Private addresses and the pairs they are in.
    pub(crate) private_pairs: Spans,
    /// Public addresses and the pairs they are in.
    pub(crate) public_pairs: Spans,
    /// The internet gateway that is attached to it.
    pub(crate) gateway: Option<u32>,
    /// The addresses of its private IPv6 blocks, as it or its subnets print them.
    pub(crate) private: Option<Box<IntervalSet<Address>>>,
}

/// A private address with a public one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair {
    pub(crate) interface: u32,
    pub(crate) private: Address,
    pub(crate) public: Address,
}

/// The VPCs that the snapshot describes or names, their numbers, and the pairs of addresses in them.
pub(super) fn vpcs(snapshot: &mut Snapshot) -> (Vec<VpcView>, HashMap<Symbol, u32>, Vec<Pair>) {
    struct Draft {
        id: Symbol,
        record: Option<Id<Vpc>>,
        subnets: Vec<u32>,
        interfaces: Vec<Span>,
        pairs: Vec<u32>,
        gateway: Option<u32>,
    }
    let records = &snapshot.records;
    let mut numbers: HashMap<Symbol, u32> = HashMap::new();
    let mut drafts: Vec<Draft> = Vec::new();
    let mut view = |id: Symbol, drafts: &mut Vec<Draft>| {
        let number = *numbers.entry(id).or_insert_with(|| {
            let record = snapshot.find(List::Vpc, id);
            drafts.push(Draft { id, record, subnets: vec![], interfaces: vec![], pairs: vec![], gateway: None });
            as_u32(drafts.len() - 1)
        });
        number as usize
    };
    for (_, vpc) in records.vpcs.iter() {
        view(vpc.id, &mut drafts);
    }
    for (id, subnet) in records.subnets.iter() {
        let at = view(subnet.vpc, &mut drafts);
        drafts[at].subnets.push(id.number());
    }
    let mut pairs = Vec::new();
    for (id, interface) in records.interfaces.iter() {
        let Some(vpc) = interface.vpc else { continue };
        let at = view(vpc, &mut drafts);
        for assigned in &interface.addresses {
            let private = assigned.private;
            drafts[at].interfaces.push(Span { first: private, last: private, number: id.number() });
            if let Some(public) = assigned.public {
                drafts[at].pairs.push(as_u32(pairs.len()));
                pairs.push(Pair { interface: id.number(), private, public });
            }
        }
        let prefixes = interface.prefixes.iter();
        drafts[at].interfaces.extend(prefixes.map(|p| Span { first: p.first(), last: p.last(), number: id.number() }));
    }
    // An address of a delegated prefix is paired in describe-addresses alone.
    for (_, elastic) in records.elastic_ips.iter() {
        let id = elastic.interface.and_then(|id| snapshot.find::<Interface>(List::Interface, id));
        let Some((id, private)) = id.zip(elastic.private) else { continue };
        let Some(interface) = records.interfaces.find(id) else { continue };
        let delegated = interface.prefixes.iter().any(|prefix| prefix.addresses().contains(private));
        if let Some(vpc) = interface.vpc.filter(|_| delegated) {
            let at = view(vpc, &mut drafts);
            drafts[at].pairs.push(as_u32(pairs.len()));
            pairs.push(Pair { interface: id.number(), private, public: elastic.public });
        }
    }
    for (id, gateway) in records.internet_gateways.iter() {
        if let Some(vpc) = gateway.vpc.filter(|_| gateway.attached) {
            let at = view(vpc, &mut drafts);
            drafts[at].gateway = drafts[at].gateway.or(Some(id.number()));
        }
    }
    let mut problems = Vec::new();
    let views = (0..).zip(drafts).map(|(vpc, draft): (u32, Draft)| {
        let span = |address, number| Span { first: address, last: address, number };
        let of = |pick: fn(&Pair) -> Address| {
            let spans = draft.pairs.iter().map(|at| span(pick(&pairs[*at as usize]), *at)).collect();
            disjoint(spans, |_, _| {})
        };
        let private_pairs = of(|pair| pair.private);
        let mut public_pairs = of(|pair| pair.public).all().to_vec();
        public_pairs.push(span(internet_gateway::some_public(vpc), SOME_PUBLIC + vpc));
        let of_vpc = draft.record.and_then(|id| records.vpcs.find(id)).into_iter().flat_map(|vpc| &vpc.private);
        let of_subnets = draft.subnets.iter().flat_map(|id| &records.subnets[Id::new(*id)].private);
        let mut private = of_vpc.chain(of_subnets).map(|block| (block.first(), block.last())).peekable();
        let private = private.peek().is_some().then(|| Box::new(IntervalSet::from_ranges(private)));
        let interfaces = disjoint(draft.interfaces, |kept, left| problems.push((kept, left)));
        VpcView {
            id: draft.id,
            record: draft.record,
            subnets: draft.subnets,
            interfaces,
            private_pairs,
            public_pairs: Spans::sorted(public_pairs),
            gateway: draft.gateway,
            private,
        }
    });
    let views: Vec<_> = views.collect();
    for (kept, left) in problems {
        let of = |number| &snapshot.records.interfaces[Id::<Interface>::new(number)];
        let (kept, left) = (of(kept), of(left));
        let message = format!(
            "{} has an address that {} has too; the address is taken to be the latter's",
            snapshot.text(left.id),
            snapshot.text(kept.id)
        );
        let (file, line, index) = (left.origin.file, left.origin.line, left.origin.index);
        snapshot.add_problem(file, line, 0, format!("/NetworkInterfaces/{index}"), message);
    }
    (views, numbers, pairs)
}

/// Spans by address, of which no two overlap: of two that do the first one stays, and `overlap` is told of both.
pub(super) fn disjoint(mut spans: Vec<Span>, mut overlap: impl FnMut(u32, u32)) -> Spans {
    spans.sort_unstable_by_key(|span| (span.first, span.number));
    let mut kept: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match kept.last() {
            Some(last) if last.last >= span.first => {
                if last.number != span.number {
                    overlap(last.number, span.number);
                }
            }
            _ => kept.push(span),
        }
    }
    Spans::sorted(kept)
}
