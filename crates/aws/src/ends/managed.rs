//! Interfaces that services made, by what the services call what they are of: `lambda:orders`, `rds:orders`, `ecs:shop.web`.

use super::{End, EndError, Listed};
use crate::components::interface::managed::Database;
use crate::components::interface::service;
use crate::network::Network;
use crate::strings::Symbol;
use std::collections::BTreeMap;

impl Network {
    /// The interfaces that a service made for what it calls so: `lambda:orders`.
    pub(super) fn end_of_service(&self, text: &str) -> Option<Result<End, EndError>> {
        let (key, name) = text.split_once(':')?;
        match key {
            "rds" if self.snapshot.records.databases.iter().next().is_some() => return self.database(text, name),
            "ecs" => return self.tasks(text, name),
            _ => {}
        }
        let of = |item: u32| service::of(self, item).is_some_and(|of| of.key == key && of.name == Some(name));
        let found: Vec<u32> = self.interfaces().map(|(item, _)| item).filter(|item| of(*item)).collect();
        // A tag may look like that.
        (!found.is_empty()).then(|| Ok(these(found)))
    }

    /// The database whose DNS name it is.
    pub(super) fn end_by_database(&self, text: &str) -> Option<Result<End, EndError>> {
        let symbol = self.snapshot.strings.find(text)?;
        let mut databases = self.snapshot.records.databases.iter().map(|(_, database)| database);
        databases.find(|database| database.dns_name == Some(symbol)).map(|database| self.of_database(text, database))
    }

    fn database(&self, text: &str, name: &str) -> Option<Result<End, EndError>> {
        let symbol = self.snapshot.strings.find(name)?;
        let databases = self.snapshot.records.databases.iter().map(|(_, database)| database);
        let called: Vec<_> = databases.filter(|database| [database.name, database.id].contains(&symbol)).collect();
        match called.as_slice() {
            [] => None,
            [only] => Some(self.of_database(text, only)),
            several => {
                let candidates = several.iter().map(|database| format!("rds:{}", self.text(database.id))).collect();
                Some(Err(EndError::Ambiguous { text: text.to_owned(), candidates }))
            }
        }
    }

    /// The interfaces that may be a database's: nothing in AWS names the one that is, so those of databases with its groups in its
    /// subnets.
    fn of_database(&self, text: &str, database: &Database) -> Result<End, EndError> {
        if let Some(state) = database.rests {
            let why = format!("is a database that is {}, and takes no connections so", self.text(state));
            return Err(EndError::Unfit { text: text.to_owned(), why });
        }
        let in_zone = |subnet: Symbol| {
            let zone = self.subnet(subnet).and_then(|subnet| self.subnet_record(subnet).zone_name);
            database.zone.is_none() || zone.is_none() || zone == database.zone
        };
        let fits = |(item, interface): &(u32, &crate::components::interface::Interface)| {
            let mut groups = interface.groups.to_vec();
            groups.sort_unstable();
            service::of(self, *item).is_some_and(|of| of.key == "rds")
                && *groups == *database.groups
                && interface.subnet.is_some_and(|subnet| database.subnets.contains(&subnet) && in_zone(subnet))
        };
        let items: Vec<u32> = self.interfaces().filter(fits).map(|(item, _)| item).collect();
        if items.is_empty() {
            let why = "is a database, and no interface of Amazon RDS with its security groups in its subnets is in the snapshot";
            return Err(EndError::Unfit { text: text.to_owned(), why: why.to_owned() });
        }
        let name = self.text(database.name);
        let ids: Vec<_> = items.iter().map(|item| self.text(self.interface(*item).id)).collect();
        let note = (items.len() > 1).then(|| {
            format!(
                "which of {} is {name}'s nothing in AWS says: they have its security groups in its subnets",
                ids.join(", ")
            )
        });
        Ok(End::Service { items, port: database.port, note })
    }

    /// The interfaces of a service's tasks: `web`, or `shop.web` by cluster.
    fn tasks(&self, text: &str, name: &str) -> Option<Result<End, EndError>> {
        let mut by_cluster: BTreeMap<Option<Symbol>, Vec<u32>> = BTreeMap::new();
        let mut known = false;
        for (_, task) in self.snapshot.records.tasks.iter() {
            let Some(service) = task.service else { continue };
            if self.text(service) != name && self.of_cluster(task.cluster, service) != name {
                continue;
            }
            known = true;
            let interfaces = task.interfaces.iter().filter_map(|id| self.find_interface(*id));
            by_cluster.entry(task.cluster).or_default().extend(interfaces);
        }
        by_cluster.retain(|_, items| !items.is_empty());
        let mut clusters = by_cluster.into_iter();
        match (clusters.next(), clusters.next()) {
            (None, _) if known => {
                let why = "is a service, and none of its tasks has an interface in the snapshot".to_owned();
                Some(Err(EndError::Unfit { text: text.to_owned(), why }))
            }
            (None, _) => None,
            (Some((_, items)), None) => Some(Ok(these(items))),
            (Some(first), Some(second)) => {
                let all = [first, second].into_iter().chain(clusters);
                let told = all.map(|(cluster, _)| cluster.map_or("?", |cluster| self.text(cluster)).to_owned());
                let candidates = told.map(|cluster| format!("ecs:{cluster}.{name}")).collect();
                Some(Err(EndError::Ambiguous { text: text.to_owned(), candidates }))
            }
        }
    }

    fn of_cluster(&self, cluster: Option<Symbol>, service: Symbol) -> String {
        format!("{}.{}", cluster.map_or("?", |cluster| self.text(cluster)), self.text(service))
    }

    /// What services call their own, as ends.
    pub(super) fn services(&self) -> Vec<Listed> {
        let addresses = |items: &[u32]| {
            let assigned = items.iter().flat_map(|item| &self.interface(*item).addresses);
            assigned.map(|assigned| (assigned.private, assigned.public)).collect()
        };
        let vpc = |items: &[u32]| items.first().and_then(|item| self.interface(*item).vpc);
        let listed = |id: String, name: Option<Symbol>| {
            let items = match self.end_of_service(&id)?.ok()? {
                End::Service { items, .. } => items,
                End::Interface { item, .. } => vec![item],
                _ => return None,
            };
            Some(Listed {
                kind: "service",
                id,
                name: name.map(|name| self.text(name).to_owned()),
                vpc: vpc(&items).map(|vpc| self.text(vpc).to_owned()),
                blocks: Vec::new(),
                addresses: addresses(&items),
                tags: Vec::new(),
            })
        };
        let records = &self.snapshot.records;
        let databases = records.databases.iter().map(|(_, database)| database);
        let databases = databases.filter_map(|of| listed(format!("rds:{}", self.text(of.name)), of.dns_name));
        let mut services: Vec<_> =
            records.tasks.iter().filter_map(|(_, task)| Some((task.cluster, task.service?))).collect();
        services.sort_unstable();
        services.dedup();
        let alone = |of: Symbol| services.iter().filter(|(_, other)| *other == of).count() == 1;
        let called = |(cluster, of): &(Option<Symbol>, Symbol)| {
            if alone(*of) { self.text(*of).to_owned() } else { self.of_cluster(*cluster, *of) }
        };
        let services = services.iter().filter_map(|of| listed(format!("ecs:{}", called(of)), None));
        databases.chain(services).collect()
    }
}

/// An end of one interface or several.
fn these(items: Vec<u32>) -> End {
    match items.as_slice() {
        [only] => End::Interface { item: *only, address: None, note: None },
        _ => End::Service { items, port: None, note: None },
    }
}
