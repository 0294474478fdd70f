//! The words behind cites: names, rules, files and lines.

use crate::components::{client_vpn, load_balancer, security_group, target_group};
use crate::network::Network;
use crate::origin::{Line, Origin};
use crate::reader::Tags;
use crate::registry::{Kind, List};
use crate::strings::Symbol;
use packetwalk_fabric::{Citation, Cite, Lexicon, Named, Refused, Remedy, Standing};
use packetwalk_space::{Address, Cidr, Family, IntervalSet, cover, text};

impl Lexicon for Network {
    fn citation(&self, cite: Cite) -> Citation {
        match Kind::ALL.get(cite.component as usize) {
            Some(kind) => (kind.component().cite)(self, cite),
            None => Citation { id: "the walk".to_owned(), ..Citation::default() },
        }
    }

    fn addresses(&self, set: &IntervalSet<Address>) -> Option<String> {
        if let Some(words) = self.internet_words(set) {
            return Some(words);
        }
        let zero = |address: &Address| address.ip().is_ipv4() && address.number() & 0xff00_0000 == 0;
        match set.ranges() {
            [(first, last)] if zero(first) && zero(last) => Some("some public address".to_owned()),
            _ => None,
        }
    }

    fn remedy(&self, cite: Cite, refused: &Refused<'_>) -> Option<Remedy> {
        Kind::ALL.get(cite.component as usize).and_then(|kind| (kind.component().remedy)(self, cite, refused))
    }

    fn standing(&self, cite: Cite) -> Standing {
        self.standing_of(cite)
    }
}

impl Network {
    /// `the internet`, of one family or both, but for a few blocks.
    fn internet_words(&self, set: &IntervalSet<Address>) -> Option<String> {
        const EXCEPTIONS: usize = 4;
        // Most sets are a range or two; the internet never is.
        if set.ranges().len() < 5 {
            return None;
        }
        let internet = self.internet();
        let families = [Family::V4, Family::V6].map(|family| IntervalSet::from_ranges(family.whole().iter().copied()));
        let of_families = families.iter().filter(|family| family.meets(set));
        let whole = of_families.fold(IntervalSet::empty(), |all, family| all.union(&internet.intersection(family)));
        if !whole.contains_all(set) {
            return None;
        }
        let missing = cover(&whole.difference(set));
        match missing.as_slice() {
            [] => Some("the internet".to_owned()),
            few if few.len() <= EXCEPTIONS => {
                let few: Vec<_> = few.iter().map(|block| text::block(*block)).collect();
                Some(format!("the internet but {}", few.join(", ")))
            }
            _ => None,
        }
    }

    /// The blocks that a new rule would name for these peers: where they are the internet, but for what no filter needs to
    /// tell apart, a rule for it is `0.0.0.0/0` or `::/0`.
    pub(crate) fn peers(&self, set: &IntervalSet<Address>) -> Vec<Cidr> {
        if self.internet_words(set).is_none() {
            return cover(set);
        }
        let families = [Family::V4, Family::V6].map(Cidr::everything);
        families.into_iter().filter(|family| family.addresses().meets(set)).collect()
    }

    /// The value of the tag `Name`.
    pub(crate) fn name(&self, tags: &Tags) -> Option<String> {
        let (_, value) = tags.iter().find(|(key, value)| self.text(*key) == "Name" && !self.text(*value).is_empty())?;
        Some(self.text(value).to_owned())
    }

    /// The words of a resource as a whole.
    pub(crate) fn describe(&self, kind: Kind, list: List, id: Symbol, tags: &Tags, origin: Origin) -> Citation {
        Citation {
            kind: kind.component().words,
            id: self.text(id).to_owned(),
            name: self.name(tags),
            place: Some(self.place(list, origin)),
            ..Citation::default()
        }
    }

    /// Where an element stands.
    pub(crate) fn place(&self, list: List, origin: Origin) -> Named {
        self.place_in(list, origin, Line(origin.line), "")
    }

    /// Where a part of an element stands.
    pub(crate) fn place_in(&self, list: List, origin: Origin, line: Line, at: &str) -> Named {
        let inner = origin.inner.map(|inner| format!("/Instances/{inner}")).unwrap_or_default();
        let file = self.snapshot.file(origin.file);
        Named {
            file: file.name.clone(),
            line: line.0,
            pointer: file.on_disk(format!("{}{inner}{at}", file.pointer(list.key(), origin.index))),
        }
    }

    /// The cite of a resource that the snapshot names and doesn't hold; of the resource, where it does.
    pub(crate) fn missing(&self, id: Symbol) -> Cite {
        match self.resource(id) {
            Some((kind, item)) => Cite::resource(kind as u8, item),
            None => Cite::resource(Kind::Unmodelled as u8, crate::lowerer::number(id)),
        }
    }

    /// The words of a resource that the snapshot names and doesn't hold.
    pub(crate) fn unread(&self, id: Symbol) -> Citation {
        (Kind::Unmodelled.component().cite)(self, Cite::resource(Kind::Unmodelled as u8, crate::lowerer::number(id)))
    }

    /// The id, with the name behind it where there is one: `sg-0a1 (web)`.
    pub(crate) fn named(&self, id: Symbol) -> String {
        let citation = self.citation_of(id);
        match citation.name {
            Some(name) => format!("{} ({name})", citation.id),
            None => citation.id,
        }
    }

    fn citation_of(&self, id: Symbol) -> Citation {
        Lexicon::citation(self, self.missing(id))
    }

    /// The string of a symbol, by its number.
    pub(crate) fn symbol_text(&self, number: u32) -> &str {
        self.snapshot.strings.by_number(number)
    }

    /// The call that describes a resource with this id.
    pub(crate) fn call_for(id: &str) -> &'static str {
        let kind = Kind::ALL.iter().find(|kind| kind.component().prefixes.iter().any(|prefix| id.starts_with(prefix)));
        let list = kind.and_then(|kind| List::ALL.iter().find(|list| list.kind() == *kind));
        list.map_or("aws ec2 describe-…", |list| list.call())
    }

    /// Whether the snapshot describes the resource in two ways.
    pub fn is_contradicted(&self, cite: Cite) -> bool {
        if !self.snapshot.has_contradictions() && self.topology.disputed.is_empty() {
            return false;
        }
        let Some(kind) = Kind::ALL.get(cite.component as usize) else { return false };
        let ids: Vec<Symbol> = match kind {
            Kind::SecurityGroup => security_group::cited(self, cite),
            // What is said of an instance is said of its interface.
            Kind::Interface => {
                let interface = self.interface(cite.item);
                [Some(interface.id), interface.instance].into_iter().flatten().collect()
            }
            Kind::NetworkFirewall => {
                let (firewall, _) = self.firewall_endpoint(cite.item);
                vec![firewall.id]
            }
            Kind::LoadBalancer => load_balancer::described(self, cite),
            Kind::ClassicLoadBalancer => vec![self.classic_load_balancer(cite.item).id],
            Kind::TargetGroup => target_group::described(self, cite),
            Kind::ClientVpn => client_vpn::described(self, cite),
            // Routes name it otherwise than it is called.
            Kind::CoreNetwork => vec![self.core_network(cite.item).arn],
            Kind::FirewallPolicy => vec![self.firewall_policy(cite.item).id],
            Kind::FirewallRuleGroup => vec![self.firewall_rule_group(cite.item).id],
            _ => self.snapshot.strings.find(&Lexicon::citation(self, cite.whole()).id).into_iter().collect(),
        };
        ids.into_iter().any(|id| self.topology.disputed.contains(&id) || self.snapshot.is_disputed(id))
    }
}
