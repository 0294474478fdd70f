//! Everything that can be named as an end, and what of it comes nearest to a text.

use super::Listed;
use crate::components::gateway_endpoint;
use crate::network::Network;
use crate::reader::Tags;
use crate::strings::Symbol;

impl Network {
    /// What comes nearest to a text among everything that can be named, the nearest first.
    pub(super) fn nearest(&self, text: &str) -> Vec<String> {
        const SHOWN: usize = 5;
        let wanted = text.to_ascii_lowercase();
        let mut scored: Vec<(u64, String)> = Vec::new();
        for listed in self.ends() {
            let names = [Some(listed.id.as_str()), listed.name.as_deref()];
            let addresses: Vec<String> = listed.addresses.iter().map(|(private, _)| private.to_string()).collect();
            let near = |name: &str| {
                let name = name.to_ascii_lowercase();
                // One slip of the keys in a short name outweighs what little of it stays the same.
                let slips = strsim::damerau_levenshtein(&wanted, &name);
                match slips {
                    _ if name.contains(&wanted) => 1.0,
                    1 => 0.95,
                    2 if wanted.len() > 4 => 0.9,
                    _ => strsim::jaro_winkler(&wanted, &name),
                }
            };
            let names = names.into_iter().flatten().chain(addresses.iter().map(String::as_str));
            let score = names.map(near).fold(0.0_f64, f64::max);
            if score > 0.75 {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and a million")]
                scored.push(((score * 1e6) as u64, listed.line()));
            }
        }
        scored.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        scored.into_iter().map(|(_, line)| line).take(SHOWN).collect()
    }

    /// Everything that can be named as an end.
    pub fn ends(&self) -> Vec<Listed> {
        let addresses = |item: u32| {
            let interface = self.interface(item);
            interface.addresses.iter().map(|assigned| (assigned.private, assigned.public)).collect::<Vec<_>>()
        };
        let vpc = |item: u32| self.interface(item).vpc.map(|vpc| self.text(vpc).to_owned());
        let tags = |tags: &Tags| {
            let text = |symbol: Symbol| self.text(symbol).to_owned();
            tags.iter().map(|(key, value)| (text(key), text(value))).collect::<Vec<_>>()
        };
        let instances = self.instances().map(|(_, instance)| {
            let interfaces = self.interfaces_of_instance(instance.id);
            Listed {
                kind: "instance",
                id: self.text(instance.id).to_owned(),
                name: self.name(&instance.tags),
                vpc: interfaces.first().and_then(|item| vpc(*item)),
                blocks: Vec::new(),
                addresses: interfaces.iter().flat_map(|item| addresses(*item)).collect(),
                tags: tags(&instance.tags),
            }
        });
        let interfaces = self.interfaces().map(|(item, interface)| Listed {
            kind: "interface",
            id: self.text(interface.id).to_owned(),
            name: self.interface_name(item),
            vpc: vpc(item),
            blocks: Vec::new(),
            addresses: addresses(item),
            tags: tags(&interface.tags),
        });
        let subnets = self.snapshot.records.subnets.iter().map(|(_, record)| Listed {
            kind: "subnet",
            id: self.text(record.id).to_owned(),
            name: self.name(&record.tags),
            vpc: Some(self.text(record.vpc).to_owned()),
            blocks: record.blocks.to_vec(),
            addresses: Vec::new(),
            tags: tags(&record.tags),
        });
        let balancers = self.balancers().map(|front| Listed {
            kind: "balancer",
            id: self.text(front.id).to_owned(),
            name: front.name.map(|name| self.text(name).to_owned()),
            vpc: front.vpc.map(|vpc| self.text(vpc).to_owned()),
            blocks: Vec::new(),
            addresses: front.nodes.iter().flat_map(|node| addresses(*node)).collect(),
            tags: Vec::new(),
        });
        let is_interface = |item: u32| gateway_endpoint::kind(self, item) == gateway_endpoint::Type::Interface;
        let endpoints = self.snapshot.records.vpc_endpoints.iter().filter(|(id, _)| is_interface(id.number()));
        let endpoints = endpoints.map(|(_, record)| {
            let interfaces = record.interfaces.iter().filter_map(|id| self.find_interface(*id));
            Listed {
                kind: "endpoint",
                id: self.text(record.id).to_owned(),
                name: self.name(&record.tags).or(record.service.map(|service| self.text(service).to_owned())),
                vpc: record.vpc.map(|vpc| self.text(vpc).to_owned()),
                blocks: Vec::new(),
                addresses: interfaces.flat_map(addresses).collect(),
                tags: tags(&record.tags),
            }
        });
        let outside = self.outside.iter().map(|outside| Listed {
            kind: "network outside",
            id: format!("onprem:{}", outside.name),
            name: None,
            vpc: None,
            blocks: outside.prefixes.iter().map(|(block, _)| *block).collect(),
            addresses: Vec::new(),
            tags: Vec::new(),
        });
        let client_vpns = self.client_vpns().map(|(_, endpoint)| Listed {
            kind: "clients",
            id: self.text(endpoint.id).to_owned(),
            name: self.name(&endpoint.tags),
            vpc: endpoint.vpc.map(|vpc| self.text(vpc).to_owned()),
            blocks: endpoint.clients.into_iter().collect(),
            addresses: Vec::new(),
            tags: tags(&endpoint.tags),
        });
        // What comes in by it starts there.
        let gateways = self.snapshot.records.internet_gateways.iter().map(|(_, record)| Listed {
            kind: "gateway",
            id: self.text(record.id).to_owned(),
            name: self.name(&record.tags),
            vpc: record.vpc.map(|vpc| self.text(vpc).to_owned()),
            blocks: Vec::new(),
            addresses: Vec::new(),
            tags: tags(&record.tags),
        });
        let made = endpoints.chain(client_vpns).chain(self.services());
        instances.chain(interfaces).chain(subnets).chain(balancers).chain(made).chain(gateways).chain(outside).collect()
    }
}
